# make help lists what there is.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 3000
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install run ocr test check eval fuzz format messages lock clean

help:  ## List the targets.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /	/' | expand -t 12

install: .venv/.installed .env  ## Set up .venv with the console script in it (what `run` needs).

run: install  ## Start the UI and the daemon: make run [HOST=127.0.0.1] [PORT=3000] [DEPLOY=postgres]
	@exec $(BIN)/study-pipeline run --host $(HOST) --port $(PORT) $(if $(DEPLOY),--deploy $(DEPLOY))

ocr: .venv/.ocr  ## Install OCR for scanned pages: the extra `ocr`, and tesseract with Korean and English.
	@$(TESSERACT_IS_HERE) || $(INSTALL_TESSERACT)
	@$(BIN)/python -m study_pipeline.resources.ocr.installation

test: .venv/.developing  ## Run all tests.
	$(BIN)/pytest --numprocesses=2 --dist=loadfile

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

lock:  ## Pin the newest allowed versions (needs uv): the three requirements*.lock
	uv pip compile $(LOCK_FLAGS) --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile $(LOCK_FLAGS) --group build -c requirements-dev.lock pyproject.toml -o requirements.lock
	uv pip compile $(LOCK_FLAGS) --extra ocr -c requirements-dev.lock pyproject.toml -o requirements-ocr.lock

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

.venv/.ocr: requirements-ocr.lock .venv/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-ocr.lock
	touch $@

TESSERACT_IS_HERE := test "$$(tesseract --list-langs 2>/dev/null | grep -cxE 'kor|eng')" = 2
APT_PACKAGES := tesseract-ocr tesseract-ocr-kor
define INSTALL_TESSERACT
if command -v apt-get >/dev/null; then \
	root=; test "$$(id -u)" = 0 || root="sudo"; \
	echo "Installing with apt-get: $(APT_PACKAGES)"; \
	$$root apt-get update -qq; $$root apt-get install -y -qq $(APT_PACKAGES) >/dev/null; \
elif command -v brew >/dev/null; then \
	brew install --quiet tesseract tesseract-lang; \
else \
	echo "Install tesseract with its Korean data yourself (packages: tesseract-ocr and tesseract-ocr-kor," \
		"or tesseract and tesseract-langpack-kor), then type make ocr again." >&2; exit 1; \
fi
endef

# Dagster commands typed in this folder read .env, and so use the history of `make run`. A STUDY_DATA that is
# set already stays: without the `:-` form, .env would win over it and a second, empty history would open.
.env: .venv/.installed
	printf '%s="%s"\n' STUDY_DATA '$${STUDY_DATA:-$(CURDIR)/data}' STUDY_DAGSTER_DIR '$${STUDY_DATA}/dagster' \
		DAGSTER_HOME '$${STUDY_DATA}/dagster' > $@
	$(BIN)/study-pipeline env > /dev/null
