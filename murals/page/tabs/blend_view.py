"""The view of the tab Blend while the user works: both boards, and the preview on the second.

In: the visitor's request, the `Scene`, and the values of the controls in the order of `read_wish`. Out: updates of
components in the order that tabs/blend.py names them.
"""

from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from murals.errors import MuralsError
from murals.page.page import Page
from murals.page.sentences import without_places
from murals.page.tabs.blend_board import picture_uri, region_uri
from murals.page.tabs.blend_marks import Region
from murals.page.tabs.blend_scene import (
    Reduced,
    Scene,
    as_rgb,
    centre,
    in_the_middle,
    lands_on,
    outline,
    preview,
    small_mask,
    small_region,
)
from murals.page.tabs.blend_wish import TUNED, Wish, point_text, read_wish
from murals.page.words import language_of, say

TOOLS = ("polygon", "brush", "eraser")
START = (0.0, 0.0)  # the offset that nobody has chosen yet


@dataclass(frozen=True)
class BlendView:
    """The handlers that show what lies on the table of one page."""

    page: Page

    def lay_out(self, request: gr.Request, scene: Scene, mode: str, tool: str, brush: float) -> tuple[Any, ...]:
        """Return the mode's sentence, both boards with their pictures, and which controls the mode needs."""
        wish = Wish(mode)
        drawn_on = scene.drawn_on(wish)
        mask = small_mask(drawn_on) if drawn_on else None
        region = (
            _picture(drawn_on) | {"imported": None if mask is None else region_uri(mask)} | _held(drawn_on, tool, brush)
        )
        landing = _picture(scene.target) | {"preview": None, "contour": "", "movable": wish.takes_source}
        phantom = _picture(scene.source if wish.takes_source else None)
        landing |= {"phantom": phantom["picture"], "phantomWidth": phantom["width"], "phantomHeight": phantom["height"]}
        needed = (wish.takes_source, wish.takes_region, wish.takes_source, *(mode == tuned for tuned in TUNED))
        sentence = gr.update(info=say(f"blend.mode.{mode}", language_of(request)))
        return (sentence, gr.update(**region), gr.update(**landing), *(gr.update(visible=told) for told in needed))

    def refresh(self, request: gr.Request, scene: Scene, *values: Any) -> tuple[Any, ...]:
        """Return the landing board, the offset, and a sentence on the preview.

        What is missing or does not fit is no mistake while things are still being drawn: the sentence says it.
        """
        language = language_of(request)
        try:
            wish = read_wish(*values)
            lack = missing(scene, wish)
            if lack:
                blank = gr.update(preview=None, contour="")
                return blank, gr.skip(), say(f"blend.need.{lack}", language)
            placed = _brought_in(scene, wish)
            shown = _landing(scene, placed)
        except MuralsError as error:
            reason = without_places(str(error), self.page.workspaces.root)
            refused = say("blend.refused", language, reason=reason)
            return gr.update(preview=None), gr.skip(), refused
        at = placed.placement.at
        moved = gr.skip() if placed is wish else point_text(at)
        return gr.update(**shown), moved, _size_sentence(scene, language)

    def centre(self, request: gr.Request, scene: Scene, *values: Any) -> str:
        """Return the offset that brings the region to the middle of the target."""
        wish = read_wish(*values)
        lack = missing(scene, wish)
        if lack:
            raise MuralsError(say(f"blend.need.{lack}", language_of(request)))
        return point_text(_middle(scene, wish))

    def name_tools(self, request: gr.Request) -> Any:
        """Return the choice of tools in the visitor's language."""
        language = language_of(request)
        return gr.update(choices=[(say(f"blend.tool.{tool}", language), tool) for tool in TOOLS])

    def hold_tool(self, request: gr.Request, scene: Scene, mode: str, tool: str, brush: float) -> tuple[Any, Any]:
        """Return the region's board with a tool in hand, and whether its size can be chosen."""
        return gr.update(**_held(scene.drawn_on(Wish(mode)), tool, brush)), gr.update(visible=tool != TOOLS[0])


def missing(scene: Scene, wish: Wish) -> str | None:
    """Return what is still missing for the wish: `both`, `source`, `target`, `region`, or None for nothing."""
    lacks = [name for name in ("source", "target") if getattr(scene, name) is None]
    lacks = [name for name in lacks if name == "target" or wish.takes_source]
    if lacks:
        return "both" if len(lacks) == 2 else lacks[0]
    return "region" if wish.takes_region and _region(scene, wish) is None else None


def _region(scene: Scene, wish: Wish) -> Region | None:
    """Return the region of the reduced picture that is drawn on, (h, w)."""
    drawn_on = scene.drawn_on(wish)
    return small_region(drawn_on, wish) if drawn_on and wish.takes_region else None


def _middle(scene: Scene, wish: Wish) -> tuple[float, float]:
    region = _region(scene, wish)
    if region is None or scene.source is None or scene.target is None:
        raise ValueError("nothing that could be moved")
    return in_the_middle(region, scene.source, scene.target)


def _brought_in(scene: Scene, wish: Wish) -> Wish:
    """Return `wish`, its region in the middle of the target where nobody has placed it and it would land beside it."""
    region = _region(scene, wish)
    if not wish.takes_source or wish.placement.at != START or region is None:
        return wish
    if scene.source is None or scene.target is None or lands_on(wish.placement, region, scene.source, scene.target):
        return wish
    return replace(wish, placement=replace(wish.placement, at=_middle(scene, wish)))


def _landing(scene: Scene, wish: Wish) -> dict[str, Any]:
    """Return what the landing board shows of a wish that lacks nothing; raises MuralsError as `murals.blend` does."""
    region, drawn_on = _region(scene, wish), scene.drawn_on(wish)
    place = wish.placement
    shown: dict[str, Any] = {"size": place.scale, "angle": place.rotate, "contour": ""}
    if region is not None and drawn_on is not None:
        shown |= {"contour": outline(region, drawn_on.full), "centre": list(centre(region, drawn_on.full))}
    shown["preview"] = picture_uri(preview(scene, wish, region), icc=scene.target.icc if scene.target else None)
    return shown | {"place": [*place.at, place.scale, place.rotate]}


def _picture(reduced: Reduced | None) -> dict[str, Any]:
    """Return the properties of a board that shows a picture: its address, and its size in full."""
    if reduced is None:
        return {"picture": None, "width": 1, "height": 1}
    h, w = reduced.full
    return {"picture": picture_uri(as_rgb(reduced.picture.colours), icc=reduced.icc), "width": w, "height": h}


def _held(reduced: Reduced | None, tool: str, brush: float) -> dict[str, Any]:
    """Return the properties of the region's board that say what is in hand; `brush` is in % of the picture's width."""
    width = brush / 100 * reduced.full[1] if reduced else 1.0
    return {"tool": tool, "brushWidth": max(width, 1.0)}


def _size_sentence(scene: Scene, language: str) -> str:
    if scene.target is None:
        raise ValueError("a preview needs a target")
    small, full = (f"{w} × {h}" for h, w in (scene.target.size, scene.target.full))
    return say("blend.shown.full" if small == full else "blend.shown", language, small=small, full=full)
