# The two commands of the README, and the longer ones beside them. Each does its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(PYTHON) -m pip --quiet --disable-pip-version-check --python $(BIN)/python

.PHONY: demo test lint verify bench packages lock generated clean
.DELETE_ON_ERROR:

# Plain Debian has no ensurepip: the environment gets its packages from the system's pip.
$(BIN)/python:
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(PIP) install --require-hashes -r requirements-dev.lock
	touch $@

# An ordinary user, no root, no network after the installation.
demo: $(VENV)/.runtime
	$(BIN)/tenken demo

# The unit tests use all cores. What has real servers and a browser runs in two processes on any machine, for it waits
# half of the time; what has real hosts runs alone.
# As root this installs Debian packages for the lab (sshd, containers, Chromium) with apt, and brings the lab up and down.
# The Debian packages come from a mirror while the linters work.
test: $(VENV)/.dev
	$(MAKE) --jobs 2 --output-sync=target packages lint
	$(BIN)/pytest --quiet --numprocesses auto --dist loadfile tests/unit
	$(BIN)/pytest --quiet --durations=10 --numprocesses 2 --dist worksteal tests/faults tests/browser
	$(BIN)/pytest --quiet --durations=10 tests/lab

packages:
	sh lab/packages.sh

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/vulture

# Longer than a test run may be: the properties with many more examples, the store killed 200 times,
# hosts repaired by Ansible and its playbooks linted, hosts of other releases, the emulated machine, mutants of checks/ (85 of 100 must be
# noticed), the Vagrantfile, the whole benchmark.
verify: test
	HYPOTHESIS_PROFILE=verify $(BIN)/pytest --quiet -m hypothesis tests/unit
	HYPOTHESIS_PROFILE=verify $(BIN)/pytest --quiet tests/unit/tenken/evidence
	HYPOTHESIS_PROFILE=verify $(BIN)/pytest --quiet tests/faults/test_store_killed.py tests/faults/test_store_interrupted.py
	HYPOTHESIS_PROFILE=verify $(BIN)/pytest --quiet tests/lab/test_contract_hosts.py -k interrupted
	$(BIN)/pytest --quiet tests/long
	sh lab/packages.sh machine
	$(BIN)/pytest --quiet tests/machine
	$(BIN)/python -m tests.mutation --sample 300
	vagrant validate
	$(BIN)/python -m tests.bench --full

# Pages and schemas that are written from the code; tests fail while they differ.
generated: $(VENV)/.dev
	$(BIN)/python -m checks.schema
	$(BIN)/python -m reports.schema
	$(BIN)/python -m reports.control_docs
	$(BIN)/python -m tests.proof
	$(BIN)/python -m tests.device_coverage

bench: $(VENV)/.dev packages
	$(BIN)/python -m tests.bench

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra demo --extra build --extra postgresql pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra dev --constraint requirements.lock pyproject.toml --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) build dist demo-report .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
