# Two commands for a newcomer: `make demo` and `make test`. The rest is for those who stay.
SHELL := /bin/bash
CARGO ?= cargo
OUT ?= target/demo

.PHONY: demo test lint bench bench-faults fuzz deny setup-test setup-bench pictures dist deb test-packages help

help: ## What there is to run
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: ## Build and run the whole kiosk on this machine (a window, or pictures in target/demo/)
	$(CARGO) build --profile quick --bin kiosk
	target/quick/kiosk demo --out $(OUT)

test: setup-test ## Everything the tests need, then every test
	scripts/test

lint: ## Formatting, clippy, rustdoc, licences
	$(CARGO) fmt --all -- --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --document-private-items
	scripts/deny

fuzz: ## Feed garbage to everything that reads from outside (60 s each)
	scripts/fuzz

deny: ## Licences, bans, sources and advisories of every dependency
	scripts/deny

bench: setup-bench ## Measure (three quarters of an hour); docs/BENCHMARKS.md explains the figures
	scripts/bench

bench-faults: setup-test ## The long fault runs: 1,000 power cuts, ten runs of chaos, a full disk
	scripts/bench-faults

pictures: ## Every screen as pictures to look at, in target/pictures/ (PICTURES=plain-portrait-ckb,faults: only these)
	PICTURES=$(PICTURES) $(CARGO) test --workspace --lib app::tests::pictures -- --ignored

setup-test:
	@scripts/setup-debian test

setup-bench:
	@scripts/setup-debian bench

deb: ## The Debian packages of kiosk and central, in target/debian/
	scripts/make-deb

test-packages: deb ## Install, start and purge both packages in a clean root (as root; needs debootstrap)
	scripts/test-packages

dist: ## The binary that packages are made from
	$(CARGO) build --profile dist --no-default-features -p kiosk --bin kiosk
	$(CARGO) build --profile dist -p kiosk-central --bin central
