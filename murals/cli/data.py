"""The commands about pairs: `check`, `damage`."""

import typer

from murals.cli.build import add_command
from murals.data.settings import CheckSettings, DamageSettings
from murals.terminal import Output

app = typer.Typer()


def check(settings: CheckSettings, output: Output) -> None:
    """Read every pair and name what is wrong; writes nothing, exits with 1 if something is."""
    from murals.data.pairs import check_pairs

    output.report(check_pairs(settings, progress=output.progress))


def damage(settings: DamageSettings, output: Output) -> None:
    """Make pairs from clean photographs: cut, damage, split by mural."""
    from murals.data.damage import make_pairs

    output.report(make_pairs(settings, progress=output.progress), pairs=settings.out)


add_command(app, "check", CheckSettings, check, example="murals check data")
add_command(
    app,
    "damage",
    DamageSettings,
    damage,
    example='murals damage photographs data --recipe mural --ratio 0.1,0.3 --group "^cave(\\d+)"',
)
