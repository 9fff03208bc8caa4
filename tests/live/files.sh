#!/bin/bash
# Too few open files, from none to enough: it is said, with what to do, and nothing breaks. (Endpoints beyond the limit, and
# what is captured already: tests/unit/test_engine_end.c.)
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'cd /; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
ip netns add a; ip -n a link set lo up
"$BUILD/tools/mkcap" -n -c 40 lab.pcapng
with() { local n=$1; shift; (ulimit -n "$n"; exec timeout 20 setpriv --bounding-set=-sys_resource "$LABTAP" "$@") >out 2>err </dev/null; }
broken() { # verb...: what ends neither well nor with words
	local n status some
	for n in 4 5 6 8 10 12 14 64; do
		with "$n" "$@"; status=$?
		case $status in
		0) [ -s out ] && some=1 ;;
		1) grep -q '^labtap: .*Too many open files (ulimit -n raises the limit)' err ;;
		*) false ;;
		esac || echo "$n files: status $status: $(head -1 err)"
	done
	[ "${some:-}" ] || echo "never enough"
}
same "a file" "$(broken read lab.pcapng)" ""
same "the list" "$(broken list)" ""
with 12 capture a:lo -c 1; same "a capture" "$? $(grep -c 'ulimit -n' err)" "1 1"
nothing_left
done_testing
