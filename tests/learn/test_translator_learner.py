from dataclasses import replace

import pytest
import torch
from aligned_samples import MAPPING

from murals.config import TranslatorConfig
from murals.data.aligned import find_aligned
from murals.data.aligned_loaders import translate_dls
from murals.errors import MuralsError
from murals.learn.checkpoint import open_checkpoint
from murals.learn.phases import train_phase
from murals.learn.run import new_run
from murals.learn.saved_network import load_network
from murals.learn.translator_learner import translation_learner
from murals.translate.presets import TRANSLATE_PRESETS

TRAINING = TRANSLATE_PRESETS["fcn"].training


def learner(folder, architecture, *, pairs=None, batch_size=4, gan=False, size=None):
    train = find_aligned(folder, "train")[:pairs]
    dls = translate_dls(train, find_aligned(folder, "val"), batch_size=batch_size, size=size, device="cpu")
    return translation_learner(dls, config=TranslatorConfig(architecture), gan=gan)


def fit(learn, epochs):
    with learn.no_bar(), learn.no_logging():
        learn.fit_one_cycle(epochs, 5e-3)


def loss_by_heart(learn):
    """Return L1 on [-1, 1] over the training images, in eval mode: what somebody who uses the network sees."""
    loader = learn.dls.test_dl(learn.dls.train_ds.items[:4], with_labels=True)
    with learn.no_bar():
        return float(learn.validate(dl=loader)[0])


def test_four_images_are_learned_by_heart(aligned):
    learn = learner(aligned, "fcn-skips", pairs=4)
    before = loss_by_heart(learn)
    fit(learn, 120)
    assert before > 0.4
    assert loss_by_heart(learn) < 0.03  # L1 on [-1, 1]; 4 of 255 levels


def test_a_known_linear_mapping_of_colours_is_learned(aligned):
    learn = learner(aligned, "fcn-skips")
    fit(learn, 60)
    x, _ = next(iter(learn.dls.valid))
    x = x.as_subclass(torch.Tensor)
    with torch.no_grad():
        translated = learn.model.eval()(x)
    wanted = torch.einsum("oc,bchw->bohw", torch.from_numpy(MAPPING).float(), x)
    untouched = (wanted - x).abs().mean()
    assert (translated - wanted).abs().mean() < 0.2 * untouched


def test_a_checkpoint_holds_the_network_and_nothing_of_the_gan(aligned, tmp_path):
    learn = learner(aligned, "fcn", gan=True)
    run = new_run(tmp_path, "translate")
    train_phase(learn, config=replace(TRAINING, epochs=1, keep="last"), run=run)
    kept = load_network(open_checkpoint(run.folder))
    image = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.allclose(kept(image), learn.model.generator.eval()(image), atol=1e-6)
    assert not any("discriminator" in name for name in kept.state_dict())


def test_the_last_epoch_is_kept_where_no_number_tells(aligned, tmp_path):
    learn = learner(aligned, "fcn")
    summary = train_phase(
        learn, config=replace(TRAINING, epochs=3, lr=0.5, keep="last"), run=new_run(tmp_path, "translate")
    )
    assert summary.best_epoch == 3


def test_the_same_seed_draws_the_same_network(aligned):
    one, other = (learner(aligned, "fcn").model for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


@pytest.mark.parametrize("batch_size", [1, 7])
def test_a_batch_of_one_at_one_pixel_is_refused(aligned, batch_size):
    with pytest.raises(MuralsError, match=r"fcn makes one pixel of 64 px.*--size 128"):
        learner(aligned, "fcn", batch_size=batch_size)
    learner(aligned, "fcn", batch_size=batch_size, size=128)
    learner(aligned, "unet256", batch_size=batch_size)  # it normalises by instance
