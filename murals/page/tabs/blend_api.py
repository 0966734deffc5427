"""The HTTP interface of blending for programs: `/blend`, with the words of `murals blend`."""

from dataclasses import dataclass

import gradio as gr

from murals.blending.blend import SOLVER
from murals.blending.modes import Tuning
from murals.blending.region import parse_polygon
from murals.errors import MuralsError
from murals.page.page import Page
from murals.page.sentences import require_choice
from murals.page.tabs.blend_marks import MaskFile, Polygon, write_marks
from murals.page.tabs.blend_scene import Scene, import_mask, reduce_picture
from murals.page.tabs.blend_wish import read_wish
from murals.page.tabs.blend_work import NAME, blend_in_full

PLAIN = Tuning()
FACTORS = ",".join(f"{factor:g}" for factor in PLAIN.factors)


def blend_api(page: Page) -> None:
    """Add the call to the page; no one sees its components."""
    with gr.Column(visible=False):
        files = [gr.File(label=label) for label in ("target", "source", "mask")]
        words = [gr.Textbox("", label="polygon"), gr.Textbox("0,0", label="at"), gr.Textbox("seamless", label="mode")]
        numbers = [
            gr.Number(1, label="scale"),
            gr.Number(0, label="rotate"),
            gr.Number(PLAIN.edge_threshold, label="edge_threshold"),
            gr.Number(PLAIN.alpha, label="alpha"),
            gr.Number(PLAIN.beta, label="beta"),
        ]
        rest = [
            gr.Textbox(FACTORS, label="factors"),
            gr.Checkbox(label="linear_light"),
            gr.Textbox(SOLVER, label="solver"),
        ]
        written, command = gr.File(label="files", file_count="multiple"), gr.Textbox(label="command")
        button = gr.Button()
    button.click(
        page.handler(Call(page).blend),
        [*files, *words, *numbers, *rest],
        [written, command],
        api_name=NAME,
        api_description="Blend a region of source into target, or edit a region of target alone.",
        **page.heavy,
    )


@dataclass(frozen=True)
class Call:
    """The handler of the call."""

    page: Page

    def blend(
        self,
        request: gr.Request,
        bar: gr.Progress = gr.Progress(),  # noqa: B008  how Gradio hands it over
        target: str | None = None,
        source: str | None = None,
        mask: str | None = None,
        polygon: str = "",
        at: str = "0,0",
        mode: str = "seamless",
        scale: float = 1,
        rotate: float = 0,
        edge_threshold: float = PLAIN.edge_threshold,
        alpha: float = PLAIN.alpha,
        beta: float = PLAIN.beta,
        factors: str = FACTORS,
        linear_light: bool = False,
        solver: str = SOLVER,
    ) -> tuple[list[str], str]:
        """Return the written files, the result first, and the command that repeats them."""
        if mask and polygon:
            raise MuralsError("both mask and polygon name a region: give one of them")
        marks = (Polygon(tuple(parse_polygon(polygon)), closed=True),) if polygon else (MaskFile(),) if mask else ()
        tuning = (edge_threshold, alpha, beta, factors)
        wish = read_wish(mode, write_marks(marks), at, scale, rotate, *tuning, linear_light, solver)
        side = self.page.settings.preview_side
        scene = Scene(target=reduce_picture(self.page.take(require_choice(target, request), request), side))
        if wish.takes_source:
            taken = self.page.take(require_choice(source, request), request)
            scene = scene.with_picture("source", reduce_picture(taken, side))
        drawn_on = scene.drawn_on(wish)
        if mask and drawn_on:
            masked = import_mask(drawn_on, self.page.take(mask, request))
            scene = scene.with_picture("source" if wish.takes_source else "target", masked)
        self.page.begin(request, NAME)
        progress = self.page.progress(bar, request, NAME)
        folder = self.page.workspace(request).new_folder()
        done = blend_in_full(scene, wish, folder, device=self.page.settings.device, progress=progress)
        return [str(path) for path in done.files], done.command
