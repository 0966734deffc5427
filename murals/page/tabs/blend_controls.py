"""The components of the tab Blend, in the order of the page."""

from dataclasses import dataclass
from typing import Any, cast

import gradio as gr

from murals.blending.blend import SOLVER
from murals.blending.modes import MODES, Tuning
from murals.blending.solver.solve import SOLVERS
from murals.page.tabs.before_after import before_after
from murals.page.tabs.blend_board import landing_board, region_board
from murals.page.tabs.blend_examples import EXAMPLES
from murals.page.tabs.blend_view import TOOLS
from murals.page.tabs.command_box import command_box
from murals.page.tabs.downloads import OUTCOME, downloads
from murals.page.words import word

BRUSH = 3.0  # % of the picture's width: a face of a full figure in a few strokes
IMAGES = ["image"]
UPLOAD_HEIGHT = 130  # px: the boards need the room
TWO_COLUMNS = 330  # px of a column; narrower screens put one below the other


@dataclass(frozen=True)
class Uploads:
    """The two pictures as files."""

    source: gr.File
    target: gr.File


@dataclass(frozen=True)
class DrawnOn:
    """The left side: the picture that is drawn on."""

    board: gr.HTML
    tools: gr.Column
    tool: gr.Radio
    brush: gr.Slider
    undo: gr.Button
    close: gr.Button
    anew: gr.Button
    mask: gr.UploadButton
    polygon: gr.Textbox


@dataclass(frozen=True)
class Landing:
    """The right side: the picture that is edited."""

    board: gr.HTML
    place: gr.Column
    at: gr.Textbox
    centre: gr.Button
    scale: gr.Slider
    rotate: gr.Slider


@dataclass(frozen=True)
class Settings:
    """What belongs to single modes, and to none."""

    edge_threshold: gr.Slider
    illuminate: gr.Row
    alpha: gr.Slider
    beta: gr.Slider
    factors: gr.Textbox
    linear_light: gr.Checkbox
    solver: gr.Dropdown


@dataclass(frozen=True)
class Result:
    """What comes out."""

    go: gr.Button
    stop: gr.Button
    compare: gr.HTML
    note: gr.Markdown
    files: gr.HTML
    command: gr.HTML


def mode_control() -> gr.Dropdown:
    """Build the choice of the mode; its sentence says what it does, in the visitor's language."""
    return gr.Dropdown(
        list(MODES), value="seamless", label=word("blend.mode"), info=word("blend.mode.seamless"), elem_id="blend-mode"
    )


def upload_controls() -> Uploads:
    """Build the places for both files, side by side where there is room."""
    with gr.Row():
        return Uploads(_upload("source"), _upload("target"))


def region_controls() -> DrawnOn:
    """Build the left side."""
    board = region_board(word("blend.region.board"), "blend-region")
    with gr.Column(elem_id="blend-tools") as tools:
        with gr.Row(elem_classes="blend-pair"):
            tool = gr.Radio(list(TOOLS), value=TOOLS[0], label=word("blend.tool"), scale=2, elem_id="blend-tool")
            brush = gr.Slider(0.2, 20, BRUSH, step=0.1, label=word("blend.brush"), visible=False, elem_id="blend-brush")
        with gr.Row(elem_classes="blend-buttons"):
            undo, close, anew = (_button(name) for name in ("undo", "close", "anew"))
            label = cast(str, word("blend.mask"))  # a mark that the browser translates, as with every label
            mask = gr.UploadButton(label, file_types=IMAGES, size="sm", elem_id="blend-mask")
        polygon = gr.Textbox(
            label=word("blend.polygon"), info=word("blend.polygon.info"), max_lines=3, elem_id="blend-polygon"
        )
        gr.Markdown(word("blend.region.help"), elem_classes="blend-help")
    return DrawnOn(board, tools, tool, brush, undo, close, anew, mask, polygon)


def landing_controls() -> Landing:
    """Build the right side."""
    board = landing_board(word("blend.landing.board"), "blend-landing")
    with gr.Column(elem_id="blend-place") as place:
        with gr.Row(elem_classes="blend-pair"):
            scale = gr.Slider(0.1, 4, 1, step=0.01, label=word("blend.scale"), elem_id="blend-scale")
            rotate = gr.Slider(-180, 180, 0, step=0.5, label=word("blend.rotate"), elem_id="blend-rotate")
        with gr.Row(elem_classes="blend-buttons"):
            centre = _button("centre")
        at = gr.Textbox("0,0", label=word("blend.at"), info=word("blend.at.info"), max_lines=1, elem_id="blend-at")
        gr.Markdown(word("blend.landing.help"), elem_classes="blend-help")
    return Landing(board, place, at, centre, scale, rotate)


def settings_controls() -> Settings:
    """Build the settings, those of other modes hidden."""
    plain = Tuning()
    edge = _slider("edge_threshold", 0.01, 0.5, plain.edge_threshold, visible=False)
    with gr.Row(visible=False) as illuminate:
        alpha = _slider("alpha", 0.01, 2, plain.alpha)
        beta = _slider("beta", 0, 1, plain.beta)
    text = ",".join(f"{factor:g}" for factor in plain.factors)
    factors = gr.Textbox(text, label=word("blend.factors"), visible=False, max_lines=1, elem_id="blend-factors")
    with gr.Accordion(word("blend.more"), open=False, elem_id="blend-more"), gr.Row():
        linear = gr.Checkbox(False, label=word("blend.linear_light"), elem_id="blend-linear-light")
        solver = gr.Dropdown(list(SOLVERS), value=SOLVER, label=word("blend.solver"), elem_id="blend-solver")
    return Settings(edge, illuminate, alpha, beta, factors, linear, solver)


def result_controls() -> Result:
    """Build the buttons and the result, which is not seen until there is one."""
    with gr.Row():
        go = gr.Button(word("blend.go"), variant="primary", elem_id="blend-go")
        stop = gr.Button(word("page.cancel"), elem_id="blend-stop")
    with gr.Column(elem_id="blend-outcome", elem_classes=OUTCOME):
        compare = before_after(elem_id="blend-compare")
        note = gr.Markdown(elem_id="blend-note")
        files = downloads(elem_id="blend-files", heading="blend.files", leading=True)
        command = command_box(elem_id="blend-command")
    return Result(go, stop, compare, note, files, command)


def example_buttons() -> dict[str, gr.Button]:
    """Build a button for each example, by its mode."""
    gr.Markdown(word("blend.examples"), elem_classes="blend-help")
    with gr.Row(elem_classes="blend-buttons"):
        return {mode: gr.Button(mode, size="sm", elem_id=f"blend-example-{mode}") for mode in EXAMPLES}


def _upload(name: str) -> gr.File:
    return gr.File(label=word(f"blend.{name}"), file_types=IMAGES, height=UPLOAD_HEIGHT, elem_id=f"blend-{name}")


def _button(name: str) -> gr.Button:
    return gr.Button(word(f"blend.{name}"), size="sm", elem_id=f"blend-{name}")


def _slider(name: str, low: float, high: float, value: float, **more: Any) -> gr.Slider:
    elem_id = f"blend-{name.replace('_', '-')}"
    return gr.Slider(low, high, value, step=0.01, label=word(f"blend.{name}"), elem_id=elem_id, **more)
