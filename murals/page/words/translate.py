"""Texts of the tab Translate: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    "translate.lead": (
        "An image of one kind becomes one of another, by a network trained on pairs: a facade its labels, an aerial "
        "photograph a map.",
        "用成对图像训练的网络，把一类图像变成另一类：建筑立面变成标注图，航拍照片变成地图。",
    ),
    "translate.model": ("Translator", "转换模型"),
    "translate.model.info": ("Trainings that translate, the newest first.", "用于转换的训练，最新的在前。"),
    "translate.choice": ("{name} ({architecture}, {direction})", "{name}（{architecture}，{direction}）"),
    "translate.no_model": (
        'No translator is here yet. "murals download facades" brings pairs, "murals pix2pix train data/facades" trains '
        "one; then it can be chosen here.",
        "尚无转换模型。“murals download facades” 下载成对图像，“murals pix2pix train data/facades” 训练模型；"
        "之后即可在此选择。",
    ),
    "translate.gone": (
        "no translator named {name} is here any more: choose another from the list",
        "转换模型 {name} 已不存在：请从列表中另选",
    ),
    "translate.left_out": ("Left out:", "未列入："),
    "translate.broken": ("{name}: {reason}", "{name}：{reason}"),
    "translate.upload": ("Images", "图像"),
    "translate.pairs": ("Pairs side by side", "左右成对的图像"),
    "translate.pairs.info": (
        "Each image holds input and target: take the half that the model reads.",
        "每幅图含输入与目标两半：只取模型读取的一半。",
    ),
    "translate.size": ("Size in the network (pixels)", "网络中的尺寸（像素）"),
    "translate.size.info": (
        "The side of the square at which the network sees the image. 0: the one it was trained on.",
        "网络所见正方形的边长。0 表示训练时的尺寸。",
    ),
    "translate.start": ("Translate", "转换"),
    "translate.results": ("Input and result", "输入与结果"),
    "translate.input": ("{name}: input", "{name}：输入"),
    "translate.output": ("{name}: result", "{name}：结果"),
    "translate.files": ("Results to download", "下载结果"),
    "translate.too_many": (
        "{count} images are more than the {most} that the page takes at once: take fewer, or use the command line",
        "{count} 幅图像超过页面一次可处理的 {most} 幅：请减少数量，或使用命令行",
    ),
    "translate.wrong_size": (
        "the size is {size}: expected 0 (as trained) or a whole number from {least} to {most}",
        "尺寸为 {size}：应为 0（与训练时相同）或 {least} 至 {most} 之间的整数",
    ),
    "translate.failed": ("Not translated:", "未能转换："),
    "progress.images": ("images", "图像"),
}
