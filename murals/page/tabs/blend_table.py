"""Inputs of the tab Blend: uploads, drawings, masks, examples.

In: the visitor's request, files and drawings as the browser sends them. Out: the `Scene`, and values of components in
the order that tabs/blend.py names them.
"""

from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from murals.blending.region import parse_polygon
from murals.errors import MuralsError
from murals.page.page import Page
from murals.page.tabs.blend_examples import draw_example
from murals.page.tabs.blend_marks import MaskFile, Polygon, close, read_marks, undo, write_marks
from murals.page.tabs.blend_scene import Reduced, Scene, import_mask, reduce_picture
from murals.page.tabs.blend_wish import Wish, point_text
from murals.page.words import language_of, say

Drawing = list[dict[str, Any]]  # marks as the browser knows them


@dataclass(frozen=True)
class BlendTable:
    """The handlers that change what lies on the table of one page."""

    page: Page

    def open_source(
        self, request: gr.Request, upload: str | None, scene: Scene, mode: str, drawing: Drawing
    ) -> tuple[Scene, Drawing]:
        """Take the source that was uploaded, or away, and with it what was drawn on it."""
        scene = replace(scene, source=self._reduced(request, upload))
        return (scene, []) if Wish(mode).takes_source else (replace(scene, put_by=()), drawing)

    def open_target(
        self, request: gr.Request, upload: str | None, scene: Scene, mode: str, drawing: Drawing
    ) -> tuple[Scene, Drawing]:
        """Take the target that was uploaded, or away, and with it what was drawn on it."""
        scene = replace(scene, target=self._reduced(request, upload))
        return (replace(scene, put_by=()), drawing) if Wish(mode).takes_source else (scene, [])

    def change_mode(self, request: gr.Request, mode: str, scene: Scene, drawing: Drawing) -> tuple[Scene, Any]:
        """Put the other picture's drawing before the visitor where the mode draws on the other picture."""
        on_source = Wish(mode).takes_source
        if on_source == scene.on_source:  # another such mode; and a choice by mouse is told twice
            return scene, gr.skip()
        return replace(scene, on_source=on_source, put_by=read_marks(drawing)), write_marks(scene.put_by)

    def take_mask(self, request: gr.Request, upload: str, scene: Scene, mode: str) -> tuple[Scene, Drawing]:
        """Take a mask file for the picture that is drawn on; it replaces the drawing. Raises MuralsError."""
        side, drawn_on = _side(mode), scene.drawn_on(Wish(mode))
        if drawn_on is None:
            raise MuralsError(say(f"blend.need.{side}", language_of(request)))
        masked = import_mask(drawn_on, self.page.take(upload, request))
        return scene.with_picture(side, masked), write_marks((MaskFile(),))

    def undo(self, request: gr.Request, drawing: Drawing) -> Drawing:
        """Take the last step of the drawing back."""
        return write_marks(undo(read_marks(drawing)))

    def close(self, request: gr.Request, drawing: Drawing) -> Drawing:
        """Close the polygon that is being drawn.

        Raises
        ------
        MuralsError
            If there is none.
        """
        return write_marks(close(read_marks(drawing)))

    def type_polygon(self, request: gr.Request, text: str) -> Drawing:
        """Return the drawing whose corners were typed.

        Raises
        ------
        MuralsError
            For what is no list of corners.
        """
        return write_marks((Polygon(tuple(parse_polygon(text)), closed=True),)) if text.strip() else []

    def show_example(self, request: gr.Request, mode: str) -> tuple[Any, ...]:
        """Draw an example; return the scene, both files, and what the example sets of the controls."""
        folder = self.page.workspace(request).new_folder()
        example = draw_example(mode, folder)
        side = self.page.settings.preview_side
        target = reduce_picture(folder / example.target, side)
        source = reduce_picture(folder / example.source, side) if example.source else None
        scene = Scene(source, target, on_source=source is not None)
        if example.mask:
            scene = scene.with_picture(_side(mode), import_mask(source or target, folder / example.mask))
        files = (str(picture.path) if picture else None for picture in (scene.source, scene.target))
        place, tuning = example.placement, example.tuning
        factors = ",".join(f"{factor:g}" for factor in tuning.factors)
        placed = (point_text(place.at), place.scale, place.rotate)
        tuned = (tuning.edge_threshold, tuning.alpha, tuning.beta, factors)
        return (scene, *files, mode, write_marks(example.marks), *placed, *tuned)

    def _reduced(self, request: gr.Request, upload: str | None) -> Reduced | None:
        if upload is None:
            return None
        return reduce_picture(self.page.take(upload, request), self.page.settings.preview_side)


def _side(mode: str) -> str:
    """Return the name of the picture that is drawn on."""
    return "source" if Wish(mode).takes_source else "target"
