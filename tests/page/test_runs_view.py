import pytest
from run_samples import write_run

from murals.page.runs_shelf import RunShelf
from murals.page.runs_view import RunsView, view_runs


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    models = tmp_path_factory.mktemp("models")
    write_run(models, "a")
    write_run(models, "b", psnr=12.0, lr=2e-4, data="other")
    (models / "0-empty").mkdir()
    return RunShelf(models)


def test_one_run_has_curves_phases_and_all_settings(shelf):
    view = view_runs(shelf, [shelf.records()[1]], "en")
    assert view.curves.count("<svg") == 5 and "<h2>Curves</h2>" in view.curves
    assert "<h2>Phases</h2>" in view.numbers and "+3.00" in view.numbers and "13.00 / 13.00" in view.numbers
    assert "batch_size" in view.settings


def test_two_runs_have_one_plot_scores_and_what_differs(shelf):
    b, a, _ = shelf.records()
    view = view_runs(shelf, [a, b], "en")
    assert view.curves.count("<svg") == 3 and 'class="run-2"' in view.curves
    assert "+2.00" in view.numbers and "not trained on the very same pairs" in view.numbers
    assert "0.0002" in view.settings and "batch_size" not in view.settings


def test_a_run_beside_itself_differs_in_nothing(shelf):
    a = shelf.records()[1]
    view = view_runs(shelf, [a, a], "zh")
    assert "两次训练的设置相同" in view.settings and "不可直接比较" not in view.numbers


def test_an_empty_run_and_no_run_are_shown_too(shelf):
    empty = view_runs(shelf, [shelf.records()[2]], "en")
    assert "No epoch is finished yet" in empty.curves and "No phase has begun yet" in empty.numbers
    assert view_runs(shelf, [], "en") == RunsView()
