# Two commands do everything on a fresh machine with Python 3.11 and make: `make run` and `make test`.

PYTHON ?= python3
BIN := .venv/bin
KILLS ?= 1000
DELIVERIES ?= 2000
SEED ?= 1
SEEDS ?= 500
SCHEDULES ?= 10000

.PHONY: run test test-real journeys check networks bench torture simulate races demo format lock messages

run: .venv/.runtime
	@$(BIN)/python manage.py serve

test: .venv/.dev
	@$(BIN)/python -m tests.all

test-real: .venv/.dev
	@$(BIN)/python -m pytest -m real -rs tests/real

journeys: .venv/.dev  # in all looks; what is seen on the way goes to var/pictures
	@ALMANAC_LOOKS=all ALMANAC_SCREENS=$(CURDIR)/var/pictures $(BIN)/python -m pytest -n 2 --dist worksteal tests/journeys

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy planner media publishers
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m tests.all

networks: .venv/.dev  # docs/networks.md, from the code and a run of the tests
	@$(BIN)/python -m tests.networks

bench: .venv/.dev
	@$(BIN)/python -m tests.bench.run

torture: .venv/.dev
	@$(BIN)/python -m tests.torture.run --kills $(KILLS) --deliveries $(DELIVERIES) --seed $(SEED) --baselines

simulate: .venv/.dev
	@$(BIN)/python -m tests.simulation.run --seeds $(SEEDS) --first $(SEED)

races: .venv/.dev  # whoever does something while a post is being sent
	@SCHEDULES=$(SCHEDULES) $(BIN)/python -m pytest -n 2 --dist worksteal -s -o timeout=0 tests/planner/deliveries/test_races.py -k by_chance

demo: .venv/.runtime
	@$(BIN)/python manage.py demo

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: .venv/.dev  # needs gettext
	$(BIN)/python manage.py makemessages -l ru --no-wrap --no-location --no-obsolete -i .venv -i var
	$(BIN)/python manage.py compilemessages -l ru

lock: .venv/.dev
	for name in base:lock postgres:postgres redis:redis s3:s3 dev:dev; do \
	  $(BIN)/uv pip compile -q --generate-hashes --no-header --python-version 3.11 --no-emit-index-url \
	    --no-emit-find-links requirements/$${name%%:*}.in -o requirements/$${name##*:}.txt; done

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.runtime: requirements/lock.txt | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/lock.txt
	@touch $@

.venv/.dev: requirements/dev.txt requirements/lock.txt | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/lock.txt -r requirements/dev.txt
	@touch $@ .venv/.runtime
