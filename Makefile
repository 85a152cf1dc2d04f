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
# Real data that tests read, out of pinned wheels.
export SAMPLES := $(CACHE)/samples
# The shops of `make demo`, one data folder each.
DEMO := $(HOME)/.local/share/storekeeper-demo

STOREKEEPER := $(CARGO_TARGET_DIR)/debug/storekeeper
DENY := $(TOOLS)/cargo-deny-0.20.2
TIDY := $(CARGO_TARGET_DIR)/tidy

# The stages of `make check` and `make test`, cheapest first. `.ci/run` runs the same lists.
CHECK := fmt tidy web-check deny clippy doc
TEST := test-build test-models test-run test-browser

##@ Use it

.PHONY: demo
demo: demo-file build ## build, pull the models, load a shop, open it: the demo shop, or SHOP=FILE.parquet
	"$(STOREKEEPER)" models pull
	@set -eu; shop=demo; \
	if [ -n "$${SHOP:-}" ]; then \
	    shop=$$(basename -- "$$SHOP"); \
	    shop=$$(printf %s "$${shop%.*}" | tr -c 'A-Za-z0-9_-' -); \
	fi; \
	export STOREKEEPER_DATA="$${STOREKEEPER_DATA:-$(DEMO)/$$shop}"; \
	echo "To chat in the terminal: STOREKEEPER_DATA='$$STOREKEEPER_DATA' '$(STOREKEEPER)' chat"; \
	if [ -n "$${SHOP:-}" ]; then \
	    "$(STOREKEEPER)" import online-retail "$$SHOP"; \
	    "$(STOREKEEPER)" serve; \
	else \
	    "$(STOREKEEPER)" demo --serve; \
	fi

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
build: needs-cargo checkout web ## build the program (debug profile, optimised: the one profile there is)
	.ci/install-packages compiler
	cargo build --locked

# What Vite makes is compiled in, so it is made anew only when something of it changed: the program is
# compiled again each time.
WEB_SOURCES := $(shell find web -name node_modules -prune -o -name dist -prune -o -name test-results -prune -o -name screenshots -prune -o -type f -not -path 'web/tests/*' -print)

.PHONY: web
web: web/dist/storefront.html ## make the pages and the widget, where they changed

web/dist/storefront.html: $(WEB_SOURCES) | web/node_modules/.package-lock.json
	cd web && npm run --silent build
	@touch $@

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	.ci/install-packages node
	cd web && npm ci --no-progress
	@touch $@

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

web-check: web/node_modules/.package-lock.json
	cd web && npm run --silent check

# Crates in several versions are counted, not listed: `make duplicates` lists them.
deny: $(DENY)
	"$(DENY)" --locked --log-level error check --show-stats licenses bans sources

clippy: needs-cargo checkout web
	.ci/install-packages compiler
	cargo clippy --locked --all-targets -- -D warnings

doc: needs-cargo checkout web
	.ci/install-packages compiler
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps

.PHONY: test $(TEST)
test: $(TEST) ## build once, pull the models, run every test, those with the real model included

test-build: needs-cargo checkout web
	.ci/install-packages compiler postgres
	cargo test --locked --no-run

test-models:
	"$(STOREKEEPER)" models pull
	.ci/install-samples "$(SAMPLES)"

test-run:
	LIVE_MODEL=required cargo test --locked

# In real Chromium, over a demo shop of its own; with the scripted model, and a little with the real one.
test-browser: web/node_modules/.package-lock.json
	.ci/install-packages chromium
	cd web && PROGRAM="$(STOREKEEPER)" npm run --silent test

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
