import pytest
import torch

from murals.data.draws import draw_for_all


@pytest.mark.parametrize("rank", [0, 1, 2])
def test_a_share_has_the_draws_of_its_place_in_the_batch(rank, monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "3")
    monkeypatch.setenv("RANK", str(rank))

    def draw(x):
        return torch.rand(len(x), 3, 3)

    torch.manual_seed(5)
    whole = draw(torch.zeros(12, 3, 8, 8))
    torch.manual_seed(5)
    share = draw_for_all(draw)(torch.zeros(4, 3, 8, 8))
    assert torch.equal(share, whole[4 * rank : 4 * rank + 4])
    assert torch.equal(torch.rand(3), torch.rand(3, generator=after(12)))  # the generator went on by a whole batch


def after(images):
    generator = torch.Generator().manual_seed(5)
    torch.rand(images, 3, 3, generator=generator)
    return generator


def test_a_transform_that_draws_nothing_stays_one(monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert draw_for_all(lambda x: None)(torch.zeros(2, 3, 8, 8)) is None
