# Everything a newcomer needs: run, test, check, bench. Each sets up what it needs.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run setup setup-dev test test-fast check bench chaos chaos-full lies simulate mutants audit format lock clean

run: setup
	@CAIRN_DEMO=$${CAIRN_DEMO:-1} exec $(BIN)/cairn run

setup:
	@$(PYTHON) tools/setup.py $(VENV) requirements.lock

setup-dev:
	@$(PYTHON) tools/setup.py $(VENV) requirements-dev.lock --browser

test: setup-dev
	@$(BIN)/pytest -n auto --maxprocesses 4 -m "not chaos"

test-fast: setup-dev
	@$(BIN)/pytest -n auto --maxprocesses 4 -m "not browser and not chaos"

check: setup-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m cairn.console.main manage makemigrations --check --dry-run
	@$(BIN)/pytest -n auto --maxprocesses 4 -m "not chaos"

bench: setup-dev
	@$(BIN)/python -m bench --write

# Breaks everything on purpose and proves that nothing was lost (docs/reliability.md). SEED=... repeats a plan.
chaos: setup-dev
	@$(BIN)/pytest -m chaos
	@$(BIN)/python -m tests.chaos $(if $(SEED),--seed $(SEED))

chaos-full: setup-dev
	@$(BIN)/python -m tests.chaos --messages 100000 --faults 300 --people 4000 --burst 12 --long --write $(if $(SEED),--seed $(SEED)) $(if $(MINUTES),--minutes $(MINUTES))

# Known holes in what is locked. Where no list of them can be reached this says so and fails: silence is not safety.
audit: setup-dev
	@$(BIN)/python tools/audit.py requirements.lock

# A model that lies 1,000 times and one that gives everything away 500 times: nothing of it reaches a customer.
lies: setup-dev
	@LIES=$${LIES:-1000} PROMPTS=1000 $(BIN)/pytest tests/assistant/test_lies.py tests/assistant/test_red_team.py tests/assistant/test_deadline.py -s

# SECONDS_AT_MOST=600 SEED=7: lives of the whole desk with crashes, bad networks and clocks; a failure prints its seed and steps.
simulate: setup-dev
	@SEQUENCES=$${SEQUENCES:-100000} SECONDS_AT_MOST=$${SECONDS_AT_MOST:-600} SURVEY=1 CHUNK=100 $(BIN)/pytest tests/simulation -s -x

# Each guard of the product taken out once: the simulation has to notice every one.
mutants: setup-dev
	@MUTANTS=1 $(BIN)/pytest tests/simulation/test_mutants.py -s

format: setup-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock:
	@$(BIN)/python -m pip install -q uv
	@for extra in "" "-dev"; do $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $${extra:+--extra dev} pyproject.toml -o requirements$$extra.lock; done

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
