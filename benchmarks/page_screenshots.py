"""Pictures of every tab of the page, as a visitor sees it: docs/images/page/, from murals that the program draws.

    python benchmarks/page_screenshots.py --models /tmp/models

Each tab at 1280 and 390 px; the tab Restore in the dark and in Chinese too. Unless the folder of models is there, small
trainings are made in it first: half an hour on two cores.
"""

import argparse
import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from murals.data.recipes.mural import damage_mural
from murals.drawing.draw import draw_mural
from murals.images import from_float, luminance, write_image
from murals.learn.checkpoint import packaged_checkpoint
from murals.page.server import serving
from murals.page.settings import PageSettings

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "images" / "page"
CHROMIUM = "/usr/bin/chromium"
WIDTHS = {1280: 900, 390: 844}  # and the height of the window
SHOWN = {1280: 720, 390: 390}  # how wide the picture in the documents is
COLOURS = 96  # of a palette: with that a picture stays below 250 kB


@dataclass(frozen=True)
class Shot:
    """One picture: a tab, who looks, and what he does first."""

    name: str
    tab: str
    do: Callable[[Page, Path], None]
    locale: str = "en-GB"
    scheme: str = "light"
    widths: tuple[int, ...] = (1280, 390)


def main() -> None:
    """Take all pictures, or those of one tab."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True, help="folder of trainings, made if it is not there")
    parser.add_argument("--only", help="pictures whose name begins so")
    parser.add_argument("--out", type=Path, default=OUT)
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        desk = Path(name)
        lay_desk(desk)
        if not wanted.models.is_dir():
            train_runs(desk, wanted.models)
        packaged = packaged_checkpoint()
        settings = PageSettings(port=0, models=wanted.models, model=packaged.path if packaged else None)
        with serving(settings) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for shot in SHOTS:
                if shot.name.startswith(wanted.only or ""):
                    take(browser, address, shot, desk, wanted.out)


def take(browser: Browser, address: str, shot: Shot, desk: Path, out: Path) -> None:
    """Take one picture at each of its widths, and write it with a palette."""
    for width in shot.widths:
        view: Any = {"width": width, "height": WIDTHS[width]}
        context = browser.new_context(viewport=view, locale=shot.locale, color_scheme=shot.scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(address)
        page.wait_for_selector("#page-tabs")
        open_tab(page, shot.tab)
        shot.do(page, desk)
        page.mouse.move(0, 0)
        page.wait_for_timeout(1500)  # messages fade, pictures are decoded
        path = out / f"{shot.name}-{width}.png"
        whole = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
        shown = whole.resize((SHOWN[width], whole.height * SHOWN[width] // width), Image.Resampling.LANCZOS)
        shown.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        print(path, shown.size, f"{path.stat().st_size // 1000} kB")
        context.close()


def open_tab(page: Page, name: str) -> None:
    """Open a tab, behind the button of further ones where the window is narrow."""
    tab = page.locator(f"#{name}-tab-button:visible")
    if not tab.count():
        page.locator("#page-tabs .overflow-menu > button").click()
        tab = page.locator(f".overflow-dropdown #{name}-tab-button, .overflow-dropdown button").filter(visible=True)
    tab.first.click()
    page.wait_for_timeout(500)


def restore(page: Page, desk: Path) -> None:
    """Open a mask that was drawn elsewhere, and restore."""
    page.set_input_files("#restore-upload input[type=file]", desk / "wall.png")
    page.wait_for_selector("#restore-board canvas", state="visible")
    ready = "() => document.querySelector('#restore-stop').disabled && !document.querySelector('#restore-run').disabled"
    page.wait_for_function(ready)
    with page.expect_file_chooser() as waiting:
        page.click("#restore-open-mask")
    waiting.value.set_files(desk / "losses.png")
    page.wait_for_timeout(1500)
    page.click("#restore-run")
    page.wait_for_selector("#restore-badge .badge")
    page.wait_for_function(ready)


def blend(page: Page, desk: Path) -> None:
    """Take the first example of the documents, and blend it in full."""
    page.locator("[id^=blend-example-]:visible").first.click()
    page.wait_for_selector("#blend-landing image[href^=data]")
    page.wait_for_timeout(2500)
    page.click("#blend-go")
    page.wait_for_selector("#blend-command code:visible")


def translate(page: Page, desk: Path) -> None:
    """Translate two pictures by the newest translator."""
    page.set_input_files("#translate-upload input[type=file]", [desk / "pairs" / "test" / f"{n}.png" for n in "01"])
    page.wait_for_function("document.querySelectorAll('#translate-upload tr.file').length == 2")
    page.locator("#translate-pairs input").check()
    page.click("#translate-start")
    page.wait_for_function("document.querySelectorAll('#translate-results img').length >= 4")
    page.wait_for_selector("#translate-command code:visible")


def runs(page: Page, desk: Path) -> None:
    """Compare the longest training with the one before."""
    page.wait_for_selector("#runs-settings table")
    for box, place in (("runs-choose", "last"), ("runs-other", "first")):
        page.click(f"#{box} input")
        getattr(page.locator(f"#{box}").get_by_role("option").filter(has_text="-phases"), place).click()
        page.wait_for_timeout(3000)


SHOTS = (
    Shot("restore", "restore", restore),
    Shot("restore-dark", "restore", restore, scheme="dark", widths=(1280,)),
    Shot("restore-zh", "restore", restore, locale="zh-CN", widths=(1280,)),
    Shot("blend", "blend", blend),
    Shot("translate", "translate", translate),
    Shot("runs", "runs", runs),
)


def lay_desk(desk: Path) -> None:
    """Draw what is photographed: a damaged wall and its mask, clean walls, pairs of a wall without and with colours."""
    damaged, mask = damage_mural(draw_mural(3, height=600, width=800), np.random.default_rng(4), ratio=(0.08, 0.09))
    write_image(desk / "wall.png", from_float(damaged, "uint8"))
    write_image(desk / "losses.png", mask)
    for i in range(16):
        wall = from_float(draw_mural(i, height=512, width=512), "uint8")
        write_image(desk / "clean" / f"wall{i}.png", wall)
        small = cv2.resize(wall, (128, 128), None, 0, 0, cv2.INTER_AREA)
        pair = np.concatenate([np.repeat(luminance(small)[..., None], 3, 2), small], axis=1)
        split = "test" if i < 2 else "val" if i < 4 else "train"
        write_image(desk / "pairs" / split / f"{i}.png", pair)


def train_runs(desk: Path, models: Path) -> None:
    """Train two small restorers and a translator: minutes on two cores."""
    run("damage", desk / "clean", desk / "data", "--size", 128)
    run("train", "--phase", "all", "--data", desk / "data", "--out", models, "--epochs", 4)
    run("train", "--phase", "1", "--data", desk / "data", "--out", models, "--epochs", 4, "--lr", "3e-4")
    run("pix2pix", "train", desk / "pairs", "--out", models, "--preset", "l1", "--epochs", 60, "--batch-size", 4)


def run(*words: object) -> None:
    """Run a command of murals as a user does."""
    subprocess.run([sys.executable, ROOT / "cli.py", *map(str, words)], check=True)


if __name__ == "__main__":
    main()
