# make chat: the sample articles in a chat. make test: every test this machine can run.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PORT ?= 7860

.PHONY: install chat test check format constraints clean

install: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@echo "Installing into $(VENV): about 2.4 GB, a few minutes; only the first time."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -qq --upgrade "pip>=25.1" -c constraints.txt
	$(BIN)/pip install -qq --editable . --group dev -c constraints.txt
	@touch $@

samples.index/.indexed: $(INSTALLED) $(wildcard eval/samples/articles/*)
	@echo "Indexing the sample articles."
	@$(BIN)/dateline add eval/samples/articles --index samples.index
	@touch $@

chat: samples.index/.indexed
	@$(BIN)/dateline chat --index samples.index --port $(PORT)

test: $(INSTALLED)
	@$(BIN)/python -m pytest -n auto --dist loadfile

# Style, then strict types and the tests of the package on a wheel built through the sdist.
check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	rm -rf build/check && mkdir -p build/check
	$(BIN)/python -m build --no-isolation --outdir build/check . > build/check/log 2>&1 || \
	  { cat build/check/log; exit 1; }
	$(BIN)/pip install -qq --no-deps --target build/check/site build/check/*.whl
	cd build/check && MYPYPATH=site ../../$(BIN)/mypy --config-file ../../pyproject.toml -p dateline

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Pin what a fresh install of pyproject.toml resolves to today.
constraints: $(INSTALLED)
	$(BIN)/pip freeze --all --exclude-editable | sed 's/+cpu//' > constraints.txt

clean:
	rm -rf $(VENV) build samples.index
