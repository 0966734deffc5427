"""Fills beside their peers: at 100 % on real photographs, and by the clock.

    python benchmarks/fills.py sheets PHOTOGRAPH... [--out runs/fills] [--seed 0]
    python benchmarks/fills.py speed [PHOTOGRAPH] [--rounds 3]

`sheets` draws opaque losses of 10, 40, 120 and 250 px across into each photograph, fills them by every method, prints
the measures, and writes the pictures and two sheets of crops at 100 %: `NAME.sheet.png` with the names, and
`NAME.blind.png`, ours and PatchMatch left and right by chance, with the key in `NAME.key.txt`.

`speed` fills 10 % of 1536 x 1536 px by PatchMatch, the neutral and the mimetic fill in turns, everything warm, tone
included; then larger pictures, for the seconds per lost megapixel. FSR is left out above 2 megapixels.
"""

import argparse
import logging
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from murals import restore
from murals.data.items import Item
from murals.drawing.draw import draw_mural
from murals.images import from_float, read_image, to_float, write_image
from murals.restoration.backend import open_backend
from murals.score.measure import measure, see
from murals.score.peers import find_peers

SIZES = (10, 40, 120, 250)  # px across
SHARE = 0.1  # of the picture that is lost
CROP = 400  # px of a crop of the sheets
FSR_LIMIT = 2e6  # px
PEERS = ("OpenCV Telea", "OpenCV FSR", "PatchMatch")
OURS = ("neutral", "mimetic")
MEASURES = ("psnr", "perceptual_lite0", "perceptual_lite2", "texture")
PLASTER = (0.78, 0.74, 0.66)

Fill = Callable[[np.ndarray, np.ndarray], np.ndarray]  # uint8 image, hole -> uint8 image


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    sheets = verbs.add_parser("sheets")
    sheets.add_argument("photographs", type=Path, nargs="+")
    sheets.add_argument("--out", type=Path, default=Path("runs/fills"))
    sheets.add_argument("--seed", type=int, default=0)
    sheets.add_argument("--crop", type=int, help="px: the middle of the photograph, a square of that side at most")
    speed = verbs.add_parser("speed")
    speed.add_argument("photograph", type=Path, nargs="?")
    speed.add_argument("--rounds", type=int, default=3)
    speed.add_argument(
        "--megapixels", type=float, nargs="*", default=[0.25, 1, 2, 4], help="lost, of the straight line"
    )
    args = parser.parse_args()
    logging.getLogger("murals").setLevel(logging.ERROR)
    if args.verb == "sheets":
        for path in args.photographs:
            draw_sheets(path, args.out, args.seed, args.crop)
    else:
        measure_speed(args.photograph, args.rounds, args.megapixels)


def methods() -> dict[str, Fill]:
    """Return the peers and our fills by name."""
    network, peers = open_backend("package"), find_peers()
    found: dict[str, Fill] = {name: as_fill(peers[name]) for name in PEERS if name in peers}
    for name in OURS:
        found[name] = lambda image, hole, name=name: restore(image, hole, network, fill=name)
    return found


def as_fill(peer: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Fill:
    """Return a peer of the score table as a function of 8 bits."""
    return lambda image, hole: from_float(peer(to_float(image), hole), np.uint8)


def draw_losses(
    size: tuple[int, int], seed: int, *, share: float = SHARE, sizes: tuple[int, ...] = SIZES
) -> np.ndarray:
    """Return a mask of ragged losses that cover `share` of the picture, of each size about the same area."""
    rng = np.random.default_rng(seed)
    mask = np.zeros(size, bool)
    for across in sorted(sizes, reverse=True):
        goal = mask.mean() + share / len(sizes)
        while mask.mean() < goal:
            loss = draw_loss(across, rng)
            y, x = (int(rng.integers(0, max(1, length - across))) for length in size)
            part = mask[y : y + across, x : x + across]
            part |= loss[: part.shape[0], : part.shape[1]]
    return mask


def draw_loss(across: int, rng: np.random.Generator) -> np.ndarray:
    """Return one ragged loss, (across, across) bool."""
    y, x = (np.mgrid[:across, :across] + 0.5) * 2 / across - 1
    noise = cv2.resize(rng.standard_normal((5, 5)), (across, across), interpolation=cv2.INTER_CUBIC)
    fine = cv2.resize(rng.standard_normal((19, 19)), (across, across), interpolation=cv2.INTER_CUBIC)
    return np.hypot(x, y) + 0.12 * noise + 0.05 * fine < 0.85


def draw_sheets(path: Path, out: Path, seed: int, crop: int | None) -> None:
    """Fill drawn losses in one photograph by all methods; write pictures and sheets, print the measures."""
    clean = from_float(read_image(path), np.uint8)
    if crop:
        top, left = (max(0, (side - crop) // 2) for side in clean.shape[:2])
        clean = np.ascontiguousarray(clean[top : top + crop, left : left + crop])
    hole = draw_losses(clean.shape[:2], seed)
    damaged = np.where(hole[..., None], from_float(np.float32(PLASTER), np.uint8), clean)
    seen = see(Item(path.stem, to_float(damaged), to_float(clean), hole.astype(np.uint8) * 255))
    print(f"{path.name} {clean.shape[1]}x{clean.shape[0]}, {hole.mean():.1%} lost")
    results = {"damaged": damaged}
    for name, fill in methods().items():
        if name == "OpenCV FSR" and hole.size > FSR_LIMIT:
            continue
        began = time.perf_counter()
        results[name] = fill(damaged, hole)
        seconds = time.perf_counter() - began
        found = measure(to_float(results[name]), to_float(clean), hole.astype(np.uint8) * 255, seen=seen)
        values = "  ".join(f"{key} {found[f'hole_{key}']:.3f}" for key in MEASURES)
        print(f"  {name:14} {values}  {seconds:.1f} s", flush=True)
    results["truth"] = clean
    folder = out / path.stem
    for name, picture in results.items():
        write_image(folder / f"{name.replace(' ', '_')}.png", picture, overwrite=True)
    boxes = choose_boxes(hole)
    rows = [np.concatenate([cut(results[name], box) for name in results], 1) for box in boxes]
    write_image(out / f"{path.stem}.sheet.png", np.concatenate(rows), overwrite=True)
    print(f"  {out / path.stem}.sheet.png: {', '.join(results)}")
    write_blind(out, path.stem, results, boxes, seed)


def write_blind(out: Path, stem: str, results: dict[str, np.ndarray], boxes: list[tuple[int, int]], seed: int) -> None:
    """Write ours and PatchMatch side by side in random order, and the key."""
    if "PatchMatch" not in results:
        return
    rng, rows, key = np.random.default_rng(seed + 1), [], []
    for box in boxes:
        pair = ["mimetic", "PatchMatch"]
        rng.shuffle(pair)
        rows.append(np.concatenate([cut(results[name], box) for name in ("damaged", *pair)], 1))
        key.append(" | ".join(pair))
    write_image(out / f"{stem}.blind.png", np.concatenate(rows), overwrite=True)
    (out / f"{stem}.key.txt").write_text("\n".join(key) + "\n")


def choose_boxes(hole: np.ndarray, count: int = 4) -> list[tuple[int, int]]:
    """Return the corners of crops around the largest losses, and of some small ones."""
    total, _, boxes, centres = cv2.connectedComponentsWithStats(hole.astype(np.uint8))
    order = sorted(range(1, total), key=lambda part: -boxes[part, cv2.CC_STAT_AREA])
    chosen = [order[round(place)] for place in np.linspace(0, len(order) - 1, 2 * count) ** 2 / max(1, len(order) - 1)]
    chosen = list(dict.fromkeys(chosen))[:count]
    return [
        tuple(
            int(np.clip(c - CROP / 2, 0, max(0, s - CROP)))
            for c, s in zip(centres[part][::-1], hole.shape, strict=True)
        )
        for part in chosen
    ]


def cut(picture: np.ndarray, box: tuple[int, int]) -> np.ndarray:
    """Return a crop with a white frame."""
    part = picture[box[0] : box[0] + CROP, box[1] : box[1] + CROP]
    part = np.pad(part, ((0, CROP - part.shape[0]), (0, CROP - part.shape[1]), (0, 0)), constant_values=255)
    return np.pad(part, ((2, 2), (2, 2), (0, 0)), constant_values=255)


def measure_speed(path: Path | None, rounds: int, megapixels: list[float]) -> None:
    """Print the ratio to PatchMatch at 1536 x 1536, and the seconds per lost megapixel of larger pictures."""
    wall = from_float(draw_mural(3, height=1536, width=1536) if path is None else read_image(path), np.uint8)
    wall = cv2.resize(wall, (1536, 1536), interpolation=cv2.INTER_AREA)
    fills = {name: fill for name, fill in methods().items() if name in ("PatchMatch", *OURS)}
    hole = draw_losses((1536, 1536), 0)
    small = wall[:256, :256], draw_losses((256, 256), 0, sizes=(10, 40, 100))
    began = time.perf_counter()
    for fill in fills.values():
        fill(*small)
    print(f"warming up on 256 x 256, with compiling where nothing is cached: {time.perf_counter() - began:.1f} s")
    spent: dict[str, list[float]] = {name: [] for name in fills}
    for _ in range(rounds):
        for name, fill in fills.items():
            began = time.perf_counter()
            fill(wall, hole)
            spent[name].append(time.perf_counter() - began)
    for name, seconds in spent.items():
        print(f"{name:12} median {statistics.median(seconds):.2f} s of {', '.join(f'{s:.2f}' for s in seconds)}")
    if "PatchMatch" in spent:
        ratios = [ours / theirs for ours, theirs in zip(spent["mimetic"], spent["PatchMatch"], strict=True)]
        print(f"mimetic / PatchMatch: {', '.join(f'{ratio:.3f}' for ratio in ratios)}")
    for lost in megapixels:
        side = round((lost * 1e6 / SHARE) ** 0.5)
        image = np.ascontiguousarray(np.tile(wall, (-(-side // 1536), -(-side // 1536), 1))[:side, :side])
        hole = draw_losses((side, side), 1)
        began = time.perf_counter()
        fills["mimetic"](image, hole)
        seconds = time.perf_counter() - began
        print(
            f"{side}x{side}, {hole.sum() / 1e6:.2f} Mpx lost: {seconds:.1f} s, {seconds / hole.sum() * 1e6:.1f} s / Mpx"
        )


if __name__ == "__main__":
    main()
