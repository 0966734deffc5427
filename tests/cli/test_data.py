import json

from commands import run


def test_json_is_alone_on_standard_output(pairs):
    done = run("check", pairs, "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)


def test_check_names_what_is_wrong_and_exits_with_1(pairs):
    (pairs / "train/ground_truth/03.png").unlink()
    done = run("check", pairs)
    assert done.exit_code == 1
    assert "03" in done.stdout + done.stderr


def test_debug_shows_the_traceback(tmp_path):
    assert "Traceback" in run("check", tmp_path / "none", "--debug").stderr


def test_damage_says_where_the_pairs_are_and_keeps_them(pairs, tmp_path):
    words = ("damage", pairs / "train/ground_truth", tmp_path / "made", "--size", "32", "--recipe", "upstream")
    done = run(*words)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == f"pairs: {tmp_path / 'made'}"
    assert len(list((tmp_path / "made").glob("*/damaged/*.png"))) == 8
    assert run(*words).exit_code == 1  # they are there already
    assert run(*words, "--overwrite").exit_code == 0


def test_a_split_that_is_none_is_a_sentence(pairs, tmp_path):
    done = run("damage", pairs / "train/ground_truth", tmp_path / "made", "--split", "1,2")
    assert done.exit_code == 1
    assert done.stderr.startswith("murals: ")
    assert not (tmp_path / "made").exists()
