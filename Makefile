# `make run` and `make test` work on a fresh machine: scripts/setup.sh installs what is missing first.

.DEFAULT_GOAL := run
.PHONY: run test bench test-bench test-mutants test-pages interop fuzz cartpole lint format example reference models setup

SOURCES := Package.swift Sources Tests $(wildcard Benchmarks/Package.swift Benchmarks/Sources)

run: setup ## every lesson, with its report; ARGS="list" and the like for another command
	@swift run diagnose $(ARGS)

test: setup ## the whole suite; ARGS="--filter Recurrent" for a part
	@swift test $(ARGS)

bench: setup ## ours and PyTorch, JAX, NumPy at the same work, in turns; installs them into .venv
	@scripts/python.sh torch==2.13.0 jax numpy gymnasium==1.2.0 -- -c "" || echo "a peer that is missing is skipped" >&2
	@GRADIENTFLOW_PYTHON=$${GRADIENTFLOW_PYTHON:-.venv/bin/python} swift run --package-path Benchmarks -c release bench $(ARGS)

test-bench: setup ## every case of the benchmarks once, tiny and without peers
	@swift run --package-path Benchmarks bench --tiny --alone

test-mutants: setup ## breaks the sources in named ways, each of which the tests must notice
	@python3 scripts/test_mutants.py $(ARGS)

test-pages: setup ## looks at the report in a real browser
	@scripts/test-pages.sh $(ARGS)

interop: setup ## our weights in PyTorch, other people's models in our readers; needs a network once
	@scripts/interop.sh

fuzz: setup ## changed model files, thrown at every reader; ARGS="INPUTS READER..."
	@scripts/fuzz.sh $(ARGS)

cartpole: setup ## learns CartPole from seeds 0 to 9 and prints what all ten score; three minutes
	@swift build --product diagnose
	@python3 scripts/cartpole.py $(ARGS)

lint: ## the strict format lint
	@swift format lint --strict --parallel --recursive $(SOURCES)

format: ## puts every source file in the project's format
	@swift format --in-place --parallel --recursive $(SOURCES)

example: setup ## makes the committed report again
	@swift run diagnose --output reports/example

reference: ## makes the committed reference numbers again, with PyTorch and Gymnasium
	@scripts/python.sh torch==2.13.0 -- Tests/ReferenceTests/make_reference.py
	@scripts/python.sh gymnasium==1.2.0 numpy==2.4.6 -- Tests/ReinforcementTests/make_reference.py

models: ## makes the readers' small test files again, with the formats' own libraries
	@for script in Tests/CheckpointsTests/make_*.py Tests/ModelFilesTests/make_*.py Tests/RecognitionTests/make_*.py; do \
	  scripts/python.sh torch==2.13.0 onnx==1.23.2 onnxruntime==1.32.0 onnxscript==0.7.2 h5py==3.16.0 keras==3.15.1 safetensors==0.8.0 \
	    numpy==2.4.6 -- $$script || exit; done

setup:
	@scripts/setup.sh
