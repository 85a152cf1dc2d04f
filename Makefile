# Storekeeper. `make` alone says what there is. Nothing here asks anything on standard input.

SHELL := /bin/bash
.DEFAULT_GOAL := help
# Stages share one target folder, and cargo uses every core by itself.
.NOTPARALLEL:
.DELETE_ON_ERROR:

# Everything that is built or fetched once lives here, outside the checkout: a clean build of the
# engine takes a quarter of an hour, so every checkout on a machine shares it.
CACHE := $(HOME)/.cache/storekeeper
export CARGO_TARGET_DIR ?= $(CACHE)/target
TOOLS := $(CACHE)/tools
CUDA := $(CACHE)/cuda
# The shops of `make demo`, one data folder each.
DEMO := $(HOME)/.local/share/storekeeper-demo

STOREKEEPER := $(CARGO_TARGET_DIR)/debug/storekeeper
DENY := $(TOOLS)/cargo-deny-0.20.2
TIDY := $(CARGO_TARGET_DIR)/tidy

# The stages of `make check` and `make test`, cheapest first. `.ci/run` runs the same lists.
CHECK := fmt tidy deny clippy doc
TEST := test-build test-models test-run

##@ Use it

.PHONY: demo
demo: demo-file build ## build, pull the models, load a shop, chat: the demo shop, or SHOP=FILE.parquet
	"$(STOREKEEPER)" models pull
	@set -eu; shop=demo; \
	if [ -n "$${SHOP:-}" ]; then \
	    shop=$$(basename -- "$$SHOP"); \
	    shop=$$(printf %s "$${shop%.*}" | tr -c 'A-Za-z0-9_-' -); \
	fi; \
	export STOREKEEPER_DATA="$${STOREKEEPER_DATA:-$(DEMO)/$$shop}"; \
	if [ -n "$${SHOP:-}" ]; then \
	    "$(STOREKEEPER)" import online-retail "$$SHOP"; \
	else \
	    "$(STOREKEEPER)" demo; \
	fi; \
	echo "To chat again: STOREKEEPER_DATA='$$STOREKEEPER_DATA' '$(STOREKEEPER)' chat"; \
	"$(STOREKEEPER)" chat

# Said before a build that takes a quarter of an hour, not after it.
.PHONY: demo-file
demo-file:
	@if [ -n "$${SHOP:-}" ] && [ ! -f "$$SHOP" ]; then \
	    echo "make demo: there is no file '$$SHOP'; name an Online Retail Parquet or CSV file" >&2; \
	    exit 1; \
	fi

# Cargo knows a crate by its name and its files by their times, so a second checkout that is older than
# the last build would be taken for it, and its changes for built. The folder says whose it is.
.PHONY: checkout
checkout:
	@mkdir -p "$(CARGO_TARGET_DIR)"
	@[ "$$(cat "$(CARGO_TARGET_DIR)/checkout" 2>/dev/null)" = "$(CURDIR)" ] || \
	    touch src/lib.rs src/main.rs tests/it/main.rs
	@echo "$(CURDIR)" > "$(CARGO_TARGET_DIR)/checkout"

.PHONY: build
build: needs-cargo checkout ## build the program (debug profile, optimised: the one profile there is)
	.ci/install-packages compiler
	cargo build --locked

.PHONY: clean-data
clean-data: ## remove the shops that `make demo` loaded; builds and models stay
	rm -rf -- "$(DEMO)"

##@ Work on it

.PHONY: check $(CHECK)
check: $(CHECK) ## format, house rules, licences, clippy, docs: no warning anywhere

fmt: needs-cargo
	cargo fmt --check

# Compiled alone: the rules speak within seconds, long before the test binary is linked.
tidy: needs-cargo
	mkdir -p "$(CARGO_TARGET_DIR)"
	CARGO_MANIFEST_DIR="$(CURDIR)" rustc --edition 2024 --test tests/it/tidy.rs -o "$(TIDY)"
	"$(TIDY)" --quiet

# Crates in several versions are counted, not listed: `make duplicates` lists them.
deny: $(DENY)
	"$(DENY)" --locked --log-level error check --show-stats licenses bans sources

clippy: needs-cargo checkout
	.ci/install-packages compiler
	cargo clippy --locked --all-targets -- -D warnings

doc: needs-cargo checkout
	.ci/install-packages compiler
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps

.PHONY: test $(TEST)
test: $(TEST) ## build once, pull the models, run every test, those with the real model included

test-build: needs-cargo checkout
	.ci/install-packages compiler postgres
	cargo test --locked --no-run

test-models:
	"$(STOREKEEPER)" models pull

test-run:
	LIVE_MODEL=required cargo test --locked

# Only our crate is instrumented: see fuzz/rustc. What was found stays in the cache and is begun with again.
FUZZ := $(CACHE)/fuzz
.PHONY: fuzz
fuzz: needs-cargo checkout ## fuzz the parsers, SECONDS_EACH of them (60): coverage-guided, with libFuzzer
	.ci/install-packages compiler
	RUSTC_WORKSPACE_WRAPPER="$(CURDIR)/fuzz/rustc" cargo build --locked -p storekeeper-fuzz
	@set -eu; for target in import words; do \
	    corpus="$(FUZZ)/$$target"; mkdir -p "$$corpus"; \
	    fuzz/seeds "$$target" "$$corpus"; \
	    "$(CARGO_TARGET_DIR)/debug/fuzz-$$target" -max_total_time="$${SECONDS_EACH:-60}" -max_len=4096 \
	        -rss_limit_mb=4096 -timeout=20 -print_final_stats=1 -artifact_prefix="$(FUZZ)/$$target-" "$$corpus"; \
	done

.PHONY: check-cuda
check-cuda: needs-cargo checkout ## compile the CUDA build, kernels included; needs no GPU
	.ci/install-packages compiler pip
	.ci/install-cuda "$(CUDA)"
	set -eu; home="$(CUDA)/nvidia/cu13"; \
	export CUDA_HOME="$$home" CUDA_PATH="$$home" CUDA_ROOT="$$home" CUDA_TOOLKIT_ROOT_DIR="$$home"; \
	export PATH="$$home/bin:$$PATH" LIBRARY_PATH="$$home/lib$${LIBRARY_PATH:+:$$LIBRARY_PATH}"; \
	export CUDA_COMPUTE_CAP="$${CUDA_COMPUTE_CAP:-90}"; \
	cargo check --locked --features cuda

.PHONY: advisories
advisories: $(DENY) ## known vulnerabilities; needs a network with the RustSec database, so not in check
	"$(DENY)" --locked check advisories

.PHONY: duplicates
duplicates: $(DENY) ## the crates that are built in several versions
	"$(DENY)" --locked check --hide-inclusion-graph bans

$(DENY):
	.ci/install-packages pip
	.ci/install-cargo-deny "$@"

# For `.ci/run`.
.PHONY: check-stages test-stages
check-stages:
	@echo $(CHECK)
test-stages:
	@echo $(TEST)

.PHONY: needs-cargo
needs-cargo:
	@command -v cargo >/dev/null || { echo "Rust is needed (version: see Cargo.toml): install it with rustup" >&2; exit 1; }

.PHONY: help
help:
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { print "\n" substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
