import gradio as gr
import pytest
from blend_pictures import TARGET_SIZE, write_pair

from murals.errors import MuralsError
from murals.page.app import make_page
from murals.page.settings import PageSettings
from murals.page.tabs.blend_marks import read_marks
from murals.page.tabs.blend_scene import Scene, reduce_picture
from murals.page.tabs.blend_view import BlendView, missing
from murals.page.tabs.blend_wish import Wish
from murals.page.workspace import Workspaces

SQUARE = [{"kind": "polygon", "points": [[10, 10], [50, 10], [50, 50], [10, 50]], "closed": True}]
VISITOR = gr.Request(session_hash="a visitor", headers={})
REST = (0.1, 0.2, 0.2, "1.5,0.5,0.5", False, "multigrid")


@pytest.fixture
def view(tmp_path):
    return BlendView(
        make_page(PageSettings(), Workspaces(tmp_path, grace_seconds=9, program_seconds=9, idle_seconds=9))
    )


@pytest.fixture
def scene(tmp_path):
    return Scene(*(reduce_picture(path, 1000) for path in write_pair(tmp_path)))


def test_what_is_missing(scene):
    drawn = Wish(marks=read_marks(SQUARE))
    assert missing(Scene(), drawn) == "both"
    assert missing(Scene(target=scene.target), drawn) == "source"
    assert missing(Scene(scene.source), drawn) == "target"
    assert missing(scene, Wish()) == "region"
    assert missing(scene, drawn) is None
    assert missing(Scene(target=scene.target), Wish("tile")) is None


def test_boards_get_their_pictures_and_the_mode_its_controls(view, scene):
    mode, region, landing, source, tools, place, edge, light, factors = view.lay_out(
        VISITOR, scene, "seamless", "brush", 5.0
    )
    assert "differences" in mode["info"]
    assert (region["width"], region["height"]) == (160, 120)
    assert (landing["width"], landing["height"]) == TARGET_SIZE[::-1]
    assert region["picture"] == landing["phantom"] != landing["picture"]
    assert region["brushWidth"] == pytest.approx(8.0)  # 5 % of 160
    shown = [update["visible"] for update in (source, tools, place, edge, light, factors)]
    assert shown == [True, True, True, False, False, False]


def test_a_mode_of_one_picture_draws_on_the_target(view, scene):
    _, region, landing, *needed = view.lay_out(VISITOR, scene, "flatten", "polygon", 3.0)
    assert region["picture"] == landing["picture"] and landing["phantom"] is None and not landing["movable"]
    assert [update["visible"] for update in needed] == [False, True, False, True, False, False]


def test_the_preview_says_which_place_it_shows(view, scene):
    board, at, sentence = view.refresh(VISITOR, scene, "seamless", SQUARE, "30,20", 1.5, -10, *REST)
    assert board["place"] == [30, 20, 1.5, -10]
    assert (board["size"], board["angle"], board["centre"]) == (1.5, -10, [30, 30])
    assert board["preview"].startswith("data:image/jpeg")
    assert sentence == "Preview at full size, 200 × 140."
    assert "value" not in at  # nobody moves what a person has placed


def test_a_region_beside_the_target_is_brought_in_once(view, tmp_path):
    small = Scene(*(reduce_picture(path, 1000) for path in reversed(write_pair(tmp_path))))  # a larger source
    far = [{**SQUARE[0], "points": [[170, 125], [198, 125], [198, 138]]}]
    board, at, *_ = view.refresh(VISITOR, small, "seamless", far, "0,0", 1, 0, *REST)
    x, y = (float(part) for part in at.split(","))
    assert board["place"][:2] == [x, y]
    assert 0 <= 184 + x < 160 and 0 <= 131 + y < 120
    again = view.refresh(VISITOR, small, "seamless", far, "1,0", 1, 0, *REST)  # placed by hand
    assert "value" not in again[1] and again[-1].startswith("No preview")


@pytest.mark.parametrize(
    ("at", "reason"), [("here", "--at"), ("5000,0", "falls off the target")], ids=["no place", "far away"]
)
def test_what_cannot_be_shown_is_said_below_the_picture(view, scene, at, reason):
    board, *_, sentence = view.refresh(VISITOR, scene, "seamless", SQUARE, at, 1, 0, *REST)
    assert board["preview"] is None and sentence.startswith("No preview") and reason in sentence


def test_the_middle_as_text(view, scene):
    assert view.centre(VISITOR, scene, "seamless", SQUARE, "3,3", 1, 0, *REST) == "70,40"
    with pytest.raises(MuralsError, match="Draw the region"):
        view.centre(VISITOR, scene, "seamless", [], "3,3", 1, 0, *REST)


def test_the_visitor_is_answered_in_his_language(view):
    chinese = gr.Request(session_hash="b", headers={"accept-language": "zh-CN,en;q=0.5"})
    assert view.refresh(chinese, Scene(), "seamless", [], "0,0", 1, 0, *REST)[-1].startswith("请选择")
    assert view.name_tools(chinese)["choices"][0] == ("多边形", "polygon")
