import numpy as np
import pytest
from PIL import Image

from murals.data.aligned import find_aligned, find_layout
from murals.data.pairs import fingerprint
from murals.errors import MuralsError


def write(path, width, height=64, mode="RGB"):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, (width, height), 128).save(path)


def test_the_left_half_becomes_the_right_one(aligned):
    pair = find_aligned(aligned, "train")[3]
    whole = np.asarray(Image.open(aligned / "train/03.png"))
    assert pair.name == "03"
    assert np.array_equal(pair.input.read(), whole[:, :64]) and np.array_equal(pair.target.read(), whole[:, 64:])


def test_the_other_direction_swaps_them(aligned):
    forth, back = (find_aligned(aligned, "val", direction=name)[0] for name in ("AtoB", "BtoA"))
    assert (back.input, back.target) == (forth.target, forth.input)


def test_two_folders_hold_the_same_pairs(aligned, in_folders):
    assert (find_layout(aligned, "train"), find_layout(in_folders, "train")) == ("side-by-side", "folders")
    for one, other in zip(find_aligned(aligned, "train"), find_aligned(in_folders, "train"), strict=True):
        assert one.name == other.name
        assert np.array_equal(one.input.read(), other.input.read())
        assert np.array_equal(one.target.read(), other.target.read())


def test_pairs_are_sorted_and_sized_by_their_headers(aligned):
    pairs = find_aligned(aligned, "train")
    assert [pair.name for pair in pairs] == [f"{i:02}" for i in range(8)]
    assert {pair.input.size() for pair in pairs} == {(64, 64)}


def test_the_fingerprint_tells_other_data(aligned):
    before = fingerprint([pair.files for pair in find_aligned(aligned, "train")])
    write(aligned / "train/03.png", 128)
    assert fingerprint([pair.files for pair in find_aligned(aligned, "train")]) != before


def test_a_grey_file_has_three_equal_channels(aligned):
    write(aligned / "train/grey.png", 128, mode="L")
    pair = find_aligned(aligned, "train")[-1]
    assert pair.name == "grey" and pair.input.read().shape == (64, 64, 3)


def test_a_direction_that_is_none_is_named(aligned):
    with pytest.raises(MuralsError, match=r"unknown direction 'AtoC': expected AtoB or BtoA\. did you mean AtoB\?"):
        find_aligned(aligned, "train", direction="AtoC")


def test_a_layout_that_is_none_is_named(aligned):
    with pytest.raises(MuralsError, match=r"unknown layout 'folder': .*did you mean folders\?"):
        find_aligned(aligned, "train", layout="folder")


def test_an_odd_width_cannot_be_halved(aligned):
    write(aligned / "train/odd.png", 127)
    with pytest.raises(MuralsError, match=r"odd\.png is 127x64: expected an even width.*crop it"):
        find_aligned(aligned, "train")


def test_an_image_of_another_size_is_named(aligned):
    write(aligned / "train/single.png", 64)
    with pytest.raises(MuralsError, match=r"single\.png: each half is 32x64, but 64x64 in 8 of 9 images.*--size 64"):
        find_aligned(aligned, "train")
    assert len(find_aligned(aligned, "train", any_size=True)) == 9


def test_halves_of_unequal_size_are_named(in_folders):
    write(in_folders / "train/B/02.png", 60)
    with pytest.raises(MuralsError, match=r"A/02\.png is 64x64 but .*B/02\.png is 60x64.*bring both to one"):
        find_aligned(in_folders, "train", any_size=True)


@pytest.mark.parametrize(("gone", "left"), [("A", "B"), ("B", "A")])
def test_a_missing_partner_is_named(in_folders, gone, left):
    (in_folders / "train" / gone / "05.png").unlink()
    (in_folders / "train" / gone / "06.png").unlink()
    with pytest.raises(MuralsError, match=rf"no partner for .*{left}/05\.png: expected .*{gone}/05.*\(2 files have"):
        find_aligned(in_folders, "train")


def test_two_files_of_one_stem_are_named(aligned):
    write(aligned / "train/03.bmp", 128)
    with pytest.raises(MuralsError, match=r"03\.png and 03\.bmp have one stem"):
        find_aligned(aligned, "train")


def test_a_folder_that_is_not_there_says_what_is_expected(tmp_path):
    with pytest.raises(MuralsError, match=r"no folder .*val: expected .*both halves side by side.*murals download"):
        find_aligned(tmp_path, "val")


def test_the_facades(photos):
    train, val = (find_aligned(photos / "facades", split) for split in ("train", "val"))
    assert (len(train), len(val)) == (400, 100)
    assert train[0].input.size() == (256, 256)
