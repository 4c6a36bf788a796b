# Everything a newcomer or a maintainer types. `make` alone lists the targets.
PYTHON ?= python3
VENV ?= .venv
PYTHONS ?= python3.11 python3.12 python3.13
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PEERS := benchmarks/.peers

.DEFAULT_GOAL := help
.PHONY: help demo live docs test test-full test-gradient coverage golden validate bench lint dist dist-check install clean

help:  ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-13s %s\n", $$1, $$2}'

$(STAMP): setup.cfg pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "evosim needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip -c constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[notebooks,test,dev]'
	@touch $@

install: $(STAMP)  ## make the virtual environment and install evosim into it

demo: $(STAMP)  ## evolve runs/first.toml, then draw and name its figure
	$(BIN)/evosim doctor --warm
	$(BIN)/evosim run runs/first.toml --figure

live: $(STAMP)  ## open a class on a local page: evolution before one's eyes, lesson one
	$(BIN)/evosim doctor --warm --parts
	$(BIN)/evosim live

$(VENV)/.docs $(VENV)/.gradient: $(VENV)/.%: $(STAMP)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[$*]'
	@touch $@

docs: $(VENV)/.docs  ## build the documentation, which opens without a network, and name its first page
	$(BIN)/python -m sphinx -b html -E -W --keep-going -q docs docs/_build/html
	@echo docs/_build/html/index.html

test: $(STAMP)  ## run the test suite (under 10 minutes on 2 cores)
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile

test-full: $(STAMP)  ## run the slow statistical and exhaustive tests as well
	$(BIN)/python -m pytest -n 2

test-gradient: $(VENV)/.gradient  ## install the libraries of policy gradient, and test what needs them
	$(BIN)/python -m pytest tests/gradient -n 2

# kernels are measured where a test lives worlds uncompiled (tests/world/test_modes.py)
coverage: $(STAMP)  ## which branches the quick suite takes: 95 % at least outside kernels/
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest -m "not slow"
	$(BIN)/python -m coverage run -m pytest tests/world/test_modes.py -k least
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --omit "evosim/kernels/*" --fail-under 95
	$(BIN)/python -m coverage report --include "evosim/kernels/*"

golden: $(STAMP)  ## write the digests of results anew (tests/golden), and say which changed
	$(BIN)/python -m tests.golden

validate: $(STAMP)  ## check the engine against theory at full size
	$(BIN)/evosim validate --full

$(PEERS)/.installed: benchmarks/requirements.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet -r benchmarks/requirements.txt
	@touch $@

bench: $(STAMP) $(PEERS)/.installed  ## measure speed beside peers and the bare forward pass, for README.md
	$(BIN)/python benchmarks/bench.py

lint: $(STAMP)  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/mypy

dist: $(STAMP)  ## build the source distribution and, from it, the wheel, into dist/
	$(BIN)/python -m build

dist-check: $(STAMP)  ## install that wheel in an empty environment of each of PYTHONS, and run evosim there
	$(BIN)/python -m tests.packaging.pythons $(PYTHONS)

clean:  ## remove the virtual environments, what was built, and runs/out with ALL runs in it
	rm -rf $(VENV) $(PEERS) build dist *.egg-info docs/_build runs/out
