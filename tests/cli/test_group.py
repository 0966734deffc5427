import pytest

from murals.cli.group import in_words


@pytest.mark.parametrize(
    ("typers", "ours"),
    [
        ("Input should be a valid number, unable to parse string as a number", "expected a number"),
        ("Input should be a valid integer, unable to parse string as an integer", "expected a whole number"),
        ("Input should be greater than or equal to 1", "expected 1 or more"),
        ("Input should be less than or equal to 0.5", "expected 0.5 or less"),
        (
            "Input should be a valid boolean, unable to interpret input",
            "expected a valid boolean, unable to interpret input",
        ),
        ("Value error, '4' is not one of '1', '2a'.", "'4' is not one of '1', '2a'."),
        ("File 'x' does not exist.", "File 'x' does not exist."),
    ],
)
def test_refusals_are_worded_as_ours(typers, ours):
    assert in_words(typers) == ours
