# `make` lists the targets. Go, Node and make are all that a build needs; `make test` installs the rest (a C compiler,
# PostgreSQL, Chromium) from Debian's packages where it is missing.

SHELL := bash
.DEFAULT_GOAL := help

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
FUZZTIME ?= 10s
ROUNDS ?= 200
DEMO_FLAGS ?=
DEV_FLAGS ?=
BENCH_FLAGS ?=

# Of everything, not only of what is built: what was compiled with it serves nobody who compiles without.
export GOFLAGS := -trimpath $(GOFLAGS)

GO_BUILD := go build -ldflags '-X main.version=$(VERSION)'
LINT := go tool -modfile=tools/go.mod golangci-lint

# What the page is made of. A folder's own time changes when a file in it is added or removed.
PAGE_SOURCES := $(shell find web/src web/public 2>/dev/null) \
	$(wildcard web/index.html web/vite.config.* web/tsconfig*.json web/package.json)

##@ Use

.PHONY: help
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} \
		/^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z][a-z0-9-]*:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: build ## Build everything, then start a server with the demo company (DEMO_FLAGS='--listen …')
	bin/attain demo $(DEMO_FLAGS)

.PHONY: build
build: page build-go ## Build bin/attain with the page in it

.PHONY: build-go
build-go: ## Build bin/attain without Node, with the page that is there
	$(GO_BUILD) -o bin/attain ./cmd/attain

.PHONY: clean
clean: ## Remove what was built (and web/node_modules)
	rm -rf bin web/node_modules internal/ui/dist/assets internal/ui/dist/index.html
	find .build -mindepth 1 -maxdepth 1 ! -name 'postgres*' -exec rm -rf {} + 2>/dev/null || true

##@ Work

.PHONY: dev
dev: web/node_modules/.installed ## Page and server that reload on a change (DEV_FLAGS go to `attain demo`)
	scripts/dev $(DEV_FLAGS)

.PHONY: generate
generate: web/node_modules/.installed ## Write api/openapi.json and the page's types from the Go code
	scripts/generate

##@ Prove

# In this order the cheap things fail first. One PostgreSQL serves all of it and is stopped at the end.
.PHONY: test
test: setup-test ## Everything that must pass: checks, Go on both databases, page, browser
	eval "$$(scripts/setup-chromium)" && export CHROMIUM && \
		scripts/with-postgres $(MAKE) --no-print-directory check test-web test-go test-e2e

.PHONY: setup-test
setup-test:
	scripts/setup-compiler

.PHONY: check
check: check-text check-go check-web check-generated ## Format, lint, module files, migrations, generated files

.PHONY: check-text
check-text:
	scripts/check-text

# Not `go mod tidy -diff`: a test of modernc.org/sqlite asks for a module that not every proxy serves
# (`go mod tidy -e` after changing a dependency does what is needed).
.PHONY: check-go
check-go:
	scripts/check-gofmt
	go mod verify
	scripts/check-migrations
	go vet ./...
	$(LINT) run

.PHONY: check-web
check-web: web/node_modules/.installed
	npm --prefix web run lint
	cd web && node_modules/.bin/tsc --noEmit

.PHONY: check-generated
check-generated: web/node_modules/.installed
	scripts/check-generated

# The race detector sees Attain's code and every library but SQLite's own, which is C made into Go: its memory is not Go's,
# so there is nothing to see, and it would be ten times slower. What -short leaves out or makes shorter (LONG) runs without
# the detector: the import of whole examples, a tiny run of the bench, and the long searches of the two-clock tests; that
# none is missing in the list, internal/long_test.go holds. So do QUIET, where nothing runs beside anything, and the command
# line, whose every command is a process of its own that does what other tests do.
#
# The longest come first, and the others run beside them.
RACE := -race -gcflags='modernc.org/sqlite/lib=-race=false' -gcflags='modernc.org/libc=-race=false'
LONG := Act|AdventureWorks|Alerts|Badges|Closing|Correctness|FillBetween|Foresee|Gap|M3|MadeUp|MavenTech|MeasureWorlds|Movement|Pile|Proofs|RecountBetween|Restless|Stories|Stuck|Tiny|TwoClocks
QUIET := ./internal/demo ./internal/period ./internal/track/finish
LONGEST := ./internal/pipeline ./internal/store ./internal/api

.PHONY: test-go
test-go: setup-test ## Go tests with the race detector, on SQLite and PostgreSQL
	@mkdir -p .build
	set -o pipefail; { ATTAIN_REQUIRE_POSTGRES=1 scripts/with-postgres go test $(RACE) -short -timeout 15m \
		$(LONGEST) $$(go list ./... | grep -v -e '/test/e2e$$' $(patsubst ./%,-e '/%$$',$(QUIET) ./internal/cli)) && \
		scripts/with-postgres go test -timeout 15m -run '^Test($(LONG))' ./internal/pipeline ./internal/app ./internal/plan/forecast ./internal/action/training ./bench && \
		go test ./internal/cli $(QUIET); } 2>&1 | tee .build/test-go.log

.PHONY: test-web
test-web: web/node_modules/.installed ## Unit tests of the page
	npm --prefix web run test

.PHONY: test-e2e
test-e2e: build ## The built binary, through its API and a real browser, on both databases
	@mkdir -p .build
	set -o pipefail; eval "$$(scripts/setup-chromium)" && export CHROMIUM && \
		ATTAIN_BIN='$(CURDIR)/bin/attain' ATTAIN_REQUIRE_POSTGRES=1 ATTAIN_REQUIRE_BROWSER=1 \
		scripts/with-postgres go test -count=1 -v -timeout 25m ./test/e2e 2>&1 | tee .build/test-e2e.log

.PHONY: torture
torture: build-go ## Kill the server ROUNDS (200) times on each database while everybody writes, and look at what is left
	ATTAIN_BIN='$(CURDIR)/bin/attain' ATTAIN_REQUIRE_POSTGRES=1 ATTAIN_TORTURE_ROUNDS=$(ROUNDS) \
		scripts/with-postgres go test -count=1 -v -timeout 5h -run TestTorture ./test/e2e

.PHONY: fuzz
fuzz: ## Each fuzz target for FUZZTIME (10s)
	scripts/fuzz $(FUZZTIME)

# PostgreSQL flushes to disk here, as it does where it is used, and has the memory that one for this much data is given.
BENCH := ATTAIN_POSTGRES_DIR=/tmp ATTAIN_POSTGRES_OPTIONS='-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c shared_buffers=1GB \
	-c work_mem=64MB -c max_wal_size=4GB' scripts/with-postgres go run ./bench

.PHONY: bench
bench: build ## Measure against SQL, on both databases (bench/results.json, docs/PERFORMANCE.md; BENCH_FLAGS='-engines sqlite …')
	$(BENCH) $(BENCH_FLAGS)

.PHONY: bench-forecast
bench-forecast: ## Measure forecasts beside R's package forecast, where it is there (bench/forecast.json, docs/PERFORMANCE.md)
	go run ./bench/forecast $(BENCH_FLAGS)

.PHONY: bench-large
bench-large: build ## The same with 10,000 people, 50,000 goals and up to 10 million facts: hours, and 100 GB of disk
	$(BENCH) -large $(BENCH_FLAGS)

# Files, not targets of their own.

.PHONY: page
page: .build/page

# Built anew when a source changed, or when somebody removed the result.
.build/page: web/node_modules/.installed $(PAGE_SOURCES) $(if $(wildcard internal/ui/dist/index.html),,force)
	npm --prefix web run build
	@mkdir -p .build && touch $@

web/node_modules/.installed: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

.PHONY: force
force:
