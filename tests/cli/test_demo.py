from commands import run


def test_a_folder_that_no_demonstration_made_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")
    done = run("demo", "--out", tmp_path)
    assert done.exit_code == 1
    assert "--out" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]
