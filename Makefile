# innocluster: make serve, make test. Needs Python 3.11+, make and a network to the package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KG_PORT ?= 5000
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: serve test check format lint types owl build docs equality wheel clean

serve: $(VENV)/.run
	@KG_PORT=$(KG_PORT) $(BIN)/kg serve

test: $(VENV)/.dev
	@$(BIN)/python -m pytest

check: format lint types test

format: $(VENV)/.dev
	@$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	@$(BIN)/ruff check .

types: $(VENV)/.dev
	@$(BIN)/mypy

build: $(VENV)/.run
	@$(BIN)/kg build

docs: $(VENV)/.run
	@$(BIN)/kg export report docs

# Hours: every rule on every focus node of every case under every profile, compiled and by pySHACL.
equality: $(VENV)/.dev
	@KG_EQUALITY=all $(BIN)/python -m pytest tests/reason/test_curated.py tests/reason/test_reference.py

wheel: $(VENV)/.dev
	@$(BIN)/python -m build --wheel

clean:
	@rm -rf build dist $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

# The environment: made once, then only when what it installs changes.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("innocluster needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12 …") if sys.version_info < (3, 11) else None'
	@echo "Making the environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml | $(VENV)/bin/python
	@echo "Installing innocluster and what it runs on (about a minute, once) …"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing the tools that tests need (two or three minutes, once) …"
	@$(PIP) install --requirement requirements-dev.txt
	@$(PIP) install --no-deps --editable .
	@touch $@ $(VENV)/.run
