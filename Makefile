# make run: Oxfordshire's headroom map from the tables in this repository.
# make test: every test, with a browser when one can be had.
SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --constraint constraints.txt --editable
BROWSERS := chromium chromium-browser google-chrome msedge
ARGS ?=
PYTEST_ARGS ?= -n 2 --dist worksteal

.PHONY: run test lint browser clean

run: $(VENV)/.run
	@$(BIN)/lae run $(ARGS)

test: $(VENV)/.test browser
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Stamps: an install is repeated only when what it depends on has changed.
$(VENV)/.run: $(BIN)/python pyproject.toml constraints.txt hatch_build.py
	@echo "Installing lae into $(VENV) (about a minute the first time)"
	@$(INSTALL) .
	@touch $@

$(VENV)/.test: $(BIN)/python pyproject.toml constraints.txt hatch_build.py
	@echo "Installing lae and its development tools into $(VENV) (about two minutes the first time)"
	@$(INSTALL) '.[dev,gb]'
	@touch $@ $(VENV)/.run

$(BIN)/python:
	@found=""; bare=""; \
	for name in $(PYTHON) python3 python3.11 python3.12 python3.13 python3.14 python; do \
	  "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  if "$$name" -c 'import ensurepip, venv' 2>/dev/null; then found="$$name"; break; fi; \
	  bare="$$bare $$name"; \
	done; \
	if [ -z "$$found" ] && [ -n "$$bare" ]; then \
	  echo "$$bare can make no virtual environment: its venv module is not installed." >&2; \
	  echo "On Debian and Ubuntu: apt install python3-venv. Then run make again." >&2; exit 1; \
	elif [ -z "$$found" ]; then \
	  echo "lae needs Python 3.11 or newer, and none is on the PATH. Install one, or name it: make run PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	"$$found" -m venv --clear $(VENV)

# Never fails: without a browser the page's tests skip and say why (LAE_REQUIRE=browser turns that into a failure).
browser:
	@if [ -n "$$LAE_CHROMIUM" ]; then exit 0; fi; \
	for name in $(BROWSERS); do command -v "$$name" >/dev/null 2>&1 && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "Installing chromium for the page's tests"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium; } >/dev/null 2>&1 \
	    || echo "apt could not install chromium"; \
	else \
	  echo "No browser found: install chromium, or name one in LAE_CHROMIUM, to run the page's tests"; \
	fi; true
