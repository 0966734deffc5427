import torch
from PIL import Image

from murals.data.loaders import mural_dls
from murals.learn.learner import mural_learner
from murals.learn.run import new_run
from murals.runs.tensorboard import TensorBoardWriter
from murals.train.painter import Painter


def test_drawing_moves_no_random_generator(pairs, tmp_path):
    learn = mural_learner(mural_dls(pairs, batch_size=4), encoder="edgenext_xx_small", pretrained=False)
    run = new_run(tmp_path, "1")
    run.save_history(
        [{"phase": "1", "epoch": 1.0, "step": 2.0, "valid_psnr": 20.0, "train_loss": 0.5, "valid_loss": 0.6}]
    )
    with TensorBoardWriter(run.folder) as board:
        painter = Painter(run, learn, board)
        before = torch.get_rng_state(), learn.dls.train.rng.getstate()
        painter.after_epoch(run, learn)
        assert torch.equal(torch.get_rng_state(), before[0])
        assert learn.dls.train.rng.getstate() == before[1]
    assert Image.open(run.folder / "curves.png").size[0] > 400
    assert Image.open(run.folder / "samples.png").size[0] > 100
