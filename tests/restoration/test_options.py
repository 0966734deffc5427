import subprocess
import sys
from pathlib import Path

import pytest

from murals.errors import MuralsError
from murals.options import settings_from
from murals.restoration.options import DEFAULTS, MaskReading, RestoreOptions, RestoreSettings


def test_the_defaults_change_nothing_outside_the_mask():
    assert (DEFAULTS.dilate, DEFAULTS.feather, DEFAULTS.whole, DEFAULTS.style) == (0, 0, False, "plain")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"feather": -1}, "--dilate 0 --feather -1: expected pixels, zero or more"),
        ({"threshold": 0}, r"--threshold 0: expected a share between 0 and 1, such as 0\.5"),
        ({"threshold": 1.5}, r"--threshold 1\.5: expected a share"),
        ({"threshold": float("nan")}, "--threshold nan"),
        ({"max_hole": 0}, "--max-hole 0: expected a radius in pixels, more than zero"),
        ({"max_hole": float("nan")}, "--max-hole nan"),
        ({"style": "loud"}, "unknown style 'loud': expected plain or visible"),
        ({"whole": True, "dilate": 2}, "--whole repaints every pixel, so that --dilate mean nothing"),
        ({"whole": True, "style": "visible", "max_hole": 9}, "--max-hole --style visible mean nothing"),
    ],
)
def test_what_cannot_be_is_refused(options, words):
    with pytest.raises(MuralsError, match=words):
        RestoreOptions(**options)


def test_the_command_line_may_read_them_without_a_heavy_import():
    code = (
        "import sys, murals.restoration.options\n"
        "print([name for name in ('torch', 'numpy', 'cv2', 'fastai') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_how_masks_are_read_comes_from_the_command_line():
    words = {"invert": True, "only": "RED,#0000ff", "all_of_it": False, "tile": 512}
    assert settings_from(MaskReading, words) == MaskReading(invert=True, only=("RED", "#0000ff"))
    assert settings_from(MaskReading, {"invert": False, "only": None, "all_of_it": True}) == MaskReading(all_of_it=True)


@pytest.mark.parametrize("only", ["", "red,,blue", ","])
def test_a_list_of_colours_that_names_none_is_refused(only):
    with pytest.raises(MuralsError, match="--only names no colour: expected names or #rrggbb with commas"):
        settings_from(MaskReading, {"invert": False, "only": only, "all_of_it": False})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"fill": "neutral", "sources": True},
            "--sources concerns paint that is copied, and --fill neutral",
        ),
        ({"fill": "neutral", "sisters": (Path("a.png"),)}, "--from concerns paint"),
        ({"fill": "neutral", "variants": 2}, "--variants concerns paint"),
        ({"whole": True, "avoid": Path("a.png")}, "--avoid concerns paint that is copied, and --whole copies none"),
        ({"variants": 10}, "--variants 10: expected 1 to 9"),
        ({"pyramid": True, "format": "png"}, "--pyramid writes a TIFF, and --format asks for png: leave out one"),
        ({"fill": "magic"}, "unknown fill 'magic': expected mimetic or neutral"),
    ],
)
def test_what_concerns_paint_needs_paint(given, words):
    with pytest.raises(MuralsError, match=words):
        RestoreSettings(inputs=(Path("wall.png"),), **given)
