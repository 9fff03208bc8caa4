#!/bin/bash
# How the released program is linked and compiled: what readelf sees of the flags that make a mistake in it hard to use.
cd "$(dirname "$0")" && . ../tap.sh
if [ "${NO_HARDENING:-}" ] || readelf -W --dyn-syms "$LABTAP" | grep -qE '__[at]san_init'; then
	skip "hardening" "this build is none for users"
	done_testing; exit
fi
sees() { local how=$1; shift; readelf -W "$how" "$LABTAP" | grep -qE -- "$@"; }
sees_not() { ! sees "$@"; }
imports() { readelf -W --dyn-syms "$LABTAP" | grep -qE " UND ($1)(@| |\$)"; }
starts_with() { objdump -d --no-show-raw-insn --disassemble="$1" "$LABTAP" | grep -A1 "<$1>:" | grep -qE "$2"; }

check "it can be loaded anywhere (PIE)" sees -h 'Type: *DYN \(Position-Independent Executable'
check "what the loader has filled in is read-only (RELRO)" sees -l '^ *GNU_RELRO '
check "and all of it is filled in before main (BIND_NOW)" sees -d 'FLAGS.*BIND_NOW'
check "the stack is no code" sees -l '^ *GNU_STACK .* RW +0x'
check "nothing is writable and code" sees_not -l '^ *LOAD .* RWE '
check "code is not changed while loading" sees_not -d 'TEXTREL'
check "libraries come from the system's places alone" sees_not -d 'RPATH|RUNPATH'
check "stacks have a guard" imports __stack_chk_fail
case $("$LABTAP" --version >/dev/null; echo "$BUILD") in
*/debug*) ;;
*) check "copies and formats are measured (FORTIFY)" imports '__(memcpy|snprintf|vsnprintf|printf)_chk' ;;
esac
case $(uname -m) in
x86_64) check "jumps land on marked places (CET)" starts_with main endbr64 ;;
aarch64) check "jumps land on marked places, returns are signed" starts_with main 'paciasp|bti' ;;
esac
# What is newer in glibc than Ubuntu 22.04's is easily used here without notice. Later ones have newer versions of old functions.
libc=$(getconf GNU_LIBC_VERSION | cut -d' ' -f2)
if [ "$(printf '%s\n' "$libc" 2.36 | sort -V | tail -1)" = 2.36 ]; then
	newest=$(readelf -W --dyn-syms "$LABTAP" | grep -oE '@GLIBC_[0-9.]+' | cut -d_ -f2 | sort -uV | tail -1)
	same "nothing is needed that Ubuntu 22.04's glibc has not" "$(printf '%s\n' "$newest" 2.35 | sort -V | tail -1)" 2.35
fi
done_testing
