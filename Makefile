# Every command of the house. `make` alone lists them.
.POSIX:
.SUFFIXES:
.PHONY: help run test walls faults check bench acceptance tenant-keys lock format venv venv-dev

PYTHON = python3
PORT = 8000
ARGS =
FAULTS = tests/accounts/test_linking_limits.py tests/accounts/test_linking_counted.py tests/accounts/test_linking_races.py \
	tests/accounts/test_links_at_once.py tests/accounts/test_registration_at_once.py tests/accounts/test_sign_in_failures.py \
	tests/meters/test_readings_at_once.py tests/meters/reminders/test_at_once.py tests/meters/test_tampered_posts.py \
	tests/portal/exchange/test_killed.py tests/portal/exchange/test_misdelivery.py

VENV_PYTHON = .venv/bin/python
DEMO = DEMO=1 PORTAL_SCHEME=http PORTAL_PORT=$(PORT) $(VENV_PYTHON)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name words; do printf '%-14s %s\n' "$$name" "$$words"; done

run: venv ## the four demo portals on http://localhost:8000/ (PORT=8001 for another port); Ctrl-C stops everything
	@$(VENV_PYTHON) scripts/port_free.py $(PORT)
	@$(DEMO) manage.py compile_messages
	@$(DEMO) manage.py migrate --verbosity 0
	@$(DEMO) manage.py seed_demo
	@$(DEMO) manage.py collectstatic --no-input --verbosity 0
	@exec env $(DEMO) manage.py serve_demo --port $(PORT)

test: venv-dev ## everything on SQLite, then what asks for a database on PostgreSQL (ARGS="tests/meters -k window"; REQUIRE_ALL=1 forbids skips)
	@DEMO=1 $(VENV_PYTHON) manage.py compile_messages
	@$(VENV_PYTHON) scripts/run_tests.py $(ARGS)

walls: venv-dev ## the wall test in its long form: everybody, every method, every wall taken out once (some minutes)
	@DEMO=1 $(VENV_PYTHON) manage.py compile_messages
	@WALLS=all $(VENV_PYTHON) scripts/run_tests.py tests/walls tests/portal/admin/test_walls.py $(ARGS)

faults: venv-dev ## races, killed processes, failing mail and a year of guesses in their long form, on PostgreSQL (some minutes)
	@DEMO=1 $(VENV_PYTHON) manage.py compile_messages
	@LONG=1 $(VENV_PYTHON) scripts/run_tests.py $(FAULTS) $(ARGS)

check: venv-dev ## style, types, direction of imports, migrations, settings for production
	@sh scripts/check.sh

bench: venv-dev ## cost of the pages beside bare Django; ARGS="--size 200000" or "--import 200000" with TEST_DATABASE_URL
	@DEMO=1 $(VENV_PYTHON) manage.py compile_messages
	@$(VENV_PYTHON) -m tests.bench $(ARGS)

acceptance: venv-dev ## docs/acceptance.md: every line of the four portals beside its tests
	@$(VENV_PYTHON) -m tests.acceptance

tenant-keys: venv-dev ## docs/tenant-file.md: the tables of wording keys and of columns for evidence
	@$(VENV_PYTHON) -m tests.tenant_keys

format: venv-dev ## put the code into its form
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

lock: venv-dev ## write requirements*.txt from pyproject.toml, with hashes and without any address
	@sh scripts/lock.sh

venv:
	@PYTHON='$(PYTHON)' sh scripts/venv.sh requirements.txt

venv-dev:
	@PYTHON='$(PYTHON)' sh scripts/venv.sh requirements-dev.txt
