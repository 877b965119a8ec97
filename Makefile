# Everything one does with Bantin's source. "make help" lists it.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo test test-plain test-database test-browser test-walks test-changed drill bench lint format \
	messages screenshots lighthouse accessibility audit clean

PY := .venv/bin/python
STAMP := .venv/.installed

# Which tests: make test T=channels/tests/test_feed.py, make test ARGS="-x -k feed".
T :=
ARGS :=
# BROWSER=0 leaves out the tests that need a browser.
BROWSER ?= 1
IN_BROWSER := $(if $(T),$(filter tests/browser%,$(T)),tests/browser)
OUTSIDE_BROWSER := $(filter-out tests/browser%,$(T))

# A database or settings the caller works with must not be touched, nor judged, by tests.
CLEAN := env -u DATABASE_URL -u DJANGO_SETTINGS_MODULE
TESTED := env -u DATABASE_URL DJANGO_SETTINGS_MODULE=config.settings.test
PYTEST := $(PY) -m pytest
LEFT_OUT := echo "Browser tests: left out (BROWSER=0)."
WITH_BROWSER := browser=$$($(PY) -m tests.chromium) && set -x && CHROMIUM="$$browser" $(CLEAN)
# Of a chosen path a part may have nothing, and pytest leaves with 5.
OR_NONE := $(if $(T),|| [ $$? -eq 5 ])
# Browsers wait a lot: one process more than there are processors. Each process has a demo of its
# own. Tests of one file share it and write in it, so they keep their order.
IN_TURN := -n $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 ))) --dist loadfile --no-loadscope-reorder -p no:randomly
IN_GROUPS := -n auto --dist loadgroup
ON_POSTGRES := $(CLEAN) $(PY) -m tests.postgres --
RUNS := $(if $(T),$(if $(OUTSIDE_BROWSER),test-plain test-database),test-plain test-database) \
	$(if $(IN_BROWSER),test-browser)

# A production environment in form, for checks that connect nowhere.
PRODUCTION = DJANGO_SETTINGS_MODULE=config.settings.production \
	SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(45))')" \
	DATABASE_URL=postgres://bantin@127.0.0.1/bantin \
	CACHE_URL=redis://127.0.0.1:6379/0 \
	EMAIL_URL=smtp://127.0.0.1:25 \
	ADMIN_HOST=quan-tri.backan.example \
	BASE_DOMAIN=backan.example

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## everything needed, in .venv/ (PYTHON=… chooses the Python)
	@$(PY) -c '' 2>/dev/null || rm -f $(STAMP)
	@$(MAKE) --silent $(STAMP)

$(STAMP): requirements.txt requirements-dev.txt
	@$(PY) -m pip --version >/dev/null 2>&1 || { $(FIND_PYTHON); "$$python" -m venv --clear .venv; }
	@echo "Installing the packages of requirements-dev.txt into .venv/."
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

demo: setup  ## a reference province with its websites, until Ctrl-C
	@DJANGO_SETTINGS_MODULE=config.settings.dev $(PY) manage.py migrate --noinput -v 0
	@DJANGO_SETTINGS_MODULE=config.settings.dev $(PY) manage.py load_demo
	@DJANGO_SETTINGS_MODULE=config.settings.dev DEBUG=0 exec $(PY) manage.py demo

test: $(RUNS)  ## every test but walks and drills; T=path, ARGS=…, BROWSER=0

test-plain: setup  ## the tests that ask no database
	$(CLEAN) $(PYTEST) --part plain $(IN_GROUPS) $(ARGS) $(OUTSIDE_BROWSER) $(OR_NONE)

test-database: setup  ## the others on PostgreSQL, and what is about databases on SQLite too
	$(ON_POSTGRES) $(PYTEST) --part database $(IN_GROUPS) $(ARGS) $(OUTSIDE_BROWSER) $(OR_NONE)
	$(CLEAN) $(PYTEST) --part database -m both_databases $(IN_GROUPS) $(ARGS) $(OUTSIDE_BROWSER) $(OR_NONE)

test-browser: setup  ## the tests in a browser (CHROMIUM=… chooses it)
	$(if $(filter 0,$(BROWSER)),@$(LEFT_OUT),@$(WITH_BROWSER) $(PYTEST) --part browser $(IN_TURN) $(ARGS) $(IN_BROWSER) $(OR_NONE))

test-walks: setup  ## the walks through all routes of the admin
	$(ON_POSTGRES) $(PYTEST) --part walks $(IN_GROUPS) $(ARGS)

# What a change is compared with: make test-changed BASE=1.1
BASE := main
test-changed: setup  ## a first look at a change: tests near it, then all that ask no database
	@files=$$($(PY) -m tests.changed $(BASE)) && if [ -n "$$files" ]; then \
		set -x; $(ON_POSTGRES) $(PYTEST) --part database $(IN_GROUPS) $(ARGS) $$files || [ $$? -eq 5 ]; fi
	@$(MAKE) --no-print-directory test-plain

PART :=
drill: setup  ## the long parts, which guard a release (PART=upgrade, or several)
	@$(CLEAN) $(PY) -m tests.drills $(PART)

bench: setup  ## how fast it is, on the servers of deploy/ and with a nation (an hour; ARGS="page --rounds 3", …)
	$(TESTED) $(PY) -m benchmarks $(ARGS)

lint: setup  ## the gate: style, types, templates, imports, migrations, deployment
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(CLEAN) $(PY) -m mypy
	$(PY) -m djlint --lint --quiet templates
	$(PY) .venv/bin/lint-imports --no-cache --no-logo
	$(TESTED) $(PY) manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy, as in production"
	@$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

# The tool has an environment of its own. Its exit code 3 means that its data could not be reached.
AUDIT := .venv/audit
audit: setup  ## known weaknesses of the packages; one that could not be checked is a failure
	@$(PY) -m pip check
	@test -x $(AUDIT)/bin/pip-audit || { $(PY) -m venv $(AUDIT) && $(AUDIT)/bin/pip install --quiet --disable-pip-version-check -r requirements-audit.txt; }
	@$(PY) -m tests.dependency_audit $(AUDIT)/bin/pip-audit requirements.txt requirements-dev.txt requirements-audit.txt

messages: setup  ## collect new messages into locale/ and compile all catalogues (needs gettext)
	$(PY) manage.py makemessages -l vi --no-location --no-obsolete $(addprefix -i ,var .venv mutants docs translations '*/tests/*' conftest.py)
	$(PY) -m translations.catalogs

format: setup  ## ruff's formatting and its safe corrections
	$(PY) -m ruff check --fix --exit-zero .
	$(PY) -m ruff format .

screenshots: setup  ## the pictures in the documentation
	$(PY) -m tests.browser.screenshots

lighthouse: setup  ## Lighthouse's scores of five pages of the demo (needs Node; minutes)
	$(PY) -m tests.browser.lighthouse

RESULTS := home/data/accessibility.json
accessibility: setup  ## looks at every kind of page in every way with axe, and writes what every website says of it
	@$(WITH_BROWSER) ACCESSIBILITY_RESULTS=$(RESULTS) $(PYTEST) --part drill-accessibility -n 0 -p no:randomly $(ARGS) tests/browser/test_axe.py

clean:  ## remove what make made, except the demo's data in var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* htmlcov mutants test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Shell: sets $python to the first suitable Python, or ends with one sentence.
define FIND_PYTHON
set -e; python=; bare=; seen=; \
for candidate in $${PYTHON:-python3 python3.13 python3.12 python3.11}; do \
	version=$$("$$candidate" -c 'import platform; print(platform.python_version())' 2>/dev/null) || continue; \
	case $$version in \
		3.11.*|3.12.*|3.13.*) ;; \
		*) seen="$$seen$${seen:+, }$$candidate is $$version"; continue ;; \
	esac; \
	if "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then python=$$candidate; break; fi; \
	bare=$${bare:-$$candidate}; \
done; \
if [ -z "$$python" ] && [ -n "$$bare" ]; then \
	echo "$$bare cannot make virtual environments: install the package python3-venv." >&2; exit 1; \
elif [ -z "$$python" ]; then \
	echo "Bantin needs Python 3.11, 3.12 or 3.13 ($${seen:-found none}): install one, or name it with PYTHON=/path/to/python." >&2; exit 1; \
fi
endef
