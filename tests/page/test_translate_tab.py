import shlex

import numpy as np
import pytest
from aligned_samples import recoloured, smooth_image, write_side_by_side
from commands import run as run_murals
from PIL import Image
from run_samples import write_translator
from still_links import assert_links_stayed, watch_links

from murals.images import read_photograph
from murals.images.png import encode_png16
from murals.page.settings import PageSettings
from murals.page.translating import MOST_IMAGES
from murals.translate.files import translate_files
from murals.translate.settings import TranslateFilesSettings

EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    models = tmp_path_factory.mktemp("page") / "models"
    write_translator(models, "20260101-000000-translate", seed=1)
    write_translator(models, "20260102-000000-translate", seed=2, direction="BtoA", layout="side-by-side")
    (write_translator(models, f"20260103-{EVIL}") / "translate.json").write_text("{")
    return models


@pytest.fixture(scope="module")
def page_settings(models):
    return PageSettings(port=0, models=models, device="cpu")


@pytest.fixture
def open_tab(visit):
    def open_translate(**more):
        page = visit(**more)
        page.locator("#page-tabs").get_by_role("tab").nth(tab_place(page)).click()
        page.wait_for_selector("#translate-model input")
        return page

    return open_translate


def tab_place(page):
    return [tab.get_attribute("aria-controls") for tab in page.get_by_role("tab").all()].index("translate-tab")


def choose(page, name):
    page.click("#translate-model input")
    page.locator("#translate-model").get_by_role("option").filter(has_text=name).click()


def upload(page, *files):
    page.set_input_files("#translate-upload input[type=file]", [str(file) for file in files])
    page.wait_for_function(f"document.querySelectorAll('#translate-upload tr.file').length == {len(files)}")


def translate(page, *, pictures):
    page.click("#translate-start")
    page.wait_for_function(f"document.querySelectorAll('#translate-results img').length == {pictures}")


def download(page, name, folder):
    with page.expect_download() as waiting:
        page.click(f"#translate-files a[download='{name}']")
    waiting.value.save_as(folder / name)
    return folder / name


def command_of(page):
    return page.locator("#translate-command code").inner_text().replace("\n", "")


def test_the_whole_way_and_the_command_gives_the_same_file(open_tab, tmp_path, monkeypatch):
    """A 16-bit PNG goes up; what comes down is 16-bit too, and the bytes that the command on the page writes."""
    deep = smooth_image(3, 70).astype(np.uint16) * 257 + 3
    (tmp_path / "wall.png").write_bytes(encode_png16(deep, icc=None, exif=None, dpi=(300, 300)))
    page = open_tab()
    choose(page, "20260101-000000-translate")
    upload(page, tmp_path / "wall.png")
    translate(page, pictures=2)
    (tmp_path / "down").mkdir()
    result = download(page, "wall.translated.png", tmp_path / "down")
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command_of(page))
    assert words[:4] == ["murals", "pix2pix", "translate", "wall.png"] and "20260101-000000-translate" in words[5]
    assert run_murals(*words[1:]).exit_code == 0
    assert result.read_bytes() == (tmp_path / "wall.translated.png").read_bytes()
    pixels = read_photograph(result).pixels
    assert pixels.dtype == np.uint16 and pixels.shape == deep.shape and np.abs(pixels - deep.astype(float)).mean() > 500


def test_the_links_stay_where_they_are_first_seen(open_tab, tmp_path):
    for i, name in enumerate(("a.png", "b.png")):
        Image.fromarray(smooth_image(i, 300)).save(tmp_path / name)
    page = open_tab()
    upload(page, tmp_path / "a.png", tmp_path / "b.png")
    watch_links(page, "#translate-files")
    translate(page, pictures=4)
    assert page.locator("#translate-files a").count() == 2
    assert_links_stayed(page)


def test_pairs_in_another_size_by_the_newest_translator(open_tab, tmp_path, models, monkeypatch):
    for name in ("a.png", "b.png"):
        write_side_by_side(tmp_path / name, smooth_image(1), recoloured(smooth_image(1)))
    page = open_tab()
    upload(page, tmp_path / "a.png", tmp_path / "b.png")
    page.check("#translate-pairs input")
    page.fill("#translate-size input", "32")
    translate(page, pictures=4)
    (tmp_path / "down").mkdir()
    result = download(page, "b.translated.png", tmp_path / "down")
    model = models / "20260102-000000-translate"
    asked = TranslateFilesSettings(
        inputs=(tmp_path / "b.png",), model=model, out=tmp_path / "expected", pairs=True, size=32, device="cpu"
    )
    translate_files(asked)
    assert np.array_equal(np.asarray(Image.open(result)), np.asarray(Image.open(tmp_path / "expected" / result.name)))
    assert Image.open(result).size == (64, 64)
    assert command_of(page).endswith(f"--model {model} --pairs --size 32 --device cpu")


def test_a_bad_file_is_told_and_does_not_stop_the_good_one(open_tab, tmp_path):
    Image.fromarray(smooth_image(1)).save(tmp_path / "good.png")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    page = open_tab()
    upload(page, tmp_path / "bad.png", tmp_path / "good.png")
    translate(page, pictures=2)
    told = page.inner_text("#translate-failed")
    assert "bad.png is no image" in told and "/tmp" not in told and "Traceback" not in told
    assert page.locator("#translate-files a").count() == 1


def test_a_broken_checkpoint_is_left_out_and_its_name_stays_text(open_tab):
    page = open_tab(locale="zh-CN")
    page.wait_for_selector("#translate-trouble li")
    assert f"20260103-{EVIL}：" in page.inner_text("#translate-trouble")
    assert page.locator("#translate-trouble img").count() == 0
    page.click("#translate-model input")
    options = page.locator("#translate-model").get_by_role("option").all_inner_texts()
    assert [option.replace("✓", "").strip() for option in options] == [
        "20260102-000000-translate（fcn，BtoA）",
        "20260101-000000-translate（fcn，AtoB）",
    ]
    page.keyboard.press("Escape")
    page.click("#translate-start")
    page.get_by_text("请先选择一幅图像").wait_for()
    page.wait_for_selector("#translate-start:not([disabled])")


def test_more_images_than_the_page_takes_are_refused_in_a_sentence(open_tab, tmp_path):
    files = [tmp_path / f"{i}.png" for i in range(MOST_IMAGES + 1)]
    for file in files:
        Image.new("RGB", (8, 8)).save(file)
    page = open_tab()
    upload(page, *files)
    page.click("#translate-start")
    page.get_by_text(f"more than the {MOST_IMAGES} that the page takes at once").wait_for()


def test_stop_ends_the_work_between_two_images(open_tab, tmp_path):
    files = [tmp_path / f"{i}.png" for i in range(MOST_IMAGES)]
    for i, file in enumerate(files):
        Image.fromarray(smooth_image(i, 400)).save(file)
    page = open_tab()
    upload(page, *files)
    page.click("#translate-start")
    page.click("#translate-stop")
    page.get_by_text("Stopped: nothing was changed.").wait_for()
    page.wait_for_selector("#translate-start:not([disabled])")
    assert page.locator("#translate-results img").count() == 0
