"""What several tests share: small folders of pairs, a training made once, the way to the photographs."""

import os
import shutil
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # two test processes share two cores; also what makes resume exact

import numpy as np
import pytest
from aligned_samples import write_aligned
from PIL import Image
from tests_helpers import write_pairs

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NEEDED = "MURALS_BROWSER"  # set where a missing browser is a failure: `.ci/run`


def pytest_collection_modifyitems(items):
    """Mark what needs a browser: `make test` leaves it out, as it does what is slow."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """A folder of eight training and four validation pairs of 64 px, with masks."""
    return write_pairs(tmp_path / "data")


@pytest.fixture(scope="session")
def photos() -> Path:
    """The folder of real photographs, named by the environment; tests without it say that they were skipped."""
    folder = os.environ.get("MURALS_PHOTOS")
    if not folder:
        pytest.skip("MURALS_PHOTOS is not set: it names the folder that holds murals/, facades/, poisson/")
    return Path(folder)


@pytest.fixture
def aligned(tmp_path: Path) -> Path:
    """A folder of eight training and four validation pairs of 64 px, side by side: B is A with its colours mapped."""
    return write_aligned(tmp_path / "data")


@pytest.fixture
def in_folders(aligned: Path, tmp_path: Path) -> Path:
    """The same pairs in two folders with equal names."""
    for file in aligned.glob("*/*.png"):
        pixels = np.asarray(Image.open(file))
        for side, half in (("A", pixels[:, :64]), ("B", pixels[:, 64:])):
            out = tmp_path / "folders" / file.parent.name / side / file.name
            out.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(half).save(out)
    return tmp_path / "folders"


@pytest.fixture(scope="session")
def chromium():
    """A browser without a window, for the whole run."""
    if CHROMIUM is None:
        if os.environ.get(NEEDED):
            pytest.fail(f"{NEEDED} is set, so a browser is needed, and there is none: apt-get install chromium")
        pytest.skip("no chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()
