import pytest

from murals.errors import MuralsError
from murals.translate.reading import beside_constant, read_curves


def history(train, valid):
    pairs = enumerate(zip(train, valid, strict=True), start=1)
    return [{"epoch": 0, "valid_loss": 1.0}, *({"epoch": i, "train_loss": t, "valid_loss": v} for i, (t, v) in pairs)]


FALLING = [0.5 - 0.02 * i for i in range(20)]


def test_worked_by_hand():
    reading = read_curves(history([0.4, 0.3, 0.2, 0.2, 0.2], [0.5, 0.4, 0.302, 0.3, 0.301]))
    assert (reading.epochs, reading.best_epoch, reading.plateau_epoch) == (5, 4, 3)
    assert reading.gap == pytest.approx(0.101)
    assert "gap +0.101, +34 % of it" in reading.sentence()


@pytest.mark.parametrize(
    ("train", "valid", "word"),
    [
        (FALLING, [0.5, *[0.4] * 5, *(0.4 + 0.01 * i for i in range(14))], "Overfitting"),
        (FALLING, FALLING, "Not done"),
        (FALLING, [0.5, *[0.4] * 19], "Memorising"),
        ([0.4] * 20, [0.5, *[0.41] * 19], "Underfitting"),
    ],
)
def test_each_shape_has_its_word(train, valid, word):
    assert read_curves(history(train, valid)).verdict.startswith(word)


def test_one_epoch_can_be_read():
    assert read_curves(history([0.5], [0.6])).plateau_epoch == 1


def test_a_start_alone_cannot():
    with pytest.raises(MuralsError, match="no trained epoch"):
        read_curves(history([], []))


def test_what_is_worse_than_one_colour_is_said_to_be():
    assert "does not carry over" in beside_constant(0.488, 0.465)
    assert beside_constant(0.3, 0.4) == (
        "Over validation L1 is 0.300, 25% below the 0.400 of one colour for all pixels."
    )
