"""What somebody who knows fastai tries first: each call of docs/learner.md is run here, with masks and without."""

from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from fastai.callback.schedule import minimum, steep, valley
from fastai.interpret import Interpretation
from fastai.metrics import mae, rmse
from fastai.vision.core import PILImage
from PIL import Image
from tests_helpers import write_pairs
from torch import nn

from murals import load_exported, mural_dls, mural_learner

SMALL = {"encoder": "edgenext_xx_small", "pretrained": False}
DOCS = Path(__file__).parents[2] / "docs/learner.md"


def titles():
    return [ax.get_title() for ax in plt.gcf().axes if ax.get_title()]


def shows(*names):
    def check(desk, _):
        assert titles() == [name for name in names if name != "mask" or desk.masked]
        assert all(ax.images for ax in plt.gcf().axes)

    return check


def is_a_picture(desk, result):
    image, pixels, output = result
    assert isinstance(image, PILImage) and image.size == (64, 64)
    assert pixels.shape == (3, 64, 64) and output.shape[-2:] == (64, 64)
    assert np.abs(np.asarray(image) / 255 - pixels.permute(1, 2, 0).numpy()).max() < 1 / 255
    image.show()
    image.save("restored.png")


def are_outputs(desk, result):
    output, target = result
    assert output.shape == (4, 5, 64, 64)
    assert [tuple(t.shape[1:]) for t in (target if desk.masked else [target])] == [(3, 64, 64), (1, 64, 64)][
        : 1 + desk.masked
    ]


def are_all(desk, result):
    inputs, _, _, decoded, losses = result
    assert inputs.shape == decoded.shape == (4, 3, 64, 64)
    assert decoded.min() >= 0 and decoded.max() <= 1
    assert losses.shape == (4,)
    assert float(losses.mean()) == pytest.approx(float(desk.learn.validate()[0]), rel=1e-4)


def are_named(desk, result):
    with result.no_bar():
        _, error, root = result.validate()
    assert [metric.name for metric in result.metrics] == ["mae", "_rmse"]
    assert 0 < error <= root < 1


def loads_back(desk, result):
    assert sorted(path.name for path in result.parent.glob("export*")) == ["export.json", "export.safetensors"]
    again = load_exported(result, device="cpu")
    with again.no_bar():
        assert torch.allclose(again.predict("wall.png")[1], desk.learn.predict("wall.png")[1], atol=1e-5)
    assert mural_learner(desk.dls, init=result).model.config == desk.learn.model.config


def has_trained(desk, result):
    assert all(np.isfinite(value) for value in desk.learn.recorder.values[-1])


def is_finite(desk, learn):
    with learn.no_bar(), learn.no_logging():
        learn.fit(1, 1e-3)
    assert 0 < float(learn.recorder.values[-1][1]) < 10


def in_bfloat16(desk, learn):
    seen = set()
    handle = learn.model.unet.register_forward_hook(lambda net, _, output: seen.add((net.training, output.dtype)))
    is_finite(desk, learn)
    handle.remove()
    assert seen == {(True, torch.bfloat16), (False, torch.float32)}


def frees(desk, result):
    assert [any(p.requires_grad for p in group) for group in desk.learn.opt.param_lists] == [False] * 3 + [True] * 2
    desk.learn.freeze()


ROWS = [  # call, what it gives, how this test looks at it
    ("dls.show_batch(max_n=3)", "a row for each pair: damaged, mask, clean", shows("damaged", "mask", "clean")),
    ("dls.test_dl(['wall.png', array])", "a loader of new photographs: paths and arrays, in any mixture",
     lambda desk, dl: desk.learn.get_preds(dl=dl)[0].shape[0] == 2),
    ("learn.show_results()", "a row for each pair: damaged, mask, restored, clean",
     shows("damaged", "mask", "restored", "clean")),
    ("learn.predict('wall.png')", "a PIL image to show and save, its tensor in [0, 1], the network's output",
     is_a_picture),
    ("learn.predict(array)", "the same of an array `(H, W, 3)`: uint8, uint16, or float in [0, 1]", is_a_picture),
    ("learn.get_preds()", "outputs `(N, 5, H, W)`: RGB, the logit of the proposed mask, that of a veil in it; targets",
     are_outputs),
    ("learn.get_preds(with_input=True, with_decoded=True, with_loss=True)",
     "also the damaged images, the restored ones in [0, 1], and the loss of each image", are_all),
    ("learn.validate()", "loss, PSNR and SSIM of the validation pairs", lambda desk, row: row[2] < 1 < row[1]),
    ("learn.summary()", "layers, shapes, parameters, what is frozen",
     lambda desk, text: "Model frozen up to parameter group #4" in str(text)),
    ("Interpretation.from_learner(learn).plot_top_losses(4)", 
     "the pairs with the highest loss, as `show_results` shows them",
     lambda desk, _: sum("loss 0." in title for title in titles()) == 4),
    ("Interpretation.from_learner(learn).show_results([0, 1])", "pairs by their number",
     shows("damaged", "mask", "restored", "clean")),
    ("mural_learner(dls, metrics=[mae, rmse], **small)", "fastai's metrics, of RGB against RGB", are_named),
    ("mural_learner(dls, loss_func=nn.L1Loss(), **small)",
     "any loss of `(prediction, target)` or `(prediction, target, mask)`", is_finite),
    ("learn.fit_one_cycle(1, 1e-3)", "training, with fastai's table of epochs", has_trained),
    ("learn.fine_tune(1)", "one epoch of the decoder, one of everything", has_trained),
    ("learn.freeze_to(-2)", "the decoder and the encoder's last stage are trained", frees),
    ("learn.lr_find(num_it=20, suggest_funcs=(minimum, steep, valley))", "learning rates by their names, and the curve",
     lambda desk, found: all(0 < rate <= 10 for rate in found)),
    ("learn.save('stage'), learn.load('stage')",
     "weights and optimizer in `models/stage.pth`, read without unpickling code",
     lambda desk, _: Path("models/stage.pth").is_file()),
    ("learn.to_fp16()", "mixed precision on a GPU; the loss stays in float32. `learn.to_fp32()` ends it",
     is_finite),
    ("learn.to_bf16()", "the same in bfloat16, on a CPU too; validation stays in float32", in_bfloat16),
    ("learn.export()",
     "`export.safetensors` and its JSON, no pickle; `load_exported`, `restore(model=...)` and `init=` read it",
     loads_back),
]  # fmt: skip


@pytest.fixture(scope="module", params=[True, False], ids=["with masks", "without masks"])
def desk(request, tmp_path_factory):
    """Pairs, a learner on them, and a photograph, in a folder of their own."""
    folder = tmp_path_factory.mktemp("desk")
    dls = mural_dls(write_pairs(folder / "data", masks=request.param), batch_size=4, device="cpu")
    learn = mural_learner(dls, path=folder, **SMALL)
    array = np.asarray(Image.open(folder / "data/val/damaged/01.png"))
    Image.fromarray(array).save(folder / "wall.png")
    return SimpleNamespace(folder=folder, dls=dls, learn=learn, array=array, masked=request.param)


@pytest.mark.parametrize(("call", "check"), [(call, check) for call, _, check in ROWS], ids=[row[0] for row in ROWS])
def test_a_call_works(desk, call, check, monkeypatch, capsys):
    monkeypatch.chdir(desk.folder)
    plt.close("all")
    names = {"Interpretation": Interpretation, "mural_learner": mural_learner, "nn": nn, "mae": mae, "rmse": rmse}
    names |= {f.__name__: f for f in (minimum, steep, valley)}
    desk.learn.to_fp32()
    with desk.learn.no_bar(), desk.learn.no_logging():
        result = eval(call, names | {"dls": desk.dls, "learn": desk.learn, "array": desk.array, "small": SMALL})
        assert check(desk, result) in (None, True)
    plt.close("all")


def test_the_table_of_the_documents_is_this_one():
    rows = [f"| `{call.replace(', **small', '')}` | {gives} |" for call, gives, _ in ROWS]
    table = [line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert table == rows, "bring docs/learner.md up to date:\n" + "\n".join(rows)
