"""Call the command line inside the test's process."""

from click.testing import Result
from typer.testing import CliRunner

from murals.cli import app


def run(*words: object) -> Result:
    """Run `murals WORDS...`; the result holds exit code, standard output and standard error."""
    return CliRunner().invoke(app, [str(word) for word in words])
