import subprocess
import sys

import pytest

import murals

PUBLIC = ("MuralLoss", "MuralsError", "blend", "load_exported", "mural_dls", "mural_learner", "restore", "train_phase")


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_stays(name):
    assert name in murals.__all__
    assert name in dir(murals)
    assert callable(getattr(murals, name))


def test_no_module_hides_a_public_name():
    code = (
        "import importlib, pkgutil, murals\n"
        "for info in pkgutil.walk_packages(murals.__path__, 'murals.'): importlib.import_module(info.name)\n"
        "print([name for name in murals.__all__ if not callable(getattr(murals, name))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'mural_loss'"):
        murals.mural_loss  # noqa: B018


def test_importing_murals_costs_nothing():
    code = "import sys, murals; print([name for name in ('torch', 'numpy', 'fastai', 'PIL') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
