"""The files of a score: `score.csv`, `score.json`, `index.html` and pictures.

The page is written last, so that everything it shows exists.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from murals.figures.page import Block, Comparison, Facts, Gallery, PagePicture, Prose, Section, write_page
from murals.figures.table import Table, number
from murals.files import csv_text, write_text
from murals.images import write_image
from murals.score.measure import LOOKS, MEASURES, ImageScore
from murals.score.score_report import PictureSet, ScoreReport, image_row
from murals.score.score_tables import DIGITS, WORDS

_NAME_LENGTH = 40  # characters of an image's name in its pictures' names; file systems end at 255 bytes


def write_score(report: ScoreReport, out: str | Path, *, overwrite: bool = False) -> Path:
    """Write all files into the folder `out`, and return the path of the page.

    With `overwrite`, pictures of an earlier score that are not replaced are removed.

    Raises
    ------
    MuralsError
        If a file exists and `overwrite` is not set.
    """
    out = Path(out)
    write_text(out / "score.csv", score_csv(report.scores), overwrite=overwrite)
    write_text(out / "score.json", json.dumps(report.as_plain(), indent=1, ensure_ascii=False), overwrite=overwrite)
    files = [_picture_files(picture, place, out / "pictures") for place, picture in enumerate(report.pictures, start=1)]
    shown = [_show(picture, report, paths, overwrite) for picture, paths in zip(report.pictures, files, strict=True)]
    sections = [
        Section("Numbers", [*report.text_tables(), Facts(report.protocol)]),
        Section("Pictures", [_which_are_shown(report), *(block for blocks in shown for block in blocks)]),
        Section("Every image", [images_table(report.scores)]),
    ]
    lead = f"{report.protocol['images']}. Masks: {report.protocol['masks']}."
    page = write_page(out / "index.html", title="Scores", sections=sections, lead=lead, overwrite=overwrite)
    _remove_others(out / "pictures", keep={path for paths in files for path in paths.values()})
    return page


def score_csv(scores: Sequence[ImageScore]) -> str:
    """Return a line for each image and method, unrounded; a measure that does not apply is empty."""
    return csv_text([image_row(score) for score in scores])


def images_table(scores: Sequence[ImageScore]) -> Table:
    """Return the table of every image by every method, which the page can sort and filter."""
    columns = (
        "image",
        "method",
        "mask %",
        *(WORDS[m] for m in MEASURES),
        "hole PSNR",
        "border PSNR",
        *(WORDS[m] for m in LOOKS),
    )
    rows = [
        (
            score.name,
            score.method,
            number(None if score.mask_ratio is None else 100 * score.mask_ratio, 1),
            *(number(score.measures[f"image_{m}"], DIGITS[m]) for m in MEASURES),
            *(number(score.measures.get(f"{region}_psnr"), 2) for region in ("hole", "border")),
            *(number(score.measures.get(f"hole_{m}"), DIGITS[m]) for m in LOOKS),
        )
        for score in scores
    ]
    return Table("", columns, rows, labels=2, sortable=True)


def _which_are_shown(report: ScoreReport) -> Prose:
    total = len({score.name for score in report.scores})
    if len(report.pictures) == total:
        return Prose("Move the slider over a picture, or focus it and use the arrow keys.")
    return Prose(
        f"{len(report.pictures)} of {total} images, taken evenly along the list. "
        "Move the slider over a picture, or focus it and use the arrow keys."
    )


def _picture_files(picture: PictureSet, place: int, folder: Path) -> dict[str, Path]:
    """Return the paths of the pictures of the image at `place` in the list: `PLACE-NAME.KIND.png`."""
    stem = f"{place:03}-{picture.name[:_NAME_LENGTH]}"
    return {kind: folder / f"{stem}.{_plain(kind)}.png" for kind in picture.images}


def _remove_others(folder: Path, *, keep: set[Path]) -> None:
    """Remove the pictures of an earlier, longer score; files with other names stay."""
    for path in set(folder.glob("[0-9][0-9][0-9]-*.*.png")) - keep:
        path.unlink()


def _show(picture: PictureSet, report: ScoreReport, paths: dict[str, Path], overwrite: bool) -> list[Block]:
    """Write the pictures of one image; return a slider over the result of the last method, and a gallery of all."""
    levels = {score.method: score.measures["image_psnr"] for score in report.scores if score.name == picture.name}
    for kind, path in paths.items():
        write_image(path, picture.images[kind], overwrite=overwrite)
    best_shown = next((kind for kind in reversed(picture.images) if kind in levels), "clean")
    slider = Comparison(paths["damaged"], paths[best_shown], picture.name, "damaged", best_shown)
    captions = {kind: f"{kind}, {levels[kind]:.2f}\N{NO-BREAK SPACE}dB" if kind in levels else kind for kind in paths}
    alts = {kind: f"{picture.name}: {kind}" for kind in paths}
    return [slider, Gallery([PagePicture(path, captions[kind], alts[kind]) for kind, path in paths.items()])]


def _plain(kind: str) -> str:
    """Return the name of a method for a file name: `model, raw` becomes `model-raw`."""
    return "-".join(kind.lower().replace(",", "").split())
