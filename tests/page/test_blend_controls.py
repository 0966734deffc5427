import gradio as gr

from murals.blending.modes import MODES
from murals.blending.solver import SOLVERS
from murals.page.tabs import blend_controls
from murals.page.words import LANGUAGES, say


def test_every_control_has_a_label_and_a_name():
    with gr.Blocks() as blocks:
        blend_controls.mode_control()
        blend_controls.upload_controls()
        blend_controls.region_controls()
        blend_controls.landing_controls()
        blend_controls.settings_controls()
        blend_controls.result_controls()
        blend_controls.example_buttons()
    shown = [block for block in blocks.blocks.values() if isinstance(block, gr.components.Component)]
    controls = [block for block in shown if not isinstance(block, gr.Markdown)]
    assert len(controls) > 30
    assert [block for block in controls if not (block.elem_id or "").startswith("blend-")] == []
    names = [block.elem_id for block in shown if block.elem_id]
    assert len(names) == len(set(names))
    unnamed = [block.elem_id for block in controls if not (getattr(block, "label", None) or block.value)]
    assert unnamed == []


def test_all_modes_and_solvers_can_be_chosen():
    with gr.Blocks():
        mode, settings = blend_controls.mode_control(), blend_controls.settings_controls()
    assert [value for _, value in mode.choices] == list(MODES)
    assert [value for _, value in settings.solver.choices] == list(SOLVERS)


def test_every_mode_is_explained_in_both_languages():
    for mode in MODES:
        english, chinese = (say(f"blend.mode.{mode}", language) for language in LANGUAGES)
        assert english.isascii() and not chinese.isascii()
