"""Clean-up of Gradio's session state: a third of a megabyte for every call.

Gradio keeps a copy of the whole page's configuration for each session, up to a number of sessions; every call of a
program without a session is a new one, and a busy hour of them would be gigabytes.
"""

from datetime import datetime, timedelta

from gradio.state_holder import StateHolder


def forget_sessions(holder: StateHolder, attended: set[str], *, seconds: float) -> int:
    """Drop sessions last used `seconds` ago that no browser shows (`attended`); return how many went."""
    before = datetime.now() - timedelta(seconds=seconds)
    with holder.lock:
        idle = [
            session
            for session in list(holder.session_data)
            if session not in attended and holder.time_last_used.get(session, before) <= before
        ]
        for session in idle:
            holder.session_data.pop(session, None)
            holder.time_last_used.pop(session, None)
    return len(idle)
