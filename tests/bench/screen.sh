#!/bin/bash
# The browser through a pty of 80x24, in a world of its own: what it sends, how fast it answers, what it costs, beside
# its budgets. Figures depend on the machine; those over budget are named, and are no failure.
set -u
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
B=$(realpath "${B:-build/release}")
ip netns add tx && ip netns add rx
ip link add tx0 netns tx type veth peer name rx0 netns rx
for end in tx rx; do
	ip netns exec $end sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip -n $end link set ${end}0 up arp off
done
XDG_STATE_HOME=$(mktemp -d) XDG_CONFIG_HOME=$XDG_STATE_HOME
export XDG_STATE_HOME XDG_CONFIG_HOME
trap 'rm -rf "$XDG_STATE_HOME"' EXIT
cd "$XDG_STATE_HOME" || exit 2
"$OLDPWD/tests/bench/screen.py" "$B/labtap" "$B/tools/blast" "$B/tools/mkcap"
