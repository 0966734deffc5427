import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks/code_numbers.py"
spec = importlib.util.spec_from_file_location("code_numbers", SCRIPT)
code_numbers = importlib.util.module_from_spec(spec)
sys.modules["code_numbers"] = code_numbers
spec.loader.exec_module(code_numbers)

SHAPES = '''"""Shapes."""


class Square:
    """A square."""

    def __init__(self, side: int) -> None:
        self.side = side

    def area(self) -> int:
        """Return the area.

        Of three lines more.
        """

        def squared(x):
            return x * x

        return squared(self.side)

    def _secret(self):
        return 1


def double(x, *, by: int = 2):
    return x * by
'''


@pytest.fixture
def package(tmp_path):
    """Two modules of one name in two folders, a module of shapes, and tests for some of them."""
    for place, text in (("pack/__init__.py", ""), ("pack/shapes.py", SHAPES), ("pack/a/files.py", "x = 1\n"),
                        ("pack/b/files.py", "x = 1\n"), ("pack/alone.py", "x = 1\n"),
                        ("tests/test_shapes.py", ""), ("tests/a/test_files.py", "")):  # fmt: skip
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text)
    return tmp_path / "pack"


def test_the_numbers_by_hand(package):
    numbers = code_numbers.count_package(package, package.parent / "tests")
    sizes = {name.split()[1]: lines for name, lines in numbers.functions.items()}
    assert sizes == {"__init__": 2, "area": 6, "squared": 2, "_secret": 2, "double": 2}
    assert (numbers.public, numbers.documented) == (4, 3)  # Square, its __init__ and area; double is not documented
    assert (numbers.parameters, numbers.annotated) == (4, 2)  # side, x, x, by
    assert numbers.returning == 2
    assert sorted(numbers.module_lines) == [0, 1, 1, 1, 26]


BODY = "    a\n"
DEEP = '''import functools


class Keeper:
    """A keeper."""

    def __init__(self):
        def helper():
            pass

        class Inner:
            pass

        self.helper, self.inner = helper, Inner

    def __len__(self):
        return 0

    @functools.lru_cache
    @functools.wraps(len)
    async def wait(self, *times: int, unit="s", **rest) -> None:
        """Wait."""


class _Hidden:
    def open(self): ...


class Bare:
    def __init__(self): ...
'''


def count(tmp_path, **texts):
    """Count a package of the modules `texts`."""
    (tmp_path / "other").mkdir()
    for name, text in texts.items():
        (tmp_path / "other" / f"{name}.py").write_text(text)
    return code_numbers.count_package(tmp_path / "other")


def test_what_a_function_holds_and_special_methods_are_not_public(tmp_path):
    numbers = count(tmp_path, deep=DEEP)
    assert (numbers.public, numbers.documented) == (5, 3)  # Keeper, its __init__ and wait; Bare and its __init__ lack


def test_a_private_module_has_nothing_public_but_its_functions_count(tmp_path):
    numbers = count(tmp_path, _deep=DEEP, __init__='def door():\n    """Open."""\n')
    assert (numbers.public, numbers.documented, len(numbers.functions)) == (1, 1, 7)


def test_decorators_are_no_lines_and_starred_parameters_count(tmp_path):
    numbers = count(tmp_path, deep=DEEP)
    sizes = [(name.split()[1], lines) for name, lines in numbers.functions.items()]
    assert sizes == [("__init__", 8), ("helper", 2), ("__len__", 2), ("wait", 1), ("open", 1), ("__init__", 1)]
    assert (numbers.parameters, numbers.annotated, numbers.returning) == (3, 1, 1)  # times, unit, rest


def test_the_cells_of_a_row(tmp_path):
    lengths = [*range(2, 21), 21, 40]  # the median is the 11th, the 95th percentile the 20th; 19 of 21 are short
    texts = {f"m{n}": f"# a line more\ndef f(a, b: int) -> int:\n{BODY * (n - 1)}" for n in lengths}
    cells = ["other", "21", "13 / 22 / 41", "21", "12 / 21", "90 %", "0 %", "50 % / 100 %", ""]
    assert list(count(tmp_path, **texts).row().values()) == cells


def test_a_shared_name_needs_a_test_in_its_own_folder(package):
    numbers = code_numbers.count_package(package, package.parent / "tests")
    assert numbers.testable == 4
    assert numbers.missing == ["alone.py", "b/files.py"]
    (package.parent / "tests/test_b_files.py").touch()
    assert code_numbers.count_package(package, package.parent / "tests").missing == ["alone.py"]


def test_it_prints_a_row_for_each_package(package):
    command = [sys.executable, str(SCRIPT), str(package), str(package / "a"), "--missing", "--longest", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    head, _, first, second, *rest = done.stdout.splitlines()
    assert head.startswith("| package | modules |") and first.startswith("| pack | 5 |")
    assert second.startswith("| a | 1 |")
    assert any("alone.py" in line for line in rest) and any("area" in line for line in rest)


def test_an_unknown_package_is_named():
    done = subprocess.run([sys.executable, str(SCRIPT), "no_such_package"], capture_output=True, text=True)
    assert done.returncode != 0 and "no package no_such_package" in done.stderr
