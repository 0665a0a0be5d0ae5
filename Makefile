# Two commands are enough: `make run` and `make test`. Both set up whatever is missing first.
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
SET_UP := pyproject.toml .ci/environment

export PYTHON
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test lint pytest bench soak wheel requirements clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: .venv/ready-to-run ## set up and serve with demo data; more options: make run ARGS="--port 8080"
	@$(BIN)/inspector serve --demo $(ARGS)

test: .venv/ready-to-test ## set up and run every check and every test
	@.ci/system
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory pytest

lint: .venv/ready-to-test ## style, types, imports between rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

pytest: .venv/ready-to-test
	@# three on two cores: servers that start and browsers that draw leave a third of them idle
	$(BIN)/python -m pytest -n 3 --dist worksteal $(ARGS)

bench: .venv/ready-to-test ## speeds, each as a ratio inside one run
	$(BIN)/python -m tests.bench $(ARGS)

soak: .venv/ready-to-test ## reliability at length, with seed and counts; one bar: make soak ARGS="kills --seed 1"
	$(BIN)/python -m tests.soak $(ARGS)

wheel: .venv/ready-to-test ## build dist/inspector-*.whl
	$(BIN)/python -m build --no-isolation --wheel --outdir dist .

requirements: ## pin all packages anew after a change in pyproject.toml
	.ci/requirements

clean: ## remove the environment and everything built
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/ready-to-run: requirements.txt $(SET_UP)
	@.ci/environment requirements.txt
	@touch $@

.venv/ready-to-test: requirements-test.txt $(SET_UP)
	@.ci/environment requirements-test.txt
	@touch $@
