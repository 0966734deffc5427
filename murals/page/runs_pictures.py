"""Sample grids of runs as files of the visitor: no picture is served from the runs' own folders.

In: records of runs. Out: (file, caption) for a gallery, and a sentence for each picture that cannot be read.
"""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from murals.errors import MuralsError
from murals.images import read_image8
from murals.page.words import say
from murals.page.workspace import Workspace
from murals.runs.run_record import RunRecord

MOST_PICTURES = 8  # of a run: its kept weights and the last few grids; a long training has dozens
FOLDER = "runs"  # of a visitor's folder


def sample_pictures(
    records: Sequence[RunRecord], workspace: Workspace, language: str
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the pictures of one run, or the first of each of several, and what is wrong with others.

    They replace those that the visitor was shown before.
    """
    folder = _emptied(workspace)
    pictures, wrong = [], []
    for place, (record, source) in enumerate(_chosen(records)):
        shown = folder / f"{place:02}-{source.name}"
        try:
            read_image8(source)  # a browser would only show a broken picture
            shutil.copyfile(source, shown)
        except (MuralsError, OSError) as error:
            wrong.append(str(error))
            continue
        caption = caption_of(source, language)
        pictures.append((str(shown), caption if len(records) == 1 else f"{record.name}: {caption}"))
    return pictures, wrong


def caption_of(picture: Path, language: str) -> str:
    """Return what a grid shows, by its name: `samples.val.png` or `epoch-0020.train.png`."""
    side = next((say(f"runs.side.{name}", language) for name in ("train", "val") if f".{name}." in picture.name),
                say("runs.side.val", language))  # fmt: skip
    epoch = re.match(r"epoch-(\d+)", picture.name)
    key = "runs.picture.epoch" if epoch else "runs.picture.kept"
    return say(key, language, side=side, epoch=int(epoch[1]) if epoch else 0)


def _chosen(records: Sequence[RunRecord]) -> list[tuple[RunRecord, Path]]:
    most = MOST_PICTURES if len(records) == 1 else 1
    return [(record, picture) for record in records for picture in record.pictures[:most]]


def _emptied(workspace: Workspace) -> Path:
    """Return a new folder, so that no browser takes an old picture from its cache; older ones are removed."""
    parent = workspace.folder / FOLDER
    shutil.rmtree(parent, ignore_errors=True)
    fresh = parent / workspace.new_folder().name
    fresh.mkdir(mode=0o700, parents=True)
    return fresh
