# Deskbell from a checkout. `make run` starts the demo workspace, `make test` proves everything.
#   PORT=8000   the desk's port         DATA=.data/8000   where the demo keeps its data

ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
endif
IN := .venv/bin/python

export PORT DATA

.DEFAULT_GOAL := help
.PHONY: help run outside test faults check environment test-environment web clean lock schema screenshots bench bench-mail bench-large

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1 \t/' | expand -t 24

run: environment web ## start the demo workspace (PORT=, DATA=)
	@exec $(IN) -m deskbell demo

outside: test-environment ## play Telegram, Viber, LINE, mail and another system for the demo (OUTSIDE_PORT=8190)
	@$(IN) -m tests.fakes --port $(or $(OUTSIDE_PORT),8190)

test: test-environment ## install what the tests need and run all of them
	@$(IN) tools/check.py

faults: test-environment ## kill, freeze and cut under load, and check what was promised (MINUTES=, SEED=)
	@FAULT_MINUTES=$(MINUTES) FAULT_SEED=$(SEED) $(IN) tools/check.py faults

check: test-environment ## only what takes seconds: lint, format, types, arrows
	@$(IN) tools/check.py ruff format types arrows

environment: | python
	@$(PYTHON) tools/environment.py run

test-environment: | python
	@$(PYTHON) tools/environment.py test

web: environment
	@$(IN) tools/web.py build

schema: test-environment ## write schema.sql, the mirror of the migrations
	@$(IN) tools/schema.py

screenshots: test-environment web ## take the pictures of README and docs
	@PYTHONPATH=. $(IN) tools/screenshots.py

lock: test-environment ## renew the lock files of Python
	@$(IN) tools/lock.py

bench: environment web ## measure Deskbell beside the least a program can cost; writes docs/bench.md
	@$(IN) -m bench

bench-mail: test-environment ## catch up a mailbox of 50,000 letters and read one of 25 MB (LETTERS=), as root
	@$(IN) tools/mail.py && $(IN) -m bench.mail --letters $(or $(LETTERS),50000)

bench-outside: environment ## measure webhooks that come in and answers that leave, with their checks; writes docs/bench-outside.md
	@$(IN) -m bench.outside --page docs/bench-outside.md

bench-large: environment ## measure with years of messages (N=1000000); writes docs/bench-large.md and docs/plans
	@$(IN) -m bench.large $(or $(N),1000000)

clean: ## remove what was made here, the data excepted
	rm -rf .venv build dist web/node_modules src/deskbell/static .mypy_cache .ruff_cache .pytest_cache .hypothesis

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "Deskbell needs Python 3.11 or newer, and there is none on PATH."; exit 1; }
