"""The command that shows the whole way: `demo`."""

import typer

from murals.cli.build import add_command
from murals.demo.settings import DemoSettings
from murals.terminal import Output

app = typer.Typer()


def demo(settings: DemoSettings, output: Output) -> None:
    """Go the whole way on murals that the program draws itself: damage, train, score, restore; ends in one page."""
    from murals.demo.demo import run_demo

    report = run_demo(settings, progress=output.progress)
    output.show(*report.tables)
    output.wrote(page=report.page, restored=report.restored, blended=report.blended)
    output.result(report.as_plain())


add_command(app, "demo", DemoSettings, demo, example="murals demo")
