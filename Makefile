# hedui: two commands. `make run` shows the whole job on the shipped sample, `make test` proves it.
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PYTHONUTF8 := 1
export GX_ANALYTICS_ENABLED := false
export DAGSTER_DISABLE_TELEMETRY := yes
BENCH := .venv-bench
PERSONS ?= 100000

.DEFAULT_GOAL := help
.PHONY: help run test coverage year check dev book bench bench-linkage lock clean

help:           ## this list
	@grep -hE '^[a-z-]+: .*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

$(STAMP): requirements.lock requirements.bootstrap.lock pyproject.toml
	@echo "hedui: building $(VENV) (once, about a minute)"
	@command -v $(PYTHON) >/dev/null || { echo "hedui: $(PYTHON) is not on the PATH; set PYTHON=..." >&2; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.bootstrap.lock
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP)   ## the main job on the shipped sample: extracts to ranked lists and alerts, into out/
	@install -D -m 600 data_samples/sample.key out/sample.key
	@$(BIN)/hedui run --inbox data_samples/series --as-of 2017-12-31 --out out --key-file out/sample.key

test: $(STAMP)  ## every proof but the long suites (six minutes on 2 cores)
	@POLARS_MAX_THREADS=1 $(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder

year: $(STAMP)  ## a year of a made-up city: 24 batches, each run and held against the truth of its day (ten CPU minutes)
	@$(BIN)/pytest tests/test_year.py --long

coverage: $(STAMP)  ## how often the stated link quality holds the truth, in twenty made-up cities (two CPU minutes)
	@$(BIN)/pytest tests/test_link_quality.py --long -k twenty

check: $(STAMP) ## style, types, the order of the packages, generated documents
	@$(BIN)/ruff check --no-cache .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pipelines.book --check

dev: $(STAMP)   ## the Dagster page on http://127.0.0.1:3000 (this machine only)
	@install -D -m 600 data_samples/sample.key out/sample.key
	@mkdir -p -m 700 out/state/dagster && cp dagster.yaml out/state/dagster/
	@HEDUI_KEY_FILE=$(CURDIR)/out/sample.key DAGSTER_HOME=$(CURDIR)/out/state/dagster $(BIN)/dagster dev --host 127.0.0.1 --port 3000 -m pipelines.definitions

book: $(STAMP)  ## writes the data dictionary, the rule book and the rule x column matrix anew
	@$(BIN)/python -m pipelines.book

bench: $(STAMP) $(BENCH)/.installed ## cost of the whole job beside the floor: make bench PERSONS="100000 1000000"
	@$(BIN)/python -m benchmarks.pipeline $(PERSONS)
	@$(BENCH)/bin/python benchmarks/plot.py

bench-linkage: $(STAMP) $(BENCH)/.installed ## own linkage engine beside Splink 5 on made-up cities and FEBRL
	@$(BIN)/python -m benchmarks.linkage $(PERSONS)

$(BENCH)/.installed: benchmarks/requirements.lock | $(STAMP)
	@echo "hedui: building $(BENCH) (other linkage engines and a plotting library; nothing of it enters the product)"
	@rm -rf $(BENCH) && $(PYTHON) -m venv $(BENCH)
	@VIRTUAL_ENV=$(CURDIR)/$(BENCH) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r benchmarks/requirements.lock
	@touch $@

lock:           ## resolves requirements.lock anew (needs uv on the PATH)
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-strip-extras --extra proof --extra build pyproject.toml --output-file requirements.lock
	echo uv | uv pip compile --quiet --python-version 3.11 --generate-hashes --output-file requirements.bootstrap.lock -
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-strip-extras benchmarks/requirements.in --output-file benchmarks/requirements.lock

clean:          ## removes the environment and what was run
	rm -rf $(VENV) $(BENCH) out .mypy_cache .ruff_cache .import_linter_cache
