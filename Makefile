# Everything runs in .venv, which is made on demand from the first Python 3.11 or newer in the path.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
VENV := .venv
RUN := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
MANAGE := $(RUN) example_shop/manage.py

# The oldest Wagtail that is supported, in an environment of its own.
OLD_WAGTAIL := 7.4
OLD_VENV := .venv-wagtail-$(OLD_WAGTAIL)
OLD_RUN := $(OLD_VENV)/bin/python
OLD_INSTALLED := $(OLD_VENV)/.installed

.PHONY: help demo story test test-sqlite test-postgresql test-wagtail-7 reliability bench pictures \
	check migrations-check clean

help:
	@echo "make demo   set up the example shop, play the story and keep serving it"
	@echo "make story  play the story on a throwaway database; fails unless every figure is right"
	@echo "make test   run every test on SQLite, the database tests again on PostgreSQL, and the"
	@echo "            tests of the pages again on Wagtail $(OLD_WAGTAIL)"
	@echo "make reliability  races, faults and crashes on every database; takes half an hour"
	@echo "make bench  how fast it is, side by side with stock Oscar on PostgreSQL"
	@echo "make pictures  draw every page and every message for docs/reference/pages.md"
	@echo "make check  style, import contracts, types, Django's checks, missing migrations"
	@echo "make clean  remove whatever the commands above have made"

# $(call install,environment,what it needs besides the package, its tests and the example shop)
define install
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer, with venv, is needed."; exit 1; }
	test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
	$(1)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(1)/bin/python -m pip install --quiet --editable . --group test \
		--requirement example_shop/requirements.txt $(2)
	touch $(1)/.installed
endef

$(INSTALLED): pyproject.toml example_shop/requirements.txt
	$(call install,$(VENV),--group lint)

$(OLD_INSTALLED): pyproject.toml example_shop/requirements.txt
	$(call install,$(OLD_VENV),"wagtail==$(OLD_WAGTAIL).*")

demo: $(INSTALLED)
	$(MANAGE) demo

story: $(INSTALLED)
	$(MANAGE) story

# The parts have nothing in common but the machine: `make --jobs=2 test` runs two side by side. The
# short one comes last, so that it begins when the first of the long ones has ended.
test: test-sqlite test-postgresql test-wagtail-7

test-sqlite: $(INSTALLED)
	TEST_DATABASE=sqlite $(RUN) -m pytest -m "not postgres"

test-postgresql: $(INSTALLED)
	TEST_DATABASE="$${DATABASE_URL:-postgresql}" $(RUN) -m pytest -m "database and not browser and not slow"

test-wagtail-7: $(OLD_INSTALLED)
	$(OLD_RUN) example_shop/manage.py check
	TEST_DATABASE=sqlite $(OLD_RUN) -m pytest -m "not browser and not postgres" \
		tests/wagtail tests/architecture/test_migrations.py

reliability: $(INSTALLED)
	$(RUN) -m tests.reliability
	REFERRALS_MACHINE_EXAMPLES=300 $(RUN) -m pytest tests/machine -q

bench: $(INSTALLED)
	TEST_DATABASE="$${DATABASE_URL:-postgresql}" $(RUN) -m tests.bench

pictures: $(INSTALLED)
	TEST_DATABASE=sqlite $(RUN) -m tests.pictures

check: $(INSTALLED) migrations-check
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(VENV)/bin/lint-imports
	$(RUN) -m mypy oscar_referrals wagtail_referrals
	$(MANAGE) check

migrations-check: $(INSTALLED)
	$(MANAGE) makemigrations --check --dry-run

clean:
	rm -rf $(VENV) $(OLD_VENV) build dist example_shop/var
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
