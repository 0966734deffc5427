"""Texts of the tab Runs: (English, Chinese). `runs.cell.X` is what stands for X in a table of results."""

_NOTE = (
    "PSNR (dB, the best of each) and loss (at the best epoch): training / validation. Gain: validation PSNR over the "
    "phase's own start, which is epoch 0. Epoch: the best of all that were run."
)  # as `murals.runs.phase_table.NOTE` has it: a test compares them

WORDS: dict[str, tuple[str, str]] = {
    "runs.lead": (
        "The trainings in the folder of runs, read again every few seconds. PSNR is validation, in dB, of the weights "
        "that are kept.",
        "训练记录文件夹中的各次训练，每隔几秒重新读取。PSNR 为所保留权重的验证值（dB）。",
    ),
    "runs.none": (
        'No run is here yet. "murals train --phase all" makes one, "murals demo" a small one in a few minutes; it '
        "appears here by itself.",
        "尚无训练记录。“murals train --phase all” 可开始训练，“murals demo” 可在几分钟内完成一次小型训练；"
        "结果会自动出现在这里。",
    ),
    "runs.overview": ("All runs", "全部训练"),
    "runs.choose": ("Run", "训练"),
    "runs.choose.info": (
        "Its curves, sample grids, phases and settings are below.",
        "其曲线、样图、阶段和设置见下方。",
    ),
    "runs.other": ("Compare with", "对比"),
    "runs.other.info": (
        "Both runs' curves in one plot, and what differs.",
        "将两次训练的曲线画在一张图中，并列出差异。",
    ),
    "runs.nothing": ("nothing", "无"),
    "runs.run": ("run", "训练"),
    "runs.kind": ("kind", "类型"),
    "runs.phase": ("phase", "阶段"),
    "runs.network": ("encoder", "编码器"),
    "runs.psnr": ("PSNR", "PSNR"),
    "runs.epoch": ("epoch", "轮次"),
    "runs.state": ("state", "状态"),
    "runs.changed": ("last written", "最后写入"),
    "runs.of": ("{epoch} of {planned}", "{epoch}/{planned}"),
    "runs.kind.restoring": ("restores", "修复"),
    "runs.kind.pix2pix": ("restores (pix2pix)", "修复（pix2pix）"),
    "runs.kind.translating": ("translates", "转换"),
    "runs.state.finished": ("finished", "已完成"),
    "runs.state.failed": ("failed", "失败"),
    "runs.state.training": ("training", "训练中"),
    "runs.state.interrupted": ("interrupted", "已中断"),
    "runs.state.unknown": ("unknown", "未知"),
    "runs.problems": ("{count} wrong", "{count} 处问题"),
    "runs.wrong": ("What is wrong with {name}:", "{name} 存在的问题："),
    "runs.curves": ("Curves", "曲线"),
    "runs.no_epoch": (
        "No epoch is finished yet: the curves appear with the first.",
        "尚未完成任何一轮：第一轮结束后即显示曲线。",
    ),
    "runs.phases": ("Phases", "阶段"),
    "runs.no_phases": ("No phase has begun yet.", "尚未开始任何阶段。"),
    "runs.samples": ("Samples", "样图"),
    "runs.settings": ("Settings", "设置"),
    "runs.scores": ("Scores of the kept weights", "所保留权重的得分"),
    "runs.differences": ("Settings that differ", "不同的设置"),
    "runs.no_differences": ("Both runs have the same settings.", "两次训练的设置相同。"),
    "runs.other_data": (
        "These two runs were not trained on the very same pairs, or do not say so: their numbers do not compare.",
        "这两次训练所用的图像对并不完全相同（或未作记录）：数值不可直接比较。",
    ),
    "runs.picture.kept": ("{side} · kept weights", "{side} · 所保留的权重"),
    "runs.picture.epoch": ("{side} · epoch {epoch}", "{side} · 第 {epoch} 轮"),
    "runs.side.train": ("training", "训练集"),
    "runs.side.val": ("validation", "验证集"),
    "runs.cell.setting": ("setting", "设置"),
    "runs.cell.value": ("value", "值"),
    "runs.cell.difference": ("difference", "差"),
    "runs.cell.phase": ("phase", "阶段"),
    "runs.cell.trained": ("trained", "训练的部分"),
    "runs.cell.gain": ("gain", "提高"),
    "runs.cell.loss": ("loss", "损失"),
    "runs.cell.epoch": ("epoch", "轮次"),
    "runs.cell.stopped early": ("stopped early", "提前停止"),
    "runs.cell.valid_psnr": ("PSNR, validation (dB)", "PSNR，验证集（dB）"),
    "runs.cell.valid_ssim": ("SSIM, validation", "SSIM，验证集"),
    "runs.cell.valid_loss": ("loss, validation", "损失，验证集"),
    "runs.cell.train_psnr": ("PSNR, training (dB)", "PSNR，训练集（dB）"),
    "runs.cell.train_loss": ("loss, training", "损失，训练集"),
    f"runs.cell.{_NOTE}": (
        _NOTE,
        "PSNR（dB，各自最佳）和损失（最佳轮次）：训练集 / 验证集。"
        "提高：相对于本阶段起点（第 0 轮）的验证 PSNR。轮次：最佳轮次及总轮数。",
    ),
}
