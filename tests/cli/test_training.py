import json
from pathlib import Path

from commands import run

QUICK = ("--epochs", "1", "--batch-size", "4", "--perceptual-weight", "0")
SMALL = ("--no-pretrained", "--encoder", "edgenext_xx_small")


def test_a_wrong_option_is_a_usage_error():
    assert run("train", "--phase", "2c").exit_code == 2
    assert run("train", "--epochs", "0").exit_code == 2


def test_a_users_mistake_is_a_sentence(tmp_path):
    done = run("train", "--data", tmp_path / "none")
    assert done.exit_code == 1
    assert done.stderr.startswith("murals: ")
    assert "Traceback" not in done.output


def test_encoders_are_listed():
    done = run("encoders", "resnet18", "--json")
    assert done.exit_code == 0, done.output
    (encoder,) = [e for e in json.loads(done.stdout)["encoders"] if e["name"] == "resnet18"]
    assert encoder["channels"] == [64, 128, 256, 512]


def test_a_phase_alone_starts_from_the_one_before(tmp_path, pairs, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("train", "--phase", "2a", *QUICK)
    assert done.exit_code == 1
    assert 'run "murals train --phase 1" first' in done.stderr
    assert run("train", "--phase", "1", *SMALL, *QUICK).exit_code == 0
    done = run("train", "--phase", "2a", "--json", *QUICK)
    assert done.exit_code == 0, done.output
    assert "phase 2a starts from" in done.stderr
    report = json.loads(done.stdout)
    assert [row["phase"] for row in report["phases"]] == ["1", "2a"]
    assert Path(report["checkpoint"]).is_file()
    done = run("train", "--phase", "2b", "--encoder", "resnet18", *QUICK)
    assert done.exit_code == 1
    assert "with encoder resnet18" in done.stderr


def test_options_reach_the_run(tmp_path, pairs):
    words = ("--data", pairs, "--out", tmp_path / "models", "--seed", "7", "--lr", "1e-3", *SMALL, *QUICK)
    done = run("train", "--phase", "1", "--json", *words)
    assert done.exit_code == 0, done.output
    saved = json.loads((Path(json.loads(done.stdout)["run"]) / "run.json").read_text())["settings"]
    assert (saved["phase"], saved["data"], saved["seed"], saved["pretrained"]) == ("1", str(pairs), 7, False)
    assert saved["changes"] == {"epochs": 1, "batch_size": 4, "lr": 1e-3}
    assert saved["loss"] == {"perceptual_weight": 0.0}


def test_lr_find_looks_for_the_phase_before_among_the_models(tmp_path, pairs):
    done = run("lr-find", "--phase", "2a", "--data", pairs, "--models", tmp_path / "none", "--out", tmp_path / "runs")
    assert done.exit_code == 1
    assert f"{tmp_path / 'none'} holds none" in done.stderr
    assert not (tmp_path / "runs").exists()
