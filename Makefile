# `make` alone says what there is to do. Everything lives in .venv; nothing is installed elsewhere,
# except system packages for the tests when run as root.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
VENV := .venv/bin/python
RUNTIME := .venv/.runtime-installed
DEV := .venv/.dev-installed
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))
# Two drive a browser, one starts programs, and all wait a good deal: three keep two cores at work (which tests stay
# together: tests/services/workers.py).
WORKERS ?= 3
PYTEST := $(BIN)/pytest -q -n $(WORKERS) --dist loadscope
PIP_INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: help run install test test-fast test-postgres test-browser lint format types messages benchmarks lock clean

help: ## say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-15s %s\n", $$1, $$2 }'

run: $(RUNTIME) $(CATALOGUES) ## start the site with its demo day at http://localhost:8000; Ctrl-C stops it
	@$(VENV) tools/make_env.py
	@$(VENV) tools/prepare.py
	@exec $(VENV) tools/run_together.py $(BIN)/gunicorn wsgi:app -- $(BIN)/flask mail work

install: $(DEV) $(CATALOGUES) ## install everything that running, testing and developing need

test: $(DEV) $(CATALOGUES) ## run all that CI runs: lint, types, both databases, mail, browser
	@tools/system_packages.sh --for-tests
	@$(MAKE) lint types
	@$(PYTEST)

test-fast: $(DEV) $(CATALOGUES) ## run the tests on SQLite only, without the browser
	@$(PYTEST) --databases sqlite -m "not browser"

test-postgres: $(DEV) $(CATALOGUES) ## run the tests that touch a database on a throw-away PostgreSQL
	@tools/system_packages.sh --for-tests
	@$(PYTEST) --databases postgres -m "not browser and not sqlite_only"

test-browser: $(DEV) $(CATALOGUES) ## run the browser's tests only
	@tools/system_packages.sh --for-tests
	@$(PYTEST) tests/browser

lint: $(DEV) ## check style and templates
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Some files are not formatted; make format does it." >&2; exit 1; }
	@$(BIN)/djlint --lint --quiet templates

format: $(DEV) ## put the Python files into one format
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

types: $(DEV) ## check types, strictly
	@$(BIN)/mypy --no-error-summary

messages: $(DEV) ## collect the sentences to translate and bring the catalogue of every language up to date
	@mkdir -p build
	@$(BIN)/pybabel -q extract --mapping babel.cfg --project Actions --sort-by-file --add-location=file --no-wrap \
		--keyword _l --keyword lazy_gettext --keyword lazy_ngettext:1,2 --keyword lazy_pgettext:1c,2 \
		--output build/messages.pot .
	@for language in $$($(VENV) -c 'from actions.locale import *; print(*(set(LANGUAGES) - {DEFAULT}))'); do \
		how="init"; \
		[ ! -f translations/$$language/LC_MESSAGES/messages.po ] || how="update --no-fuzzy-matching --ignore-obsolete"; \
		$(BIN)/pybabel -q $$how --no-wrap --locale $$language -i build/messages.pot -d translations; \
	done

benchmarks: $(DEV) $(CATALOGUES) ## measure speed and load (minutes; leave the machine alone meanwhile)
	@$(VENV) -m benchmarks

lock: $(DEV) ## compile requirements*.in into pinned, hashed locks (UPGRADE=--upgrade for newer releases)
	@tools/lock.sh $(UPGRADE)

clean: ## remove what was made here, except the database and .env
	@rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV):
	@tools/make_venv.sh

# The dev lock pins the same releases as the runtime lock, so it also satisfies it.
$(RUNTIME): requirements.txt | $(VENV)
	@echo "Installing what the site needs (about a minute the first time) ..."
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(DEV): requirements.txt requirements-dev.txt | $(VENV)
	@echo "Installing what the site and its tests need (about a minute the first time) ..."
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $(RUNTIME) $@

%.mo: %.po | $(RUNTIME)
	@$(BIN)/pybabel -q compile --input-file $< --output-file $@
