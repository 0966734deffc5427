import numpy as np

from murals.drawing.curves import coil, lengths, mirrored, normals, resampled, ring, shifted, smooth, thickened

LINE = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])


def test_a_smooth_path_goes_through_its_points():
    points = np.array([[0, 0], [1, 0.5], [2, 0]], float)
    path = smooth(points)
    assert all(np.hypot(*(path - point).T).min() < 1e-6 for point in points)


def test_a_mirrored_half_is_symmetric():
    whole = mirrored([(0, 0), (0.3, -0.2), (0, -1)])
    flipped = whole * (-1, 1)
    assert all(np.hypot(*(whole - point).T).min() < 0.05 for point in flipped)


def test_a_ring_keeps_its_radius():
    assert np.allclose(np.hypot(*(ring((3, 4), 2.0) - (3, 4)).T), 2.0)


def test_a_coil_ends_inside_where_it_began_outside():
    radii = np.hypot(*coil((0, 0), 1.0).T)
    assert radii.min() < 0.3 and abs(radii.max() - 1.0) < 0.05


def test_lengths_add_up():
    assert lengths(LINE)[-1] == 2.0
    assert len(resampled(LINE, 9)) == 9


def test_normals_stand_upright_on_a_line():
    assert np.allclose(np.abs(normals(LINE)), [[0, 1]] * 3)


def test_a_thickened_line_is_as_wide_as_asked():
    assert np.allclose(np.abs(thickened(LINE, 0.25)[:, 1]), 0.25)


def test_a_shifted_line_lies_beside_itself():
    assert np.array_equal(shifted(LINE, 1.0, -2.0) - LINE, [[1, -2]] * 3)
