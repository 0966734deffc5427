import math

import numpy as np
import pytest
from sklearn.metrics import jaccard_score, precision_score, recall_score

from murals.score.proposals import ProposalScore, proposal_table, score_proposal, summarise


def masks(seed):
    rng = np.random.default_rng(seed)
    return rng.random((20, 30)) < 0.3, rng.random((20, 30)) < 0.2


def test_counts_by_hand():
    proposed, mask = np.array([[1, 1, 0, 0]], bool), np.array([[1, 0, 1, 0]], bool)
    score = score_proposal("wall", proposed, mask)
    assert score == ProposalScore("wall", 1, 1, 1)
    assert score.iou == pytest.approx(1 / 3)


def test_the_pooled_numbers_are_scikit_learns():
    pairs = [masks(seed) for seed in range(3)]
    found = summarise([score_proposal(str(i), *pair) for i, pair in enumerate(pairs)])
    proposed, known = (np.concatenate([pair[side].ravel() for pair in pairs]) for side in (0, 1))
    assert found["iou"] == pytest.approx(jaccard_score(known, proposed))
    assert found["precision"] == pytest.approx(precision_score(known, proposed))
    assert found["recall"] == pytest.approx(recall_score(known, proposed))
    assert found["mean_iou"] == pytest.approx(np.mean([jaccard_score(k.ravel(), p.ravel()) for p, k in pairs]))


def test_a_perfect_proposal_and_an_empty_one():
    _, mask = masks(0)
    assert summarise([score_proposal("a", mask, mask)]) == {"iou": 1, "precision": 1, "recall": 1, "mean_iou": 1}
    nothing = summarise([score_proposal("a", np.zeros_like(mask), mask)])
    assert (nothing["iou"], nothing["recall"]) == (0, 0)
    assert math.isnan(nothing["precision"])


def test_where_nothing_is_damaged_and_nothing_found_there_is_no_number():
    empty = np.zeros((3, 3), bool)
    assert math.isnan(score_proposal("a", empty, empty).iou)


def test_the_table_is_in_per_cent():
    table = proposal_table([ProposalScore("a", 1, 1, 2)], 0.5)
    assert table.rows == [("0.5", "1", "25.0", "50.0", "33.3", "25.0")]
    assert table.note == ""


def test_where_nothing_was_proposed_a_note_says_so():
    nothing = proposal_table([ProposalScore("a", 0, 0, 5), ProposalScore("b", 0, 0, 2)], 0.5)
    assert nothing.rows == [("0.5", "2", "0.0", "–", "0.0", "0.0")]
    assert "proposed no damage" in nothing.note
    assert "all that the model proposed is sound" in proposal_table([ProposalScore("a", 0, 3, 5)], 0.5).note
