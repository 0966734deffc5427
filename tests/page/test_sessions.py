import gradio as gr
import pytest
from gradio.state_holder import StateHolder

from murals.page.sessions import forget_sessions


@pytest.fixture
def holder():
    with gr.Blocks(analytics_enabled=False) as blocks:
        gr.Textbox()
    made = StateHolder()
    blocks.state_session_capacity = 100
    made.set_blocks(blocks)
    for session in ("browser", "program", "curl"):
        made[session]
    return made


def test_programs_are_forgotten_and_browsers_are_not(holder):
    assert forget_sessions(holder, {"browser"}, seconds=0) == 2
    assert list(holder.session_data) == ["browser"]
    assert list(holder.time_last_used) == ["browser"]


def test_a_call_of_this_moment_is_kept(holder):
    assert forget_sessions(holder, set(), seconds=60) == 0
    assert len(holder.session_data) == 3


def test_a_forgotten_session_may_come_again(holder):
    forget_sessions(holder, set(), seconds=0)
    assert holder["curl"] is not None
