"""The numbers of a package's code: sizes of modules and functions, documentation, types, tests of the same name.

    python benchmarks/code_numbers.py murals fastai timm kornia --missing

A function's lines are those from its `def` to its end, without its docstring. Public is what has no underscore before
its name, in a module and a class that have none either; of special methods only `__init__` counts, and a documented
class documents it. A module has a test if a file below the folder of tests is called `test_NAME.py`; where several
modules share a name, it must lie in the folder of the module's package, or be called `test_PACKAGE_NAME.py`.
"""

import argparse
import ast
import json
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path

SHORT = 20  # lines of a function that fits on a screen beside another
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Numbers:
    """What was counted of one package."""

    name: str
    module_lines: list[int] = field(default_factory=list)
    functions: dict[str, int] = field(default_factory=dict)  # `path:line name` -> lines
    public: int = 0
    documented: int = 0
    parameters: int = 0
    annotated: int = 0
    returning: int = 0  # functions with a return annotation
    testable: int = 0
    missing: list[str] = field(default_factory=list)  # modules without a test of their name

    def row(self) -> dict[str, str]:
        """Return the numbers as the cells of a table."""
        lines, sizes = self.module_lines, [*self.functions.values()]
        tested = f"{self.testable - len(self.missing)} of {self.testable}" if self.testable else ""
        return {
            "package": self.name,
            "modules": str(len(lines)),
            "lines of a module: median / p95 / largest": f"{statistics.median(lines):g} / {_p95(lines)} / {max(lines)}",
            "functions": str(len(sizes)),
            "lines of a function: median / p95": f"{statistics.median(sizes):g} / {_p95(sizes)}" if sizes else "",
            f"functions of {SHORT} lines or fewer": _percent(sum(size <= SHORT for size in sizes), len(sizes)),
            "public, documented": _percent(self.documented, self.public),
            "parameters / returns typed": f"{_percent(self.annotated, self.parameters)} / "
            f"{_percent(self.returning, len(sizes))}",
            "modules with a test of their name": tested,
        }


def count_package(folder: Path, tests: Path | None = None) -> Numbers:
    """Count all modules below `folder`."""
    numbers = Numbers(folder.name)
    paths = sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        numbers.module_lines.append(len(text.splitlines()))
        place = path.relative_to(folder)
        private = any(part.startswith("_") and not part.startswith("__init__") for part in place.with_suffix("").parts)
        _count_scope(numbers, ast.parse(text), place, private=private)
    if tests is not None and tests.is_dir():
        numbers.testable, numbers.missing = _untested(folder, paths, tests)
    return numbers


def function_lines(node: Function) -> int:
    """Return the lines from `def` to the end, without the docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is None:
        return lines
    return lines - ((first.end_lineno or first.lineno) - first.lineno + 1)


def _count_scope(numbers: Numbers, scope: ast.AST, place: Path, *, private: bool, documented: bool = False) -> None:
    """Count the functions and classes right inside `scope`, and those inside them."""
    for node in _definitions(scope):
        hidden = private or (node.name.startswith("_") and node.name != "__init__")
        own = ast.get_docstring(node) is not None
        if not hidden:
            numbers.public += 1
            numbers.documented += own or (node.name == "__init__" and documented)
        if isinstance(node, Function):
            _count_function(numbers, node, place)
        inside = hidden or isinstance(node, Function)  # what a function holds is nobody's to call
        _count_scope(numbers, node, place, private=inside, documented=own)


def _definitions(scope: ast.AST) -> Iterator[Function | ast.ClassDef]:
    """Yield the definitions inside `scope` that belong to no other definition in it."""
    for child in ast.iter_child_nodes(scope):
        if isinstance(child, Function | ast.ClassDef):
            yield child
        else:
            yield from _definitions(child)


def _count_function(numbers: Numbers, node: Function, place: Path) -> None:
    numbers.functions[f"{place}:{node.lineno} {node.name}"] = function_lines(node)
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named = [argument for argument in named if argument.arg not in ("self", "cls")]
    named += [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
    numbers.parameters += len(named)
    numbers.annotated += sum(argument.annotation is not None for argument in named)
    numbers.returning += node.returns is not None


def _untested(folder: Path, paths: list[Path], tests: Path) -> tuple[int, list[str]]:
    """Return how many modules should have a test, and those that have none."""
    modules = [path.relative_to(folder) for path in paths if not path.stem.startswith("__")]
    shared = {stem for stem, count in Counter(module.stem for module in modules).items() if count > 1}
    files = [path.relative_to(tests) for path in tests.rglob("test_*.py")]
    missing = [str(module) for module in modules if not any(_tests(file, module, shared) for file in files)]
    return len(modules), missing


def _tests(file: Path, module: Path, shared: set[str]) -> bool:
    """Tell whether the test `file` is that of `module`."""
    package = module.parent.name
    if file.stem == f"test_{package}_{module.stem}":
        return True
    return file.stem == f"test_{module.stem}" and (module.stem not in shared or file.parent == module.parent)


def _p95(values: list[int]) -> int:
    return sorted(values)[min(len(values) - 1, round(0.95 * (len(values) - 1)))]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else ""


def find_package(name: str) -> Path:
    """Return the folder of a package that is named by its path, or by its name if it is installed."""
    if Path(name).is_dir():
        return Path(name).resolve()
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"no package {name}: expected a folder, or the name of an installed package")
    return Path(spec.origin).parent


def main() -> None:
    """Print the table of all packages named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", nargs="*", default=["murals"], help="folders, or names of installed packages")
    parser.add_argument("--tests", type=Path, help="folder of tests; tests beside the package unless given")
    parser.add_argument("--missing", action="store_true", help="list the modules without a test of their name")
    parser.add_argument("--longest", type=int, default=0, help="list as many of the longest functions")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    asked = parser.parse_args()
    counted = []
    for name in asked.packages:
        folder = find_package(name)
        counted.append(count_package(folder, asked.tests or folder.parent / "tests"))
    if asked.json:
        print(json.dumps([asdict(numbers) for numbers in counted], indent=1))
        return
    rows = [numbers.row() for numbers in counted]
    for cells in (rows[0].keys(), ["---"] * len(rows[0]), *(row.values() for row in rows)):
        print(f"| {' | '.join(cells)} |")
    for numbers in counted:
        if asked.missing and numbers.testable:
            print(f"\nwithout a test of their name: {', '.join(numbers.missing) or 'none'}")
        longest = sorted(numbers.functions.items(), key=lambda item: -item[1])[: asked.longest]
        print("".join(f"\n{lines:4} {name}" for name, lines in longest))


if __name__ == "__main__":
    main()
