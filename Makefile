# Listproof: every target sets up what it needs, into .venv in this folder.
#   make mock [PORT=9000]   serve the five endpoints          make test       the fast tests
#   make check              the suite on mock and backend     make test-all   the slow ones too
#   make lint               ruff, mypy, import rules          make measure    every liar on every endpoint
#   make check-servers      the suite on servers that other people wrote
#   make lock               refresh requirements.lock         make format     what ruff can mend by itself
#   make bench-suite        beside Schemathesis alone         make bench-cost what a check costs, near and far
#   make bench-check        what the suite itself costs: CPU, many lists, slow backends
#   make bench-big          over a document of 300 lists
#   make bench-served       what a request costs the mock, beside an application that does nothing (needs wrk)
#   make bench-peers        the mock beside others, which npm brings (needs wrk): PEERS=a folder that keeps them
#   make bench-flat         a page in lists of a thousand to a million rows, with plots (needs wrk for a part)
#   make bench-infer        how right inference is, over public documents: DOCUMENTS=the folder that has them
#   make docs               the contracts as pages, in build/site

SHELL := /bin/sh
PORT ?= 8080
SEEDS ?= 20
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
NODE_READY := examples/servers/json_server/node_modules/.ready examples/frontend/node_modules/.ready

# The newest Python that is here and new enough, unless PYTHON names one.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)

.PHONY: help setup mock docs check check-servers test test-all measure bench-suite bench-cost bench-check bench-served bench-peers bench-flat bench-infer lint format lock clean

help:
	@sed -n 's/^#   //p' Makefile

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Listproof needs Python 3.11 or newer with venv (on Debian: apt-get install python3-venv); name it with PYTHON=..." >&2; exit 2; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) ..." >&2
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || { rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

mock: $(READY)
	@exec $(BIN)/listproof mock --port $(PORT)

docs: $(READY)
	@$(BIN)/listproof docs --output build/site

check: $(READY)
	@$(BIN)/python -m examples.check_all

check-servers: $(READY) $(firstword $(NODE_READY))
	@$(BIN)/python -m examples.servers.check_all

# Without npm the servers that need it are passed over, and said so.
$(NODE_READY): %/node_modules/.ready: %/package-lock.json
	@if command -v npm >/dev/null 2>&1; then \
		npm ci --silent --no-audit --no-fund --ignore-scripts --prefix $(dir $<) && touch $@; \
	fi

test: $(READY)
	@$(BIN)/python -m pytest -n 2 -m "not slow and not sweep"

test-all: $(READY) $(NODE_READY)
	@$(BIN)/python -m pytest -n 2 -m "not sweep"

measure: $(READY)
	@bad=0; \
	$(BIN)/python -m tests.liars.measure --workers 2 --write docs/liars.md || bad=1; \
	$(BIN)/python -m tests.liars.measure --workers 2 --honest --seeds $(SEEDS) --write docs/honest.md || bad=1; \
	exit $$bad

bench-suite: $(READY)
	@$(BIN)/python -m benchmarks.suite_against_schemathesis

bench-cost: $(READY)
	@$(BIN)/python -m benchmarks.requests_and_seconds

bench-served: $(READY)
	@$(BIN)/python -m benchmarks.served

bench-peers: $(READY)
	@$(BIN)/python -m benchmarks.peers $(if $(PEERS),--folder "$(PEERS)")

bench-check: $(READY)
	@$(BIN)/python -m benchmarks.checking --write

bench-big: $(READY)
	@$(BIN)/python -m benchmarks.size_and_seconds

bench-flat: $(READY)
	@mkdir -p build
	@$(BIN)/python -m benchmarks.flat --json build/flat.json
	@$(BIN)/python -m benchmarks.plots build/flat.json
	@$(BIN)/python -m benchmarks.flat_served

bench-infer: $(READY)
	@$(BIN)/python -m benchmarks.infer --write $(if $(DOCUMENTS),--documents "$(DOCUMENTS)")

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/listproof lint

format: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# Needs uv. Exact versions with hashes, for every platform; no index address is written.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --all-extras --group dev \
		--group servers --upgrade --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist
