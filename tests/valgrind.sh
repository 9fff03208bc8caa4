#!/bin/bash
# valgrind.sh BUILD: the golden tests with labtap, and what dumps topologies, in valgrind: any use of memory that is not there or
# has no value yet, and any leak, in whichever of its processes, is a finding. Takes long (an hour beside load): not for CI.
set -u
cd "$(dirname "$0")/.." || exit 2
build=$(realpath "$1") || exit 2
# Not in /var/tmp, whatever TMPDIR says: a world of tests has one of its own.
dir=$(mktemp -d /tmp/labtap-valgrind.XXXXXX) || exit 2
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/build/tests" && mkdir -m 1777 "$dir/logs" && chmod 755 "$dir" || exit 2
cp -r "$build/tools" "$dir/build/" || exit 2

wrap() { # PROGRAM
	rm -f "$dir/build/$1"
	cat >"$dir/build/$1" <<-SH
	#!/bin/sh
	# What it says is compared, so that valgrind writes elsewhere; a process that becomes another user's writes there as well.
	TMPDIR=/tmp LD_PRELOAD=$build/tools/pidfd.so exec $(command -v valgrind) -q --vgdb=no --log-file=$dir/logs/%p --leak-check=full --show-leak-kinds=definite \
		$build/$1 "\$@"
	SH
	chmod 755 "$dir/build/$1"
}
wrap labtap
wrap tools/topology_dump

# Left out: what looks at the program itself, what has to be fast (the corpora), and what needs the engine, which valgrind
# knows too little of the kernel for: the live tests have it under ASan.
export NO_HARDENING=1 LABTAP_CORPUS=$dir LEAVE_OUT="labs.sh path.sh packed.sh shells.sh"
TEST_TIMEOUT=3600 tests/run.sh "$dir/build" golden
status=$?
words='Invalid|Conditional|Use of|Syscall param|Mismatched|Source and|Process terminating|Argument|.* definitely lost'
mapfile -t findings < <(grep -rlE "^==[0-9]+== ($words)" "$dir/logs")
[ ${#findings[@]} = 0 ] || cat "${findings[@]}" | grep -v '^--' | head -300
echo "valgrind: $(find "$dir/logs" -type f | wc -l) processes, ${#findings[@]} with findings"
[ $status = 0 ] && [ ${#findings[@]} = 0 ]
