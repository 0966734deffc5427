"""Texts of the tab Blend: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    "blend.mode": ("Edit", "编辑方式"),
    "blend.mode.seamless": (
        "The source's differences, the target's colours around them. Draw the region with a rim of ground.",
        "保留源图的明暗变化，颜色取自目标图周围。请在图案外留一圈底色。",
    ),
    "blend.mode.mixed": (
        "At each edge the stronger difference of the two: for writing, and for motifs with gaps.",
        "每处边缘取两图中较强的变化：适合文字和镂空图案。",
    ),
    "blend.mode.monochrome": ("The source's texture without its colours.", "只取源图的纹理，不取颜色。"),
    "blend.mode.exchange": (
        "What stands in the region of each picture goes into the other; both results are written.",
        "两图区域内的内容互换；两个结果都会写出。",
    ),
    "blend.mode.membrane": (
        "A smooth fill of the region: for scratches and small losses.",
        "平滑填充区域：适合划痕和小块缺失。",
    ),
    "blend.mode.flatten": ("Contours stay, texture between them goes.", "保留轮廓，抹去轮廓之间的纹理。"),
    "blend.mode.illuminate": (
        "Large differences are compressed, small ones lifted: a hard shadow comes nearer to the light around it.",
        "压缩大的明暗差、提升小的：硬阴影更接近周围的光线。",
    ),
    "blend.mode.recolour": (
        "Red, green and blue are multiplied, and the result is blended back.",
        "红、绿、蓝分别乘以系数，再融合回去。",
    ),
    "blend.mode.decolourise": (
        "The region keeps its colours, the rest turns grey: on purpose, outside the region too.",
        "区域保留颜色，其余变灰：区域之外也会有意改变。",
    ),
    "blend.mode.tile": (
        "Opposite borders become equal, so that copies fit side by side; no region is needed.",
        "相对的边缘变得一致，可以无缝拼接；不需要区域。",
    ),
    "blend.source": ("Source: the picture to take from", "源图：从中取出内容"),
    "blend.target": ("Target: the picture to edit", "目标图：要编辑的图像"),
    "blend.region": ("Region", "区域"),
    "blend.region.board": ("The picture on which the region is drawn", "在此图上画出区域"),
    "blend.landing.board": ("The target and where the region lands", "目标图与区域的落点"),
    "blend.region.help": (
        "Polygon: click corner by corner, click the first one again to close it, pull corners to mend it. "
        "Keys: Backspace takes a step back, Enter closes.",
        "多边形：逐个点击顶点，再点第一个顶点闭合，可拖动顶点修正。按键：退格键撤销一步，回车键闭合。",
    ),
    "blend.landing.help": (
        "Drag the region to its place, or move it with the arrow keys (with Shift by ten pixels).",
        "把区域拖到合适的位置，或用方向键移动（按住 Shift 每次十个像素）。",
    ),
    "blend.tool": ("Draw with", "绘制工具"),
    "blend.tool.polygon": ("Polygon", "多边形"),
    "blend.tool.brush": ("Brush", "画笔"),
    "blend.tool.eraser": ("Eraser", "橡皮"),
    "blend.brush": ("Brush size, % of the picture's width", "画笔大小（占图宽的百分比）"),
    "blend.undo": ("Undo", "撤销"),
    "blend.close": ("Close", "闭合"),
    "blend.anew": ("Start anew", "重新开始"),
    "blend.mask": ("Import a mask", "导入蒙版"),
    "blend.polygon": ("Corners, x,y x,y …", "顶点 x,y x,y …"),
    "blend.polygon.info": ("In pixels of the picture; Enter takes them over.", "以图像像素为单位；按回车生效。"),
    "blend.at": ("Offset x,y", "偏移 x,y"),
    "blend.at.info": ("Where the source's corner lands, in pixels.", "源图左上角的落点（像素）。"),
    "blend.centre": ("To the middle", "移到中央"),
    "blend.scale": ("Scale", "缩放"),
    "blend.rotate": ("Rotation, degrees", "旋转（度）"),
    "blend.more": ("More settings", "更多设置"),
    "blend.edge_threshold": ("Contrast of a contour that stays", "保留轮廓的对比度"),
    "blend.alpha": ("Difference that stays as it is, in mean differences", "保持不变的变化（以平均变化为单位）"),
    "blend.beta": ("How strongly the others change", "其余变化的强度"),
    "blend.factors": ("Factors of red, green, blue", "红、绿、蓝的系数"),
    "blend.linear_light": ("Blend light instead of sRGB values", "按线性光而非 sRGB 数值融合"),
    "blend.solver": ("Solver of the full result", "完整结果的求解器"),
    "blend.go": ("Blend in full", "生成完整结果"),
    "blend.result": ("Before and after", "前后对比"),
    "blend.files": ("Download", "下载"),
    "blend.note": (
        "{name}: {width}×{height} pixels, {region} of them blended{kept}.",
        "{name}：{width}×{height} 像素，其中 {region} 个像素被融合{kept}。",
    ),
    "blend.note.kept": ("; every pixel outside the region is as it was", "；区域外的每个像素都保持原样"),
    "blend.note.lossy": (
        "; JPEG compression changes pixels outside the region too",
        "；JPEG 压缩也会改变区域外的像素",
    ),
    "blend.note.meant": (
        "; outside the region pixels changed too, as this edit is meant to",
        "；此编辑也会有意改变区域外的像素",
    ),
    "blend.examples": ("Examples, drawn by the program: one click shows one", "示例（由程序绘制）：点击即可查看"),
    "blend.need.both": (
        "Choose a source and a target, or take an example above.",
        "请选择源图和目标图，或点击上方示例。",
    ),
    "blend.need.source": ("Choose a source.", "请选择源图。"),
    "blend.need.target": ("Choose a target.", "请选择目标图。"),
    "blend.need.region": (
        "Draw the region on the left picture: at least three corners, closed.",
        "请在左图上画出区域：至少三个顶点并闭合。",
    ),
    "blend.shown": (
        "Preview at {small}. The result is made at {full}.",
        "预览尺寸 {small}；结果按 {full} 生成。",
    ),
    "blend.shown.full": ("Preview at full size, {full}.", "按完整尺寸 {full} 预览。"),
    "blend.refused": ("No preview: {reason}", "无法预览：{reason}"),
}
