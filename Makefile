# Two commands do all the set-up they need: `make demo` runs the main job, `make test` the quick tests.
# The environment lives in .venv and is made anew when the dependencies change.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PYTEST ?= -n 2 --dist loadfile --durations 5
# Compiled while installing, on all cores: else each first start does it, and every start where byte code is not written.
UV := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --constraint constraints.txt

.PHONY: demo test test-rest test-all lint install clean bench

demo: $(VENV)/installed
	$(BIN)/murals demo

# The quick tests, without a browser; `test-rest` is what they leave out, `test-all` is everything.
test: $(VENV)/tested
	$(BIN)/python -m pytest $(PYTEST) -m "not slow and not browser"

test-rest: $(VENV)/tested
	$(BIN)/python -m pytest $(PYTEST) -m "slow or browser"

test-all: $(VENV)/tested
	$(BIN)/python -m pytest $(PYTEST)

lint: $(VENV)/linted
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pylint --jobs 2 murals
	$(BIN)/codespell

install: $(VENV)/installed

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV) || { echo "make: $(PYTHON) cannot make an environment; on Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $$(grep '^uv==' constraints.txt)

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/uv
	@echo "installing murals and what it stands on into $(VENV) (some gigabytes the first time)"
	$(UV) --editable .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(UV) --group test
	@touch $@

$(VENV)/linted: $(VENV)/tested
	$(UV) --group lint
	@touch $@

# Ratios of speed, measured here; a quiet machine gives steadier ones.
bench: $(VENV)/benched
	$(BIN)/python benchmarks/performance.py docs/performance.md

$(VENV)/benched: $(VENV)/installed
	$(UV) --group benchmark
	@touch $@

clean:
	rm -rf $(VENV) runs build dist .pytest_cache .ruff_cache .mypy_cache

# Pins of everything a fresh, unconstrained environment gets today.
.PHONY: constraints
constraints:
	$(PYTHON) -m venv .venv-new && .venv-new/bin/pip install --quiet uv
	.venv-new/bin/uv pip install --quiet --python .venv-new/bin/python --editable . --group test --group lint --group benchmark
	.venv-new/bin/uv pip freeze --exclude-editable --python .venv-new/bin/python > constraints.txt
	rm -rf .venv-new
