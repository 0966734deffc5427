import pytest
from ranks_samples import ended, found_by, start

from murals import ranks
from murals.errors import MuralsError


def test_alone_everything_is_as_without_it(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    monkeypatch.setenv("RANK", "3")  # some schedulers set it for other purposes
    assert (ranks.rank(), ranks.world(), ranks.is_first()) == (0, 1, True)
    with ranks.joined("cuda:1", kept="all"):
        assert ranks.from_first(lambda: 5) == ranks.in_turn(lambda: 5) == 5
        assert ranks.gathered("a") == ["a"]
        assert ranks.summed({"a": 2}) == {"a": 2}
        assert ranks.share([1, 2, 3]) == [1, 2, 3]
        ranks.wait()


@pytest.mark.parametrize("world", [1, 2, 3, 7])
def test_every_item_belongs_to_one_process(world, monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", str(world))
    shares = []
    for rank in range(world):
        monkeypatch.setenv("RANK", str(rank))
        shares.append(ranks.share(range(5)))
    assert sorted(item for share in shares for item in share) == [0, 1, 2, 3, 4]
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


@pytest.mark.slow
def test_what_two_processes_tell_each_other(tmp_path):
    told = found_by(
        """
        me = ranks.rank()
        order = []
        made = ranks.in_turn(lambda: order.append(me) or f"made by {me}")
        first = ranks.from_first(lambda: f"from {me}")
        try:
            ranks.from_first(lambda: 1 / 0 if me else (_ for _ in ()).throw(ranks.MuralsError("no such file")))
        except ranks.MuralsError as error:
            failure = (type(error).__name__, str(error))
        sums = ranks.summed({"both": me + 1, f"only {me}": 10})
        tell([made, first, failure, ranks.gathered(me), sums])
        """,
        cwd=tmp_path,
    )
    common = "[0, 1], {'both': 3, 'only 0': 10, 'only 1': 10}]"
    assert told[0] == f"['made by 0', 'from 0', ('MuralsError', 'no such file'), {common}"
    assert told[1] == f"['made by 1', 'from 0', ('ToldByFirst', 'no such file'), {common}"


@pytest.mark.slow
def test_the_loss_of_a_process_is_told_in_a_sentence(tmp_path):
    code = (
        "import os, signal\n"
        "from murals import ranks\n"
        "with ranks.joined('cpu', kept='your work is kept'):\n"
        "    ranks.wait()\n"
        "    if ranks.rank(): os.kill(os.getpid(), signal.SIGKILL)\n"
        "    ranks.wait()\n"
    )
    (code, _, err), (killed, _, _) = ended(start(["-c", code], world=2, cwd=tmp_path))
    assert code == 1 and killed == -9
    assert "MuralsError: another process of this work has ended: your work is kept" in err


def test_one_device_is_not_for_several_processes(monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    with (
        pytest.raises(MuralsError, match="--device cuda:1 is one device for 2 processes"),
        ranks.joined("cuda:1", kept=""),
    ):
        pass


@pytest.mark.slow
def test_other_commands_say_that_they_work_in_one_process(tmp_path):
    done = ended(start(["-m", "murals", "check", "data"], world=2, cwd=tmp_path))
    assert [code for code, _, _ in done] == [1, 1]
    assert done[0][2].strip() == "murals: this command works in one process: start it without accelerate launch"
    assert done[1][2].startswith("murals (process 2 of 2): this command")
