"""Texts of the tab Restore, of its board and of before and after: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    "restore.photograph": ("Photograph of a damaged mural", "受损壁画的照片"),
    "restore.sheet": ("{name}, {width} x {height} pixels", "{name}，{width} x {height} 像素"),
    "restore.shown": (
        "{name}, {width} x {height} pixels, shown smaller and worked on in full",
        "{name}，{width} x {height} 像素；显示时缩小，处理时使用全尺寸",
    ),
    "restore.propose": ("Propose the damage", "自动标出破损"),
    "restore.proposal.stopped": (
        "The proposal was stopped; the mask stays as you have it. “Propose the damage” starts it again.",
        "自动标注已停止，您的蒙版保持不变。点击“自动标出破损”可重新开始。",
    ),
    "restore.import": ("Open mask", "打开蒙版"),
    "restore.export": ("Save mask", "保存蒙版"),
    "restore.model": ("Model", "模型"),
    "restore.model.automatic": ("automatic", "自动选择"),
    "restore.model.package": ("the model that comes with murals", "murals 自带的模型"),
    "restore.speaks": ("This model restores: {model} ({reason}).", "当前使用的模型：{model}（{reason}）。"),
    "restore.why.named": ("this page was started with it", "启动本页面时指定"),
    "restore.why.chosen": ("you chose it", "由您选择"),
    "restore.why.won": (
        "the newest training that beat the model that comes with murals: {own} against {packaged} dB on {pairs} "
        "validation pairs",
        "最新的优于自带模型的训练：在 {pairs} 对验证图像上为 {own} 对 {packaged} dB",
    ),
    "restore.why.lost": (
        "the newest training, {newest}, did not beat it: {own} against {packaged} dB on {pairs} validation pairs",
        "最新的训练 {newest} 未能优于它：在 {pairs} 对验证图像上为 {own} 对 {packaged} dB",
    ),
    "restore.why.uncompared": (
        "the newest training, {newest}, was never compared with it",
        "最新的训练 {newest} 尚未与它比较",
    ),
    "restore.why.untrained": ("nothing was trained here", "本机尚无训练"),
    "restore.why.unpackaged": (
        "the newest training; no model came with this installation",
        "最新的训练；本安装未附带模型",
    ),
    "restore.fill": ("Fill", "填补方式"),
    "restore.fill.mimetic": (
        "Mimetic: paint of this wall is copied into the losses, over the network's tone.",
        "仿真：在网络给出的色调上，将本壁画的颜料复制到缺失处。",
    ),
    "restore.fill.neutral": (
        "Neutral: the losses get the network's tone alone, and no paint is copied.",
        "中性：缺失处仅填网络给出的色调，不复制颜料。",
    ),
    "restore.options": ("Options", "选项"),
    "restore.threshold": ("Proposal: from which share of damage a pixel is marked", "自动标注：破损概率达到多少时标记"),
    "restore.dilate": ("Grow the mask (pixels)", "蒙版扩张（像素）"),
    "restore.feather": (
        "Fade in where the mask has grown (pixels, at most as many)",
        "在蒙版扩张处渐变（像素，不超过扩张值）",
    ),
    "restore.max_hole": (
        "Leave alone holes of a larger radius (pixels; 0 leaves none)",
        "不修复半径超过此值的空洞（像素；0 为全部修复）",
    ),
    "restore.ensemble": (
        "Steadier: the mean of eight flips and turns, eight times as long",
        "更稳定：八次翻转旋转取平均，耗时八倍",
    ),
    "restore.seamless": ("Fit the fill to its border", "使填补与边缘无缝衔接"),
    "restore.visible": ("Hatch the fill, to be told apart from close by", "以细线标示填补处，近看可辨"),
    "restore.uncertainty": ("Show where the network guesses, eight times as long", "显示网络不确定之处，耗时八倍"),
    "restore.sources": (
        "Map of sources: show where the paint was copied from",
        "来源图：显示颜料复制自何处",
    ),
    "restore.seed": (
        "Seed: each number gives another variant of the mimetic fill",
        "随机种子：每个数得到仿真填补的一种不同结果",
    ),
    "restore.whole": ("Repaint everything, sound pixels too", "整幅重绘，包括完好之处"),
    "restore.format": ("File format of the result", "结果的文件格式"),
    "restore.format.own": ("As the photograph", "与照片相同"),
    "restore.run": ("Restore", "修复"),
    "restore.uncertain": (
        "Where the network guesses: black = sure, white = its eight answers differ by 10 % or more",
        "网络的不确定之处：黑色为确定，白色为八次结果相差 10 % 以上",
    ),
    "restore.copied.from": (
        "Where the paint was copied from: each colour is a place of this wall, stripes are mirrored paint, grey is the "
        "network's tone",
        "颜料复制自何处：每种颜色代表本壁画的一处，条纹为镜像复制的颜料，灰色为网络给出的色调",
    ),
    "restore.save.result": ("Save the result", "保存结果"),
    "restore.save.mask": ("Save its mask", "保存其蒙版"),
    "restore.save.uncertainty": ("Save the uncertainty", "保存不确定性图"),
    "restore.save.sources": ("Save the map of sources", "保存来源图"),
    "restore.save.archive": ("Save everything, with its record (ZIP)", "保存全部文件及其记录（ZIP）"),
    "restore.kept": (
        "{repaired} pixels repaired. All {outside} others are identical to the photograph: the written file was read "
        "back and compared.",
        "修复了 {repaired} 个像素。其余 {outside} 个像素与照片完全一致：已读回写出的文件逐一核对。",
    ),
    "restore.kinds": (
        "Lost, and filled: {lost}. Veiled, and read through: {veiled}.",
        "其中缺失并已填补：{lost}；遮蔽并已透过遮蔽读取：{veiled}。",
    ),
    "restore.copied": (
        "Of the fill, {wall} was copied from this wall, {mirrored} was copied from it and mirrored, and {tone} stayed "
        "the network's tone.",
        "填补之处，{wall} 复制自本壁画，{mirrored} 镜像复制自本壁画，{tone} 仍为网络给出的色调。",
    ),
    "restore.tight": (
        "The mask is tight: a rim of the damage still shows around it. “Grow the mask” by {pixels} pixels under "
        "Options takes it.",
        "蒙版偏紧：周围仍可见一圈破损。在选项中将“蒙版扩张”设为 {pixels} 像素即可包含它。",
    ),
    "restore.doubt.nothing": (
        "The network found no damage. Paint over what is lost or veiled.",
        "网络未发现破损。请涂抹缺失或遮蔽之处。",
    ),
    "restore.doubt.little": (
        "The network found next to nothing. If more is lost or veiled, paint over it.",
        "网络几乎未发现破损。若还有缺失或遮蔽之处，请涂抹。",
    ),
    "restore.doubt.likely sound": (
        "Much of what the network found is likely sound paint. Erase what is sound before you restore.",
        "网络标出的部分很可能是完好的颜料。修复前请擦除完好之处。",
    ),
    "restore.changed": (
        "{repaired} pixels repaired. {changed_outside} of the {outside} others were changed by the file format, which "
        "compresses again: choose PNG or TIFF under Options to keep them.",
        "修复了 {repaired} 个像素。其余 {outside} 个像素中有 {changed_outside} 个因文件格式重新压缩而改变："
        "可在选项中选择 PNG 或 TIFF 以保持不变。",
    ),
    "restore.whole.done": (
        "Every pixel was repainted, as asked: none is promised to be the photograph's.",
        "已按要求重绘整幅图像：不保证任何像素与照片一致。",
    ),
    "restore.nothing": (
        "The mask marks nothing, so the image stayed as it is. Paint over the damage, or lower the share under Options "
        "and propose again.",
        "蒙版中没有标记，因此图像未变。请涂抹破损处，或在选项中降低概率后重新标注。",
    ),
    "restore.beyond": (
        "Holes deeper than {limit} pixels: {count}. The network has learned to fill no deeper ones: what it paints "
        "there is invented.",
        "有 {count} 处空洞深度超过 {limit} 像素，超出网络所学：该处内容为臆测。",
    ),
    "restore.left": (
        "Holes deeper than {limit} pixels were left alone: {count}.",
        "有 {count} 处深度超过 {limit} 像素的空洞未作修复。",
    ),
    "board.tools": ("Tools for the mask", "蒙版工具"),
    "board.lost": ("Lost", "缺失"),
    "board.veiled": ("Veiled", "遮蔽"),
    "board.lost.means": (
        "Lost: nothing is left of the paint, it is filled from what surrounds it",
        "缺失：颜料已不存在，由周围内容填补",
    ),
    "board.veiled.means": (
        "Veiled: the paint is faded or stained and still legible, it is read through the veil",
        "遮蔽：颜料褪色或被污染但仍可辨认，透过遮蔽读取",
    ),
    "board.erase": ("Erase", "擦除"),
    "board.size": ("Brush", "笔刷"),
    "board.undo": ("Undo", "撤销"),
    "board.clear": ("Clear", "清空"),
    "board.larger": ("Larger view", "放大"),
    "board.smaller": ("Smaller view", "缩小"),
    "board.picture": ("The photograph", "照片"),
    "board.canvas": (
        "The mask over the photograph: arrows move the brush, the space bar marks, B paints what is lost, V what is "
        "veiled, E erases, brackets change the size, Ctrl+Z undoes",
        "照片上的蒙版：方向键移动笔刷，空格键标记，B 涂抹缺失处，V 涂抹遮蔽处，E 擦除，方括号键改变大小，Ctrl+Z 撤销",
    ),
    "board.hint": (
        "What is tinted is repaired. Magenta is lost: it is filled, whatever the photograph shows there. Striped cyan "
        "is veiled: faded or stained, still legible, and read through. Paint over damage that the proposal has missed, "
        "erase what is sound. Undo takes back every step, a proposal or an opened mask too. "
        "Keys: arrows, space, B, V, E, [ ], Ctrl+Z.",
        "着色处将被修复。洋红色为缺失：无论照片中显示什么都会被填补。青色条纹为遮蔽：褪色或被污染但仍可辨认，将透过遮蔽读取。"
        "涂抹漏标的破损，擦除误标的完好之处。撤销可逐步收回，包括自动标注和打开的蒙版。"
        "按键：方向键、空格、B、V、E、[ ]、Ctrl+Z。",
    ),
    "compare.pair": ("Before and after", "前后对比"),
    "compare.before": ("Before", "修复前"),
    "compare.after": ("After", "修复后"),
    "compare.slider": ("How much of the picture before is shown, in per cent", "显示修复前图像的百分比"),
}
