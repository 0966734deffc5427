from pathlib import Path

import pytest

from murals.errors import MuralsError
from murals.restoration.plan import Job, fail, find_photographs, plan_jobs


@pytest.fixture
def walls(tmp_path, monkeypatch):
    """Stand in a folder with photographs and masks; the plan opens no image, so empty files will do."""
    monkeypatch.chdir(tmp_path)
    files = ["walls/a.png", "walls/b.jpg", "walls/cave/a.png", "walls/a.restored.png", "walls/notes.txt"]
    for file in [*files, "masks/a.png", "masks/b.png", "masks/cave/a.png", "mask.png"]:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).touch()
    return tmp_path


def sources(jobs):
    return [job.source.as_posix() for job in jobs]


def plan(*inputs, **options):
    return plan_jobs([Path(given) for given in inputs], **options)


class TestInputs:
    def test_a_file(self, walls):
        assert plan("walls/b.jpg") == ([Job(Path("walls/b.jpg"), Path("walls/b.restored.jpg"))], [])

    def test_a_folder_without_our_own_outputs(self, walls):
        jobs, failed = plan("walls", overwrite=True)
        assert (sources(jobs), failed) == (["walls/a.png", "walls/b.jpg"], [])

    def test_folders_below(self, walls):
        jobs, failed = plan("walls", recursive=True, overwrite=True)
        assert (sources(jobs), failed) == (["walls/a.png", "walls/b.jpg", "walls/cave/a.png"], [])

    @pytest.mark.parametrize("start", ["", "absolute"])
    def test_a_pattern_that_the_shell_left_alone(self, walls, start):
        jobs, _ = plan(f"{walls}/walls/?.*" if start else "walls/?.*", overwrite=True)
        assert [job.source.name for job in jobs] == ["a.png", "b.jpg"]

    def test_a_name_with_brackets_is_a_name(self, walls):
        Path("walls/c[1].png").touch()
        assert sources(plan("walls/c[1].png")[0]) == ["walls/c[1].png"]

    def test_what_is_named_twice_is_done_once(self, walls):
        jobs, _ = plan("walls/b.jpg", walls / "walls", "walls/*.jpg", overwrite=True)
        assert [job.source.name for job in jobs] == ["b.jpg", "a.png"]

    @pytest.mark.parametrize("missing", ["nothing.png", "walls/*.webp"])
    def test_nothing_there_fails_and_the_others_go_on(self, walls, missing, caplog):
        jobs, (failure,) = plan(missing, "walls/b.jpg")
        assert sources(jobs) == ["walls/b.jpg"]
        assert failure.reason.startswith(f"nothing at {missing}: expected an image")
        assert failure.reason in caplog.text

    def test_our_own_output_alone_fails(self, walls):
        jobs, (failure,) = plan("walls/a.restored.png")
        assert not jobs
        assert failure.reason == "walls/a.restored.png is a result of ours: name the photograph that it was made from"

    def test_our_own_output_beside_its_photograph_is_passed_over_with_a_word(self, walls, caplog):
        caplog.set_level("INFO", "murals")
        jobs, failed = plan("walls/a.png", "walls/a.restored.png", overwrite=True)
        assert (sources(jobs), failed) == (["walls/a.png"], [])
        assert "walls/a.restored.png is a result of ours and is not restored again" in caplog.text


class TestOutputs:
    def test_in_a_folder_the_structure_is_kept(self, walls):
        jobs, _ = plan("walls", recursive=True, out=Path("out"))
        below = [job.output.as_posix() for job in jobs]
        assert below == ["out/a.restored.png", "out/b.restored.jpg", "out/cave/a.restored.png"]

    def test_two_inputs_of_one_name_in_one_folder_are_refused(self, walls):
        words = r"walls/a\.png and walls/cave/a\.png would both become out/a\.restored\.png: restore them one by one"
        with pytest.raises(MuralsError, match=words):
            plan("walls/a.png", "walls/cave/a.png", out=Path("out"))

    def test_nothing_is_overwritten_unless_asked_for(self, walls):
        jobs, (failure,) = plan("walls")
        assert sources(jobs) == ["walls/b.jpg"]
        assert failure.reason.startswith("walls/a.restored.png exists already: give --overwrite")


class TestMasks:
    def test_one_mask_serves_all(self, walls):
        jobs, _ = plan("walls/a.png", "walls/b.jpg", mask=Path("mask.png"), overwrite=True)
        assert {job.mask for job in jobs} == {Path("mask.png")}

    def test_a_folder_of_masks_is_searched_by_stem_in_the_same_place_first(self, walls):
        jobs, _ = plan("walls", mask=Path("masks"), recursive=True, overwrite=True)
        assert [str(job.mask) for job in jobs] == ["masks/a.png", "masks/b.png", "masks/cave/a.png"]
        (job,), _ = plan("walls/cave/a.png", mask=Path("masks"))  # named as a file, it has no place
        assert str(job.mask) == "masks/a.png"

    def test_a_missing_mask_fails_its_input_alone(self, walls):
        Path("masks/b.png").unlink()
        jobs, (failure,) = plan("walls", mask=Path("masks"), overwrite=True)
        assert sources(jobs) == ["walls/a.png"]
        assert failure.reason == "no single mask for walls/b.jpg: expected one masks/b.*, got none"

    def test_two_masks_of_one_name_fail_too(self, walls):
        Path("masks/b.tif").touch()
        _, (failure,) = plan("walls/b.jpg", mask=Path("masks"))
        assert failure.reason.endswith("got b.png and b.tif")

    def test_no_mask_where_one_is_named_is_an_error_for_all(self, walls):
        with pytest.raises(MuralsError, match=r"no mask at maks\.png: --mask expects a file, or a folder of masks"):
            plan("walls", mask=Path("maks.png"))

    def test_masks_among_the_photographs_are_none(self, walls):
        Path("masks").rename("walls/masks")
        found, _ = find_photographs([Path("walls")], recursive=True, mask=Path("walls/masks"))
        assert [str(source) for source, _ in found] == ["walls/a.png", "walls/b.jpg", "walls/cave/a.png"]

    def test_a_folder_of_masks_only_fails(self, walls):
        _, (failure,) = plan("masks", mask=Path("masks"))
        assert failure.reason.startswith("masks holds nothing but masks")


def test_a_failure_without_a_name_gets_one_in_the_log(caplog):
    assert fail(Path("a.png"), MuralsError("too dark")).reason == "too dark"
    assert caplog.messages == ["a.png: too dark"]
    assert fail(Path("a.png"), MemoryError()).reason == "not enough memory for a.png: restore it in parts"
