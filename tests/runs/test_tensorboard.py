import numpy as np
import pytest
import torch
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from murals.runs.tensorboard import TensorBoardWriter


def read(folder):
    events = EventAccumulator(str(folder), size_guidance={"images": 0})
    events.Reload()
    return events


def test_the_numbers_of_each_epoch_come_back_at_their_step(tmp_path):
    with TensorBoardWriter(tmp_path) as board:
        board.write_epoch({"phase": "1", "epoch": 0.0, "step": 0.0, "valid_psnr": 18.5, "valid_loss_l1": 0.25})
        board.write_epoch(
            {"phase": "1", "epoch": 1.0, "step": 40.0, "lr": 1e-3, "train_psnr": 20.0, "valid_psnr": 19.5}
        )
    events = read(tmp_path)
    assert [(e.step, e.value) for e in events.Scalars("psnr/valid")] == [(0, 18.5), (40, 19.5)]
    assert [(e.step, e.value) for e in events.Scalars("loss_l1/valid")] == [(0, 0.25)]
    assert [(e.step, e.value) for e in events.Scalars("lr")] == [(40, pytest.approx(1e-3))]
    assert set(events.Tags()["scalars"]) == {"psnr/valid", "loss_l1/valid", "psnr/train", "lr"}


def test_the_step_goes_on_over_the_phases_that_each_open_a_writer(tmp_path):
    for phase, step in (("1", 40.0), ("2a", 80.0)):
        with TensorBoardWriter(tmp_path) as board:
            board.write_epoch({"phase": phase, "epoch": 1.0, "step": step, "valid_loss": step})
    found = sorted(e.step for file in tmp_path.iterdir() for e in read(file).Scalars("loss/valid"))
    assert found == [40, 80]


def test_an_epoch_can_be_seen_before_the_writer_is_closed(tmp_path):
    board = TensorBoardWriter(tmp_path)
    board.write_epoch({"phase": "1", "epoch": 1.0, "step": 7.0, "valid_loss": 0.5})
    assert [e.step for e in read(tmp_path).Scalars("loss/valid")] == [7]
    board.writer.close()


def test_samples_come_back_as_a_row_of_damaged_restored_clean_for_each_image(tmp_path):
    shades = torch.tensor([[0.0, 0.5, 1.0], [0.2, 0.4, 0.6]])  # (image, kind)
    triples = [shades[:, kind].view(2, 1, 1, 1).expand(2, 3, 8, 8) for kind in range(3)]
    with TensorBoardWriter(tmp_path) as board:
        board.write_samples(triples, 12)
    events = read(tmp_path)
    (event,) = events.Images("damaged, restored, clean")
    (tmp_path / "grid.png").write_bytes(event.encoded_image_string)
    with Image.open(tmp_path / "grid.png") as picture:
        pixels = np.asarray(picture)
    assert event.step == 12
    assert pixels.shape == (2 * 8 + 3 * 4, 3 * 8 + 4 * 4, 3)
    centres = pixels[8::12, 8::12, 0][:2, :3]
    np.testing.assert_allclose(centres / 255, shades, atol=1 / 255)
