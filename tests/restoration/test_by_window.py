import numpy as np
import pytest

from murals.images import LOST, VEILED, from_float, marked, to_float
from murals.restoration import repair, rim
from murals.restoration.fills import windows
from murals.restoration.options import RestoreOptions
from murals.restoration.repair import repair_image
from tests.restoration.test_repair import Painter


def restored(monkeypatch, wall, mask, model, *, large, variants=1, avoid=None, **options):
    monkeypatch.setattr(repair, "LARGE", large)
    return repair_image(wall, mask, model, RestoreOptions(**options), variants=variants, avoid=avoid)


@pytest.mark.parametrize(
    "options",
    [
        {"fill": "neutral"},
        {"fill": "mimetic"},
        {"dilate": 3, "feather": 2},
        {"max_hole": 8.0},
        {"fill": "neutral", "style": "visible"},
    ],
    ids=["neutral", "mimetic", "feathered", "deep ones left", "visible"],
)
def test_hole_by_hole_is_as_the_whole(monkeypatch, wall, options, restorer):
    """All holes lie in one window here, so that nothing differs."""
    whole, parts = (restored(monkeypatch, *wall, restorer, large=large, **options) for large in (10**9, 0))
    assert np.array_equal(whole.pixels, parts.pixels)
    if whole.sources is not None:
        assert np.array_equal(whole.sources.sheet, parts.sources.sheet)
        assert whole.sources.shares() == parts.sources.shares()


@pytest.mark.parametrize(
    "options", [{}, {"dilate": 3, "feather": 2}, {"style": "visible"}, {"tile": 64, "overlap": 32}]
)
def test_what_is_veiled_is_read_through_as_in_the_whole(monkeypatch, wall, restorer, options):
    """The membranes differ only by where they are solved, and tiles of 64 px see as far as that matters."""
    image, mask = wall
    mask = np.where(np.arange(260) < 130, mask // LOST * VEILED, mask).astype(np.uint8)
    mask[100:140, 20:120] = VEILED
    options = {"fill": "neutral"} | options
    whole, parts = (restored(monkeypatch, image, mask, restorer, large=large, **options) for large in (10**9, 0))
    assert np.array_equal(whole.target.damage, parts.target.damage)
    painted = marked(whole.target.damage)
    assert np.array_equal(parts.pixels[~painted], image[~painted])
    assert (parts.pixels[painted] != image[painted]).any(axis=-1).mean() > 0.9
    off = np.abs(to_float(whole.pixels) - to_float(parts.pixels))
    assert off.max() < 0.5 / 255


@pytest.mark.parametrize("large", [10**9, 0])
def test_where_all_is_left_alone_nothing_is_painted_and_no_source_told(monkeypatch, wall, large):
    image, mask = wall
    deep = np.where(mask[:100, :150] > 0, mask[:100, :150], 0)
    done = restored(monkeypatch, image[:100, :150], deep, Painter(0.45), large=large, variants=2, max_hole=0.5)
    assert not done.target.repaired.any()
    assert done.sources is None
    assert np.array_equal(done.pixels, image[:100, :150])
    assert np.array_equal(done.variants[0], done.pixels)


def test_variants_and_what_to_avoid(monkeypatch, wall):
    avoid = np.zeros(wall[1].shape, bool)
    avoid[:, :130] = True
    more = {"variants": 2, "avoid": avoid}
    whole, parts = (restored(monkeypatch, *wall, Painter(0.45), large=large, **more) for large in (10**9, 0))
    assert np.array_equal(whole.variants[0], parts.variants[0])
    assert not np.array_equal(parts.variants[0], parts.pixels)


@pytest.mark.parametrize("fill", ["neutral", "mimetic"])
def test_windows_apart_see_nothing_of_each_others_holes(monkeypatch, wall, fill, restorer):
    monkeypatch.setattr(windows, "CELL", 64)
    monkeypatch.setattr(windows, "LEAST_MARGIN", 64)
    image, mask = wall
    assert len(windows.plan_windows(mask > 0)) > 4
    results = []
    for level in (0, 65535):
        shown = image.copy()
        shown[mask > 0] = level
        results.append(restored(monkeypatch, shown, mask, restorer, large=0, fill=fill).pixels)
    assert np.array_equal(*results)
    assert np.array_equal(results[0][mask == 0], image[mask == 0])
    assert (results[0][mask > 0] != image[mask > 0]).any(axis=-1).mean() > 0.9


def test_each_painted_pixel_is_counted_once(monkeypatch, wall):
    monkeypatch.setattr(windows, "CELL", 64)
    done = restored(monkeypatch, *wall, Painter(0.45), large=0)
    assert sum(done.sources.shares().values()) == pytest.approx(1, abs=1e-3)
    pixels = np.concatenate([noted[0] for noted in done.sources.noted])
    assert len(np.unique(pixels)) == len(pixels)


def test_a_tight_mask_is_found_cell_by_cell(monkeypatch):
    rng = np.random.default_rng(0)
    image = from_float(0.5 + 0.02 * rng.standard_normal((300, 300, 3)), np.uint8)
    image[100:160, 90:200] = 20
    mask = np.zeros((300, 300), bool)
    mask[103:157, 93:197] = True
    whole = rim.missed_rim(image, mask)
    monkeypatch.setattr(rim, "CELL", 64)
    assert whole == rim.missed_rim(image, mask) == 3
