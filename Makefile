# For developers. Everybody else needs only ./run and ./test.
PYTHON ?= .venv/bin/python
UV ?= uv
LOCK = $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help check check-deep fix cards bench docs lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

check: ## style, types, layers, sizes: everything that reads the code without running it (seconds)
	$(PYTHON) -m pytest tests/architecture

check-deep: ## every role at every address; small faults in the engine, and whether the tests catch them (half an hour or more)
	SIGHTLINE_DEEP=1 $(PYTHON) -m pytest tests/integration/test_every_role_at_every_address.py
	$(PYTHON) -m tests.mutation --write --at-least 90

fix: ## put imports and layout in order
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

cards: ## check every protocol card and run its examples
	./run protocols check
	$(PYTHON) -m pytest tests/cards

bench: ## every benchmark, one after the other
	@for name in $$(./run bench | sed 's/^There are: //; s/,//g'); do ./run bench "$$name" || exit 1; done

docs: ## write docs/reference again; then every page reachable, every command in it known
	PYTHONPATH=src $(PYTHON) -m docs.generate
	$(PYTHON) -m pytest tests/architecture/test_docs.py tests/architecture/test_reference.py

lock: ## resolve the dependencies again and write requirements/*.txt
	$(LOCK) -o requirements/run.txt
	$(LOCK) --group test -o requirements/test.txt
