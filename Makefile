# make help lists what there is.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 3000
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install run test check eval fuzz format messages lock clean

help:  ## List the targets.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /	/' | expand -t 12

install: .venv/.installed .env  ## Set up .venv with the console script in it (what `run` needs).

run: install  ## Start the UI and the daemon: make run [HOST=127.0.0.1] [PORT=3000] [DEPLOY=postgres]
	@exec $(BIN)/study-pipeline run --host $(HOST) --port $(PORT) $(if $(DEPLOY),--deploy $(DEPLOY))

test: .venv/.developing  ## Run all tests.
	$(BIN)/pytest

check: .venv/.developing  ## Format, lint, types, layers, Dagster's definitions and workspace.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/dg check defs
	$(BIN)/dagster definitions validate -w workspace.yaml

eval: .venv/.developing  ## Score the extraction on the corpus beside the checkout, into the docs: make eval [CHECK=1] [CORPUS=DIR]
	@$(BIN)/python benchmarks/eval_extraction.py $(if $(CHECK),--check) $(if $(CORPUS),--corpus $(CORPUS))

SECONDS ?= 60
fuzz: .venv/.developing  ## Read samples damaged at random; what breaks a rule is kept in fuzz-failures/: make fuzz [SECONDS=60] [SEED=N]
	@$(BIN)/python benchmarks/fuzz_pdfs.py --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

format: .venv/.developing  ## Format the code and mend what the linter can.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: .venv/.developing  ## Bring the Korean and English catalogues up to date with the code, and compile them.
	$(BIN)/python -m study_pipeline_tests.messages

lock:  ## Pin the newest allowed versions (needs uv): requirements.lock, requirements-dev.lock
	uv pip compile $(LOCK_FLAGS) --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile $(LOCK_FLAGS) --group build -c requirements-dev.lock pyproject.toml -o requirements.lock

LOCK_FLAGS := --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-strip-extras \
	--no-annotate --no-header --python-version 3.11

clean:  ## Remove .venv and caches; data/ stays.
	rm -rf .venv .env .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/bin/python:
	$(PYTHON) -c 'import sys; assert (3, 11) <= sys.version_info[:2] < (3, 14), "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.12 …"'
	$(PYTHON) -m venv .venv

.venv/.installed: requirements.lock pyproject.toml .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

.venv/.developing: requirements-dev.lock .venv/.installed .env
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

# Dagster commands typed in this folder read .env, and so use the history of `make run`. A STUDY_DATA that is
# set already stays: without the `:-` form, .env would win over it and a second, empty history would open.
.env: .venv/.installed
	printf '%s="%s"\n' STUDY_DATA '$${STUDY_DATA:-$(CURDIR)/data}' STUDY_DAGSTER_DIR '$${STUDY_DATA}/dagster' \
		DAGSTER_HOME '$${STUDY_DATA}/dagster' > $@
	$(BIN)/study-pipeline env > /dev/null
