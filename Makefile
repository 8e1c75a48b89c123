# Thin recipes: what each does is in the script or the crate that it calls. `make help` lists them.

# Outside the checkout, so that a second clone does not compile RocksDB again.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/magpie/target

MAGPIE = $(CARGO_TARGET_DIR)/debug/magpie

.PHONY: help setup build demo test arm accuracy formats conformance fuzz memory throughput bench lint fmt docs config-docs clean

help: ## Lists these commands.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## Installs what a bare Debian machine lacks; does nothing where it is there.
	@deploy/bootstrap.sh build

build: setup ## Builds the magpie program.
	@deploy/build-notice.sh
	cargo build --bin magpie

demo: build ## Finds sensitive data in a sample bucket, with a cluster of three processes.
	$(MAGPIE) demo $(ARGS)

test: setup ## Runs all tests. Independent S3 servers, grpcurl and an OTLP collector are installed for them.
	@deploy/bootstrap.sh test
	@deploy/build-notice.sh
	cargo build --bin magpie
	cargo nextest run --workspace $(ARGS)
	cargo test --quiet --doc --workspace

arm: setup ## Runs the detector's tests on 64-bit ARM, emulated by qemu-user on other machines (slow). ARGS=--test=cases runs some.
	@deploy/bootstrap.sh arm
	tests/arm.sh $(ARGS)

accuracy: setup ## Precision and recall of each identifier, against the floors. ARGS=--write records them and docs/accuracy.md.
	@deploy/bootstrap.sh accuracy
	tests/accuracy.sh $(ARGS)

formats: setup ## Reads files of independent writers: each planted value, at its place. ARGS=--write records it in docs/formats.md.
	@deploy/bootstrap.sh formats
	tests/formats.sh $(ARGS)

conformance: setup ## Reads the test files of parsers' own packages: each ends with an outcome. ARGS=--write records it.
	@deploy/bootstrap.sh formats
	tests/conformance.sh $(ARGS)

fuzz: setup ## Fuzzes: ARGS="TARGET SECONDS", "all SECONDS" or "list"; "keep TARGET" puts what was found into the tree.
	@deploy/bootstrap.sh fuzz
	CARGO_TARGET_DIR=$(HOME)/.cache/magpie/fuzz tests/fuzz.sh $(ARGS)

memory: setup ## Measures a worker's memory while it reads large files of each format. ARGS="--part 100": smaller ones, in a minute.
	@deploy/bootstrap.sh formats
	tests/memory.sh $(ARGS)

throughput: setup ## Measures extraction with detection by format, MB/s per core, beside plain libraries.
	@deploy/bootstrap.sh formats
	tests/throughput.sh $(ARGS)

bench: setup ## Measures the detector and the extractors, MB/s per core, and where the time goes.
	cargo bench -p magpie-detect --bench speed -- $(ARGS)
	cargo bench -p magpie-detect --bench speed --features stages -- $(ARGS)
	cargo bench -p magpie-extract --bench extract

lint: setup ## Formatting, clippy, licences and sources of dependencies, generated files.
	@deploy/bootstrap.sh lint
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo fetch --locked --quiet # also what other platforms depend on: it is checked too
	cargo deny --offline check licenses bans sources
	tests/generated-files.sh

fmt: ## Formats the code.
	cargo fmt --all

docs: build ## Regenerates the generated pages and builds the crates' documentation.
	tests/generated-files.sh --write
	cargo doc --workspace --no-deps

clean: ## Deletes everything that was built.
	cargo clean
