"""The HTTP interface of restoring for programs: `/restore` and `/propose`."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from murals.page.models import AUTOMATIC, model_name
from murals.page.page import Page
from murals.page.restoring import facts_for_page, propose_damage, save_mask
from murals.page.sentences import require_choice
from murals.page.tabs.restore_controls import make_options, wished
from murals.page.tabs.restore_model import why_it_speaks
from murals.page.tabs.restore_work import BAR, WORK, RestoreWork
from murals.page.words import language_of
from murals.restoration.options import DEFAULTS, Fill, RestoreOptions


def restore_api(page: Page, work: RestoreWork) -> None:
    """Add the two calls to the page; no one sees their components."""
    calls = Calls(page, work)
    with gr.Column(visible=False):
        photograph, mask = gr.File(label="photograph"), gr.File(label="mask")
        options = make_options()
        model = gr.Textbox(AUTOMATIC, label="model")
        result, written, facts = gr.File(label="restored"), gr.File(label="mask"), gr.JSON(label="facts")
        button = gr.Button()
    later = [options.fill, *options.of_paint()]  # after the model, so that older calls by place keep their meaning
    earlier = [one for one in options.all() if one not in later]
    button.click(
        page.handler(calls.restore),
        [photograph, mask, *earlier, model, *later],
        [result, written, facts],
        api_name="restore",
        api_description="Restore a photograph; without a mask the network proposes one.",
        **page.heavy,
    )
    button.click(
        page.handler(calls.propose),
        [photograph, options.threshold, model],
        [written],
        api_name="propose",
        api_description="Mark where the network sees damage: white = lost, grey (128) = veiled.",
        **page.heavy,
    )


@dataclass(frozen=True)
class Calls:
    """The handlers of the two calls."""

    page: Page
    work: RestoreWork

    def restore(
        self,
        request: gr.Request,
        bar: gr.Progress = BAR,
        photograph: str | None = None,
        mask: str | None = None,
        threshold: float = DEFAULTS.threshold,
        dilate: float = DEFAULTS.dilate,
        feather: float = DEFAULTS.feather,
        max_hole: float | None = DEFAULTS.max_hole,
        seamless: bool = DEFAULTS.seamless,
        visible: bool = False,
        ensemble: bool = DEFAULTS.ensemble,
        uncertainty: bool = DEFAULTS.uncertainty,
        whole: bool = DEFAULTS.whole,
        format: str | None = None,
        model: str = AUTOMATIC,
        fill: Fill | None = DEFAULTS.fill,
        sources: bool = False,
        seed: int | None = DEFAULTS.seed,
    ) -> tuple[str, str | None, dict[str, Any]]:
        """Return the restored file, the mask that was used, and the facts with the command that repeats them."""
        of_holes = (dilate, feather, max_hole, seamless, visible)
        wish = wished(threshold, *of_holes, ensemble, uncertainty, whole, format, fill, sources, seed)
        source = self.page.take(require_choice(photograph, request), request)
        drawn = self.page.take(mask, request) if mask else None
        self.page.begin(request, WORK)
        progress = self.page.progress(bar, request, WORK)
        speaker = self.page.models.speaker(model)
        done = self.work.run(source, drawn, speaker, wish, request, progress)
        used = done.job.mask or done.job.proposed_mask
        facts = facts_for_page(done.facts) | {
            "model": model_name(speaker.checkpoint),
            "model_reason": why_it_speaks(speaker, language_of(request)),
            "command": self.work.command(done, speaker, wish),
        }
        return str(done.output), str(used) if used else None, facts

    def propose(
        self,
        request: gr.Request,
        bar: gr.Progress = BAR,
        photograph: str | None = None,
        threshold: float = DEFAULTS.threshold,
        model: str = AUTOMATIC,
    ) -> str:
        """Return the mask that the network proposes."""
        source = self.page.take(require_choice(photograph, request), request)
        self.page.begin(request, WORK)
        progress = self.page.progress(bar, request, WORK)
        restorer = self.page.models.restorer(self.page.models.speaker(model))
        damage = propose_damage(source, restorer, RestoreOptions(threshold=threshold), progress=progress)
        return str(save_mask(damage.mask, source, self.page.workspace(request).new_folder()))
