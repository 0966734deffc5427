from pathlib import Path

from murals.demo.settings import DemoSettings
from murals.options import command_line


def test_it_runs_with_nothing_said():
    assert DemoSettings().out == Path("runs/demo")
    assert command_line("demo", DemoSettings(seed=2)) == "murals demo --seed 2"
