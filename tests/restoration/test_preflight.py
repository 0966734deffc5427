"""One mask for one photograph, one file for one result, folders that can be written."""

from pathlib import Path

import pytest
from children import told_to_nobody

from murals.errors import MuralsError
from murals.restoration.job import Job
from murals.restoration.preflight import check_jobs


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("walls", "masks"):
        Path(name).mkdir()
    return tmp_path


def job(name: str, **files: str) -> Job:
    paths = {kind: Path(path) for kind, path in files.items()}
    source = Path("walls", name)
    return Job(source, paths.pop("output", source.with_suffix(f".restored{source.suffix}")), **paths)


def sources(jobs):
    return [job.source.name for job in jobs]


def test_jobs_with_nothing_in_common_pass(folder):
    jobs = [job("a.png", proposed_mask="walls/a.mask.png"), job("b.png", proposed_mask="walls/b.mask.png")]
    assert check_jobs(jobs) == (jobs, [])
    assert list(Path("walls").iterdir()) == []


@pytest.mark.parametrize("kind", ["proposed_mask", "uncertainty", "output"])
@pytest.mark.parametrize("way", ["walls", "masks/../walls"])
def test_no_file_is_that_of_two_photographs(kind, way):
    jobs = [job("wall.tif", **{kind: "walls/w.png"}), job("wall.jpg", **{kind: f"{way}/w.png"}), job("c.png")]
    passed, failed = check_jobs(jobs)
    assert sources(passed) == ["c.png"]
    assert all("walls/wall.tif and walls/wall.jpg would both become" in failure.reason for failure in failed)


def test_no_result_replaces_what_another_photograph_is_read_from():
    passed, failed = check_jobs([job("a.png", output="masks/b.png"), job("b.png", mask="masks/b.png")])
    assert sources(passed) == ["b.png"]
    assert failed[0].reason == ("the result masks/b.png of walls/a.png would replace a file that is read: give --out")


@pytest.mark.parametrize("kind", ["mask", "veiled"])
def test_a_mask_in_a_folder_is_for_one_photograph_and_a_file_for_all(kind):
    jobs = [job("a.png", **{kind: "masks/a.png"}), job("a.jpg", **{kind: "masks/a.png"})]
    passed, failed = check_jobs(jobs, **{kind: Path("masks")})
    assert (passed, len(failed)) == ([], 2)
    assert failed[0].reason.startswith("masks/a.png would be the mask of walls/a.png and walls/a.jpg: one mask")
    assert check_jobs(jobs, **{kind: Path("masks/a.png")}) == (jobs, [])


def test_many_of_one_name_are_counted():
    jobs = [job(f"{n}.png", mask="masks/a.png") for n in range(5)]
    assert "walls/0.png and walls/1.png and walls/2.png and 2 more" in check_jobs(jobs, mask=Path("masks"))[1][0].reason


def test_a_folder_that_cannot_be_is_told_of_each_photograph_in_it():
    Path("out").write_text("a file")
    passed, failed = check_jobs([job("a.png", output="out/a.png"), job("b.png")])
    assert sources(passed) == ["b.png"]
    assert "a file stands where its folder out should be; name another place with --out" in failed[0].reason


def test_a_folder_that_may_not_be_written(folder):
    def check() -> None:
        _, (failure,) = check_jobs([job("a.png", output="out/a.png")])
        raise MuralsError(failure.reason)

    assert told_to_nobody(folder, check).startswith("no permission to write out/the results")
