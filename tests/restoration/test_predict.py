import logging

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from murals.errors import MuralsError
from murals.restoration.predict import Restorer, as_mask, paste, repair_weight, restore, smaller_tiles

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def restorer(checkpoint):
    return Restorer.open(checkpoint, device="cpu")


def photograph(dtype, h=70, w=100, channels=3):
    pixels = np.random.default_rng(0).random((h, w, channels))
    pixels = pixels if channels == 3 else pixels[..., 0]
    return pixels.astype(dtype) if np.dtype(dtype).kind == "f" else (pixels * np.iinfo(dtype).max).astype(dtype)


def disc_mask(h=70, w=100, radius=15):
    y, x = np.mgrid[:h, :w]
    return np.hypot(y - h // 2, x - w // 2) <= radius


class TestRestore:
    @pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
    @pytest.mark.parametrize("channels", [3, 1])
    def test_outside_the_mask_every_bit_is_kept(self, restorer, dtype, channels):
        image, mask = photograph(dtype, channels=channels), disc_mask()
        before = image.copy()
        restored = restore(image, mask, restorer, dilate=3, feather=2)
        outside = repair_weight(mask, dilate=3) == 0
        assert (restored.shape, restored.dtype) == (image.shape, image.dtype)
        assert np.array_equal(restored[outside], image[outside])
        assert (restored[mask] != image[mask]).mean() > 0.5
        assert np.array_equal(image, before)  # the caller's array is not painted over

    def test_without_a_mask_the_whole_is_repainted(self, restorer):
        image = photograph(np.uint8)
        with torch.inference_mode():
            painted = restorer.net(torch.from_numpy(image / 255).permute(2, 0, 1)[None].float())
        expected = np.rint(painted[0].permute(1, 2, 0).clamp(0, 1).numpy() * 255)
        assert np.abs(restore(image, None, restorer) - expected).max() <= 1

    def test_same_image_same_result(self, restorer):
        image = photograph(np.uint8)
        assert np.array_equal(restore(image, None, restorer), restore(image, None, restorer))

    @pytest.mark.parametrize(("h", "w"), [(1, 1), (8, 8), (5, 300), (33, 31)])
    def test_any_size_will_do(self, restorer, h, w):
        image = photograph(np.uint8, h, w)
        assert restore(image, None, restorer, tile=64, overlap=32).shape == image.shape

    def test_the_forms_of_a_mask_and_of_a_model_agree(self, restorer, checkpoint):
        image, mask = photograph(np.uint8), disc_mask()
        forms = [mask, mask.astype(np.float32), mask.astype(np.uint8), mask.astype(np.uint8) * 255, mask * 255.0]
        models = [restorer, checkpoint, checkpoint.path, str(checkpoint.path.parent), restorer]
        results = [restore(image, m, model, device="cpu") for m, model in zip(forms, models, strict=True)]
        assert all(np.array_equal(results[0], other) for other in results[1:])

    def test_the_newest_checkpoint_is_the_default(self, checkpoint, monkeypatch):
        image, mask = photograph(np.uint8), disc_mask()
        monkeypatch.chdir(checkpoint.path.parents[2])  # where the folder `models` lies
        assert np.array_equal(restore(image, mask, device="cpu"), restore(image, mask, checkpoint, device="cpu"))

    def test_no_checkpoint_at_all_is_an_error(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        with pytest.raises(MuralsError, match="no trained model under models: train one with"):
            restore(photograph(np.uint8))

    def test_an_empty_mask_changes_nothing_and_says_so(self, restorer, caplog):
        image = photograph(np.uint8)
        restored = restore(image, np.zeros((70, 100), bool), restorer)
        assert np.array_equal(restored, image)
        assert restored is not image
        assert "the mask marks nothing" in caplog.text

    def test_a_mask_of_another_size_is_refused(self, restorer):
        with pytest.raises(MuralsError, match="the mask is 90x70 but the image is 100x70: draw the mask at 100x70"):
            restore(photograph(np.uint8), disc_mask(w=90), restorer)

    @pytest.mark.parametrize(
        ("image", "words"),
        [
            (np.zeros((4, 4, 4), np.uint8), "shape"),
            (np.zeros((0, 4, 3), np.uint8), "shape"),
            (np.zeros((4, 4, 3), np.int64), "int64"),
            (np.full((4, 4, 3), 255.0), "255"),
            (np.full((4, 4, 3), np.nan), "nan"),
        ],
    )
    def test_what_is_no_image_is_refused(self, restorer, image, words):
        with pytest.raises(MuralsError, match=words):
            restore(image, None, restorer)

    def test_growing_without_a_mask_is_refused(self, restorer):
        with pytest.raises(MuralsError, match="--dilate"):
            restore(photograph(np.uint8), None, restorer, dilate=2)


class TestRestorer:
    def test_keeps_its_contract(self, restorer):
        image, mask = photograph(np.float32), disc_mask()
        restored, raw = restorer(image, mask), restorer.raw(image)
        assert (restored.shape, restored.dtype) == ((70, 100, 3), np.float32)
        assert np.array_equal(restored[~mask], image[~mask])
        assert np.allclose(restored[mask], raw.clip(0, 1)[mask], atol=1e-6)
        assert raw.min() < 0 or raw.max() > 1  # noise leaves the range, which only `raw` shows
        assert restored.min() >= 0
        assert restored.max() <= 1

    def test_a_mask_spares_tiles_and_not_quality(self, restorer, monkeypatch):
        image, mask = photograph(np.float32, 256, 256), np.zeros((256, 256), bool)
        mask[100:110, 20:30] = True
        tiles = []
        paint = Restorer._paint
        monkeypatch.setattr(Restorer, "_paint", lambda self, x: tiles.append(x.shape) or paint(self, x))
        some = restorer(image, mask, tile=128, overlap=32)
        ran = len(tiles)
        every = restorer(image, tile=128, overlap=32)
        assert ran < len(tiles) - ran
        assert np.array_equal(some[mask], every[mask])

    def test_nan_in_the_output_is_an_error(self):
        class Broken(torch.nn.Module):
            def forward(self, x):
                return x / 0 * 0

        with pytest.raises(MuralsError, match=r"broken\.safetensors paints values that are no numbers"):
            restore(photograph(np.uint8), None, Restorer(Broken(), CPU, "broken.safetensors"))

    def test_an_unknown_device_is_an_error(self, checkpoint):
        with pytest.raises(MuralsError, match="unknown device 'warp'"):
            Restorer.open(checkpoint, device="warp")


class Hungry(torch.nn.Module):
    """A network that runs out of memory with tiles above `limit`, as torch words it."""

    def __init__(self, limit, error):
        super().__init__()
        self.limit, self.error = limit, error

    def forward(self, x):
        if x.shape[-1] > self.limit:
            raise self.error
        return 1 - x


SHORTAGES = [
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
    RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
    MemoryError(),
]


class TestOutOfMemory:
    @pytest.mark.parametrize("error", SHORTAGES, ids=lambda e: type(e).__name__)
    def test_tiles_are_halved_with_a_warning_each(self, error, caplog):
        image = photograph(np.uint8, 600, 600)
        with caplog.at_level(logging.WARNING, "murals"):
            restored = restore(image, None, Restorer(Hungry(130, error), CPU, "hungry"), tile=512, overlap=64)
        assert np.array_equal(restored, 255 - image)
        told = [record.message for record in caplog.records]
        assert told == [f"out of memory on cpu with tiles of {size} pixels" for size in (512, 256)]

    @pytest.mark.parametrize("error", SHORTAGES, ids=lambda e: type(e).__name__)
    def test_never_the_input_as_the_result(self, error):
        with pytest.raises(
            MuralsError, match="out of memory on cpu even with tiles of 128 pixels: close other programs"
        ):
            restore(photograph(np.uint8, 600, 600), None, Restorer(Hungry(100, error), CPU, "hungry"))

    def test_another_error_passes_through(self):
        with pytest.raises(RuntimeError, match="mat1 and mat2"):
            restore(photograph(np.uint8), None, Restorer(Hungry(0, RuntimeError("mat1 and mat2 shapes")), CPU, "x"))

    @pytest.mark.parametrize(
        ("tile", "sizes"),
        [(512, [512, 256, 128]), (160, [160, 128]), (384, [384, 192, 128]), (128, [128]), (32, [32])],
    )
    def test_the_sizes_tried(self, tile, sizes):
        assert list(smaller_tiles(tile)) == sizes


class TestAsMask:
    def test_more_than_half_is_damage(self):
        assert as_mask(np.array([[0, 127, 128, 255]], np.uint8), (1, 4)).tolist() == [[False, False, True, True]]
        assert as_mask(np.array([[0, 0.5, 0.51, 1]]), (1, 4)).tolist() == [[False, False, True, True]]
        assert as_mask(np.array([[0, 1]], np.uint8), (1, 2)).tolist() == [[False, True]]

    @pytest.mark.parametrize("values", [[-1.0, 1.0], [0.0, 70000.0], [np.nan, 1.0]])
    def test_other_values_are_refused(self, values):
        with pytest.raises(MuralsError, match=r"expected bool, 0\.\.1 or 0\.\.255"):
            as_mask(np.array([values]), (1, 2))


class TestRepairWeight:
    def test_dilating_a_point_gives_a_disc(self):
        point = np.zeros((21, 21), bool)
        point[10, 10] = True
        y, x = np.mgrid[:21, :21]
        assert np.array_equal(repair_weight(point, dilate=6), (np.hypot(y - 10, x - 10) <= 6).astype(np.float32))

    def test_the_ramp_lies_inside(self):
        """Four pixels in from the border at feather 3: t = 1/4, 2/4, 3/4, 1 in 3 t^2 - 2 t^3."""
        mask = np.zeros((3, 12), bool)
        mask[:, 4:] = True
        row = repair_weight(mask, feather=3)[1]
        assert row.tolist() == pytest.approx([0, 0, 0, 0, 0.15625, 0.5, 0.84375, 1, 1, 1, 1, 1])

    @given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2**20 - 1))
    @settings(max_examples=50, deadline=None)
    def test_feathering_leaves_the_region_as_it_is(self, dilate, feather, bits):
        mask = np.array([bits >> i & 1 for i in range(20)], bool).reshape(4, 5).repeat(4, 0).repeat(4, 1)
        weight = repair_weight(mask, dilate=dilate, feather=feather)
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (2 * dilate + 1, 2 * dilate + 1))
        assert ((weight >= 0) & (weight <= 1)).all()
        assert np.array_equal(weight > 0, repair_weight(mask, dilate=dilate) > 0)
        assert (weight[mask] > 0).all()
        assert not (weight[cv2.dilate(mask.astype(np.uint8), kernel) == 0] > 0).any()  # a disc lies in its square

    def test_a_mask_over_everything_has_no_border(self):
        assert (repair_weight(np.ones((5, 5), bool), dilate=2, feather=3) == 1).all()

    def test_negative_pixels_are_refused(self):
        with pytest.raises(MuralsError, match="--dilate 0 --feather -1: expected pixels, zero or more"):
            repair_weight(np.ones((5, 5), bool), feather=-1)


def test_paste_mixes_by_weight():
    image = np.full((1, 3, 3), 100, np.uint8)
    painted = np.full((1, 3, 3), 200 / 255, np.float32)
    pasted = paste(image, painted, np.array([[0, 0.25, 1]], np.float32))
    assert pasted[..., 0].tolist() == [[100, 125, 200]]
