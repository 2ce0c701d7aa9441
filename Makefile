# Every command of the house; bare `make` lists them. PYTHON=python3.12 make … builds .venv from another Python.

PYTHON ?= python3
BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --extra dev pyproject.toml --output-file

# Whole files side by side, as many and in the order as tests/conftest.py says; one after another: make test SIDE_BY_SIDE=
SIDE_BY_SIDE := --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# Where this is set, every program that is started compiles the whole house anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z.]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: up
up: .venv web  ## run everything on this machine until Ctrl-C; more options: make up ARGS="--api-port 0"
	@$(BIN)/redress up $(ARGS)

.PHONY: test
test: .venv web  ## run every test; some of them: make test ARGS=tests/domain
	@$(BIN)/pytest $(SIDE_BY_SIDE) $(ARGS)

.PHONY: check
check: .venv  ## format, lint, types, import contracts, house rules, lock file
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python -m checks
	$(BIN)/python -m checks.lock $(COMPILE)
	@if docker compose version >/dev/null 2>&1; then \
		docker compose --env-file deploy/cluster.env.example config --quiet; \
	else \
		echo "docker compose is not on this machine: docker-compose.yml was not checked"; \
	fi

.PHONY: bench
bench: .venv web  ## measure on stacks of its own: straight-through complaints, intake, waiting cases, deadlines at once
	@set -e; for name in lifecycle intake waiting burst agenda; do $(BIN)/redress bench $$name; done

.PHONY: fuzz
fuzz: .venv  ## every property on thousands of lives drawn anew; some: make fuzz ARGS=tests/domain/test_properties.py
	@$(BIN)/python -m bench.fuzz $(ARGS)

.PHONY: chaos
chaos: .venv web  ## kill every part in turn under open cases, five rounds; fewer: make chaos ARGS="--rounds 1"
	@$(BIN)/redress bench chaos $(ARGS)

.PHONY: format
format: .venv  ## bring the code into the form that make check wants
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: lock
lock: .venv  ## write requirements.lock from pyproject.toml; newer versions: make lock ARGS=--upgrade
	$(COMPILE) requirements.lock $(ARGS)

.PHONY: web
web: web/built/manifest.json  ## fetch and build what browsers load

web/built/manifest.json: .venv/built web/build.py web/package.json web/package-lock.json $(wildcard web/source/*)
	@echo "building web/built from web/package-lock.json" >&2
	@$(BIN)/python -m web.build >&2

.PHONY: .venv
.venv: .venv/built  ## build .venv from requirements.lock

# What is installed goes to stderr: the stdout of `make up` is for programs to read.
.venv/locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=…")'
	@echo "building .venv from requirements.lock" >&2
	@$(PYTHON) -m venv --clear .venv >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock >&2
	@touch $@

.venv/built: .venv/locked pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . >&2
	@touch $@
