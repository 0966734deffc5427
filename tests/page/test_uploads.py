import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from murals.errors import MuralsError
from murals.images import write_image
from murals.page.uploads import LONGEST_NAME, harmless_name, require_inside, take_upload
from murals.page.workspace import Workspace

LIMITS = {"max_bytes": 10_000, "max_pixels": 64 * 48}


@pytest.fixture
def root(tmp_path):
    (tmp_path / "root" / "sha").mkdir(parents=True)
    return tmp_path / "root"


@pytest.fixture
def workspace(root):
    (root / "visit").mkdir()
    return Workspace(root / "visit")


def upload(root, name="wall.png", *, height=48, width=64):
    path = root / "sha" / name
    write_image(path, np.full((height, width, 3), 99, np.uint8))
    return path


def test_the_very_bytes_arrive_under_the_same_name(root, workspace):
    source = upload(root)
    taken = take_upload(source, workspace, root=root, **LIMITS)
    assert taken.name == "wall.png"
    assert taken.read_bytes() == source.read_bytes()
    assert taken.is_relative_to(workspace.folder)
    assert take_upload(source, workspace, root=root, **LIMITS) != taken  # two of a name never meet


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "{root}/sha/../../secret.png", "{root}/sha", "{root}/no.png", "{root}/link.png"]
)
def test_only_uploads_are_opened(root, workspace, path):
    write_image(root.parent / "secret.png", np.zeros((8, 8, 3), np.uint8))
    (root / "link.png").symlink_to(root.parent / "secret.png")
    with pytest.raises(MuralsError, match="was not uploaded here"):
        take_upload(path.format(root=root), workspace, root=root, **LIMITS)
    assert list(workspace.folder.iterdir()) == []


def test_too_many_pixels_are_refused_by_the_header(root, workspace):
    with pytest.raises(MuralsError, match="65x48, 0 megapixels: the page takes"):
        take_upload(upload(root, width=65), workspace, root=root, **LIMITS)


def test_too_many_bytes_are_refused(root, workspace):
    source = upload(root)
    source.write_bytes(bytes(10_001))
    with pytest.raises(MuralsError, match="over 0 MiB"):
        take_upload(source, workspace, root=root, **LIMITS)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("wall.png", b"", "is empty"),
        ("wall.png", b"<script>alert(1)</script>", "is no image"),
        ("wall.png", b"\x89PNG\r\n\x1a\n" + bytes(40), "wall.png"),
        ("wall.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "of no kind that is read"),
        ("wall", b"x", "of no kind that is read"),
    ],
)
def test_what_is_no_image_ends_in_a_sentence(root, workspace, name, content, sentence):
    (root / "sha" / name).write_bytes(content)
    with pytest.raises(MuralsError, match=sentence):
        take_upload(root / "sha" / name, workspace, root=root, **LIMITS)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("wall 7 (left).PNG", "wall_7_left.png"),
        ("敦煌 220窟.tif", "敦煌_220窟.tif"),
        ("<img src=x onerror=alert(1)>.png", "img_src_x_onerror_alert_1.png"),
        ("-rf.png", "rf.png"),
        ("$(reboot).jpg", "reboot.jpg"),
        ("....png", "image.png"),
    ],
)
def test_names_become_harmless(name, kept):
    assert harmless_name(name) == kept


@given(st.text(max_size=300).filter(lambda name: "/" not in name and "\0" not in name))
def test_no_name_is_more_than_a_name(stem):
    name = harmless_name(f"-{stem}.png")
    assert set(name).isdisjoint("<>&\"'/\\ $`;|*?\n\0")
    assert not name.startswith(("-", "."))
    assert name.endswith(".png")
    assert len(name) <= LONGEST_NAME + 4


def test_a_file_inside_is_returned_resolved(root):
    path = upload(root)
    assert require_inside(root / "sha" / ".." / "sha" / "wall.png", root) == path.resolve()
