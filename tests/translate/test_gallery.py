import numpy as np
import torch
from PIL import Image

from murals.figures.samples import LEAST_SIDE
from murals.translate.gallery import draw_translations


def test_input_target_and_output_stand_side_by_side(tmp_path):
    red, green, blue = (torch.zeros(2, 3, 8, 8) for _ in range(3))
    for channel, images in enumerate((red, green, blue)):
        images[:, channel] = 1
    draw_translations((red, blue, green), tmp_path / "grid.png", names=["one", "two"])  # (input, output, target)
    sheet = np.asarray(Image.open(tmp_path / "grid.png").convert("RGB"))
    columns = [tuple(int(v) for v in sheet[40, 40 + i * (LEAST_SIDE + 12)]) for i in range(3)]
    assert columns == [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    assert sheet.shape[0] > 2 * LEAST_SIDE
