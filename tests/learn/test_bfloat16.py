import pytest
import torch

from murals.data.loaders import mural_dls
from murals.learn.bfloat16 import Bfloat16, pays
from murals.learn.learner import mural_learner


def test_the_network_trains_in_bfloat16_and_all_else_stays_in_float32(pairs):
    seen = {True: set(), False: set()}
    learn = mural_learner(mural_dls(pairs, batch_size=4, device="cpu"), encoder="edgenext_xx_small", pretrained=False)
    learn.model.unet.register_forward_hook(lambda net, _, output: seen[net.training].add(output.dtype))
    loss, losses = learn.loss_func, []
    learn.loss_func = lambda output, *rest: losses.append(output.dtype) or loss(output, *rest)
    with learn.no_bar(), learn.no_logging():
        learn.fit(1, 1e-3, cbs=[Bfloat16()])
    assert seen == {True: {torch.bfloat16}, False: {torch.float32}}
    assert set(losses) == {p.dtype for p in learn.model.parameters()} == {torch.float32}
    assert all(torch.isfinite(torch.tensor(value)) for value in learn.recorder.values[-1])


@pytest.mark.parametrize(("device", "pay"), [("cuda", True), ("mps", False)])
def test_where_it_pays(device, pay):
    assert pays(torch.device(device)) is pay


def test_on_a_cpu_it_pays_by_its_instructions(monkeypatch):
    for there in (True, False):
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda there=there: {"amx_bf16": there})
        assert pays(torch.device("cpu")) is there
