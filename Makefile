# SPDX-License-Identifier: Apache-2.0
# Two commands on a fresh machine: `make run` and `make test`. Both set up .venv first, and are safe to repeat.

# What is installed besides the window: `train` (torch and what trains). `make run EXTRAS=` leaves it out.
EXTRAS ?= train
# How much the demo does: tiny, quick, standard or full.
SIZE ?= standard
# Passed on to pytest, such as ARGS="-k store -x".
ARGS ?=
# How many tests run at a time; 0 runs them in one process, which a debugger needs.
WORKERS ?= 2

# A set-up that was asked for by itself says that it is done, even where nothing was left to do.
SAY_READY = $(if $(filter $@,$(MAKECMDGOALS)),@echo "Stillroom is set up in .venv. Open it with: make run")

VENV_PYTHON := .venv/bin/python
PYTEST := QT_QPA_PLATFORM=offscreen $(VENV_PYTHON) -m pytest

# uv looks into the folder of ready wheels that pip was told of.
ifdef PIP_FIND_LINKS
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)
endif
# The interpreter that .venv is made with, when it is not the first one found.
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test demo check format bench screens prove plan wheel

help:  ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*##/  make \1 \t/p' $(MAKEFILE_LIST)

setup:  ## install the pinned versions into .venv
	@sh packaging/setup.sh "$(EXTRAS)"
	$(SAY_READY)

setup-dev:  ## the same, with the tools of tests and checks
	@sh packaging/setup.sh "$(EXTRAS),dev"
	$(SAY_READY)

run: setup  ## open the window (without a display: the quick demo)
	@sh packaging/run.sh

test: setup-dev  ## every test, offscreen
	@$(PYTEST) -n $(WORKERS) --dist worksteal $(ARGS)

demo: setup  ## the whole story headless; SIZE=tiny|quick|standard|full
	@.venv/bin/stillroom demo --size $(SIZE)

check: setup-dev  ## format, lint, types, import contracts, tests
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTEST) -n $(WORKERS) --dist worksteal $(ARGS)

format: setup-dev  ## let ruff format and mend the tree
	$(VENV_PYTHON) -m ruff format .
	$(VENV_PYTHON) -m ruff check --fix .

bench: setup-dev  ## measure, print a table, write it into docs/performance.md
	@QT_QPA_PLATFORM=offscreen $(VENV_PYTHON) -m tests.bench --write docs/performance.md $(ARGS)

screens: setup-dev  ## walk through the window and write docs/screens/*.png
	@STILLROOM_SCREENS=docs/screens $(PYTEST) -m screens $(ARGS)

prove: setup-dev  ## the slow proofs
	@$(PYTEST) -m slow $(ARGS)

plan: setup-dev  ## write the file list of docs/architecture.md anew
	@$(VENV_PYTHON) -m tests.architecture.floor_plan

wheel: setup-dev  ## build dist/stillroom-*.whl
	@$(VENV_PYTHON) -m hatchling build -t wheel
