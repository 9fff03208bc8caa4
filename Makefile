# labtap: one Makefile, no recursion.
#
#   make                      build/release/labtap
#   make MODE=debug|asan|tsan the same with other flags, in build/MODE
#   make deps                 install what build and tests need (apt, dnf); make build-deps: the build alone
#   make test                 everything; also with MODE=asan, MODE=tsan
#   make check                layers, headers, sizes, format, static analysis
#   make fuzz                 libFuzzer over every parser, FUZZ_SECONDS each
#   make fuzz-coverage        how many lines of each parser its inputs reach: 90 % at least
#   make valgrind             the golden tests in valgrind
#   make soak                 two hours of a day in a lab, SOAK_SECONDS
#   make bench                beside tcpdump, tshark and dumpcap, a line for each goal; BENCH="read open": these alone
#   make screenshots          the pictures of the README, from real runs
#   make demo                 a small real lab in namespaces of its own, and labtap on it
#   make install              DESTDIR= PREFIX=/usr/local; EXTCAPDIR=, Wireshark's folder of capture programs
#   make deb, make rpm        a package, in build/deb, build/rpm

MODE   ?= release
PREFIX ?= /usr/local
CC     := $(if $(filter fuzz%,$(MODE)),clang,$(if $(filter default,$(origin CC)),gcc,$(CC)))
# B is where everything built goes.
B      ?= build/$(MODE)$(if $(filter clang,$(CC)),$(if $(filter fuzz%,$(MODE)),,-clang))

PKG_CONFIG ?= $(if $(shell command -v pkg-config),pkg-config,:)
MACHINE := $(shell $(CC) -dumpmachine 2>/dev/null)
# Libraries by their names for pkg-config. Without it they are where every distribution has them.
LIBS    := ncursesw libpcap libnl-3.0 libnl-route-3.0 libseccomp libcap yaml-0.1 libxml-2.0 libvirt zlib libzstd jansson nettle

# Warnings are errors with the compilers of CI (Debian 12's). Others, which nobody here has seen, may find more to say.
WERROR ?= $(if $(filter 12 14.%,$(shell $(CC) -dumpversion 2>/dev/null)),-Werror)
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual \
	-Wpointer-arith -Wwrite-strings -Wundef -Wvla -Wformat=2 -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wredundant-decls \
	-Wimplicit-fallthrough -Wnull-dereference $(WERROR)

FLAGS_release := -O2 -g -DNDEBUG -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
FLAGS_debug   := -O0 -g
FLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
		 -fno-omit-frame-pointer
FLAGS_tsan    := -O1 -g -fsanitize=thread
# Valgrind needs system calls that the released program denies itself.
FLAGS_valgrind := -O1 -g -DBUILD_VALGRIND
FLAGS_fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
		 -fno-sanitize-recover=all -fno-omit-frame-pointer
LINK_fuzz     := -fsanitize=address,undefined
# What of a parser its inputs reach, told by llvm-cov. Not optimised, so that every line counts as it is written.
FLAGS_fuzzcov := -O0 -g -fsanitize=fuzzer-no-link -fprofile-instr-generate -fcoverage-mapping
LINK_fuzzcov  := -fprofile-instr-generate
# ASan stands in front of xdr(3) and looks for it when the program starts; libvirt, which uses it, comes later.
LDLIBS_asan   := -Wl,--no-as-needed -l:libtirpc.so.3

# Jumps and returns only to where the compiler meant them to go, as far as the processor knows that.
BRANCHES := $(or $(if $(filter x86_64%,$(MACHINE)),-fcf-protection=full),\
	    $(if $(filter aarch64%,$(MACHINE)),-mbranch-protection=standard))

CPPFLAGS += -D_GNU_SOURCE -I. -include core/base/ban.h \
	    $(or $(shell $(PKG_CONFIG) --cflags $(LIBS)),-I/usr/include/libnl3 -I/usr/include/libxml2)
CFLAGS   += -std=c17 $(FLAGS_$(MODE)) $(WARN) -fno-common -fstack-protector-strong \
	    -fstack-clash-protection $(BRANCHES) -fPIE -pthread -MMD -MP \
	    -ffile-prefix-map=$(CURDIR)=.
LDFLAGS  += $(filter -fsanitize=% -fprofile%,$(if $(LINK_$(MODE)),$(LINK_$(MODE)),$(FLAGS_$(MODE)))) \
	    -pie -pthread -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code
# libvirt is loaded by the process that asks it (core/lab/libvirt_load.c).
LDLIBS   += $(or $(shell $(PKG_CONFIG) --libs $(filter-out libvirt,$(LIBS))),-lncursesw -ltinfo -lpcap -lnl-route-3 -lnl-3 \
	    -lseccomp -lcap -lyaml -lxml2 -lz -lzstd -ljansson -lnettle) $(LDLIBS_$(MODE))

LAYERS   := base lab store dissect capture analysis
CORE_SRC := $(foreach l,$(LAYERS),$(sort $(wildcard core/$l/*.c)))
TUI_SRC  := $(sort $(wildcard tui/*.c))
UNIT_SRC := $(wildcard tests/unit/test_*.c)
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
TOOL_SRC := $(wildcard tests/tools/*.c)

CORE_OBJ := $(CORE_SRC:%.c=$B/%.o)
TUI_OBJ  := $(TUI_SRC:%.c=$B/%.o)
# Tests may use everything of tui/ but its main.
TUI_LIB  := $(filter-out $B/tui/main.o,$(TUI_OBJ))
UNIT     := $(UNIT_SRC:tests/unit/%.c=$B/tests/%)
FUZZERS  := $(FUZZ_SRC:tests/fuzz/%.c=$B/fuzz/%)
TOOLS    := $(TOOL_SRC:tests/tools/%.c=$B/tools/%)
PRELOADS := $(patsubst tests/preload/%.c,$B/tools/%.so,$(wildcard tests/preload/*.c))

all: $B/labtap $B/command.ok

# A key that means two things in one view, or a command without a key, fails the build.
$B/command.ok: $B/tests/test_command
	@$< >$@.tap || { grep -A1 '^not ok' $@.tap >&2; exit 1; }
	@touch $@

$B/labtap: $(TUI_OBJ) $B/core.a
	@echo "  LD    $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$B/core.a: $(CORE_OBJ)
	@rm -f $@
	@ar rcs $@ $^

$B/tui.a: $(TUI_LIB)
	@rm -f $@
	@ar rcs $@ $^

$B/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$B/tests/%: $B/tests/unit/%.o $B/tui.a $B/core.a
	@mkdir -p $(@D)
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$B/tools/%: $B/tests/tools/%.o $B/core.a
	@mkdir -p $(@D)
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# To be preloaded into the program by a test.
$B/tools/%.so: tests/preload/%.c Makefile
	@mkdir -p $(@D)
	@$(CC) -D_GNU_SOURCE -std=c17 -O2 $(filter-out -Wpedantic,$(WARN)) -fPIC -shared -o $@ $<

$B/fuzz/%: $B/tests/fuzz/%.o $B/tui.a $B/core.a
	@mkdir -p $(@D)
	@$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

# --- tests ------------------------------------------------------------------------------

SUITES_release := unit golden live tty
SUITES_debug   := unit golden live tty
SUITES_asan    := unit golden live
SUITES_tsan    := unit
SUITES         ?= $(SUITES_$(MODE))

# As root through sudo the build still belongs to the invoking user.
AS_USER := $(if $(filter 0,$(shell id -u)),$(if $(SUDO_USER),sudo -u $(SUDO_USER)))

test: deps
	@$(AS_USER) $(MAKE) --no-print-directory MODE=$(MODE) CC=$(CC) B=$B test-programs
	@tests/run.sh $B $(SUITES)

test-programs: $B/labtap $(UNIT) $(TOOLS) $(PRELOADS)

# BENCH="read open": these alone.
bench: $B/labtap $(TOOLS) $(PRELOADS)
	@tests/bench.sh $B $(BENCH)

# A day in a lab: load, nodes that come and go, keys at random.
SOAK_SECONDS ?= 7200
soak: deps
	@$(AS_USER) $(MAKE) --no-print-directory MODE=$(MODE) CC=$(CC) B=$B test-programs
	@SOAK_SECONDS=$(SOAK_SECONDS) tests/run.sh $B soak

FUZZ_SECONDS ?= 60
fuzz:
	@$(MAKE) --no-print-directory MODE=fuzz fuzz-run FUZZ_SECONDS=$(FUZZ_SECONDS)

fuzz-programs: $(FUZZERS)

fuzz-run: fuzz-programs
	@tests/fuzz/run.sh $B $(FUZZ_SECONDS)

# Seeds alone reach that far; COVERAGE_SECONDS more of each fuzzer may reach further.
COVERAGE_SECONDS ?= 0
fuzz-coverage: deps
	@$(AS_USER) $(MAKE) --no-print-directory MODE=fuzzcov fuzz-programs
	@tests/fuzz/coverage.py build/fuzzcov $(COVERAGE_SECONDS)

valgrind: deps
	@$(AS_USER) $(MAKE) --no-print-directory MODE=valgrind CC=$(CC) B=build/valgrind test-programs
	@tests/valgrind.sh build/valgrind

demo:
	@tests/deps.sh demo
	@$(AS_USER) $(MAKE) --no-print-directory $B/labtap $(TOOLS)
	@tests/demo/demo.sh $B

# Takes the pictures of the README anew; tests/tty/screenshots.sh says when that is due.
screenshots: $B/labtap $(TOOLS)
	@tests/screenshots/make.sh $B

# --- dependencies -----------------------------------------------------------------------

deps:
	@tests/deps.sh

build-deps:
	@tests/deps.sh build

# --- gates ------------------------------------------------------------------------------

HEADERS := $(shell find core tui tests -name '*.h')
SOURCES := $(shell find core tui tests -name '*.c')

check: check-layers check-headers check-engine check-sizes check-globals check-format \
       check-reproducible check-cppcheck check-tidy

check-layers:
	@tests/check/layers.sh

check-headers:
	@for h in $(HEADERS); do \
		echo "#include \"$$h\"" | $(CC) $(CPPFLAGS) -std=c17 $(filter-out -Wpedantic,$(WARN)) \
			-Wno-unused-function -Wno-unused-variable -fsyntax-only -xc - || exit 1; \
	done

check-engine: $B/core.a
	@LIBS="$(LIBS)" CC=$(CC) tests/check/engine_link.sh $B

check-sizes:
	@tests/check/sizes.sh

check-globals: $B/labtap
	@tests/check/globals.sh $B

# EVERY=1 builds all of it a second time.
check-reproducible: $B/labtap
	@B=$B CC=$(CC) tests/check/reproducible.sh $(EVERY)

check-format:
	@clang-format --dry-run --Werror $(HEADERS) $(SOURCES)

check-cppcheck:
	@cppcheck --quiet --std=c11 --enable=warning,performance,portability \
		--inline-suppr --suppress=missingIncludeSystem --error-exitcode=1 -j2 -I. core tui

check-tidy:
	@printf '%s\n' $(CORE_SRC) $(TUI_SRC) | \
		xargs -P $$(nproc) -n 8 sh -c 'clang-tidy --quiet "$$@" -- $(CPPFLAGS) -std=c17 2>/dev/null' tidy

# --- install ----------------------------------------------------------------------------

# What is installed below PREFIX: mode, name there, name here. Debian's packages have another folder for zsh.
ZSHDIR    ?= share/zsh/site-functions
INSTALLED := 755,bin/labtap,labtap 644,share/man/man1/labtap.1,labtap.1 \
	644,share/man/man7/labtap-filter.7,labtap-filter.7 \
	644,share/bash-completion/completions/labtap,labtap.bash \
	644,$(ZSHDIR)/_labtap,labtap.zsh \
	644,share/fish/vendor_completions.d/labtap.fish,labtap.fish

$B/labtap.1: $B/labtap
	@$< help --man >$@

$B/labtap-filter.7: $B/labtap
	@$< help filter --man >$@

$B/labtap.bash $B/labtap.zsh $B/labtap.fish: $B/labtap
	@$< help --shell $(patsubst .%,%,$(suffix $@)) >$@

install: $B/labtap $B/labtap.1 $B/labtap-filter.7 $B/labtap.bash $B/labtap.zsh $B/labtap.fish
	@for f in $(INSTALLED); do IFS=,; set -- $$f; unset IFS; \
		echo "  INSTALL $(DESTDIR)$(PREFIX)/$$2"; \
		install -D -m $$1 $B/$$3 $(DESTDIR)$(PREFIX)/$$2 || exit 1; done
	@[ -z "$(EXTCAPDIR)" ] || { echo "  LINK    $(DESTDIR)$(EXTCAPDIR)/labtap" && \
		install -d $(DESTDIR)$(EXTCAPDIR) && ln -sfr $(DESTDIR)$(PREFIX)/bin/labtap $(DESTDIR)$(EXTCAPDIR)/labtap; }

# Packages, in build/ (.packaging/); lintian and rpmlint find nothing to say about them.
deb rpm:
	@.packaging/package.sh $@ build/$@

uninstall:
	@for f in $(INSTALLED); do IFS=,; set -- $$f; unset IFS; rm -f $(DESTDIR)$(PREFIX)/$$2; done
	@[ -z "$(EXTCAPDIR)" ] || rm -f $(DESTDIR)$(EXTCAPDIR)/labtap

clean:
	rm -rf build

-include $(CORE_OBJ:.o=.d) $(TUI_OBJ:.o=.d) $(UNIT:$B/tests/%=$B/tests/unit/%.d) \
	 $(TOOLS:$B/tools/%=$B/tests/tools/%.d) $(FUZZERS:$B/fuzz/%=$B/tests/fuzz/%.d)
.SECONDARY:
.PHONY: all test test-programs soak bench fuzz fuzz-programs fuzz-run fuzz-coverage valgrind screenshots demo deps build-deps \
	install uninstall deb rpm clean check \
	check-layers check-headers check-engine check-sizes check-globals check-format \
	check-reproducible check-cppcheck check-tidy
