# shellcheck shell=bash
# What the benches share, to be sourced. Figures are noted run by run, programs in turn, so that the moods of a machine meet all of
# them alike: `note NAME VALUE`, `median NAME`, and `ratio A B`, the median of what A is to B in each run. `goal` prints a line.
# B is the build, RUNS how often (5), $dir a directory that goes away.
set -u
B=$(realpath "${B:-build/release}") RUNS=${RUNS:-5} goal_sh=$PWD/tests/goal.sh
dir=$(mktemp -d "${TMPDIR:-/var/tmp}/labtap-bench.XXXXXX") && chmod 755 "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
export XDG_STATE_HOME=$dir XDG_CONFIG_HOME=$dir

note() { echo "$2" >>"$dir/figures.$1"; }
middle() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
median() { middle <"$dir/figures.$1"; }
ratio() { paste "$dir/figures.$1" "$dir/figures.$2" | awk '$2 > 0 { print $1 / $2 }' | middle; }
goal() { "$goal_sh" "$@"; }
have() { command -v "$1" >/dev/null || { echo "$1: not installed, not compared"; return 1; }; }

# User and system seconds of a command and all its children, or how many of COUNT it does in such a second.
cpu() { local TIMEFORMAT='%U %S'; { time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ t = $1 + $2; print t ? t : 0.001 }'; }
per_cpu_second() { local count=$1; shift; cpu "$@" | awk -v n="$count" '{ print n / $1 }'; }
seconds() { local TIMEFORMAT=%R; { time "$@" >/dev/null 2>&1; } 2>&1; }

# One end of a cable in each of two namespaces of the world that this runs in: tx:tx0 sends, rx:rx0 receives.
make_cable() {
	local end
	ip netns add tx && ip netns add rx && ip link add tx0 netns tx type veth peer name rx0 netns rx || exit 1
	for end in tx rx; do
		ip netns exec $end sysctl -qw net.ipv6.conf.all.disable_ipv6=1
		ip -n $end link set ${end}0 up arp off
	done
}
# CPU seconds so far of the children of a process, all their threads together: labtap's engine.
children_cpu() { # PID
	local p
	for p in $(pgrep -P "$1"); do cat /proc/$p/task/*/schedstat; done 2>/dev/null | awk '{ s += $1 } END { print s / 1e9 }'
}
