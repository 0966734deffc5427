import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import run
from run_samples import write_run

from murals.errors import MuralsError
from murals.learn.run import Run
from murals.progress import clock
from murals.runs.overview import differing_settings, list_runs, seconds_of
from murals.runs.run_record import read_run
from murals.runs.settings import RunsSettings


@pytest.fixture
def models(tmp_path):
    """Three runs: the second is the best, the third was broken off long ago."""
    write_run(tmp_path / "models", "20260101-100000-translate", psnr=10.0)
    write_run(tmp_path / "models", "20260102-100000-translate", psnr=30.0)
    left = write_run(tmp_path / "models", "20260103-100000-translate", psnr=20.0, finished=False, epochs=1)
    age(left.folder)
    return tmp_path / "models"


def age(folder):
    for path in (*folder.iterdir(), folder):
        os.utime(path, (1, 1))


def note(folder, **changes):
    """Write changes into the settings that a run was asked for."""
    said = Run(folder).settings()
    Run(folder).save_settings({**said, "settings": said["settings"] | changes})


def test_the_newest_is_last_and_by_psnr_the_best(models):
    names = [record.name[:8] for record in list_runs(RunsSettings(models)).records]
    assert names == ["20260101", "20260102", "20260103"]
    names = [record.name[:8] for record in list_runs(RunsSettings(models, by="psnr")).records]
    assert names == ["20260101", "20260103", "20260102"]


def test_a_row_tells_what_became_of_a_run(models):
    first, second, left = list_runs(RunsSettings(models)).table().rows
    assert (first[1], first[2], first[4:7]) == ("translate", "fcn", ("finished", "13.00", "3/5"))
    assert second[5] == "33.00"
    assert left[4:7] == ("interrupted", "21.00", "1/5")


def test_only_settings_that_differ_are_shown(models):
    folders = sorted(models.iterdir())
    note(folders[1], seed=7)
    note(folders[2], out="elsewhere")  # of no effect on the result
    assert differing_settings([read_run(folder) for folder in folders]) == {
        folder.name: {"seed": "7" if place == 1 else "0"} for place, folder in enumerate(folders)
    }
    assert [row[3] for row in list_runs(RunsSettings(models)).table().rows] == ["seed 0", "seed 7", "seed 0"]


def test_what_was_asked_for_but_is_the_same_does_not_differ(models):
    """One run asked for a rate by name, which the others have from their preset."""
    note(models / "20260101-100000-translate", changes={"epochs": 5, "lr": 1e-3})
    assert all(not row[3] for row in list_runs(RunsSettings(models)).table().rows)


def test_a_long_value_keeps_its_end(models):
    note(models / "20260101-100000-translate", data="/a/very/long/way/to/the/place/of/facades")
    cell = list_runs(RunsSettings(models)).table().rows[0][3]
    assert cell.startswith("data …") and cell.endswith("place/of/facades")


def test_a_run_that_cannot_be_read_is_named_and_the_others_are_shown(models):
    (models / "20260102-100000-translate/run.json").write_text("{")
    (models / "empty").mkdir()
    age(models / "empty")
    done = run("runs", models)
    assert done.exit_code == 1
    assert "20260102-100000-translate: run.json cannot be read" in done.stdout
    assert "empty: nothing of a training is in this folder" in done.stdout
    assert len(list_runs(RunsSettings(models)).table().rows) == 3
    assert "33.00" in done.stdout and "13.00" in done.stdout


def test_json_is_one_object_with_unrounded_numbers(models):
    done = run("runs", models, "--json")
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)["runs"]
    assert [(row["valid_psnr"], row["state"]) for row in rows] == [
        (13.0, "finished"),
        (33.0, "finished"),
        (21.0, "interrupted"),
    ]
    assert rows[0]["differs"] == {} and rows[0]["problems"] == [] and rows[0]["phases"] == ["translate"]


def test_the_csv_has_a_column_for_each_setting_that_differs_and_is_not_overwritten(models, tmp_path):
    note(models / "20260101-100000-translate", seed=7)
    file = tmp_path / "runs.csv"
    done = run("runs", models, "--csv", file)
    assert done.exit_code == 0 and str(file) in done.stdout
    with file.open(newline="") as text:
        assert [(row["seed"], row["valid_psnr"]) for row in csv.DictReader(text)] == [
            ("7", "13.0"),
            ("0", "33.0"),
            ("0", "21.0"),
        ]
    assert run("runs", models, "--csv", file).exit_code == 1
    assert run("runs", models, "--csv", file, "--overwrite").exit_code == 0


def test_one_run_may_be_named(models):
    rows = list_runs(RunsSettings(models / "20260102-100000-translate")).table().rows
    assert [row[0] for row in rows] == ["20260102-100000-translate"]


def test_mistakes_are_sentences(tmp_path):
    with pytest.raises(MuralsError, match=r'no folder .*none: expected one of runs; "murals train" makes models'):
        list_runs(RunsSettings(tmp_path / "none"))
    with pytest.raises(MuralsError, match="no training under"):
        list_runs(RunsSettings(tmp_path))
    with pytest.raises(MuralsError, match="expected date or psnr"):
        list_runs(RunsSettings(tmp_path, by="name"))


def test_a_time_is_the_noted_one_else_read_from_the_files(models):
    folder = models / "20260101-100000-translate"
    began = time.mktime(time.strptime("20260101-100000", "%Y%m%d-%H%M%S"))
    os.utime(folder / "history.csv", (began + 90, began + 90))
    assert seconds_of(read_run(folder)) == (90.0, True)
    os.utime(folder / "history.csv", (began - 1, began - 1))  # a copy
    assert seconds_of(read_run(folder)) == (None, False)
    Run(folder).save_settings({**Run(folder).settings(), "seconds": 7.0})
    assert seconds_of(read_run(folder)) == (7.0, False)
    assert list_runs(RunsSettings(models)).table().rows[0][-1] == clock(7.0) == "0:07"


def test_it_loads_no_torch(models):
    code = (
        "import sys; from pathlib import Path\n"
        "from murals.runs.overview import list_runs; from murals.runs.settings import RunsSettings\n"
        "print(len(list_runs(RunsSettings(Path(sys.argv[1]))).table().as_rich().rows))\n"
        "print([name for name in ('torch', 'fastai', 'timm', 'matplotlib', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, models], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.split("\n")[:2] == ["3", "[]"]
