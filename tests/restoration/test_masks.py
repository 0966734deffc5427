from pathlib import Path

import pytest

from murals.errors import MuralsError
from murals.restoration.masks import is_mask, mask_finder


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for file in ("masks/a.png", "masks/b.mask.png", "masks/cave/a.tif", "masks/c.restored.png", "walls/a.jpg"):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).touch()
    return tmp_path


def test_no_mask_and_one_mask(folder):
    assert mask_finder(None)(Path("walls/a.jpg"), Path()) is None
    assert mask_finder(Path("masks/a.png"))(Path("walls/b.jpg"), Path()) == Path("masks/a.png")


def test_by_name_and_place(folder):
    find = mask_finder(Path("masks"))
    assert find(Path("walls/a.jpg"), Path()) == Path("masks/a.png")
    assert find(Path("walls/cave/a.jpg"), Path("cave")) == Path("masks/cave/a.tif")
    assert find(Path("walls/b.jpg"), Path()) == Path("masks/b.mask.png")


def test_a_bare_name_is_not_for_a_photograph_further_below(folder):
    find = mask_finder(Path("masks"))
    with pytest.raises(
        MuralsError, match=r"expected one masks/dome/a\.\*, got none \(masks/a\.png is for a photograph"
    ):
        find(Path("walls/dome/a.jpg"), Path("dome"))


def test_of_two_places_the_one_with_more_folders_in_common(folder):
    find = mask_finder(Path("masks"))
    assert find(Path("walls/cave/a.jpg"), Path()) == Path("masks/cave/a.tif")
    assert find(Path("walls/dome/a.jpg"), Path()) == Path("masks/a.png")


def test_another_result_of_ours_is_no_mask(folder):
    with pytest.raises(MuralsError, match=r"no single mask for walls/c\.jpg: expected one masks/c\.\*, got none"):
        mask_finder(Path("masks"))(Path("walls/c.jpg"), Path())


def test_drawn_and_proposed_are_one_too_many(folder):
    Path("masks/a.mask.png").touch()
    with pytest.raises(MuralsError, match=r"got a\.mask\.png and a\.png"):
        mask_finder(Path("masks"))(Path("walls/a.jpg"), Path())


def test_a_photograph_is_never_its_own_mask(folder):
    find = mask_finder(Path("walls"))
    with pytest.raises(MuralsError, match=r"no single mask for walls/a\.jpg"):
        find(Path("walls/a.jpg"), Path())
    Path("walls/a.mask.png").touch()
    assert mask_finder(Path("walls"))(Path("walls/a.jpg"), Path()) == Path("walls/a.mask.png")


def test_an_empty_folder_is_an_error(folder):
    Path("empty").mkdir()
    with pytest.raises(MuralsError, match=r"no mask in empty: expected NAME\.png or NAME\.mask\.png"):
        mask_finder(Path("empty"))


def test_what_lies_among_the_masks_is_one_unless_that_is_where_the_photographs_are(folder):
    assert is_mask(Path("masks/a.png"), Path(), Path("masks"))
    assert not is_mask(Path("walls/a.jpg"), Path(), Path("masks"))
    assert not is_mask(Path("walls/a.jpg"), Path("walls"), Path("walls"))
    assert not is_mask(Path("walls/a.jpg"), Path("walls"), None)
