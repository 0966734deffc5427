"""Pairs damaged by another hand than the recipes that train: the set that decides between models and methods.

    python benchmarks/other_hand.py PHOTOGRAPHS OUT --size 256 --seed 0 [--groups MANIFEST.csv]

In: a folder of clean photographs. Out: `OUT/val/{damaged,ground_truth,mask}/NAME-N.png` and the record `damage.json`.
All damage is lost (255) and opaque, 10 to 35 % of a tile, from specks of 4 px to losses a third of the side across.
Shapes, covers and edges share no code with `murals.data.recipes`; only cutting and shrinking tiles is the project's.
Nothing may be trained on these pairs.
"""

import argparse
import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from scipy.spatial import cKDTree

from murals.data.cuts import TILE, cut_tiles, shrink_pair
from murals.data.record import write_record
from murals.data.split import group_names
from murals.images import find_images, from_float, read_image, write_image

SHARES = 0.10, 0.35  # of a tile that is lost
MARGIN = 0.005  # shrinking moves the share a little
THIRD = TILE / 3  # px; the largest loss across
FILLS = [(0.55, 0.53, 0.5), (0.72, 0.6, 0.42), (0.8, 0.74, 0.63), (0.42, 0.34, 0.27), (0.93, 0.92, 0.88), (0.1,) * 3]
EDGES = ("plain", "plain", "shadow", "lip", "soft")

Shape = Callable[[np.random.Generator, float], np.ndarray]  # the share wanted -> mask (TILE, TILE) bool
Cover = Callable[[np.ndarray, np.random.Generator], np.ndarray]  # clean tile -> what covers it, both (TILE, TILE, 3)


def main() -> None:
    """Write the pairs and their record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photographs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", type=int, default=256, help="px a side")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--groups", type=Path, help="CSV of columns file and group: which photographs show one wall")
    args = parser.parse_args()
    if args.out.exists() and any(args.out.iterdir()):
        parser.error(f"{args.out} is not empty: name a new folder")
    paths = find_images(args.photographs)
    groups = group_names(paths, groups_csv=args.groups)
    entries = {}
    for path in paths:
        for number, clean in enumerate(cut_tiles(read_image(path)), 1):
            rng = generator_for(args.seed, path.name, number)
            share = write_pair(args.out / "val", f"{path.stem}-{number}", clean, args.size, rng)
            entry = {"photograph": path.name, "tile": number, "group": groups[path], "mask_ratio": share}
            entries[f"val/{path.stem}-{number}"] = entry
    settings = {"recipe": "other hand", "seed": args.seed, "size": args.size, "ratio": SHARES}
    write_record(args.out, settings, entries, {}, complete=True)
    print(f"{len(entries)} pairs of {len(set(groups.values()))} walls in {args.out}")


def generator_for(seed: int, name: str, tile: int) -> np.random.Generator:
    """Return the generator of one tile, which depends on the seed, the file's name and the tile's number alone."""
    return np.random.default_rng(list(hashlib.sha256(f"{seed}/{name}/{tile}".encode()).digest()))


def write_pair(folder: Path, name: str, clean: np.ndarray, size: int, rng: np.random.Generator) -> float:
    """Damage one tile and write its three files; return the share that is lost."""
    damaged, small, mask = shrink_pair(*damage(clean, rng), size)
    write_image(folder / "ground_truth" / f"{name}.png", from_float(small, np.uint8))
    write_image(folder / "mask" / f"{name}.png", mask)  # kinds: 255 where paint is lost
    write_image(folder / "damaged" / f"{name}.png", from_float(damaged, np.uint8))
    return round(float((mask > 0).mean()), 4)


def damage(clean: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return damaged and clean `(512, 512, 3)` float32 in [0, 1] and the mask `(512, 512)` bool."""
    low, high = SHARES[0] + MARGIN, SHARES[1] - MARGIN
    while True:
        parts = draw_parts(rng, rng.uniform(low, high))
        mask = np.any([part for _, part in parts], axis=0)
        if low <= mask.mean() <= high:
            break
    damaged = clean.copy()
    for name, part in parts:
        cover = graffiti if name == "strokes" and rng.random() < 0.7 else COVERS[rng.integers(len(COVERS))]
        damaged = lay(damaged, cover(clean, rng), part, rng)
    return damaged, clean, mask


def draw_parts(rng: np.random.Generator, share: float) -> list[tuple[str, np.ndarray]]:
    """Return one to three shapes by name that cover about `share` together; a web of cracks alone stays thin."""
    names = list(rng.choice(list(SHAPES), size=rng.integers(1, 4), replace=False))
    if names == ["cracks"]:
        share = min(share, 0.14)
    weights = rng.dirichlet([2] * len(names))
    return [(name, SHAPES[name](rng, share * weight)) for name, weight in zip(names, weights, strict=True)]


def lay(image: np.ndarray, cover: np.ndarray, mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return `image` with `cover` under `mask`, hard at the mask's edge; the edge may be shaded within the mask."""
    edge, near = EDGES[rng.integers(len(EDGES))], mask.astype(np.float32)
    if edge in ("shadow", "lip"):
        dx, dy = rng.integers(-6, 7, 2)
        beyond = cv2.warpAffine(near, np.float32([[1, 0, dx], [0, 1, dy]]), (TILE, TILE), borderValue=1)
        light = rng.uniform(0.35, 0.75) if edge == "shadow" else rng.uniform(1.15, 1.4)
        cover = cover * np.where(beyond > 0, 1, light)[..., None]
    if edge == "soft":  # darker towards its rim, as dust gathers there
        depth = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5)
        cover = cover * (1 - 0.4 * np.exp(-depth / 8))[..., None]
    return np.where(mask[..., None], np.clip(cover, 0, 1), image).astype(np.float32)


def process(rng: np.random.Generator, length: float, roughness: float = 3.0) -> np.ndarray:
    """Return a stationary Gaussian process `(512, 512)` float32, mean 0 and deviation 1.

    Its spectrum is (1 + (length k)^2)^-roughness (Matern), `length` in px; drawn on twice the side, it does not wrap.
    """
    k2 = np.fft.fftfreq(2 * TILE)[:, None] ** 2 + np.fft.rfftfreq(2 * TILE) ** 2
    spectrum = np.fft.rfft2(rng.standard_normal((2 * TILE, 2 * TILE)))
    spectrum *= (1 + (2 * np.pi * length) ** 2 * k2) ** (-roughness / 2)
    field = np.fft.irfft2(spectrum)[:TILE, :TILE]
    return ((field - field.mean()) / field.std()).astype(np.float32)


def islands(rng: np.random.Generator, share: float) -> np.ndarray:
    """Return the highest `share` of a Gaussian process whose coordinates another one has warped."""
    length = np.exp(rng.uniform(np.log(4), np.log(40)))
    reach = np.float32(rng.uniform(0.3, 1.5) * length)
    y, x = np.mgrid[:TILE, :TILE].astype(np.float32)
    warp = [process(rng, length * 0.6) * reach for _ in range(2)]
    field = cv2.remap(
        process(rng, length), x + warp[0], y + warp[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )
    return field > np.quantile(field, 1 - share)


def peels(rng: np.random.Generator, share: float) -> np.ndarray:
    """Return Voronoi cells around a few places, nearest first; the cells' borders are frayed."""
    seeds = rng.uniform(0, TILE, (int(rng.integers(60, 900)), 2))
    places = np.stack(np.mgrid[:TILE, :TILE], axis=-1).reshape(-1, 2) + rng.normal(0, rng.uniform(0, 1.2), (TILE**2, 2))
    cell = cKDTree(seeds).query(places)[1].reshape(TILE, TILE)
    start = rng.uniform(0, TILE, (int(rng.integers(1, 7)), 2))
    far = np.linalg.norm(seeds[:, None] - start, axis=-1).min(1) * rng.lognormal(0, 0.3, len(seeds))
    order = np.argsort(far)
    areas = np.cumsum(np.bincount(cell.ravel(), minlength=len(seeds))[order])
    return np.isin(cell, order[: max(1, np.searchsorted(areas, share * TILE**2))])


def fill_up(
    draw: Callable[[np.ndarray, np.random.Generator], None], rng: np.random.Generator, share: float
) -> np.ndarray:
    """Return what `draw` adds to an empty mask, call by call, until `share` is covered."""
    mask = np.zeros((TILE, TILE), np.uint8)
    while mask.mean() < share:
        draw(mask, rng)
    return mask.astype(bool)


def draw_river(mask: np.ndarray, rng: np.random.Generator) -> None:
    """Add a crack: a walk with momentum, its banks jagged, with narrower arms."""
    walks = [(rng.uniform(0, TILE, 2), rng.uniform(0, 2 * np.pi), rng.uniform(1.5, 5), int(rng.integers(20, 90)))]
    while walks:
        place, heading, width, steps = walks.pop()
        left, right = [], []
        for step in range(steps):
            heading += rng.normal(0, 0.28)
            place = place + 7 * np.array([np.cos(heading), np.sin(heading)])
            across = width * (1 - step / steps) * np.array([-np.sin(heading), np.cos(heading)])
            left.append(place + across * rng.uniform(0.3, 1.5))
            right.append(place - across * rng.uniform(0.3, 1.5))
            if rng.random() < 0.035 and width > 1.5:
                turn = rng.choice([-1, 1]) * rng.uniform(0.5, 1.3)
                walks.append((place, heading + turn, width * 0.7, steps // 2 + 2))
        bank = np.round(8 * np.array(left + right[::-1])).astype(np.int32)
        cv2.fillPoly(mask, [bank], 1, shift=3)
        cv2.polylines(mask, [bank], True, 1, 2, shift=3)


def draw_shard(mask: np.ndarray, rng: np.random.Generator) -> None:
    """Add a large loss: a polygon whose sides are broken again and again (midpoint displacement)."""
    radius = rng.uniform(0.1, 0.5) * THIRD
    angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(5, 10))))
    points = radius * np.stack([np.cos(angles), np.sin(angles)], 1) * rng.uniform(0.6, 1, (len(angles), 1))
    for _ in range(4):
        after = np.roll(points, -1, axis=0)
        length = np.linalg.norm(after - points, axis=1, keepdims=True)
        middle = (points + after) / 2 + rng.normal(0, 0.12, points.shape) * length
        points = np.stack([points, middle], 1).reshape(-1, 2)
    cv2.fillPoly(mask, [np.round(points + rng.uniform(0, TILE, 2)).astype(np.int32)], 1)


def draw_burst(mask: np.ndarray, rng: np.random.Generator) -> None:
    """Add a burst of splatter: drops from 8 px across (4 in a tile of 256 px), longer along the throw, a few large."""
    centre, reach = rng.uniform(0, TILE, 2), rng.uniform(40, 200)
    for throw in rng.normal(0, reach, (int(rng.integers(10, 50)), 2)):
        radius = min(35, 4 * (1 + rng.pareto(1.8)))
        angle = np.degrees(np.arctan2(throw[1], throw[0]))
        x, y = np.round(centre + throw).astype(int).tolist()
        cv2.ellipse(mask, ((x, y), (2 * radius * rng.uniform(1, 1.6), 2 * radius), float(angle)), 1, -1)


def draw_stroke(mask: np.ndarray, rng: np.random.Generator) -> None:
    """Add a stroke of a pen or a brush: a loop of a few sine waves, drawn with one width."""
    t = np.linspace(0, 1, 120)[:, None]
    waves = sum(rng.normal(0, 60 / n, 2) * np.sin(2 * np.pi * (n * t * 0.7 + rng.random(2))) for n in (1, 2, 3))
    path = rng.uniform(0, TILE, 2) + rng.normal(0, 150, 2) * t + waves
    cv2.polylines(mask, [np.round(path).astype(np.int32)], False, 1, int(rng.integers(8, 40)), cv2.LINE_8)


def damp(rng: np.random.Generator, share: float) -> np.ndarray:
    """Return a loss that comes from one border of the picture, its front uneven."""
    rise = np.linspace(0, 3, TILE, dtype=np.float32)[:, None] + 0.35 * process(rng, rng.uniform(8, 30), 2.4)
    return np.rot90(rise < np.quantile(rise, share), rng.integers(4)).copy()


SHAPES: dict[str, Shape] = {
    "islands": islands,
    "peels": peels,
    "cracks": partial(fill_up, draw_river),
    "shards": partial(fill_up, draw_shard),
    "splatter": partial(fill_up, draw_burst),
    "strokes": partial(fill_up, draw_stroke),
    "damp": damp,
}


def own_paint(clean: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the picture's own pixels from elsewhere, perhaps blurred, turned over and in another light."""
    moved = np.roll(clean, rng.integers(TILE // 5, 4 * TILE // 5, 2), axis=(0, 1))[:: rng.choice([-1, 1])]
    blurred = cv2.GaussianBlur(moved, (0, 0), rng.uniform(0.1, 14))
    return blurred ** rng.uniform(0.7, 1.5) * rng.uniform(0.8, 1.1)


def museum_fill(clean: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return one flat tone as conservators fill with: greys, ochres, umber, chalk, or a colour of the picture."""
    tones = [
        (0.55, 0.53, 0.5),
        (0.72, 0.6, 0.42),
        (0.8, 0.74, 0.63),
        (0.42, 0.34, 0.27),
        (0.93, 0.92, 0.88),
        (0.1,) * 3,
    ]
    tone = [*tones, clean.mean((0, 1))][rng.integers(len(tones) + 1)] + rng.normal(0, 0.04, 3)
    return tone + rng.normal(0, rng.choice([0, 0.006]), clean.shape)


def mortar(clean: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return sandy mortar: a warm or cold grey, uneven, with light and dark grains."""
    sand = rng.uniform(0.3, 0.8) * np.array([1, rng.uniform(0.86, 1), rng.uniform(0.68, 1)])
    uneven = 0.05 * process(rng, 30) + 0.04 * process(rng, 1.2)
    grains = np.zeros((TILE, TILE), np.float32)
    for light in (-0.25, 0.2):
        seeds = (rng.random((TILE, TILE)) < rng.uniform(0.001, 0.006)).astype(np.uint8)
        grains[cv2.dilate(seeds, np.ones((2, 2) if rng.random() < 0.5 else (4, 3), np.uint8)) > 0] = light
    return sand + (uneven + grains)[..., None]


def lime_wash(clean: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a pale opaque wash with the streaks of a broad brush and a slow change of tone across it."""
    y, x = np.mgrid[:TILE, :TILE] / TILE
    angle = rng.uniform(0, np.pi)
    slope = rng.uniform(-0.2, 0.2) * (np.cos(angle) * x + np.sin(angle) * y)
    streaks = cv2.GaussianBlur(rng.standard_normal((TILE, TILE)), (0, 0), sigmaX=40, sigmaY=1.2)
    turned = np.rot90(streaks / streaks.std(), rng.integers(2))
    return rng.uniform(0.72, 0.96) * np.array([1, 0.975, rng.uniform(0.85, 0.97)]) + (slope + 0.03 * turned)[..., None]


def mould(clean: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a growth of dark green, grey or black that mottles at two sizes."""
    dark, light = rng.uniform(0.03, 0.15, 3), rng.uniform(0.2, 0.45) * np.array([0.85, 1, rng.uniform(0.6, 0.9)])
    mottle = 1 / (1 + np.exp(-2 * process(rng, 9, 2.5) - process(rng, 2)))
    return dark + (light - dark) * mottle[..., None]


def graffiti(clean: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a saturated colour of a pen or a spray can."""
    hue = np.float32([[[rng.uniform(0, 360), rng.uniform(0.6, 1), rng.uniform(0.3, 1)]]])
    return cv2.cvtColor(hue, cv2.COLOR_HSV2RGB) + 0.02 * process(rng, 15)[..., None]


COVERS: list[Cover] = [own_paint, own_paint, museum_fill, museum_fill, mortar, mortar, lime_wash, mould, graffiti]


if __name__ == "__main__":
    main()
