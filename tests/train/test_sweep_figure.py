import numpy as np
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution
from optuna.trial import TrialState, create_trial
from PIL import Image

from murals.figures.figure import LAPIS, OCHRE
from murals.train.sweep_figure import draw_study

SPACE = {
    "lr": FloatDistribution(1e-5, 1.0, log=True),
    "edge_weight": FloatDistribution(0.0, 0.4),
    "l1_weight": FloatDistribution(1.0, 1.0),
    "encoder": CategoricalDistribution(("resnet18", "mobilenetv3_small_100")),
}


def trial(number, state=TrialState.COMPLETE, value=20.0):
    params = {
        "lr": 10.0 ** -(1 + number % 4),
        "edge_weight": 0.05 * number,
        "l1_weight": 1.0,
        "encoder": SPACE["encoder"].choices[number % 2],
    }
    made = create_trial(
        params=params,
        distributions=SPACE,
        state=state,
        value=None if state is TrialState.FAIL else value,
        intermediate_values={} if state is TrialState.FAIL else {1: value - 1, 2: value},
    )
    made.number = number
    return made


def has(path, colour):
    """Tell whether a pixel of the picture has that colour."""
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return bool((np.abs(np.asarray(Image.open(path).convert("RGB")).astype(int) - wanted).max(-1) < 3).any())


def test_every_chosen_setting_has_a_panel(tmp_path):
    draw_study([trial(0), trial(1, value=21.0)], SPACE, tmp_path / "all.png")
    draw_study([trial(0)], {"l1_weight": SPACE["l1_weight"]}, tmp_path / "none.png")
    tall, low = (Image.open(tmp_path / f"{name}.png").size[1] for name in ("all", "none"))
    assert tall == 3 * low  # five panels in three rows; history and epochs in one


@pytest.mark.parametrize("state", [TrialState.PRUNED, TrialState.FAIL])
def test_what_did_not_finish_is_marked(tmp_path, state):
    path = tmp_path / "study.png"
    draw_study([trial(0), trial(1, state)], SPACE, path)
    assert has(path, LAPIS)
    assert has(path, OCHRE) == (state is TrialState.PRUNED)


def test_trials_that_wait_or_reported_nothing_are_no_obstacle(tmp_path):
    waiting = create_trial(state=TrialState.WAITING, system_attrs={"fixed_params": {}})
    waiting.number = 1
    strange = create_trial(params={}, value=19.0, intermediate_values={1: float("nan")})
    strange.number = 2
    draw_study([trial(0), waiting, strange], SPACE, tmp_path / "study.png")
    assert (tmp_path / "study.png").is_file()
