from itertools import pairwise

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from murals.config import NetworkConfig
from murals.errors import MuralsError
from murals.learn.network import build_network
from murals.progress import Bar, Progress
from murals.restoration.options import check_tiling
from murals.restoration.tiles import blend_rows, joined, plan_bands, see_in_parts, see_whole, tile_starts

GREY_LEVEL = 1 / 255
LENGTHS = st.integers(1, 3000)
TILINGS = st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(32 * n), st.integers(0, 32 * n - 32)))


class DeepNet(torch.nn.Module):
    """A U-Net's likeness whose reach is known: as ours it commutes with shifts by 32 only, and sees zeros outside.

    The coarse path looks one 32-pixel cell around, the fine one 3 pixels: no pixel depends on one 64 or more away.
    """

    REACH = 64

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.coarse = torch.nn.Conv2d(3, 3, 3, padding=1)
        self.fine = torch.nn.Conv2d(3, 3, 7, padding=3)

    def forward(self, x):
        cells = F.interpolate(self.coarse(F.avg_pool2d(x, 32)), scale_factor=32, mode="nearest")
        return torch.tanh(self.fine(x)) + cells


def random_image(h, w, channels=3):
    """Return large soft patches under fine grain, so that coarse and fine layers have something to see."""
    rng = torch.Generator().manual_seed(h * w)
    patches = torch.rand(1, channels, h // 24 + 2, w // 24 + 2, generator=rng)
    grain = torch.rand(1, channels, h, w, generator=rng)
    return 0.8 * F.interpolate(patches, (h, w), mode="bilinear") + 0.2 * grain


def run_tiles(image, net, *, wanted=None, **tiling):
    """Return what `net` makes of `image` (1, C, H, W) tile by tile, (1, 3, H, W)."""
    see = see_whole(image[0].numpy())
    wanted = None if wanted is None else wanted[0, 0].numpy()

    def act(place):
        with torch.inference_mode():
            return net(torch.from_numpy(see(place))[None])[0].numpy()

    size = tuple(image.shape[-2:])
    tiling["tile"] = min(tiling["tile"], -(-max(size) // 32) * 32)
    painted = joined(blend_rows(size, act, wanted=wanted, channels=3, **tiling), size, 3)
    return torch.from_numpy(painted).permute(2, 0, 1)[None]


@pytest.mark.parametrize(
    ("length", "tile", "overlap", "starts"),
    [
        (300, 512, 64, [0]),  # smaller than a tile: one
        (512, 512, 64, [0]),
        (544, 512, 64, [0, 32]),  # no sliver of 32 pixels
        (960, 512, 64, [0, 448]),  # just two
        (992, 512, 64, [0, 224, 480]),  # three, evenly spread: 0, 240, 480 on the grid of 32
        (1024, 512, 0, [0, 512]),
        (1000, 512, 0, [0, 488]),  # not on the grid: the last one ends at the border
        (256, 64, 32, [0, 32, 64, 96, 128, 160, 192]),
    ],
)
def test_starts_worked_by_hand(length, tile, overlap, starts):
    assert tile_starts(length, tile=tile, overlap=overlap) == starts


@given(LENGTHS, TILINGS)
@settings(max_examples=50)
def test_tiles_cover_without_a_sliver(length, tiling):
    tile, overlap = tiling
    starts = tile_starts(length, tile=tile, overlap=overlap)
    assert starts[0] == 0
    assert starts[-1] == max(0, length - tile)
    assert all(0 < b - a <= tile - overlap for a, b in pairwise(starts))
    assert all(start % 32 == 0 for start in starts[:-1])


@given(LENGTHS, TILINGS)
@settings(max_examples=50)
def test_weights_are_positive_and_add_up_to_one(length, tiling):
    tile, overlap = tiling
    total = np.zeros(length, np.float32)
    for band in plan_bands(length, tile=tile, overlap=overlap):
        assert (band.weights > 0).all()
        total[band.span] += band.weights
    assert np.abs(total - 1).max() < 1e-6


def test_a_weight_fades_smoothly_from_one_tile_to_the_next():
    first, second = plan_bands(192, tile=128, overlap=64)
    fade = second.weights[:64]  # over the pixels that both cover
    assert (np.diff(fade) > 0).all()
    assert np.allclose(fade + fade[::-1], 1, atol=1e-6)
    assert fade[0] < 1e-3
    assert np.diff(fade).max() < 3 / 64  # a straight ramp rises by 1/64 a pixel: nowhere a step
    assert (first.weights[:64] == 1).all()


@given(st.integers(1, 200), st.integers(1, 200))
@settings(max_examples=25, deadline=None)
def test_identity_is_identity(h, w):
    image = random_image(h, w)
    same = run_tiles(image, lambda x: x, tile=64, overlap=16)
    assert same.shape == image.shape
    assert (same - image).abs().max() < 1e-6


@given(st.integers(1, 300), st.integers(1, 300))
@settings(max_examples=25, deadline=None)
def test_a_picture_that_is_read_in_parts_shows_the_tiles_of_the_whole(h, w):
    planes = random_image(h, w)[0].numpy()
    tiling = {"tile": min(96, -(-max(h, w) // 32) * 32), "overlap": 32, "channels": 3}
    whole, parts = see_whole(planes), see_in_parts((h, w), lambda place: planes[:, *place], around=40)
    strips = [list(blend_rows((h, w), see, **tiling)) for see in (whole, parts)]
    for one, other in zip(*strips, strict=True):
        assert one.rows == other.rows
        assert np.array_equal(one.planes, other.planes)
    assert [row for strip in strips[0] for row in range(h)[strip.rows]] == list(range(h))  # each row once, in order


def test_a_constant_stays_constant():
    painted = run_tiles(
        random_image(333, 517, channels=4), lambda x: torch.full_like(x[:, :3], 0.7), tile=96, overlap=40
    )
    assert painted.shape == (1, 3, 333, 517)
    assert (painted - 0.7).abs().max() < 1e-6


def test_the_function_sees_whole_tiles_of_the_asked_size():
    shapes = set()
    run_tiles(random_image(100, 333), lambda x: shapes.add(tuple(x.shape)) or x, tile=64, overlap=32)
    run_tiles(random_image(9, 70), lambda x: shapes.add(tuple(x.shape)) or x, tile=64, overlap=32)
    assert shapes == {(1, 3, 64, 64), (1, 3, 32, 64)}


def test_tiled_is_untiled_where_a_tile_sees_enough():
    """Exactly so: every tile that has a say at a pixel must reach `REACH` beyond it, or end where the image does."""
    image, net = random_image(633, 917), DeepNet()
    with torch.inference_mode():
        whole, tiled = (run_tiles(image, net, tile=tile, overlap=128) for tile in (928, 384))
    seen = sees_enough(640, 384, 128)[:633, None] & sees_enough(928, 384, 128)[None, :917]
    assert 0.2 < seen.float().mean() < 1  # the claim is about a fair part of the image, and not about all of it
    assert (whole - tiled)[..., seen].abs().max() < 1e-5
    assert (whole - tiled)[..., ~seen].abs().max() > 1e-3  # elsewhere tiles do differ, so the mask of the claim matters


def sees_enough(length, tile, overlap):
    """Tell of each pixel of an axis whether all tiles over it see as far as the network reaches."""
    seen = torch.ones(length, dtype=torch.bool)
    for start in tile_starts(length, tile=tile, overlap=overlap):
        if start > 0:
            seen[start : start + DeepNet.REACH] = False
        if start + tile < length:
            seen[start + tile - DeepNet.REACH : start + tile] = False
    return seen


def test_off_the_grid_the_same_network_would_differ():
    """The reason for beginning tiles at multiples of 32: half a cell further, the same pixels come out otherwise."""
    image, net = random_image(320, 320), DeepNet()
    on, off = net(image)[..., 128:192, 128:192], net(image[..., 16:304, 16:304])[..., 112:176, 112:176]
    assert (on - off).abs().max() > 5 * GREY_LEVEL


@pytest.fixture(scope="module")
def trained():
    """A real network, trained for a moment to fill holes: in an untrained one every pixel stirs all others."""
    torch.manual_seed(3)
    net = build_network(NetworkConfig(masked=False), pretrained=True).train()
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=40)
    for _ in range(40):
        clean, mask = random_scenes(4, 64, 64)
        optimizer.zero_grad()
        F.l1_loss(net(clean * (1 - mask)), clean).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    return net.eval()


def random_scenes(count, h, w):
    """Return soft colours (B, 3, H, W) and blocky masks (B, 1, H, W) over a tenth of them."""
    cells = (h // 16 + 1, w // 16 + 1)
    clean = F.interpolate(torch.rand(count, 3, *cells), (h, w), mode="bilinear")
    return clean, F.interpolate((torch.rand(count, 1, *cells) < 0.1).float(), (h, w), mode="nearest")


def test_a_tiled_and_an_untiled_run_of_a_trained_network_differ_by_less_than_two_levels(trained):
    clean, mask = random_scenes(1, 352, 480)
    damaged = clean * (1 - mask)
    with torch.inference_mode():
        whole = trained(damaged)
        tiled = run_tiles(damaged, trained, tile=256, overlap=128)
        alone = trained(damaged[..., :256, :256])  # what a tile paints at its border, before blending
    away = sees_enough(352, 256, 128)[:, None] & sees_enough(480, 256, 128)[None, :]
    difference = (whole - tiled).abs()
    assert torch.quantile(difference[..., away], 0.999) < 2 * GREY_LEVEL  # after so short a training a few pixels waver
    assert difference.mean() < 0.2 * GREY_LEVEL
    assert (whole - damaged)[mask.expand_as(clean) > 0].abs().mean() > 50 * GREY_LEVEL  # it does paint the holes
    assert (
        whole[..., :256, 250:256] - alone[..., 250:256]
    ).abs().max() > 20 * GREY_LEVEL  # there is something to blend


def test_only_wanted_tiles_are_run():
    ran, wanted = [], torch.zeros(1, 1, 256, 256, dtype=torch.bool)
    wanted[..., 250, 5] = True
    painted = run_tiles(torch.ones(1, 3, 256, 256), lambda x: ran.append(1) or x, tile=64, overlap=0, wanted=wanted)
    assert len(ran) == 1
    assert painted[..., 192:, :64].min() == 1
    assert painted[..., :192, :].max() == 0


def test_progress_counts_the_tiles():
    class Counting(Progress):
        def start(self, label, total=None):
            self.total, self.steps = total, 0
            bar = Bar()
            bar.advance = lambda note="": setattr(self, "steps", self.steps + 1)
            return bar

    progress = Counting()
    run_tiles(random_image(128, 128), lambda x: x, tile=64, overlap=0, progress=progress)
    assert (progress.total, progress.steps) == (4, 4)


@pytest.mark.parametrize("tile", [0, -32, 31, 500])
def test_a_tile_that_is_no_multiple_of_32_is_refused(tile):
    with pytest.raises(MuralsError, match=rf"--tile {tile}: expected a multiple of 32 pixels, such as"):
        check_tiling(tile, 0)


@pytest.mark.parametrize("overlap", [-1, 97, 128, 500])
def test_an_overlap_that_leaves_no_step_is_refused(overlap):
    with pytest.raises(MuralsError, match=rf"--overlap {overlap} with --tile 128: expected 0 to 96 pixels"):
        check_tiling(128, overlap)
