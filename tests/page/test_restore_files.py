"""What a visitor may save: the result first, everything last."""

import numpy as np

from murals.images import write_image
from murals.page.models import Models
from murals.page.restoring import restore_sheet, save_mask
from murals.page.tabs.restore_files import files_to_save
from murals.restoration.options import RestoreOptions


def test_the_result_comes_first_and_everything_last(tmp_path, page_models):
    models = Models(None, page_models, "cpu")
    write_image(tmp_path / "wall.png", np.random.default_rng(0).integers(0, 256, (48, 72, 3), np.uint8))
    marked = np.zeros((48, 72), bool)
    marked[10:30, 20:40] = True
    mask = save_mask(np.where(marked, 255, 0).astype(np.uint8), tmp_path / "wall.png", tmp_path)
    (tmp_path / "result").mkdir()
    options = RestoreOptions(uncertainty=True)
    restorer = models.restorer(models.speaker())
    done = restore_sheet(tmp_path / "wall.png", mask, restorer, options, tmp_path / "result", sources=True, record=True)
    names = ["wall.restored.png", "wall.mask.png", "wall.uncertainty.png", "wall.sources.png", "wall.murals.zip"]
    files = files_to_save(done, "en")
    assert [file.path.name for file in files] == names
    assert all(file.path.is_file() and file.text.startswith("Save ") for file in files)
