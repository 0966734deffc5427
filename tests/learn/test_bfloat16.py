import pytest
import torch

from murals.config import PRECISIONS
from murals.data.loaders import mural_dls
from murals.learn.bfloat16 import Bfloat16, precision_on
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


@pytest.mark.parametrize(("device", "taken"), [("cuda", "bfloat16"), ("mps", "float32")])
def test_it_is_taken_where_it_is_faster_unless_somebody_asks(device, taken):
    assert precision_on(torch.device(device), "auto") == taken
    assert [precision_on(torch.device(device), asked) for asked in PRECISIONS[1:]] == [*PRECISIONS[1:]]


@pytest.mark.parametrize("there", [True, False])
def test_on_a_cpu_its_instructions_decide(monkeypatch, there):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": there})
    assert precision_on(torch.device("cpu"), "auto") == ("bfloat16" if there else "float32")
