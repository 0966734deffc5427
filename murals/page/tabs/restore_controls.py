"""The components of the tab Restore, and the options that their values ask for."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from murals.images import SUFFIXES
from murals.page.models import AUTOMATIC
from murals.page.tabs.before_after import before_after
from murals.page.tabs.command_box import command_box
from murals.page.tabs.downloads import OUTCOME, downloads
from murals.page.tabs.mask_board import mask_board
from murals.page.words import word
from murals.restoration.options import DEFAULTS, FILLS, Fill, RestoreOptions
from murals.restoration.plan import FORMATS

LONGEST = 64  # pixels: by as much a mask may grow or a repair fade in


@dataclass(frozen=True)
class RestoreInputs:
    """What a visitor works on."""

    upload: gr.File
    about: gr.Markdown
    board: gr.HTML
    doubt: gr.HTML  # why a proposed mask should not be trusted
    propose: gr.Button
    open_mask: gr.UploadButton
    save_mask: gr.Button
    mask_file: gr.HTML  # no one sees it: it saves what was written for `save_mask`
    model: gr.Dropdown
    speaks: gr.HTML  # the line that names the model and says why it is this one
    run: gr.Button
    stop: gr.Button
    progress: gr.HTML  # where the bar is drawn


@dataclass(frozen=True)
class Options:
    """What can be asked for, in the order in which handlers take it."""

    threshold: gr.Slider
    dilate: gr.Slider
    feather: gr.Slider
    max_hole: gr.Number
    seamless: gr.Checkbox
    visible: gr.Checkbox
    ensemble: gr.Checkbox
    uncertainty: gr.Checkbox
    whole: gr.Checkbox
    format: gr.Dropdown
    fill: gr.Radio
    sources: gr.Checkbox
    seed: gr.Number

    def all(self) -> list[gr.components.Component]:
        """Return them in that order."""
        return list(vars(self).values())

    def of_holes(self) -> list[gr.components.Component]:
        """Return those that mean nothing where the whole is repainted."""
        return [self.dilate, self.feather, self.max_hole, self.seamless, self.visible, self.fill]

    def of_paint(self) -> list[gr.components.Component]:
        """Return those that mean nothing where no paint is copied."""
        return [self.sources, self.seed]


@dataclass(frozen=True)
class RestoreWish:
    """What the options ask for: how it is restored, and what is written."""

    options: RestoreOptions
    format: str | None = None  # None is that of the photograph
    sources: bool = False  # the map of where the paint was copied from


@dataclass(frozen=True)
class Result:
    """What came of it."""

    badge: gr.HTML
    compare: gr.HTML
    files: gr.HTML
    uncertainty: gr.HTML
    sources: gr.HTML
    command: gr.HTML


def make_table() -> tuple[RestoreInputs, Options]:
    """Lay out the photograph with its mask, and beside it what is done with them."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=3, min_width=340):
            upload = gr.File(
                label=word("restore.photograph"), file_types=[*SUFFIXES], height=120, elem_id="restore-upload"
            )
            about = gr.Markdown(visible=False, elem_id="restore-about")
            board = mask_board(elem_id="restore-board")
            doubt = gr.HTML(elem_id="restore-doubt")
        with gr.Column(scale=1, min_width=280):
            propose = gr.Button(word("restore.propose"), elem_id="restore-propose")
            with gr.Row():
                open_mask = gr.UploadButton(
                    word("restore.import"),
                    file_types=[*SUFFIXES],
                    size="md",
                    min_width=100,
                    elem_id="restore-open-mask",
                )
                save_mask = gr.Button(word("restore.export"), size="md", min_width=100, elem_id="restore-save-mask")
            mask_file = downloads(elem_id="restore-mask-file", visible="hidden")
            model = gr.Dropdown(
                [(word("restore.model.automatic"), AUTOMATIC)],
                value=AUTOMATIC,
                label=word("restore.model"),
                elem_id="restore-model",
            )
            speaks = gr.HTML(elem_id="restore-speaks")
            options = make_options()
            run = gr.Button(word("restore.run"), variant="primary", elem_id="restore-run")
            stop = gr.Button(word("page.cancel"), variant="stop", interactive=False, elem_id="restore-stop")
            progress = gr.HTML(elem_id="restore-progress", min_height=96)
    made = (upload, about, board, doubt, propose, open_mask, save_mask, mask_file, model, speaks, run, stop, progress)
    return RestoreInputs(*made), options


def make_options() -> Options:
    """Lay out the choice of the fill, and below it the quiet options, closed until somebody wants them."""
    fill = gr.Radio(
        [(word(f"restore.fill.{name}"), name) for name in FILLS],
        value=DEFAULTS.fill,
        label=word("restore.fill"),
        elem_id="restore-fill",
    )
    with gr.Accordion(word("restore.options"), open=False, elem_id="restore-options"):
        return Options(
            threshold=gr.Slider(
                0.05, 0.95, DEFAULTS.threshold, step=0.05, label=word("restore.threshold"), elem_id="restore-threshold"
            ),
            dilate=gr.Slider(
                0, LONGEST, DEFAULTS.dilate, step=1, label=word("restore.dilate"), elem_id="restore-dilate"
            ),
            feather=gr.Slider(
                0,
                LONGEST,
                DEFAULTS.feather,
                step=1,
                label=word("restore.feather"),
                interactive=DEFAULTS.dilate > 0,  # see `feather_within`
                elem_id="restore-feather",
            ),
            max_hole=gr.Number(0, minimum=0, label=word("restore.max_hole"), elem_id="restore-max-hole"),
            seamless=gr.Checkbox(DEFAULTS.seamless, label=word("restore.seamless"), elem_id="restore-seamless"),
            visible=gr.Checkbox(False, label=word("restore.visible"), elem_id="restore-visible"),
            ensemble=gr.Checkbox(DEFAULTS.ensemble, label=word("restore.ensemble"), elem_id="restore-ensemble"),
            uncertainty=gr.Checkbox(
                DEFAULTS.uncertainty, label=word("restore.uncertainty"), elem_id="restore-uncertainty"
            ),
            sources=gr.Checkbox(False, label=word("restore.sources"), elem_id="restore-sources"),
            seed=gr.Number(DEFAULTS.seed, precision=0, minimum=0, label=word("restore.seed"), elem_id="restore-seed"),
            whole=gr.Checkbox(DEFAULTS.whole, label=word("restore.whole"), elem_id="restore-whole"),
            format=gr.Dropdown(
                [(word("restore.format.own"), ""), *((name.upper(), name) for name in FORMATS)],
                value="",
                label=word("restore.format"),
                elem_id="restore-format",
            ),
            fill=fill,
        )


def wished(
    threshold: float,
    dilate: float,
    feather: float,
    max_hole: float | None,
    seamless: bool,
    visible: bool,
    ensemble: bool,
    uncertainty: bool,
    whole: bool,
    format: str | None,
    fill: Fill | None,
    sources: bool,
    seed: int | None,
) -> RestoreWish:
    """Return what the controls ask for.

    Where all is repainted, the options of holes rest. Where no paint is copied, the seed and the map of sources rest.
    """
    fill = fill or DEFAULTS.fill
    copied = copies_paint(whole, fill)
    of_holes: dict[str, Any] = {
        "dilate": int(dilate),
        "feather": int(feather),
        "max_hole": float(max_hole) if max_hole else None,
        "seamless": seamless,
        "style": "visible" if visible else "plain",
        "fill": fill,
        "seed": int(seed or 0) if copied else DEFAULTS.seed,
    }
    options = RestoreOptions(
        threshold=threshold, ensemble=ensemble, uncertainty=uncertainty, whole=whole, **({} if whole else of_holes)
    )
    return RestoreWish(options, format or None, sources and copied)


def copies_paint(whole: bool, fill: str) -> bool:
    """Return whether paint of the wall is copied into its losses."""
    return not whole and fill == "mimetic"


def feather_within(dilate: float | None, feather: float | None, whole: bool) -> Any:
    """Return the change of the slider `feather` that keeps it within what the mask grows by: it fades in only there."""
    grown = int(dilate or 0)
    return gr.update(maximum=max(1, grown), value=min(feather or 0, grown), interactive=grown > 0 and not whole)


def make_result() -> Result:
    """Lay out the result, out of sight until there is one."""
    with gr.Column(elem_id="restore-result", elem_classes=OUTCOME):
        badge = gr.HTML(elem_id="restore-badge")
        compare = before_after(elem_id="restore-compare")
        files = downloads(elem_id="restore-files", leading=True)
        uncertainty = gr.HTML(elem_id="restore-uncertainty-map")
        sources = gr.HTML(elem_id="restore-sources-map")
        command = command_box(elem_id="restore-command")
    return Result(badge, compare, files, uncertainty, sources, command)
