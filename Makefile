# Every target sets up what it needs by itself: python3.11 or later, pip and make are all it assumes.
# Variables given on the command line reach the recipes through the environment, so no value is parsed twice.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Each interpreter that is named has environments of its own beside the default ones.
FOR := $(if $(PYTHON),-$(notdir $(PYTHON)))
VENV := .venv$(FOR)
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS_READY := $(VENV)/.peers
OLD := .venv-pandas22$(FOR)
OLD_READY := $(OLD)/.ready
ON_OLD := $(addprefix tests/strategies/,test_applying.py test_corrupt.py test_readback.py test_runnable.py structure/test_any_frame.py \
	structure/test_kinds.py) tests/evidence/test_digest.py tests/schemas/test_dtypes.py $(addprefix tests/sources/,test_tidy.py test_ohlcv.py test_histories.py)
UI := .venv-mlflow-ui$(FOR)
UI_READY := $(UI)/.ready
PORT ?= 5000
SUPPORTED := 3.11 3.12 3.13 3.14
FIND_PYTHON = for p in $${PYTHON:-$(addprefix python,$(SUPPORTED)) python3 python}; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; p=; done; \
	[ -n "$$p" ] || { echo "error: $${PYTHON:-nothing on the PATH} is no Python 3.11 or later: install one, or name it with PYTHON=" >&2; exit 2; }

# No run tells anyone about itself, and arithmetic is the same in every process.
export MLFLOW_DISABLE_TELEMETRY := true
export DO_NOT_TRACK := true
export MLFLOW_LOGGING_LEVEL := WARNING
export MLFLOW_ALLOW_PICKLE_DESERIALIZATION := false
export MLFLOW_SERVER_ENABLE_JOB_EXECUTION := false
export RAY_USAGE_STATS_ENABLED := 0
export RAY_ENABLE_UV_RUN_RUNTIME_ENV := 0
export OMP_NUM_THREADS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport MLFLOW_RUN_ID MLFLOW_TRACKING_URI

.PHONY: help
help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  \033[1m%-17s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: properties
properties: $(READY) ## prove every property: SEED=, EXAMPLES=, PROFILE=, TEST=, REPORT=
	@$(BIN)/python -m pytest -n 2 -m property $${SEED:+--toxiframe-seed="$$SEED"} \
		$${PROFILE:+--toxiframe-profile="$$PROFILE"} \
		$${EXAMPLES:+--toxiframe-examples="$$EXAMPLES"} $${REPORT:+--toxiframe-report="$$REPORT"} "$${TEST:-tests}"

.PHONY: replay
replay: $(READY) ## run the saved failures of properties, FIXED, FAILED or ERROR: ID=, TEST=
	@$(BIN)/toxiframe replay $$ID $${TEST:+--path="$$TEST"}

.PHONY: promote
promote: $(READY) ## write a saved failure to tests/counterexamples, which every run tries: ID=
	@$(BIN)/toxiframe promote $$ID

.PHONY: examples-export
examples-export: $(READY) ## write all saved failures to an archive: FILE=failures.tar.gz
	@$(BIN)/toxiframe examples-export -- "$$FILE"

.PHONY: examples-import
examples-import: $(READY) ## add the saved failures of an archive, or of an artifact of CI: FILE=
	@$(BIN)/toxiframe examples-import -- "$$FILE"

.PHONY: test
test: $(READY) ## run the whole suite, bound properties on few cases: SEED=, TEST=, PYTHON=
	@$(BIN)/python -m pytest -n 2 --toxiframe-profile=fast $${SEED:+--hypothesis-seed="$$SEED"} "$${TEST:-tests}"

.PHONY: compat
compat: $(OLD_READY) ## what touches dtypes, units and labels, on pandas 2.2, the oldest that is supported: SEED=
	@$(OLD)/bin/python -m pytest -n 2 -p no:cacheprovider $${SEED:+--hypothesis-seed="$$SEED"} $(ON_OLD)

# The shims of pyenv stand for versions that nobody has chosen, so each is asked for its version before it is taken.
.PHONY: interpreters
interpreters: $(READY) ## threads, contexts and schedules on every supported Python that is found: SEED=
	@ours=$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); lost=; failed=; \
	for version in $(SUPPORTED); do \
		if [ "$$version" = "$$ours" ]; then \
			echo "python$$version: $(BIN)/python"; $(MAKE) on-interpreter || failed="$$failed $$version"; continue; \
		fi; \
		for p in python$$version "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/$$version.*/bin/python$$version; do \
			"$$p" -c 'import ensurepip, sys, venv; sys.exit("%d.%d" % sys.version_info[:2] != sys.argv[1])' $$version 2>/dev/null && break; p=; \
		done; \
		[ -n "$$p" ] || { lost="$$lost $$version"; continue; }; \
		echo "python$$version: $$p"; $(MAKE) on-interpreter PYTHON="$$p" || failed="$$failed $$version"; \
	done; \
	[ -z "$$lost" ] || echo "not found on the PATH or with pyenv, so not tried:$$lost"; \
	[ -z "$$failed" ] || { echo "error: failed on Python$$failed" >&2; exit 1; }

# From 3.14 on threads can be told to start in a copy of their spawner's context, as those of free-threaded builds do.
.PHONY: on-interpreter
on-interpreter: $(READY)
	@for inherits in 0 1; do \
		export PYTHON_THREAD_INHERIT_CONTEXT=$$inherits; \
		$(BIN)/python -c 'import sys; sys.exit(getattr(sys.flags, "thread_inherit_context", 0) != int(sys.argv[1]))' $$inherits || continue; \
		[ $$inherits = 0 ] || echo "the same, where threads inherit contexts"; \
		$(BIN)/python -m pytest -n 2 -m interpreter --toxiframe-profile=fast -p no:cacheprovider \
			$${SEED:+--hypothesis-seed="$$SEED"} tests || exit; \
	done

.PHONY: bench-generation
bench-generation: $(PEERS_READY) ## how fast frames are drawn, beside hypothesis, pandera and polars
	@$(BIN)/python tests/benchmarks/bench_generation.py
	@$(BIN)/python tests/benchmarks/bench_schemas.py

.PHONY: bench-shrinking
bench-shrinking: $(READY) ## how surely and how fast every fault shrinks to its smallest frame
	@$(BIN)/python tests/benchmarks/bench_shrinking.py

.PHONY: bench-schedules
bench-schedules: $(READY) ## every planted race beside a test that sleeps and one that stresses: SCHEDULES=50000
	@$(BIN)/python -m tests.benchmarks.bench_schedules $${SCHEDULES:+--schedules="$$SCHEDULES"}

.PHONY: bench-false-alarms
bench-false-alarms: $(READY) ## 100,000 clean frames and legal controls through the gate: FRAMES=
	@$(BIN)/python tests/benchmarks/bench_false_alarms.py $${FRAMES:+--frames="$$FRAMES"}

.PHONY: score
score: $(READY) ## every planted bug and what it took to find it: SEEDS=3
	@$(BIN)/python -m tests.mutants.score $${SEEDS:+--seeds="$$SEEDS"}

.PHONY: lint
lint: $(READY) ## ruff, the formatter and pyright, all strict
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright

.PHONY: flow-production
flow-production: $(READY) ## run the pipeline: PROFILE=, DATA=, WINDOW=, RUN_ID=, COMPUTE=, RAY_ADDRESS=, STRICT=1
	@$(BIN)/toxiframe-pipeline flow $${PROFILE:+--profile="$$PROFILE"} $${DATA:+--data="$$DATA"} \
		$${WINDOW:+--window="$$WINDOW"} $${RUN_ID:+--run-id="$$RUN_ID"} $${COMPUTE:+--compute="$$COMPUTE"} \
		$${RAY_ADDRESS:+--ray-address="$$RAY_ADDRESS"} $${STRICT:+--strict="$$STRICT"} $${KIND:+--kind="$$KIND"} \
		$${NAIVE_TZ:+--naive-tz="$$NAIVE_TZ"} $${VENUE:+--venue="$$VENUE"} $${RUNS:+--runs="$$RUNS"}

.PHONY: verify
verify: $(READY) ## check a run's ledger, digests, trace and parity: RUN_ID=
	@$(BIN)/toxiframe-pipeline verify $${RUNS:+--runs="$$RUNS"} -- "$$RUN_ID"

.PHONY: trace
trace: $(READY) ## print a run's spans as a tree: RUN_ID=
	@$(BIN)/toxiframe-pipeline trace $${RUNS:+--runs="$$RUNS"} -- "$$RUN_ID"

.PHONY: mlflow-ui
mlflow-ui: $(UI_READY) ## serve the runs in MLflow's own interface: PORT=5000
	@store="$${RUNS:-runs}/mlflow.db"; \
	[ -f "$$store" ] || { echo "error: there is no $$store yet: make flow-production PROFILE=canary" >&2; exit 2; }; \
	echo "http://127.0.0.1:$(PORT)"; \
	exec $(UI)/bin/mlflow server --backend-store-uri "sqlite:///$$(realpath "$$store")" \
		--host 127.0.0.1 --port $(PORT) --workers 1

.PHONY: lock
lock: ## resolve the dependencies anew into the lock files
	@$(FIND_PYTHON); "$$p" -m venv --clear .venv-lock && .venv-lock/bin/python -m pip install -qq uv
	@for set in "--extra dev pyproject.toml:requirements.lock" "requirements-ui.in:requirements-ui.lock" \
		"requirements-bench.in:requirements-bench.lock" \
		"--extra pipeline pyproject.toml requirements-pandas22.in:requirements-pandas22.lock"; do \
		.venv-lock/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
			--no-annotate --no-emit-index-url --no-emit-find-links $${set%:*} -o $${set#*:}; done
	@rm -rf .venv-lock

.PHONY: clean
clean: ## remove environments and caches; runs/ and saved failures stay
	@rm -rf .venv .venv-* build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	@find strategies properties pipeline tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml
	@$(FIND_PYTHON); echo "setting up $(VENV), once: about a minute" >&2; "$$p" -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -qq --compile --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install -qq --compile --no-build-isolation --no-deps -e .
	@touch $@

$(PEERS_READY): requirements-bench.lock $(READY)
	@$(BIN)/python -m pip install -qq --compile --require-hashes --no-deps -r requirements-bench.lock
	@touch $@

$(OLD_READY): requirements-pandas22.lock pyproject.toml
	@$(FIND_PYTHON); echo "setting up $(OLD), once: about a minute" >&2; "$$p" -m venv --clear $(OLD)
	@$(OLD)/bin/python -m pip install -qq --compile --require-hashes --no-deps -r requirements-pandas22.lock
	@$(OLD)/bin/python -m pip install -qq --compile --no-build-isolation --no-deps -e .
	@touch $@

$(UI_READY): requirements-ui.lock
	@$(FIND_PYTHON); echo "setting up $(UI), once: about two minutes" >&2; "$$p" -m venv --clear $(UI)
	@$(UI)/bin/python -m pip install -qq --compile --require-hashes --no-deps -r requirements-ui.lock
	@touch $@
