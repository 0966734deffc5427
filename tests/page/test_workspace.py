import os
import stat

from murals.page.workspace import UPLOADS_LAST, Workspaces, private_root


def make(root, *, grace=60.0, program=60.0, idle=60.0):
    return Workspaces(root, grace_seconds=grace, program_seconds=program, idle_seconds=idle)


def test_a_root_is_private_and_leaves_nothing():
    with private_root() as root:
        assert stat.S_IMODE(root.stat().st_mode) == 0o700
        workspaces = make(root)
        (workspaces.of("a").new_folder() / "wall.png").write_bytes(b"x")
    assert not root.exists()


def test_a_visitor_keeps_his_folder_and_shares_it_with_nobody(tmp_path):
    workspaces = make(tmp_path)
    mine, his = workspaces.of("mine"), workspaces.of("his")
    assert workspaces.of("mine") is mine
    assert mine.folder != his.folder
    assert len(mine.folder.name) == 32  # 128 bits in hexadecimal
    assert stat.S_IMODE(mine.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(mine.new_folder().stat().st_mode) == 0o700
    assert workspaces.of(None) is not workspaces.of(None)


def test_a_closed_page_stops_its_work_and_loses_its_files_after_the_grace(tmp_path):
    workspaces = make(tmp_path, grace=0.0)
    gone, stays = workspaces.of("gone"), workspaces.of("stays")
    switch = gone.stop_switch("restore")
    workspaces.leave("gone")
    assert switch.is_set()
    assert workspaces.sweep() == 1
    assert not gone.folder.exists()
    assert stays.folder.exists()


def test_a_page_that_comes_back_in_time_finds_its_files(tmp_path):
    workspaces = make(tmp_path, grace=0.0)
    file = workspaces.of("a").new_folder() / "wall.png"
    file.write_bytes(b"x")
    workspaces.leave("a")
    workspaces.of("a")
    assert workspaces.sweep() == 0
    assert file.exists()


def test_a_program_leaves_by_saying_nothing_and_an_open_page_does_not(tmp_path):
    workspaces = make(tmp_path, program=0.0)
    workspaces.of("program")
    workspaces.of("page").attended = True
    assert workspaces.sweep() == 1
    assert len(workspaces) == 1
    workspaces.idle_seconds = 0.0
    assert workspaces.sweep() == 1


def test_work_keeps_a_visit_alive(tmp_path):
    workspaces = make(tmp_path, program=60.0)
    workspace = workspaces.of("program")
    workspace.seen -= 61
    workspace.touch()
    assert workspaces.sweep() == 0


def test_uploads_that_nobody_came_for_are_removed_and_fresh_ones_stay(tmp_path):
    workspaces = make(tmp_path)
    old, fresh, stray = tmp_path / "old", tmp_path / "fresh", tmp_path / "tmp1"
    for folder in (old, fresh):
        folder.mkdir()
        (folder / "wall.png").write_bytes(b"x")
    stray.write_bytes(b"")
    mine = workspaces.of("a").folder
    for path in (old, stray, mine):
        long_ago = path.stat().st_mtime - UPLOADS_LAST - 1
        os.utime(path, (long_ago, long_ago))
    workspaces.sweep()
    assert sorted(tmp_path.iterdir()) == sorted([fresh, mine])


def test_closing_takes_all(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    workspaces = make(root)
    switch = workspaces.of("a").stop_switch("restore")
    workspaces.close()
    assert switch.is_set()
    assert not root.exists()
    workspaces.leave("a")  # late words of a browser do no harm
