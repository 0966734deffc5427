import pytest
import torch
from ranks_samples import found_by
from timm.layers import BatchNormAct2d
from torch import nn

from murals.errors import MuralsError
from murals.learn.shared_norm import SharedBatchNorm2d, SharedBatchNormAct2d, share_norms


def test_only_normalisations_are_replaced_and_names_stay():
    net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.Sequential(nn.BatchNorm2d(4), nn.ReLU()), BatchNormAct2d(4))
    before = net.state_dict()
    share_norms(net)
    assert [type(net[1][0]), type(net[2])] == [SharedBatchNorm2d, SharedBatchNormAct2d]
    assert net.state_dict().keys() == before.keys()
    assert all(value is before[name] or torch.equal(value, before[name]) for name, value in net.state_dict().items())


def test_in_evaluation_nothing_is_shared():
    net = nn.Sequential(BatchNormAct2d(4)).eval()
    net[0].running_mean.uniform_()
    x = torch.randn(2, 4, 5, 5)
    wanted = net(x)
    share_norms(net)
    assert not net[0].training
    assert torch.equal(net(x), wanted)


def test_an_unknown_kind_is_refused():
    with pytest.raises(MuralsError, match="BatchNorm1d cannot be shared by several processes"):
        share_norms(nn.Sequential(nn.BatchNorm1d(3)))


@pytest.mark.slow
def test_two_halves_are_normalised_as_a_whole(tmp_path):
    """Outputs, gradients and running statistics are torch's own for the undivided batch."""
    told = found_by(
        """
        import torch
        from timm.layers import BatchNormAct2d
        from torch import nn
        from torch.distributed import all_reduce
        from murals.learn.shared_norm import share_norms

        def built():
            torch.manual_seed(1)
            norms = nn.BatchNorm2d(4), BatchNormAct2d(4), nn.BatchNorm2d(4, momentum=None)
            return nn.Sequential(nn.Conv2d(3, 4, 1), *norms)

        torch.manual_seed(0)
        x, weights = torch.randn(4, 3, 5, 6) + 3, torch.randn(4, 4, 5, 6)
        whole, shared = built(), built()
        share_norms(shared)
        mine = slice(2 * ranks.rank(), 2 * ranks.rank() + 2)
        for _ in range(2):
            wanted, got = whole(x), shared(x[mine])
        (wanted * weights).sum().backward()
        (got * weights[mine]).sum().backward()
        far = [(wanted[mine] - got).abs().max().item()]
        for one, other in zip(whole.parameters(), shared.parameters()):
            all_reduce(other.grad)
            far.append((one.grad - other.grad).abs().max().item())
        for one, other in zip(whole.buffers(), shared.buffers()):
            far.append((one.double() - other.double()).abs().max().item())
        tell(max(far))
        """,
        cwd=tmp_path,
    )
    assert max(map(float, told)) < 1e-4
