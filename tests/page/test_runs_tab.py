import os
import shutil

import pytest
from PIL import Image
from run_samples import history, write_run

from murals.learn.run import Run
from murals.page.runs_shelf import RunShelf
from murals.page.settings import PageSettings
from murals.page.tabs.runs import choices, chosen_records

EVIL = "20250101-<img src=x onerror=alert(1)>-$\\frac$"


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    models = tmp_path_factory.mktemp("page") / "models"
    write_run(models, "20260101-000000-translate", psnr=10.0)
    write_run(models, "20260102-000000-translate", psnr=12.5, lr=2e-4, data="other")
    write_run(models, "20260103-000000-translate", epochs=1, finished=False, picture=False)
    broken = Run(write_run(models, EVIL).folder)
    broken.settings_file.write_text("{")
    (broken.folder / "samples.val.png").write_bytes(b"\x89PNG\r\n")
    broken.history_file.write_text(broken.history_file.read_text()[:-30])
    (models / "20240101-empty").mkdir()
    os.utime(models / "20240101-empty", (1, 1))  # long ago
    return models


@pytest.fixture(scope="module")
def page_settings(models):
    return PageSettings(port=0, models=models, device="cpu")


@pytest.fixture
def open_tab(visit):
    def open_runs(**more):
        page = visit(**more)
        tabs = page.get_by_role("tab").all()
        next(tab for tab in tabs if tab.get_attribute("aria-controls") == "runs-tab").click()
        page.wait_for_selector("#runs-overview tbody tr")
        page.wait_for_selector("#runs-settings table")
        return page

    return open_runs


def choose(page, box, name):
    page.click(f"#{box} input")
    page.locator(f"#{box}").get_by_role("option").filter(has_text=name).click()


def line_of(page, name):
    return page.locator("#runs-overview tbody tr").filter(has_text=name)


def test_every_run_is_listed_the_newest_first_and_shown(open_tab):
    page = open_tab()
    lines = page.locator("#runs-overview tbody tr").all_inner_texts()
    assert [line.split("\t")[0] for line in lines] == [
        "20260103-000000-translate", "20260102-000000-translate", "20260101-000000-translate", EVIL, "20240101-empty",
    ]  # fmt: skip
    assert lines[1].split("\t")[1:7] == ["finished", "15.50", "3 of 5", "translate", "translates", "fcn"]
    assert page.locator("#runs-overview tr[aria-current]").inner_text().startswith("20260103")
    assert page.locator("#runs-curves svg").count() == 5


def test_a_run_that_grows_is_seen_to_grow(open_tab, models):
    run = Run(models / "20260103-000000-translate")
    page = open_tab()
    before = page.locator("#runs-curves svg").nth(1).inner_html()
    assert "11.00\t1 of 5" in line_of(page, run.folder.name).inner_text()
    run.save_history(history(epochs=2))
    page.wait_for_function("document.querySelector('#runs-overview tr[aria-current]').innerText.includes('2 of 5')")
    assert "12.00" in line_of(page, run.folder.name).inner_text()
    page.wait_for_function("document.querySelector('#runs-numbers').innerText.includes('2 of 2')")
    assert page.locator("#runs-curves svg").nth(1).inner_html() != before
    Image.new("RGB", (60, 40), (0, 90, 0)).save(run.folder / "samples.val.png")
    page.wait_for_selector("#runs-samples img")
    run.save_settings({**run.settings(), "finished": True})
    page.wait_for_selector("#runs-overview tr[aria-current] .finished")


def test_a_run_that_appears_is_listed_and_what_is_shown_is_not_sent_again(open_tab, models):
    page = open_tab()
    choose(page, "runs-choose", "20260101-000000-translate")
    page.wait_for_function("document.querySelector('#runs-numbers').innerText.includes('13.00')")
    page.evaluate("document.querySelector('#runs-curves svg').dataset.kept = 'yes'")
    new = models / "20270101-000000-translate"
    shutil.copytree(models / "20260102-000000-translate", new)
    try:
        page.wait_for_function("document.querySelectorAll('#runs-overview tbody tr').length == 6")
        assert page.input_value("#runs-choose input") == "20260101-000000-translate"
        assert page.get_attribute("#runs-curves svg", "data-kept") == "yes"
    finally:
        shutil.rmtree(new)


def test_two_runs_are_compared(open_tab):
    page = open_tab()
    choose(page, "runs-choose", "20260101-000000-translate")
    page.wait_for_function("document.querySelector('#runs-numbers').innerText.includes('13.00')")
    choose(page, "runs-other", "20260102-000000-translate")
    page.wait_for_selector(".runs-legend")
    assert page.locator("#runs-curves svg").count() == 3
    legend = page.locator(".runs-legend span").all_inner_texts()
    assert legend == ["20260101-000000-translate", "20260102-000000-translate"]
    assert "13.00\t15.50\t+2.50" in page.inner_text("#runs-numbers")
    assert "not trained on the very same pairs" in page.inner_text("#runs-numbers")
    settings = page.locator("#runs-settings tbody tr").all_inner_texts()
    assert settings == ["fingerprint\ta1\tother", "lr\t0.001\t0.0002"]
    page.wait_for_function("document.querySelectorAll('#runs-samples img').length == 2")
    choose(page, "runs-other", "nothing")
    page.wait_for_function("document.querySelectorAll('#runs-curves svg').length == 5")


def test_a_broken_run_is_shown_with_what_is_wrong_and_its_name_stays_text(open_tab):
    page = open_tab()
    choose(page, "runs-choose", "onerror")
    page.wait_for_selector("#runs-trouble li")
    told = page.inner_text("#runs-trouble")
    assert f"What is wrong with {EVIL}" in told
    for words in ("run.json cannot be read", "history.csv, line 5 is left out", "samples.val.png is no image"):
        assert words in told
    assert "/tmp" not in told
    assert page.locator("#runs-tab img").count() == 0
    assert page.locator("#runs-curves svg").count() == 5  # of the rows that can be read
    choose(page, "runs-other", "20240101-empty")
    page.wait_for_function("document.querySelector('#runs-trouble').innerText.includes('nothing of a training')")


def test_on_a_dark_phone_in_chinese(open_tab):
    page = open_tab(viewport={"width": 390, "height": 844}, color_scheme="dark", locale="zh-CN")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    colours = page.evaluate(
        "[...document.querySelectorAll('#runs-curves svg path')].map(path => getComputedStyle(path).stroke)"
    )
    assert "rgb(125, 179, 222)" in colours and "rgb(45, 93, 134)" not in colours  # lapis, light on dark
    choose(page, "runs-choose", "20240101-empty")
    page.get_by_text("尚未完成任何一轮").wait_for()
    assert page.locator("#runs-curves svg").count() == 0


def test_the_newest_is_shown_unless_another_is_chosen_and_none_beside_itself(models):
    records = RunShelf(models).records()
    names = [record.name for record in records]

    def shown(*chosen):
        return [names.index(record.name) for record in chosen_records(records, *chosen)]

    assert shown(None, "") == [0] and shown(names[2], "") == [2] and shown(names[2], names[1]) == [2, 1]
    assert shown("gone", "../models") == [0] and shown(names[1], names[1]) == [1]
    assert chosen_records([], "a", "b") == []


def test_the_lists_offer_every_run_and_the_second_also_nothing(models):
    records = RunShelf(models).records()[:2]
    first, second = choices([record.name for record in records], records[:1], "zh")
    assert (first.choices, first.value) == ([(r.name, r.name) for r in records], records[0].name)
    assert (second.choices, second.value) == ([("无", ""), (records[1].name, records[1].name)], "")


def test_what_is_chosen_already_is_not_chosen_again(models):
    records = RunShelf(models).records()[:2]
    names = [record.name for record in records]
    kept = choices(names, records, "en", chosen=names[0], other=names[1])
    assert ["value" in box.constructor_args for box in kept] == [False, False]
    gone = choices(names, records[:1], "en", chosen="gone", other="gone")
    assert [box.constructor_args["value"] for box in gone] == [names[0], ""]
