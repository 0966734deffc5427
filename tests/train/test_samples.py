import numpy as np
import pytest
import torch
from PIL import Image

from murals.errors import MuralsError
from murals.figures.samples import LEAST_SIDE
from murals.train.samples import draw_samples


def triples(count=2, side=LEAST_SIDE):
    generator = torch.Generator().manual_seed(3)
    clean = torch.randint(0, 256, (count, 3, side, side), generator=generator) / 255
    return clean * 0.5, clean * 0.9, clean


def read(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def as_pixels(image):
    return (image * 255).round().byte().permute(1, 2, 0).numpy()


def holds(sheet, pixels):
    """Tell at which places (row, column) the sheet holds exactly these pixels."""
    windows = np.argwhere((sheet[: -pixels.shape[0] + 1, : -pixels.shape[1] + 1] == pixels[0, 0]).all(-1))
    h, w = pixels.shape[:2]
    return [(r, c) for r, c in windows.tolist() if np.array_equal(sheet[r : r + h, c : c + w], pixels)]


def test_each_row_holds_damaged_restored_clean_at_their_own_pixels(tmp_path):
    batch = triples()
    draw_samples(batch, tmp_path / "samples.png")
    sheet = read(tmp_path / "samples.png")
    places = [[holds(sheet, as_pixels(images[row])) for images in batch] for row in range(2)]
    assert all(len(place) == 1 for row in places for place in row)
    rows = [[place[0] for place in row] for row in places]
    assert all(row == sorted(row) and len({r for r, _ in row}) == 1 for row in rows)  # side by side, in this order
    assert rows[0][0][0] < rows[1][0][0]


def test_a_mask_stands_between_damaged_and_restored(tmp_path):
    damaged, restored, clean = triples(1)
    mask = torch.zeros(1, 1, LEAST_SIDE, LEAST_SIDE)
    mask[..., 50:90, 60:100] = 1
    draw_samples((damaged, restored, clean), tmp_path / "samples.png", masks=mask, names=["cave 257"])
    sheet = read(tmp_path / "samples.png")
    columns = [holds(sheet, as_pixels(x))[0][1] for x in (damaged[0], mask[0].expand(3, -1, -1), restored[0], clean[0])]
    assert columns == sorted(columns)
    assert len(set(columns)) == 4


def test_batches_of_different_shapes_are_refused(tmp_path):
    damaged, restored, clean = triples(1)
    with pytest.raises(MuralsError, match=r"samples\.png: expected three batches of one shape"):
        draw_samples((damaged, restored[..., :100], clean), tmp_path / "samples.png")
