import pytest
from hypothesis import given
from hypothesis import strategies as st
from ranks_samples import found_by
from tests_helpers import write_pairs

from murals.data.shared_loader import share_of


@given(st.integers(0, 60), st.integers(1, 5), st.integers(1, 4))
def test_a_training_batch_is_divided(count, each, world):
    samples, batch = [*range(100, 100 + count)], each * world
    shares = [share_of(samples, batch, whole_batches=True, rank=rank, world=world) for rank in range(world)]
    assert {len(share) for share in shares} == {count // batch * each}
    for start in range(0, count // batch * batch, batch):
        step = start // world
        together = [sample for share in shares for sample in share[step : step + each]]
        assert together == samples[start : start + batch]


@given(st.integers(0, 60), st.integers(1, 5))
def test_no_validation_sample_is_seen_twice_or_missed(count, world):
    samples = [*range(count)]
    shares = [share_of(samples, 8, whole_batches=False, rank=rank, world=world) for rank in range(world)]
    assert sorted(sample for share in shares for sample in share) == samples


@pytest.mark.slow
@pytest.mark.parametrize("workers", [0, 1])
def test_two_processes_load_what_one_would(workers, tmp_path):
    """The batches, augmented, are those of one process; five validation pairs have no equal shares."""
    write_pairs(tmp_path / "data", train=9, val=5)
    code = f"""
        import torch
        from fastai.torch_core import set_seed
        from murals.data.loaders import mural_dls
        from murals.data.shared_loader import SharedDL
        dls = mural_dls("data", batch_size=4, seed=3, workers={workers}, device="cpu")
        share = (lambda dl: SharedDL(dl)) if ranks.world() > 1 else (lambda dl: dl)
        set_seed(7)
        batches = [[b[1].as_subclass(torch.Tensor).sum((1, 2, 3)).tolist() for b in share(dl)] for dl in dls]
        lengths = [len(share(dl)) for dl in dls]
        gathered = ranks.gathered(batches)
        train = [sum(parts, []) for parts in zip(*(each[0] for each in gathered))]
        valid = sorted(sum((sum(each[1], []) for each in gathered), []))
        tell([[[round(x) for x in batch] for batch in train], [round(x) for x in valid], lengths])
        """
    (alone,) = found_by(code, cwd=tmp_path, world=1)
    first, second = found_by(code, cwd=tmp_path)
    assert alone.endswith("[2, 2]]") and first.endswith("[2, 2]]") and second.endswith("[2, 1]]")
    assert first.rsplit(", [", 1)[0] == second.rsplit(", [", 1)[0] == alone.rsplit(", [", 1)[0]
