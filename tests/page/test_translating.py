import pytest

from murals.errors import MuralsError
from murals.page.translating import LARGEST_SIZE, wanted_size


@pytest.mark.parametrize("size", [1, 15, LARGEST_SIZE + 1, -64, 64.5, float("inf"), float("nan")])
@pytest.mark.parametrize(
    ("language", "words"), [("en", r"expected 0 \(as trained\) or a whole number"), ("zh", "应为 0")]
)
def test_a_size_that_no_network_takes_is_refused(size, language, words):
    with pytest.raises(MuralsError, match=words):
        wanted_size(size, language)


def test_sizes_that_are_taken():
    assert [wanted_size(size, "en") for size in (0, None, 64, 64.0)] == [None, None, 64, 64]
