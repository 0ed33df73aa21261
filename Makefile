# Everything runs in .venv, which is made on demand from the first Python 3.11 or newer in the path.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
VENV := .venv
RUN := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
MANAGE := $(RUN) example_shop/manage.py

.PHONY: help demo story test reliability bench check migrations-check clean

help:
	@echo "make demo   set up the example shop, play the story and keep serving it"
	@echo "make story  play the story on a throwaway database; fails unless every figure is right"
	@echo "make test   run every test on SQLite, and the database tests again on PostgreSQL"
	@echo "make reliability  races, faults and crashes on every database; takes half an hour"
	@echo "make bench  how fast it is, side by side with stock Oscar on PostgreSQL"
	@echo "make check  style, import contracts, types, Django's checks, missing migrations"
	@echo "make clean  remove whatever the commands above have made"

$(INSTALLED): pyproject.toml example_shop/requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer, with venv, is needed."; exit 1; }
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --upgrade "pip>=25.1"
	$(RUN) -m pip install --quiet --editable . --group test --group lint \
		--requirement example_shop/requirements.txt
	touch $(INSTALLED)

demo: $(INSTALLED)
	$(MANAGE) demo

story: $(INSTALLED)
	$(MANAGE) story

test: $(INSTALLED)
	TEST_DATABASE=sqlite $(RUN) -m pytest -m "not postgres"
	TEST_DATABASE="$${DATABASE_URL:-postgresql}" $(RUN) -m pytest -m "database and not browser and not slow"

reliability: $(INSTALLED)
	$(RUN) -m tests.reliability
	REFERRALS_MACHINE_EXAMPLES=300 $(RUN) -m pytest tests/machine -q

bench: $(INSTALLED)
	TEST_DATABASE="$${DATABASE_URL:-postgresql}" $(RUN) -m tests.bench

check: $(INSTALLED) migrations-check
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(VENV)/bin/lint-imports
	$(RUN) -m mypy oscar_referrals wagtail_referrals
	$(MANAGE) check

migrations-check: $(INSTALLED)
	$(MANAGE) makemigrations --check --dry-run

clean:
	rm -rf $(VENV) build dist example_shop/var
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
