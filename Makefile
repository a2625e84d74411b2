# The commands of the project (`make help` lists them) and, below, the extension by itself (PGXS).
COMMANDS = help demo demo-stop test lint bench bench-million
.PHONY: $(COMMANDS)
.DEFAULT_GOAL = all

# What callers set reaches the scripts through the environment; what they do not must not reach it as empty text.
$(foreach name,RUN_DIR PORT PGPORT,$(if $($(name)),$(eval export $(name))))

help: ## lists these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 20
	@printf '%s\n' '' 'Of the extension alone, into the PostgreSQL of PG_CONFIG:' \
	    'all install installcheck uninstall clean' | sed '3s/^/    /'

demo: ## builds everything and starts a whole site: RUN_DIR (.run), PORT (8080), PGPORT (55432)
	@scripts/demo

demo-stop: ## ends the demo of RUN_DIR
	@scripts/demo-stop

test: ## builds everything and runs all tests; TIERS="unit e2e" runs some
	@scripts/test $(TIERS)

lint: ## checks the sources: formatting, warnings, shell, Python, SQL, the web app
	@scripts/lint

bench: ## measures what an account costs, against floors measured in the same run
	@scripts/bench

bench-million: ## the same with a million accounts
	@scripts/bench million

# The commands run on a machine that has no PostgreSQL yet: they must not need its makefiles.
ifneq ($(filter-out $(COMMANDS),$(or $(MAKECMDGOALS),all)),)
EXTENSION   = pg_social
EXTVERSION  = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" pg_social.control)
MODULE_big  = pg_social
SOURCES     = $(sort $(shell find src -name '*.cpp'))
OBJS        = $(SOURCES:.cpp=.o)
DATA_built  = sql/pg_social--$(EXTVERSION).sql
DATA        = $(wildcard sql/upgrade/pg_social--*--*.sql)

# Order matters: a part may use only what the parts above it create.
SQL_PARTS   = $(shell cat sql/install/ORDER)

REGRESS      = $(basename $(notdir $(sort $(wildcard test/sql/*.sql))))
# Expected answers are looked for in ./expected by every version, results go to ./results.
REGRESS_OPTS = --inputdir=test --load-extension=pgcrypto

PG_CONFIG  ?= pg_config
PKG_CONFIG ?= pkg-config
LIBRARIES   = libcurl libcrypto simdjson
# -fno-semantic-interposition and hidden symbols: nothing of ours may clash with another extension's libstdc++ code.
PG_CXXFLAGS = -std=c++20 -O2 -Wall -Wextra -Wno-register -Wno-unused-parameter -Wno-missing-field-initializers -Wno-clobbered \
              -fvisibility=hidden -fvisibility-inlines-hidden -fno-semantic-interposition
# The server's headers as system headers, so that our warnings are about our code.
PG_CPPFLAGS = -Isrc -isystem $(shell $(PG_CONFIG) --includedir-server) $(shell $(PKG_CONFIG) --cflags $(LIBRARIES))
# PGXS links with the C compiler, which does not know libstdc++.
SHLIB_LINK  = $(shell $(PKG_CONFIG) --libs $(LIBRARIES)) -lstdc++ -lpthread
# The version of the server that the objects are for.
SERVER      = .compiled-for
EXTRA_CLEAN = $(OBJS:.o=.d) $(SERVER)
# Bitcode serves inlining into queries, which nothing of ours needs, and would be compiled with other flags.
override with_llvm := no

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# PGXS of distributions tracks no headers; without -MMD an edited header leaves stale objects behind. -g1 keeps the lines of
# backtraces and leaves out the types, which take the compiler half as long again.
override CXXFLAGS += -g1 -MMD -MP
-include $(OBJS:.o=.d)
# That leaves the server's own headers out: what was compiled for another version of it is compiled anew.
ifneq ($(file <$(SERVER)),$(shell $(PG_CONFIG) --version))
$(shell $(PG_CONFIG) --version >$(SERVER))
endif
$(OBJS): $(SERVER)

# The unit tests and the simulator are linked with the same objects as the extension (scripts/build-core).
.PHONY: core-objects
core-objects: $(filter src/core/%,$(OBJS))

# Workers compare it with the version of a database's objects.
src/pg/process.o: override CPPFLAGS += -DPG_SOCIAL_VERSION='"$(EXTVERSION)"'
src/pg/process.o: pg_social.control

sql/pg_social--$(EXTVERSION).sql: $(SQL_PARTS:%=sql/install/%.sql) sql/install/ORDER
	cat $(SQL_PARTS:%=sql/install/%.sql) > $@
endif
