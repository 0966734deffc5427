import logging
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from murals.errors import MuralsError
from murals.images import LOST, VEILED
from murals.restoration.predict import Restorer
from murals.restoration.tiles import see_whole, smaller_tiles

CPU = torch.device("cpu")


def photograph(dtype, h=70, w=100, channels=3):
    pixels = np.random.default_rng(0).random((h, w, channels))
    pixels = pixels if channels == 3 else pixels[..., 0]
    return pixels.astype(dtype) if np.dtype(dtype).kind == "f" else (pixels * np.iinfo(dtype).max).astype(dtype)


def disc_mask(h=70, w=100, radius=15):
    y, x = np.mgrid[:h, :w]
    return np.hypot(y - h // 2, x - w // 2) <= radius


class TestRestorer:
    def test_keeps_its_contract(self, restorer):
        image, mask = photograph(np.float32), disc_mask()
        restored, raw = restorer(image, mask), restorer.raw(image, mask)
        assert (restored.shape, restored.dtype) == ((70, 100, 3), np.float32)
        assert np.array_equal(restored[~mask], image[~mask])
        assert np.allclose(restored[mask], raw.clip(0, 1)[mask], atol=1e-6)
        assert raw.min() < 0 or raw.max() > 1  # noise leaves the range, which only `raw` shows
        assert restored.min() >= 0
        assert restored.max() <= 1

    def test_threads_that_share_it_get_their_own_pictures(self, restorer):
        images = [np.random.default_rng(seed).random((96, 96, 3), np.float32) for seed in range(12)]
        alone = [restorer(image) for image in images]
        with ThreadPoolExecutor(6) as pool:
            together = list(pool.map(restorer, images * 2))
        assert all(np.array_equal(one, other) for one, other in zip(alone * 2, together, strict=True))

    def test_a_mask_spares_tiles_and_not_quality(self, unmasked, monkeypatch):
        image, mask = photograph(np.float32, 256, 256), np.zeros((256, 256), bool)
        mask[100:110, 20:30] = True
        tiles = []
        paint = Restorer.paint
        monkeypatch.setattr(Restorer, "paint", lambda self, seen: tiles.append(seen.shape) or paint(self, seen))
        some = unmasked(image, mask, tile=128, overlap=32)
        ran = len(tiles)
        every = unmasked(np.where(mask[..., None], 0, image), tile=128, overlap=32)  # of what is lost it sees nothing
        assert ran < len(tiles) - ran
        assert np.array_equal(some[mask], every[mask])

    def test_proposes_a_share_of_damage_for_every_pixel(self, restorer):
        share = restorer.propose(photograph(np.float32, 100, 150), tile=64, overlap=32)
        assert (share.shape, share.dtype) == ((100, 150), np.float32)
        assert 0 <= share.min() < 0.5 < share.max() <= 1

    @pytest.mark.parametrize("content", [0, 1, "noise"])
    def test_what_is_lost_is_seen_by_no_network_and_what_is_veiled_by_one_with_masks(self, restorer, unmasked, content):
        image, kinds = photograph(np.float32, 96, 160), np.zeros((96, 160), np.uint8)
        kinds[20:50, 30:80], kinds[60:80, 100:140] = LOST, VEILED
        other = np.random.default_rng(9).random(image.shape, np.float32) if content == "noise" else np.float32(content)
        for tile in (64, 512):
            for network in (restorer, unmasked):
                painted = network.raw(image, kinds, tile=tile, overlap=32)
                lost = network.raw(np.where((kinds == LOST)[..., None], other, image), kinds, tile=tile, overlap=32)
                veiled = network.raw(np.where((kinds == VEILED)[..., None], other, image), kinds, tile=tile, overlap=32)
                assert np.array_equal(painted, lost)
                assert not np.array_equal(painted, veiled)

    def test_legible_is_what_a_network_says_of_each_pixel(self, restorer, before_kinds):
        image, damage = photograph(np.float32, 96, 160), np.zeros((96, 160), bool)
        damage[20:50, 30:80] = True
        ((_, _, told),) = restorer.survey(image, 0.5)
        for share in (told, before_kinds.legible(image, damage)):
            assert (share.shape, share.dtype) == ((96, 160), np.float32)
            assert 0 < share[damage].min() < share[damage].max() < 1

    def test_it_introduces_itself(self, checkpoint, restorer):
        assert (
            Restorer.open(checkpoint.path, device="cpu").introduction == f"model: {checkpoint.path} (named by --model)"
        )

    def test_a_network_without_masks_cannot_propose_and_names_the_ways_out(self, unmasked):
        with pytest.raises(MuralsError, match=r"old\.safetensors was trained without masks .*--mask, .*--whole"):
            unmasked.propose(photograph(np.float32))

    def test_remembers_what_the_checkpoint_says(self, restorer):
        assert restorer.info["phase"] == "1"

    def test_nan_in_the_output_is_an_error(self):
        class Broken(torch.nn.Module):
            def forward(self, x, mask=None):
                return x / 0 * 0

        with pytest.raises(MuralsError, match=r"broken\.safetensors paints values that are no numbers"):
            Restorer(Broken(), CPU, "broken.safetensors")(photograph(np.float32))

    def test_an_unknown_device_is_an_error(self, checkpoint):
        with pytest.raises(MuralsError, match="unknown device 'warp'"):
            Restorer.open(checkpoint, device="warp")


class Hungry(torch.nn.Module):
    """A network that runs out of memory with tiles above `limit`, as torch words it."""

    def __init__(self, limit, error):
        super().__init__()
        self.limit, self.error = limit, error

    def forward(self, x, mask=None):
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
        image = photograph(np.float32, 600, 600)
        with caplog.at_level(logging.WARNING, "murals"):
            restored = Restorer(Hungry(130, error), CPU, "hungry")(image, tile=512, overlap=64)
        np.testing.assert_allclose(restored, 1 - image, atol=1e-6)
        told = [record.message for record in caplog.records]
        assert told == [f"out of memory on cpu with tiles of {size} pixels" for size in (512, 256)]

    @pytest.mark.parametrize("error", SHORTAGES, ids=lambda e: type(e).__name__)
    def test_never_the_input_as_the_result(self, error):
        with pytest.raises(
            MuralsError, match="out of memory on cpu even with tiles of 128 pixels: close other programs"
        ):
            Restorer(Hungry(100, error), CPU, "hungry")(photograph(np.float32, 600, 600))

    def test_another_error_passes_through(self):
        with pytest.raises(RuntimeError, match="mat1 and mat2"):
            Restorer(Hungry(0, RuntimeError("mat1 and mat2 shapes")), CPU, "x")(photograph(np.float32))

    @pytest.mark.parametrize(
        ("tile", "sizes"),
        [(512, [512, 256, 128]), (160, [160, 128]), (384, [384, 192, 128]), (128, [128]), (32, [32])],
    )
    def test_the_sizes_tried(self, tile, sizes):
        assert list(smaller_tiles(tile)) == sizes

    def test_strips_begin_again_with_smaller_tiles(self):
        class Tiring(Hungry):
            """Has memory for two tiles of any size above the limit."""

            tiles = 0

            def forward(self, x, mask=None):
                self.tiles += x.shape[-1] > self.limit
                return 1 - x if self.tiles < 3 else super().forward(x)

        image = photograph(np.float32, 700, 200)
        network = Restorer(Tiring(130, MemoryError()), CPU, "tiring")
        see = see_whole(image.transpose(2, 0, 1))
        tops = [strip.rows.start for strip in network.strips(image.shape, see, network.paint, channels=3, tile=256)]
        assert tops.count(0) == 2
        np.testing.assert_allclose(network(image, tile=256), 1 - image, atol=1e-6)
