#!/bin/bash
# run.sh BUILD SUITE...: runs test programs and scripts, each of which prints TAP, and sums up.
# Suites: unit (one program per tests/unit/test_*.c), golden (files and screens against expected text),
# live (namespaces, bridges, real traffic: root), tty (real terminals in tmux), soak (SOAK_SECONDS of a day in a lab).
# Every script gets BUILD and LABTAP in its environment. As root each test runs in a world of its own (tests/world.sh), so
# that several run side by side: two for each processor, since they wait more than they compute (JOBS=N).
# At the end every check that failed has a line, `failed: TEST: CHECK`, and the last line is `N passed, N failed, N skipped`;
# with NO_SKIP=1 a skipped test counts as failed. With AGAIN=N up to N live tests that failed run once more, by themselves:
# what passes then was the fault of what it shared the kernel with, and has a line `again: TEST: CHECK`.
set -u
cd "$(dirname "$0")/.." || exit 2
BUILD=$(realpath "$1") || exit 2; shift
export BUILD LABTAP=$BUILD/labtap
unset SUDO_UID SUDO_GID SUDO_USER # whoever started this
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

count() { grep -cE "$1" "$2"; }

run() { # name CMD...: what came of it goes to NAME.sum, and in one piece to the screen
	local name=$1 log=$logs/${1//\//_}; shift
	timeout -k 5 "${TEST_TIMEOUT:-600}" "$@" >"$log" 2>&1 </dev/null
	local status=$? ok bad skip
	skip=$(count '^ok .*# SKIP' "$log")
	ok=$(($(count '^ok ' "$log") - skip))
	bad=$(count '^not ok ' "$log")
	if [ $status = 77 ]; then
		skip=$((skip + 1)); echo "ok - $name # SKIP $(tail -1 "$log")" >>"$log"
	elif [ $status != 0 ] && [ "$bad" = 0 ]; then
		bad=1; echo "not ok - $name ended with status $status" >>"$log"
	elif ! grep -qE '^1\.\.[0-9]+' "$log"; then
		bad=$((bad + 1)); echo "not ok - $name ended without a plan" >>"$log"
	fi
	echo "$ok $bad $skip" >"$log.sum"
	{
		flock 9
		printf '%-44s %5d passed %3d failed %3d skipped\n' "$name" "$ok" "$bad" "$skip"
		grep -E '# SKIP' "$log" | sed 's/^/    /'
		[ "$bad" = 0 ] || tail -"${TEST_LINES:-60}" "$log" | sed 's/^/    /'
	} 9>"$logs/lock"
	sed -nE "s|^not ok ([0-9]+ )?- |failed: $name: |p" "$log" >"$log.failed"
}

start() { # name CMD...: as soon as there is room for it
	while [ "$(jobs -rp | wc -l)" -ge "${JOBS:-$((2 * $(nproc)))}" ]; do wait -n; done
	run "$@" &
}

again() {
	local failed log name
	wait
	mapfile -t failed < <(find "$logs" -name 'live_*.failed' -size +0 -o -name 'tty_*.failed' -size +0)
	[ ${#failed[@]} -le "${AGAIN:-0}" ] || return
	for log in "${failed[@]}"; do
		name=$(sed -n '1s/^failed: \([^:]*\): .*/\1/p' "$log")
		[ -x "tests/$name" ] || continue
		sed 's/^failed/again/' "$log" >"$log.again"
		run "$name" tests/world.sh "tests/$name"
	done
}

world=tests/world.sh
[ "$(id -u)" = 0 ] || world=

for suite in "$@"; do
	case $suite in
	unit) for t in "$BUILD"/tests/test_*; do case $t in *.*) ;; *) start "unit/${t##*/}" $world "$t" ;; esac; done ;;
	golden) for t in tests/golden/*.sh; do [[ " ${LEAVE_OUT:-} " == *" ${t##*/} "* ]] || start "golden/${t##*/}" $world "$t"; done ;;
	live | tty) for t in tests/$suite/*.sh; do start "$suite/${t##*/}" tests/world.sh "$t"; done ;;
	soak)
		TEST_TIMEOUT=$((SOAK_SECONDS + 120)) start soak.sh tests/world.sh tests/soak.sh "$SOAK_SECONDS"
		STOPPED=10 start "live/stopped.sh, 10 s" tests/world.sh tests/live/stopped.sh
		wait
		# Not in CI: so many interfaces hold a lock of the kernel that every other test needs.
		[ "$SOAK_SECONDS" -lt 600 ] || INTERFACES=10000 start "live/interfaces.sh, 10000" tests/world.sh tests/live/interfaces.sh ;;
	*) echo "run.sh: unknown suite $suite" >&2; exit 2 ;;
	esac
done
again
read -r passed failed skipped < <(cat "$logs"/*.sum | awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }')
cat "$logs"/*.failed "$logs"/*.again 2>/dev/null
[ "${NO_SKIP:-0}" = 0 ] || failed=$((failed + skipped))
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed != 0 ]
