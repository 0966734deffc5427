import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from fastai.vision.core import PILImage, TensorImage
from PIL import Image
from tests_helpers import write_pairs

from murals.data.loaders import blank_dls, mural_dls
from murals.data.pairs import find_pairs
from murals.data.shown import OpenImage, PairPart, PILDamaged, TensorDamaged
from murals.errors import MuralsError


@pytest.fixture(params=[True, False], ids=["with masks", "without masks"])
def dls(request, tmp_path):
    loaders = mural_dls(write_pairs(tmp_path / "data", masks=request.param), batch_size=4, augment=False, device="cpu")
    loaders.masked = request.param
    yield loaders
    plt.close("all")


@pytest.fixture
def wall():
    return np.random.default_rng(0).integers(0, 256, (48, 40, 3), dtype=np.uint8)


def test_a_pair_gives_its_files_and_else_what_it_is_given(pairs):
    pair = find_pairs(pairs, "val")[0]
    assert [PairPart(part)(pair) for part in ("damaged", "clean", "mask")] == [pair.damaged, pair.clean, pair.mask]
    assert PairPart("damaged")("wall.png") == "wall.png"


def test_a_path_and_every_kind_of_array_open_alike(wall, tmp_path):
    Image.fromarray(wall).save(tmp_path / "wall.png")
    sources = [tmp_path / "wall.png", str(tmp_path / "wall.png"), wall, wall / 255, wall.astype(np.uint16) * 257]
    for source in [*sources, Image.fromarray(wall)]:
        opened = OpenImage(PILDamaged)(source)
        assert isinstance(opened, PILDamaged)
        assert np.array_equal(np.asarray(opened), wall)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((8, 8)), r"shape \(8, 8\): expected \(H, W, 3\)"),
        (np.zeros((8, 8, 4), np.uint8), "RGB without alpha"),
        (np.zeros((0, 8, 3), np.uint8), "expected"),
        (np.zeros((8, 8, 3), np.int64), "int64 cannot be read"),
        (np.full((8, 8, 3), np.nan), "NaN"),
    ],
)
def test_an_array_that_is_no_image_is_refused(array, message):
    with pytest.raises(MuralsError, match=message):
        OpenImage()(array)


def test_a_tensor_is_decoded_to_a_picture(wall):
    picture = OpenImage().decode(TensorImage(torch.from_numpy(wall).permute(2, 0, 1)))
    assert isinstance(picture, PILImage)
    assert np.array_equal(np.asarray(picture), wall)


def test_a_batch_knows_which_part_is_damaged(dls):
    damaged, clean, *_ = dls.one_batch()
    assert type(damaged) is TensorDamaged
    assert type(clean) is TensorImage


def test_a_shown_batch_holds_the_pixels_of_the_files(dls):
    axes = dls.valid.show_batch(max_n=2) or plt.gcf().axes
    names = ["damaged", "mask", "clean"] if dls.masked else ["damaged", "clean"]
    assert [ax.get_title() for ax in axes][: len(names)] == names
    assert len(axes) == 2 * len(names)
    pair = dls.valid.items[0]
    assert np.array_equal(axes[0].images[0].get_array(), np.asarray(Image.open(pair.damaged)))
    if dls.masked:
        mask = axes[1].images[0]
        assert (mask.get_clim(), mask.get_cmap().name) == ((0, 255), "gray")
        assert np.array_equal(mask.get_array(), np.asarray(Image.open(pair.mask)))


def test_an_image_without_its_pair_is_decoded_too(dls):
    damaged, clean, *_ = dls.valid.one_batch()
    (first, second), *_ = dls.decode_batch((damaged, clean.clamp(0, 1)))
    assert isinstance(first, PILImage) and isinstance(second, PILImage)
    assert np.array_equal(np.asarray(second), np.asarray(Image.open(dls.valid.items[0].clean)))


def test_new_photographs_of_any_kind_make_one_batch(dls, wall):
    (batch,) = dls.test_dl([wall, str(dls.valid.items[0].damaged), dls.valid.items[1]]).one_batch()
    assert batch.shape == (3, 3, 64, 64)
    dls.test_dl([wall, wall]).show_batch()
    assert len(plt.gcf().axes) == 2


def test_loaders_without_pairs_open_as_those_with_them(dls):
    path = dls.valid.items[0].damaged
    ours, theirs = (loaders.test_dl([path]).one_batch()[0] for loaders in (blank_dls(64, device="cpu"), dls))
    assert torch.allclose(ours, theirs, atol=1e-6)
    assert blank_dls(32, device="cpu").test_dl([path]).one_batch()[0].shape == (1, 3, 32, 32)
