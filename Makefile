# Two commands do everything: `make start` and `make test`. Each sets itself up first; all that must
# be there before is Python 3.11+ with venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
# Two workers share the test files; each starts what its tests need. `make test TEST_WORKERS=` runs one by one.
TEST_WORKERS ?= --numprocesses=2 --dist=loadfile --no-loadscope-reorder
export UV_SYSTEM_CERTS := 1
export NODE_USE_SYSTEM_CA := 1
export PYTHONPATH :=

.DEFAULT_GOAL := help
.PHONY: help setup start test test-all lint fix bench clean

help:
	@echo "make start     run the platform at http://127.0.0.1:8000 (MATTRAN_PORT=9000 make start)"
	@echo "make test      tests that CI runs        make test-all  every test"
	@echo "make lint      style, types, layers      make fix       mend what can be mended"
	@echo "make bench     measure (ONLY=name)       make setup     only install"

setup: $(VENV)/.installed deploy/proxy/node_modules/.installed

# Built beside and renamed, so that an interrupted set-up starts again.
$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { echo "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.installed: pyproject.toml uv.lock $(BIN)/uv
	@echo "Installing Python packages ..."
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --frozen --quiet --inexact
	@touch $@

deploy/proxy/node_modules/.installed: deploy/proxy/package-lock.json $(VENV)/.installed
	@echo "Installing configurable-http-proxy ..."
	@$(BIN)/python -m deploy.proxy
	@touch $@

start: setup
	@exec $(BIN)/mattran start $(ARGS)

test: setup
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/python -m pytest -m "not slow" $(TEST_WORKERS) $(ARGS)

test-all: setup lint
	@$(BIN)/python -m pytest $(TEST_WORKERS) $(ARGS)

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --check --lint --quiet hub courses grading prompt_library

fix: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@-$(BIN)/djlint --reformat --quiet hub courses grading prompt_library

bench: setup
	@$(BIN)/python -m deploy.bench $(ONLY)

clean:
	rm -rf $(VENV) deploy/proxy/node_modules
