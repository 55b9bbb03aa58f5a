# The two commands of a fresh machine: `make app` and `make test`. Python 3.11+ and make are enough.

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
# Without PASSIVE, OpenMP threads spin at their barriers and a busy 2-core machine trains ten times slower.
export OMP_WAIT_POLICY := PASSIVE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: app test check bench lock clean chromium postgresql format

app: $(VENV)/.app
	$(BIN)/streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT)

test: $(VENV)/.dev chromium postgresql
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev chromium
	$(BIN)/python -m tests.bench

$(VENV)/.app: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try make app PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -r requirements.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/.app requirements-dev.lock
	$(BIN)/python -m pip install -q -r requirements-dev.lock
	touch $@

chromium:
	@command -v chromium >/dev/null || { \
	  echo "Installing Debian's chromium for the browser tests …"; \
	  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq chromium fonts-dejavu-core >/dev/null; }

# The same table expressions are tested on a real PostgreSQL; where it cannot be installed those tests skip, and say so.
postgresql:
	@ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 || command -v pg_ctl >/dev/null || { \
	  echo "Installing Debian's postgresql for the tests of table expressions …"; \
	  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq postgresql >/dev/null || true; }

# Resolves anew in an empty environment; torch is pinned first, because a range would fetch gigabytes of CUDA.
lock:
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/pip install -q torch==2.13.0 setuptools
	build/lock/bin/pip install -q .
	build/lock/bin/pip freeze --all --exclude graphleadiq --exclude pip | sed 's/+cpu$$//' > requirements.lock
	build/lock/bin/pip install -q '.[dev]'
	build/lock/bin/pip freeze --all --exclude graphleadiq --exclude pip | sed 's/+cpu$$//' | grep -vxFf requirements.lock > requirements-dev.lock
	rm -rf build/lock

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
