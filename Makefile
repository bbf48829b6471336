# Needs only Python 3.11 or newer (with venv) and make. `make` lists what it can do.
PYTHON ?= python3
PYTEST_ARGS ?=
# As many at once as there are cores; a file stays together, so its platform is started once.
PYTEST := -m pytest -n auto --dist loadfile --no-loadscope-reorder
# Every process reads what the first one compiled, even where the shell says otherwise.
export PYTHONDONTWRITEBYTECODE =
SEEDS ?= 20
SCHEDULES ?= 1000
DESK ?= http://127.0.0.1:8000
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --generate-hashes --universal --no-emit-index-url \
	--no-emit-find-links --no-header --python-version 3.11 --extra ocr --extra chain --quiet pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help setup run example test check lint types floors house bench simulate campaign docs client lock

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: .venv/.stamp ## build .venv with the locked packages and the weikameng command

.venv/.stamp: requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make setup PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check --quiet \
		--require-hashes --requirement requirements-dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet \
		--no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## start the shop with demo data
	$(BIN)/weikameng run --demo

# Its token is of today: each run issues one, shown to nobody.
example: setup ## start the example shop of examples/shop beside `make run`
	@$(BIN)/weikameng shops list | grep -q "^example\b" || \
		$(BIN)/weikameng shops open example --name 示例店 --money shop
	@SHOP_TOKEN=$$($(BIN)/weikameng shops token example --name example --days 1) \
		exec $(BIN)/python examples/shop/shop.py --desk $(DESK) \
		--data "$${WEIKAMENG_DATA_DIR:-var}/example.db"

test: setup ## run every test (PYTEST_ARGS="-k name" for some)
	$(BIN)/python $(PYTEST) $(PYTEST_ARGS)

check: lint test ## everything a change must pass: lint, types, floors, laws, tests

lint: types floors ## style, types and floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## mypy, strict
	$(BIN)/mypy
	cd clients/python && $(CURDIR)/$(BIN)/mypy weikameng_client

floors: setup ## imports only go down
	$(BIN)/lint-imports

house: setup ## the laws of the house (tests/house)
	$(BIN)/python -m pytest tests/house $(PYTEST_ARGS)

bench: setup ## measure the hot path
	$(BIN)/python -m bench

simulate: setup ## faults and crashes, SEEDS=20 of them, against the invariants
	$(BIN)/weikameng simulate --seeds $(SEEDS)

campaign: setup ## money through faults and crashes, SCHEDULES=1000 of them, over HTTP
	$(BIN)/weikameng campaign --schedules $(SCHEDULES)

docs: setup ## write the generated pages of docs/ again
	$(BIN)/weikameng docs

client: setup ## write the Python client again from the specification
	$(BIN)/python -m clients.generate

lock: setup ## choose versions again from pyproject.toml (needs a network)
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --output-file requirements-dev.txt
