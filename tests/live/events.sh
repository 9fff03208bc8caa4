#!/bin/bash
# What happens to endpoints while they are captured is a line among the packets in the browser: down, up, renamed,
# deleted, moved away, a namespace deleted and made again, the list frozen. Nothing that is gone is held.
. tests/tap.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER

quiet() { ip netns exec "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1; }
node_up() { # a's side is made anew each time, b stays
	ip netns add a && quiet a
	ip link add eth1 netns a type veth peer name eth1 netns b && ip link add eth2 netns a type veth peer name eth2 netns b
	for i in 1 2; do
		for n in a b; do ip -n $n link set eth$i up; done
		ip -n a addr add 10.77.$i.1/24 dev eth$i
		ip -n b addr add 10.77.$i.2/24 dev eth$i
	done
}
ip netns add b && quiet b
node_up
ip netns add other

cat >"$dir/script" <<'SCRIPT'
wait screen eth2
keys \
type a:eth
keys Enter Home j Space Space
wait selected == 2
keys Enter
wait live == 2
wait packets >= 4
dump screen start
wait screen a:eth1 is down
dump screen down
wait screen a:eth1 is up
dump screen up
keys p
dump screen frozen
wait packets >= 20
keys p
wait screen the list was frozen here for
dump screen frozen
wait screen eth2: the interface was deleted or moved away
dump screen moved
wait screen a:eth1: its network namespace was deleted
dump screen deleted
wait screen a:eth1 is back:
dump screen back
wait screen a:eth2 is back:
wait live == 2
wait packets >= 100
keys g /
type a:eth1 is back
keys Enter
wait screen a:eth1 is back:
keys f
type dst host 10.77.1.1
keys Enter
wait screen shown
dump screen filtered
keys f ^U Enter
wait screen a:eth1 is back:
keys S
wait message saved
dump screen saved
keys Q
SCRIPT
(cd "$dir" && timeout 500 "$LABTAP" --script script >out 2>err) & browser=$!
(while ip netns exec b ping -q -c 1 -W 1 10.77.1.1 >/dev/null 2>&1 || kill -0 $browser 2>/dev/null; do sleep 0.05; done) & pinger=$!

has() { wait_for grep -q -- "$2" "$dir/$1" 2>/dev/null; }
there() { wait_for test -s "$dir/$1"; }
there start
ip -n a link set eth1 down
there down
check "an interface that goes down is a line" has down '── [0-9:]*  a:eth1 is down ──*!*'
ip -n a link set eth1 up
there up
check "and when it is up again" has up '── [0-9:]*  a:eth1 is up ──'
there frozen
check "where the list was frozen is a line" has frozen 'the list was frozen here for [0-9.]* s'
ip -n a link set eth2 netns other
there moved
check "an interface moved to another namespace is gone" has moved 'a:eth2: the interface was deleted or moved away'
ip netns del other
started=$(date +%s%N)
ip netns del a
check "the namespace can be deleted" no_link b eth1
check "at once" [ $(($(date +%s%N) - started)) -lt 20000000000 ]
no_link b eth2
there deleted
check "and that is a line" has deleted 'a:eth1: its network namespace was deleted'
node_up
there back
check "what comes back is opened again, with the gap" has back 'a:eth1 is back: [0-9.]* s are missing'
wait $browser
same "the script runs to its end" $? 0
sed 's/^/# /' "$dir/err"
kill $pinger 2>/dev/null
check "the cursor stays on a line that is found when the view filter changes" has filtered '^▌.* a:eth1 is back: '
if command -v tshark >/dev/null; then
	tshark -n -r "$dir"/*.pcapng -T fields -e frame.interface_name -e frame.comment 2>/dev/null >"$dir/fields"
	same "and in the file the gap is a comment" "$(grep -c 'a:eth1.*eth1 in a, again: nothing was captured for' "$dir/fields")" 1
else
	skip "and in the file the gap is a comment" "tshark is not installed"
fi
done_testing
