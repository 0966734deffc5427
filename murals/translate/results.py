"""The page of results of a translation: numbers, curves, grids, every image.

The run's folder gets `index.html`, `images.csv` (unrounded) and `pictures/`. The table of images can be sorted and
filtered.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import fmean

from fastai.data.core import DataLoaders
from torch import Tensor, nn

from murals.data.aligned import AlignedPair
from murals.figures.page import Facts, Gallery, PagePicture, Prose, Section, write_page
from murals.figures.table import NOTHING, Table, number
from murals.files import write_text
from murals.translate.constant import ConstantColour
from murals.translate.gallery import draw_translations
from murals.translate.measures import ImageMeasures, translate_pairs

SHOWN = {"val": 24, "train": 8}  # pictures a side, taken evenly; the table has every image
SIDES = {"train": "training", "val": "validation"}


def result_table(rows: Sequence[ImageMeasures], constant: ConstantColour) -> Table:
    """Return L1, PSNR and SSIM of each side, and the L1 of the constant colour."""
    body = [
        (
            words,
            str(len(of_side)),
            number(fmean(row.l1 for row in of_side), 3),
            number(painted, 3),
            number(fmean(row.psnr for row in of_side), 2),
            number(fmean(row.ssim for row in of_side), 3),
        )
        for side, words, painted in (("train", "training", constant.train_l1), ("val", "validation", constant.valid_l1))
        if (of_side := [row for row in rows if row.side == side])
    ]
    return Table(
        "Scores",
        ("side", "images", "L1", "L1 of a constant", "PSNR", "SSIM"),
        body,
        note="L1 on [-1, 1]. The constant colour is the median of each channel of the training targets. PSNR in dB.",
    )


def images_table(rows: Sequence[ImageMeasures]) -> Table:
    """Return the measures of every image, worst L1 first."""
    ordered = sorted(rows, key=lambda row: -row.l1)
    body = [(row.name, SIDES[row.side], number(row.l1, 3), number(row.psnr, 2), number(row.ssim, 3)) for row in ordered]
    return Table("", ("image", "side", "L1", "PSNR", "SSIM"), body, labels=2, sortable=True)


def write_results(
    folder: Path,
    rows: Sequence[ImageMeasures],
    *,
    constant: ConstantColour,
    reading: str,
    facts: dict[str, str],
    pictures: Sequence[PagePicture],
) -> Path:
    """Write `images.csv` and the page into `folder`, and return the path of the page; older files are replaced."""
    write_text(folder / "images.csv", _as_csv(rows), overwrite=True)
    curves = [PagePicture(folder / "curves.png", "Loss and PSNR over the training", "curves of the training")]
    sections = [
        Section("Numbers", [result_table(rows, constant), Prose(reading), Facts(facts)]),
        Section("Curves", [picture for picture in curves if picture.path.is_file()]),
        Section("Pictures", [Prose("Input, target, output; taken evenly along the list."), Gallery(pictures)]),
        Section("Every image", [images_table(rows)]),
    ]
    title = f"Image translation: {facts.get('network', NOTHING)}, {facts.get('direction', NOTHING)}"
    return write_page(folder / "index.html", title=title, sections=sections, lead=reading, overwrite=True)


def draw_pictures(
    net: nn.Module,
    dls: DataLoaders,
    sides: Mapping[str, Sequence[AlignedPair]],
    rows: Sequence[ImageMeasures],
    out: Path,
) -> list[PagePicture]:
    """Draw some images of each side into `out`, with their measures as captions."""
    measures = {(row.side, row.name): row for row in rows}
    pictures = []
    for side, count in SHOWN.items():
        shown = evenly(sides[side], count)
        triples = [triple for batch in translate_pairs(net, dls, shown) for triple in zip(*batch, strict=True)]
        for pair, triple in zip(shown, triples, strict=True):
            row = measures[side, pair.name]
            path = out / f"{side}-{pair.name[:40]}.jpg"
            draw_translations(_as_batches(triple), path, names=[pair.name])
            caption = f"{pair.name} ({SIDES[side]}): L1 {row.l1:.3f}, PSNR {row.psnr:.2f} dB, SSIM {row.ssim:.3f}"
            pictures.append(PagePicture(path, caption, f"{pair.name}: input, target, output"))
    return pictures


def evenly(pairs: Sequence[AlignedPair], count: int) -> list[AlignedPair]:
    """Return at most `count` of the pairs, evenly spread over the list, the first included."""
    count = min(count, len(pairs))
    return [pairs[i * len(pairs) // count] for i in range(count)]


def _as_batches(triple: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    image, output, target = (t[None] for t in triple)
    return image, output, target


def _as_csv(rows: Sequence[ImageMeasures]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(asdict(rows[0])), lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
    return text.getvalue()
