# Every target sets itself up in .venv; all that is needed is python3 (3.11 or newer) and a package index.
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

.PHONY: run test check bench gallery data format pins clean

run: $(RUNTIME)
	$(BIN)/unionmap app

test: $(DEV)
	$(BIN)/pytest -n 2

check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

bench: $(DEV)
	$(BIN)/python -m benchmarks

gallery: $(DEV)
	$(BIN)/python -m benchmarks.gallery

data: $(RUNTIME)
	$(BIN)/unionmap data build

format: $(DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Renew the pinned requirements from pyproject.toml.
pins: $(UV)
	$(UV) pip compile pyproject.toml --extra app --group build --universal --python-version 3.11 \
	  --generate-hashes --no-header --quiet --upgrade -o requirements/runtime.txt
	$(UV) pip compile pyproject.toml --extra app --extra osm --group build --group test --group check --group bench --universal --python-version 3.11 \
	  --generate-hashes --no-header --quiet --upgrade -c requirements/runtime.txt -o requirements/dev.txt
	$(UV) pip compile requirements/uv.in --universal --python-version 3.11 \
	  --generate-hashes --no-header --quiet --upgrade -o requirements/uv.txt

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(UV): requirements/uv.txt
	python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	touch $@

$(RUNTIME): requirements/runtime.txt pyproject.toml $(UV)
	$(UV) pip install --quiet --require-hashes -r requirements/runtime.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(DEV): requirements/dev.txt $(RUNTIME)
	$(UV) pip install --quiet --require-hashes -r requirements/dev.txt
	touch $@
