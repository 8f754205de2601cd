# Every target brings its own set-up: all that must be there is Python 3.11 or newer, and make.
# The work is done by scripts/, which says what each command does.

PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help run test soak clients bench check build fmt types lock clean

help:
	@echo "make run     start Yeoul on http://127.0.0.1:8000  (PORT=8000, ARGS='--model file.gguf')"
	@echo "make test    run everything: the checks and all tests, in a real browser too"
	@echo "make soak    look for faults with new seeds  (SECONDS=600 SEED=1, or ONLY=stops VOLUME=5000)"
	@echo "make clients run what others have written for other servers, as it is  (ONLY=langchain)"
	@echo "make bench   measure the speed of a token, beside what others use  (WORKERS=1, PEERS=all, ROUNDS=3, RECORD=1, SMOKE=1)"
	@echo "make check   lint, types, import law, house laws; nothing is started"
	@echo "make build   wheel and sdist in dist/, the page inside, and both clients beside"
	@echo "make fmt     format the code, and repair what can be repaired"
	@echo "make types   write the page's wire types from the server's description"
	@echo "make lock    compile requirements/ from pyproject.toml  (UPGRADE=1 for newer versions)"
	@echo "make clean   remove all that these commands made"
	@echo "PYTHON=python3.12 chooses the interpreter."

run test soak clients bench check build fmt types lock clean:
	@command -v "$(PYTHON)" >/dev/null || \
	{ echo "Yeoul needs Python 3.11 or newer, and there is no $(PYTHON) here." >&2; exit 1; }
	@exec "$(PYTHON)" -m scripts.bootstrap $@
