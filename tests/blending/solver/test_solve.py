"""`solve` against sparse LU, on masks that are awkward, on inputs that are wrong, and on answers known by hand."""

import tracemalloc

import numpy as np
import pytest
import solver_samples as samples
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from murals.blending.solver import SOLVERS, TOLERANCE, NotConverged, solve
from murals.blending.solver.direct import solve_direct
from murals.blending.solver.solve import find_parts
from murals.errors import MuralsError

FINE = 1e-6  # a tolerance for what is compared to the bit of 16


@pytest.mark.parametrize("name", samples.AWKWARD)
@pytest.mark.parametrize("size", [(64, 64), (61, 47)])
def test_awkward_mask_agrees_with_sparse_lu(name, size):
    mask = samples.AWKWARD[name](*size)
    initial, divergence = samples.clone(mask)
    exact = solve(initial, divergence, mask, solver="direct")
    assert abs(solve(initial, divergence, mask) - exact).max() < 2 * TOLERANCE
    assert (
        abs(solve(initial, divergence, mask, tolerance=FINE) - exact).max() < 4 * FINE
    )  # the sum of b is rounded, too


@settings(max_examples=40, deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 24), st.integers(1, 24))), st.integers(1, 4))
def test_random_mask_agrees_with_sparse_lu(mask, channels):
    initial, divergence = samples.clone(mask, channels)
    exact = solve(initial, divergence, mask, solver="direct")
    assert abs(solve(initial, divergence, mask, tolerance=FINE) - exact).max() < 4 * FINE


@settings(max_examples=25, deadline=None)
@given(arrays(bool, (21, 18)))
def test_result_fulfils_the_equation(mask):
    initial, divergence = samples.clone(mask)
    f = solve(initial, divergence, mask, tolerance=FINE)
    if not mask.all():
        assert abs(samples.outflow(f) - divergence)[mask].max(initial=0) < 8 * FINE


@settings(max_examples=25, deadline=None)
@given(arrays(bool, (17, 23)))
def test_zero_divergence_keeps_within_the_border_values(mask):
    initial = samples.noise(*mask.shape)
    f = solve(initial, None, mask, tolerance=FINE)
    fixed = initial[~mask]
    if len(fixed):
        assert (f.min((0, 1)) >= fixed.min(0) - FINE).all()
        assert (f.max((0, 1)) <= fixed.max(0) + FINE).all()


@pytest.mark.parametrize("solver", ["multigrid", "direct"])
def test_membrane_of_a_ramp_is_the_ramp(solver):
    rows, columns = np.mgrid[:50, :70].astype(np.float32)
    ramp = ((rows + 2 * columns) / 200)[..., None]
    mask = samples.AWKWARD["ellipse with a hole"](50, 70)
    damaged = np.where(mask[..., None], np.float32(0.5), ramp)
    assert abs(solve(damaged, None, mask, solver=solver, tolerance=FINE) - ramp).max() < 2 * FINE


def test_one_unknown_is_the_mean_of_its_neighbours_plus_a_share_of_b():
    initial = np.array([[[0.0], [0.1], [0.0]], [[0.2], [0.9], [0.3]], [[0.0], [0.4], [0.0]]], np.float32)
    mask = np.zeros((3, 3), bool)
    mask[1, 1] = True
    divergence = np.full_like(initial, 0.2)
    for solver in ("multigrid", "direct"):
        assert solve(initial, divergence, mask, solver=solver)[1, 1, 0] == pytest.approx((1.0 + 0.2) / 4)


def test_unknown_in_the_corner_of_the_image_has_two_neighbours():
    initial = np.array([[[0.9], [0.1]], [[0.3], [0.0]]], np.float32)
    mask = np.array([[True, False], [False, False]])
    assert solve(initial, None, mask)[0, 0, 0] == pytest.approx((0.1 + 0.3) / 2)


def test_solution_stays():
    mask = samples.AWKWARD["comb"](40, 40)
    image = samples.noise(40, 40)
    assert abs(solve(image, samples.outflow(image), mask) - image).max() < FINE


def test_constant_added_to_the_image_is_added_to_the_result():
    mask = samples.AWKWARD["spiral"](48, 48)
    initial, divergence = samples.clone(mask)
    f, lifted = (solve(image, divergence, mask, tolerance=FINE) for image in (initial, initial + np.float32(0.5)))
    assert abs(lifted - f - 0.5).max() < 2 * FINE


def test_first_guess_does_not_matter():
    mask = samples.AWKWARD["speckle"](48, 48)
    initial, divergence = samples.clone(mask)
    other = np.where(mask[..., None], np.float32(7), initial)
    f, g = (solve(image, divergence, mask, tolerance=FINE) for image in (initial, other))
    assert abs(f - g).max() < 3 * FINE


@pytest.mark.parametrize("solver", ["multigrid", "direct"])
def test_whole_image_keeps_the_mean_of_the_first_guess(solver):
    mask = np.ones((33, 20), bool)
    wanted = samples.noise(33, 20)
    initial = samples.noise(33, 20, seed=5)
    f = solve(initial, samples.outflow(wanted), mask, solver=solver, tolerance=FINE)
    assert f.mean((0, 1)) == pytest.approx(initial.mean((0, 1)), abs=1e-6)
    assert abs((f - f.mean((0, 1))) - (wanted - wanted.mean((0, 1)))).max() < 4 * FINE


@pytest.mark.parametrize("solver", SOLVERS)
def test_fixed_pixels_keep_every_bit(solver):
    mask = samples.AWKWARD["chessboard"](12, 13)
    initial, divergence = samples.clone(mask)
    initial[~mask] *= np.float32(-0.0)
    f = solve(initial, divergence, mask, solver=solver)
    assert (f.view(np.uint32)[~mask] == initial.view(np.uint32)[~mask]).all()


def test_inputs_are_left_alone_and_need_not_be_contiguous():
    mask = samples.AWKWARD["ellipse with a hole"](60, 80)
    initial, divergence = samples.clone(mask)
    kept = initial.copy(), divergence.copy(), mask.copy()
    turned = solve(initial.transpose(1, 0, 2), divergence.transpose(1, 0, 2), mask.T, tolerance=FINE)
    assert abs(turned.transpose(1, 0, 2) - solve(initial, divergence, mask, tolerance=FINE)).max() < 2 * FINE
    assert all((one == other).all() for one, other in zip(kept, (initial, divergence, mask), strict=True))


def test_same_bits_again():
    mask = samples.AWKWARD["ellipse with a hole"](300, 200)
    initial, divergence = samples.clone(mask)
    assert (solve(initial, divergence, mask) == solve(initial, divergence, mask)).all()


def far_parts():
    """Three holes in the corners of a large image, one at its border, and one inside the frame of another."""
    mask = np.zeros((500, 600), bool)
    mask[3:20, 5:40] = True
    mask[10, 20] = mask[12:15, 10:30] = False
    mask[13, 15:20] = True
    mask[470:, 560:] = True
    return mask


def test_parts_far_apart_agree_with_sparse_lu():
    mask = far_parts()
    initial, divergence = samples.clone(mask)
    exact = solve_direct(initial, divergence, mask)
    assert len(find_parts(mask)) == 3
    assert abs(solve(initial, divergence, mask, tolerance=FINE) - exact).max() < 4 * FINE


def test_parts_far_apart_take_no_more_memory_than_the_result():
    mask = far_parts()
    initial, divergence = samples.clone(mask)
    solve(initial, divergence, mask)
    tracemalloc.start()
    try:
        solve(initial, divergence, mask)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 * initial.nbytes


@given(arrays(bool, (30, 26)))
def test_parts_cover_the_mask_once(mask):
    total = np.zeros(mask.shape, int)
    for box, part in find_parts(mask):
        total[box] += part
    assert (total == mask).all()


def test_many_small_parts_are_solved_as_one():
    assert len(find_parts(samples.AWKWARD["chessboard"](40, 40))) == 1


def test_empty_mask_gives_a_copy():
    initial = samples.noise(5, 6)
    f = solve(initial, None, np.zeros((5, 6), bool))
    assert f is not initial
    assert (f == initial).all()


def test_tolerance_beyond_float32_is_not_converged():
    mask = samples.AWKWARD["ellipse with a hole"](64, 64)
    initial, divergence = samples.clone(mask)
    with pytest.raises(NotConverged, match="tolerance"):
        solve(initial, divergence, mask, tolerance=1e-12)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"initial": np.zeros((4, 5), np.float32)}, r"image is float32 \(4, 5\)"),
        ({"initial": np.zeros((4, 5, 3))}, "image is float64"),
        ({"initial": np.full((4, 5, 3), np.nan, np.float32)}, "image holds values that are not finite"),
        ({"mask": np.ones((5, 4), bool)}, "mask is bool"),
        ({"mask": np.ones((4, 5), np.uint8)}, "mask is uint8"),
        ({"divergence": np.zeros((4, 5, 1), np.float32)}, "divergence is float32"),
        ({"divergence": np.full((4, 5, 3), np.inf, np.float32)}, "divergence holds values that are not finite"),
        ({"solver": "multigird"}, "did you mean multigrid"),
        ({"tolerance": 0}, "tolerance is 0"),
    ],
)
def test_wrong_input(changed, message):
    given = {"initial": np.zeros((4, 5, 3), np.float32), "divergence": None, "mask": np.ones((4, 5), bool)}
    with pytest.raises(MuralsError, match=message):
        solve(**given | changed)
