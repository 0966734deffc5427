"""The public data sets that `murals download` knows: their addresses, licences, and the next step.

A checksum that was not computed by this project is empty; the first download records it beside the data.
"""

from dataclasses import dataclass

from murals.errors import MuralsError, did_you_mean
from murals.figures.table import Table

_PIX2PIX = "http://efrosgans.eecs.berkeley.edu/pix2pix/datasets"
_RESEARCH = "no licence comes with the archive: take it for research, and ask its authors before any other use"


@dataclass(frozen=True)
class DataSet:
    """One archive, and what a user must know about it."""

    name: str
    title: str
    url: str
    page: str  # where a person reads on, or downloads by hand
    licence: str
    use: str  # the command that comes next, with FOLDER for where it lies
    sha256: str = ""


DATA_SETS = {
    data.name: data
    for data in (
        DataSet(
            "facades",
            "CMP facades: 400 + 100 + 106 pairs, photograph left, labels right (Tylecek and Sara 2013)",
            f"{_PIX2PIX}/facades.tar.gz",
            "https://cmp.felk.cvut.cz/~tylecr1/facade/",
            _RESEARCH,
            "murals pix2pix train FOLDER",
        ),
        DataSet(
            "cityscapes",
            "Cityscapes: 2975 + 500 pairs of street photographs and labels, 256 px (Cordts et al. 2016)",
            f"{_PIX2PIX}/cityscapes.tar.gz",
            "https://www.cityscapes-dataset.com/license/",
            "for research, not commercial, by the terms at https://www.cityscapes-dataset.com/license/",
            "murals pix2pix train FOLDER --epochs 400",
        ),
        DataSet(
            "maps",
            "Aerial photographs and maps: 1096 + 1098 pairs, 600 px (Isola et al. 2017)",
            f"{_PIX2PIX}/maps.tar.gz",
            "https://phillipi.github.io/pix2pix/",
            "pictures of Google Maps: its terms of service hold; no licence comes with the archive",
            "murals pix2pix train FOLDER --size 256",
        ),
        DataSet(
            "muraldh",
            "MuralDH: Dunhuang murals for restoration, damage segmentation and super-resolution",
            "https://datadryad.org/api/v2/datasets/doi%3A10.5061%2Fdryad.bnzs7h4jd/download",
            "https://doi.org/10.5061/dryad.bnzs7h4jd",
            "CC0 1.0, as all that Dryad publishes; see https://doi.org/10.5061/dryad.bnzs7h4jd",
            "murals damage FOLDER/Mural512 data",
        ),
    )
}


def catalogue_table() -> Table:
    """Return the table of the data sets and their licences."""
    return Table(
        "Data sets",
        ("name", "what", "licence"),
        [(data.name, data.title, data.licence) for data in DATA_SETS.values()],
        labels=3,
    )


def find_data_set(name: str) -> DataSet:
    """Return the data set called `name`.

    Raises
    ------
    MuralsError
        If it is not in the catalogue.
    """
    if name not in DATA_SETS:
        hint = did_you_mean(name, DATA_SETS)
        raise MuralsError(f"unknown data set '{name}': expected {', '.join(DATA_SETS)}. {hint}".rstrip())
    return DATA_SETS[name]
