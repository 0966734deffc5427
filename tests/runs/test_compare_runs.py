import pytest
from run_samples import write_run

from murals.runs.compare_runs import differences_table, same_data, scores_table, settings_of, settings_table
from murals.runs.run_record import read_run


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    models = tmp_path_factory.mktemp("models")
    return [
        read_run(write_run(models, name, **more).folder)
        for name, more in (("a", {}), ("b", {"lr": 2e-4, "psnr": 12.5, "epochs": 2, "data": "b2"}))
    ]


def test_the_settings_are_what_was_asked_and_what_became_of_it(two):
    found = settings_of(two[0])
    assert {"data": "facades", "preset": "l1", "epochs": "5", "lr": "0.001", "l1_weight": "1", "architecture": "fcn",
            "normal_init": "no", "fingerprint": "a1"}.items() <= found.items()  # fmt: skip
    assert "loss" not in found and "changes" not in found
    assert dict(settings_table(two[0]).rows) == found


def test_only_settings_that_differ_are_put_side_by_side(two):
    table = differences_table(*two)
    assert table.columns == ("setting", "a", "b")
    assert table.rows == [("fingerprint", "a1", "b2"), ("lr", "0.001", "0.0002")]
    assert differences_table(two[0], two[0]).rows == []


def test_scores_stand_beside_each_other_with_their_difference(two):
    """The first ends at 10 + 3 dB, the second at 12.5 + 2; the losses are 1/4 and 1/3."""
    rows = {row[0]: tuple(row[1:]) for row in scores_table(*two).rows}
    assert rows["valid_psnr"] == ("13.00", "14.50", "+1.50")
    assert rows["valid_loss"] == ("0.2500", "0.3333", "+0.0833")
    assert rows["epoch"] == ("3", "2", "–")
    swapped = {row[0]: row[3] for row in scores_table(two[1], two[0]).rows}
    assert swapped["valid_psnr"] == "-1.50"


def test_a_run_without_an_epoch_has_no_numbers(two, tmp_path):
    empty = read_run(tmp_path)
    rows = {row[0]: tuple(row[1:]) for row in scores_table(two[0], empty).rows}
    assert rows["valid_psnr"] == ("13.00", "–", "–")


def test_numbers_compare_only_where_the_data_are_known_to_be_the_same(two, tmp_path):
    assert same_data(two[0], two[0])
    assert not same_data(*two)
    assert not same_data(read_run(tmp_path), read_run(tmp_path))


@pytest.mark.parametrize("broken", [None, 7, "x", [1], {"changes": 3, "loss": "x"}])
def test_settings_of_any_kind_do_not_stop_it(tmp_path, broken):
    run = write_run(tmp_path, "c")
    run.save_settings({"settings": broken})
    assert settings_of(read_run(run.folder))["lr"] == "0.001"
