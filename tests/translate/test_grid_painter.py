import numpy as np
from aligned_samples import write_aligned
from PIL import Image

from murals.data.aligned import find_aligned
from murals.data.aligned_loaders import translate_dls
from murals.learn.run import new_run
from murals.learn.translator_learner import translation_learner
from murals.runs.tensorboard import TensorBoardWriter
from murals.translate.grid_painter import SAMPLES, GridPainter


def test_grids_are_drawn_when_their_epoch_has_come(tmp_path):
    folder = write_aligned(tmp_path / "data")
    sides = {side: find_aligned(folder, side) for side in ("train", "val")}
    learn = translation_learner(translate_dls(sides["train"], sides["val"], batch_size=4, device="cpu"))
    run = new_run(tmp_path, "translate")
    with TensorBoardWriter(run.folder) as board:
        painter = GridPainter(run, learn, board, sides, every=3)
        for epoch in range(1, 7):
            run.save_history([{"phase": "translate", "epoch": epoch, "step": epoch, "valid_loss": 0.5}])
            painter.after_epoch(run, learn)
        painter.draw()
    drawn = sorted(path.name for path in (run.folder / "grids").iterdir())
    assert drawn == [f"epoch-000{epoch}.{side}.png" for epoch in (3, 6) for side in ("train", "val")]
    height, width = np.asarray(Image.open(run.folder / "samples.val.png")).shape[:2]
    assert height > SAMPLES * 192 and width > 3 * 192
