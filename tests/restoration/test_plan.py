import os
from pathlib import Path

import pytest

from murals.errors import MuralsError
from murals.restoration.job import Job
from murals.restoration.plan import Wanted, find_photographs, plan_jobs


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


def plan(*inputs, mask=None, out=None, recursive=False, **wanted):
    paths = [Path(given) for given in inputs]
    return plan_jobs(paths, mask=mask, out=out, recursive=recursive, wanted=Wanted(**wanted))


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

    def test_our_own_mask_alone_fails(self, walls):
        jobs, (failure,) = plan("walls/a.mask.png")
        assert not jobs
        assert failure.reason == "walls/a.mask.png is a result of ours: name the photograph that it was made from"

    def test_a_result_that_is_named_alone_is_gone_on_with(self, walls):
        jobs, failed = plan("walls/a.restored.png")
        assert (sources(jobs), failed) == (["walls/a.restored.png"], [])
        assert jobs[0].output == Path("walls/a.restored.restored.png")

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

    def test_two_inputs_of_one_name_in_one_folder_fail_and_the_others_go_on(self, walls):
        jobs, failed = plan("walls/a.png", "walls/cave/a.png", "walls/b.jpg", out=Path("out"))
        assert sources(jobs) == ["walls/b.jpg"]
        words = "walls/a.png and walls/cave/a.png would both become out/a.restored.png: do them one by one"
        assert [failure.reason.startswith(words) for failure in failed] == [True, True]

    def test_nothing_is_overwritten_unless_asked_for(self, walls):
        jobs, (failure,) = plan("walls")
        assert sources(jobs) == ["walls/b.jpg"]
        assert failure.reason.startswith("walls/a.restored.png exists already: give --overwrite")

    def test_what_is_written_beside_the_result(self, walls):
        (job,), _ = plan("walls/b.jpg", out=Path("out"), proposed_mask=True, uncertainty=True)
        assert job.proposed_mask == Path("out/b.mask.png")
        assert job.uncertainty == Path("out/b.uncertainty.png")

    def test_a_proposal_never_replaces_a_mask_that_may_be_edited(self, walls):
        Path("walls/b.mask.png").touch()
        _, (failure,) = plan("walls/b.jpg", proposed_mask=True)
        assert failure.reason.startswith(
            "walls/b.mask.png exists already: restore with it, --mask walls/b.mask.png, or"
        )
        assert plan("walls/b.jpg", proposed_mask=True, overwrite=True)[1] == []
        assert plan("walls/b.jpg", mask=Path("walls/b.mask.png"))[1] == []

    def test_an_older_map_is_not_replaced_either(self, walls):
        Path("walls/b.uncertainty.png").touch()
        assert "uncertainty.png exists already" in plan("walls/b.jpg", uncertainty=True)[1][0].reason

    def test_another_format(self, walls):
        jobs, _ = plan("walls", format="png", overwrite=True)
        assert [job.output.name for job in jobs] == ["a.restored.png", "b.restored.png"]

    def test_strict_refuses_a_jpeg_before_the_work_and_names_the_way_out(self, walls):
        _, (failure,) = plan("walls/b.jpg", strict=True)
        assert "b.restored.jpg: JPEG changes pixels outside the mask too" in failure.reason
        assert "--format png" in failure.reason
        assert plan("walls/b.jpg", strict=True, format="png")[1] == []

    def test_an_unknown_format_is_an_error_for_all(self, walls):
        with pytest.raises(MuralsError, match="--format gif: expected png or tif, which lose nothing"):
            plan("walls", format="gif")


class TestMasks:
    def test_one_mask_serves_all(self, walls):
        jobs, _ = plan("walls/a.png", "walls/b.jpg", mask=Path("mask.png"), overwrite=True)
        assert {job.mask for job in jobs} == {Path("mask.png")}

    def test_a_folder_of_masks_is_searched_by_stem_in_the_same_place_first(self, walls):
        jobs, _ = plan("walls", mask=Path("masks"), recursive=True, overwrite=True)
        assert [str(job.mask) for job in jobs] == ["masks/a.png", "masks/b.png", "masks/cave/a.png"]
        (job,), _ = plan("walls/cave/a.png", mask=Path("masks"))
        assert str(job.mask) == "masks/cave/a.png"
        (job,), _ = plan("walls/a.png", mask=Path("masks"), overwrite=True)
        assert str(job.mask) == "masks/a.png"

    def test_a_missing_mask_fails_its_input_alone(self, walls):
        Path("masks/b.png").unlink()
        jobs, (failure,) = plan("walls", mask=Path("masks"), overwrite=True)
        assert sources(jobs) == ["walls/a.png"]
        assert failure.reason == "no single mask for walls/b.jpg: expected one masks/b.*, got none"

    def test_a_bare_name_serves_the_photograph_at_the_same_place_alone(self, walls):
        Path("masks/cave/a.png").unlink()
        jobs, (failure,) = plan("walls", mask=Path("masks"), recursive=True, overwrite=True)
        assert sources(jobs) == ["walls/a.png", "walls/b.jpg"]
        assert failure.reason == (
            "no single mask for walls/cave/a.png: expected one masks/cave/a.*, got none "
            "(masks/a.png is for a photograph at that place)"
        )

    def test_two_files_of_one_name_do_not_share_the_mask_of_a_folder(self, walls):
        Path("masks/cave/a.png").unlink()
        jobs, failed = plan("walls/a.png", "walls/cave/a.png", mask=Path("masks"), overwrite=True)
        assert (jobs, len(failed)) == ([], 2)
        assert failed[0].reason.startswith("masks/a.png would be the mask of walls/a.png and walls/cave/a.png")

    def test_two_masks_of_one_name_fail_too(self, walls):
        Path("masks/b.tif").touch()
        _, (failure,) = plan("walls/b.jpg", mask=Path("masks"))
        assert failure.reason.endswith("got b.png and b.tif")

    def test_no_mask_where_one_is_named_is_an_error_for_all(self, walls):
        with pytest.raises(MuralsError, match=r"no mask at maks\.png: --mask expects a file, or a folder of masks"):
            plan("walls", mask=Path("maks.png"))

    def test_masks_among_the_photographs_are_none(self, walls):
        Path("masks").rename("walls/masks")
        found, _ = find_photographs([Path("walls")], recursive=True, masks=[Path("walls/masks")])
        assert [str(source) for source, _ in found] == ["walls/a.png", "walls/b.jpg", "walls/cave/a.png"]

    def test_proposed_masks_beside_the_photographs_serve_as_a_folder(self, walls):
        for name in ("a", "b", "cave/a"):
            Path(f"walls/{name}.mask.png").touch()
        jobs, failed = plan("walls", mask=Path("walls"), recursive=True, overwrite=True)
        assert failed == []
        assert [str(job.mask) for job in jobs] == ["walls/a.mask.png", "walls/b.mask.png", "walls/cave/a.mask.png"]

    def test_our_own_mask_beside_its_photograph_is_passed_over(self, walls):
        Path("walls/b.mask.png").touch()
        jobs, failed = plan("walls/b.jpg", "walls/b.mask.png")
        assert (sources(jobs), failed) == (["walls/b.jpg"], [])

    def test_masks_named_as_photographs_have_none_of_their_own(self, walls):
        jobs, failed = plan("masks", mask=Path("masks"))
        assert jobs == []
        assert all(failure.reason.startswith("no single mask for masks/") for failure in failed)

    def test_a_folder_of_masks_only_fails(self, walls):
        _, (failure,) = plan("masks/cave", mask=Path("masks/cave/a.png"))
        assert failure.reason.startswith("masks/cave holds nothing but masks")


class TestFormatsThatAreNotWritten:
    @pytest.mark.parametrize("name", ["c.heic", "c.NEF", "c.avif", "c.jp2"])
    def test_results_are_tiffs_which_is_said_once(self, walls, caplog, name):
        caplog.set_level("INFO", "murals")
        for path in (Path("walls") / name, Path("walls/cave") / name):
            path.touch()
        jobs, failed = plan(f"walls/{name}", f"walls/cave/{name}", variants=2)
        assert [job.output.name for job in jobs] == ["c.restored.tif"] * 2 and not failed
        assert jobs[0].variants == (Path("walls/c.restored-2.tif"),)
        assert caplog.text.count("written as TIFF, which loses nothing: walls/c.restored.tif") == 1
        assert f"walls/{name} (and 1 more): results of {Path(name).suffix[1:].upper()} are" in caplog.text

    def test_another_lossless_format_can_be_asked_for(self, walls, caplog):
        caplog.set_level("INFO", "murals")
        Path("walls/c.heic").touch()
        (job,), _ = plan("walls/c.heic", format="png")
        assert job.output == Path("walls/c.restored.png") and "TIFF" not in caplog.text

    def test_records_of_other_photographs_keep_their_names_when_a_raw_file_comes(self, walls):
        (before,), _ = plan("walls/b.jpg", record=True)
        Path("walls/b.nef").touch()
        jobs, failed = plan("walls/b.jpg", "walls/b.nef", record=True)
        assert jobs[0].record == before.record == Path("walls/b.murals.json")
        assert jobs[1].record == Path("walls/b.nef.murals.json") and not failed

    def test_two_that_would_become_one_tiff_fail(self, walls):
        for name in ("c.heic", "c.nef"):
            Path("walls", name).touch()
        jobs, failed = plan("walls/c.heic", "walls/c.nef")
        assert not jobs and all("would both become walls/c.restored.tif" in failure.reason for failure in failed)


class TestNames:
    @pytest.fixture(autouse=True)
    def encrypted(self, monkeypatch):
        """A disk whose names have 143 bytes at most."""
        monkeypatch.setattr("murals.images.names.longest_name", lambda folder: 143)

    def test_what_does_not_fit_is_shortened_and_said(self, walls, caplog):
        caplog.set_level("INFO", "murals")
        long = Path("walls", "壁" * 46 + ".png")
        long.touch()
        (job,), failed = plan(long, proposed_mask=True, uncertainty=True)
        assert not failed
        assert all(len(os.fsencode(path.name)) <= 143 for path in job.written)
        assert f"the names of its results are shortened, longer ones do not fit: {job.output.name}" in caplog.text

    def test_a_shortened_proposal_is_found_again(self, walls):
        long = Path("walls", "壁" * 46 + ".png")
        long.touch()
        (job,), _ = plan(long, proposed_mask=True)
        job.proposed_mask.touch()
        (again,), _ = plan(long, mask=Path("walls"), overwrite=True)
        assert again.mask == job.proposed_mask

    def test_shortened_results_beside_their_photograph_are_passed_over(self, walls):
        long = Path("walls", "壁" * 46 + ".png")
        long.touch()
        (job,), _ = plan(long)
        job.output.touch()
        jobs, failed = plan(long, job.output, overwrite=True)
        assert (sources(jobs), failed) == ([long.as_posix()], [])


def test_what_cannot_even_be_looked_up_fails_alone(walls):
    Path("loop.png").symlink_to("loop.png")
    jobs, failed = plan("n" * 300 + ".png", "loop.png", "walls/b.jpg")
    assert sources(jobs) == ["walls/b.jpg"]
    assert [failure.source.name[:4] for failure in failed] == ["nnnn", "loop"]
