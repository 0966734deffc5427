"""Texts of the whole page: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    "page.title": ("Murals", "壁画修复"),
    "page.lead": (
        "Restore photographs of damaged wall paintings. Everything stays on this machine.",
        "修复受损壁画的照片。所有图像都只留在本机。",
    ),
    "page.command": ("The command that repeats this", "重复此操作的命令"),
    "page.copy": ("Copy", "复制"),
    "page.copied": ("Copied", "已复制"),
    "page.cancel": ("Stop", "停止"),
    "page.stopped": ("Stopped: nothing was changed.", "已停止：未作任何更改。"),
    "page.busy": (
        "Too many people are waiting at the moment: try again in a minute.",
        "当前等待的人过多：请稍后再试。",
    ),
    "page.failed": (
        "Something went wrong that is no fault of yours; the log says what. Try again, or report it.",
        "发生了内部错误（并非您的操作问题），详情见日志。请重试或报告。",
    ),
    "page.memory": (
        "There is not enough memory for this image: take a smaller one, or wait until other work has ended.",
        "内存不足：请换较小的图像，或等其他工作结束后再试。",
    ),
    "page.no_image": ("Choose an image first.", "请先选择一幅图像。"),
    "page.error": ("That did not work", "未能完成"),
    "page.left": ("{done} of {total}, about {time} left", "{done}/{total}，约剩 {time}"),
    "progress.tiles": ("tiles", "图块"),
    "progress.flips and turns": ("flips and turns", "翻转与旋转"),
    "tab.restore": ("Restore", "修复"),
    "tab.blend": ("Blend", "融合"),
    "tab.translate": ("Translate", "转换"),
    "tab.runs": ("Runs", "训练记录"),
}
