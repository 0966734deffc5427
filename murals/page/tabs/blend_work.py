"""The full result of the tab Blend: the visitor's own files, blended by what `murals blend` calls.

In: the `Scene` and a `Wish` that lack nothing. Out: files in the visitor's folder, in the form of the target, and the
command that makes them again.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from murals.blending.files import LOSSY, Blended, blend_files
from murals.blending.modes import find_mode
from murals.blending.settings import BlendSettings
from murals.errors import MuralsError
from murals.images import output_path, write_image
from murals.page.page import Page
from murals.page.tabs.before_after import pair_value
from murals.page.tabs.blend_board import picture_uri
from murals.page.tabs.blend_marks import MaskFile, only_polygon, polygon_text
from murals.page.tabs.blend_scene import Reduced, Scene, as_rgb, full_region, reduce_picture
from murals.page.tabs.blend_view import missing
from murals.page.tabs.blend_wish import Wish, read_wish, repeat_command
from murals.page.tabs.downloads import Download, downloads_value
from murals.page.words import language_of, say
from murals.progress import SILENT, Progress

NAME = "blend"


@dataclass(frozen=True)
class BlendWork:
    """The handlers that compute the full result of one page."""

    page: Page

    def begin(self, request: gr.Request) -> None:
        """Forget an earlier Stop."""
        self.page.begin(request, NAME)

    def stop(self, request: gr.Request) -> None:
        """Stop before the next step of the solver."""
        self.page.stop(request, NAME)

    def blend(
        self,
        request: gr.Request,
        bar: gr.Progress = gr.Progress(),  # noqa: B008  how Gradio hands it over
        *values: Any,
    ) -> tuple[Any, ...]:
        """Return before and after, the sentence, the files and the command; `values`: scene and controls."""
        scene, wish, language = values[0], read_wish(*values[1:]), language_of(request)
        lack = missing(scene, wish)
        if lack:
            raise MuralsError(say(f"blend.need.{lack}", language))
        folder, settings = self.page.workspace(request).new_folder(), self.page.settings
        progress = self.page.progress(bar, request, NAME)
        done = blend_in_full(scene, wish, folder, device=settings.device, progress=progress)
        after = reduce_picture(done.blended[0].output, settings.preview_side)
        pictures = [picture_uri(as_rgb(one.picture.colours), icc=one.icc) for one in (scene.target, after)]
        note = "\n\n".join(describe(one, wish, language) for one in done.blended)
        files = downloads_value(map(Download, done.files))
        return pair_value(pictures[0], pictures[1], after.size), note, files, done.command


@dataclass(frozen=True)
class FullResult:
    """What was written, and the command that writes it again beside the same files."""

    blended: list[Blended]  # the target's, for an exchange the source's too
    mask: Path | None  # that the command names
    command: str

    @property
    def files(self) -> list[Path]:
        """What the visitor may download, the result first."""
        return [*(one.output for one in self.blended), *([self.mask] if self.mask else [])]


def blend_in_full(
    scene: Scene, wish: Wish, folder: Path, *, device: str = "auto", progress: Progress = SILENT
) -> FullResult:
    """Blend the files of `scene` as `wish` says into the empty `folder`.

    Raises
    ------
    MuralsError
        As `murals blend` does.
    """
    settings = make_settings(scene, wish, folder, device=device)
    done = blend_files(settings, progress=progress)
    return FullResult(done, settings.mask, repeat_command(settings, _told_apart(settings)))


def make_settings(scene: Scene, wish: Wish, folder: Path, *, device: str) -> BlendSettings:
    """Return the settings of `murals blend` for `wish`, the mask that they name written into `folder`."""
    if scene.target is None:
        raise MuralsError("there is no target: choose the picture to edit")
    drawn_on = scene.drawn_on(wish)
    polygon = only_polygon(wish.marks) if wish.takes_region else None
    mask = _mask(drawn_on, wish, folder) if drawn_on and wish.takes_region and not polygon else None
    source = scene.source.path if scene.source and wish.takes_source else None
    placement, tuning = wish.placement, wish.tuning
    return BlendSettings(
        first=source or scene.target.path,
        second=scene.target.path if source else None,
        mode=wish.mode,
        mask=mask,
        polygon=polygon_text(polygon) if polygon else None,
        at=placement.at,
        scale=placement.scale,
        rotate=placement.rotate,
        **vars(tuning),
        linear_light=wish.linear_light,
        solver=wish.solver,
        device=device,
        out=folder,
    )


def describe(one: Blended, wish: Wish, language: str) -> str:
    """Return the sentence under a result: its size, and what became of the pixels outside the region."""
    meant = find_mode(wish.mode).backdrop is not None
    kind = "meant" if meant else "lossy" if one.output.suffix.lower() in LOSSY else "kept"
    kept = say(f"blend.note.{kind}", language)
    values = {"width": one.width, "height": one.height, "region": one.region, "kept": kept}
    return say("blend.note", language, name=one.output.name, **values)


def _mask(drawn_on: Reduced, wish: Wish, folder: Path) -> Path | None:
    """Return the file of the region: the one imported if that is all, else a new one; None for nothing drawn."""
    if wish.marks == (MaskFile(),) and drawn_on.mask_file:
        return drawn_on.mask_file
    region = full_region(drawn_on, wish)
    if region is None:
        return None
    path = output_path(drawn_on.path, "mask", folder).with_suffix(".png")
    write_image(path, region)
    return path


def _told_apart(settings: BlendSettings) -> dict[Path, str]:
    """Return names for source and target where both are called the same."""
    if settings.source is None or settings.source.name != settings.target.name:
        return {}
    return {settings.source: f"source/{settings.source.name}", settings.target: f"target/{settings.target.name}"}
