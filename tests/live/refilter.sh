#!/bin/bash
# A capture filter reaches an endpoint whatever happens to it: renamed meanwhile, and gone when it was given. The file says
# of each packet under which filter it was taken, and where the interface got another name.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
numbers=$PWD/../tools/numbers.py
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'kill $sender 2>/dev/null; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
quiet() { ip netns exec "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; }
node_up() { # IF: a's side is made anew each time, b stays
	ip netns add a && quiet a && ip link add "$1" netns a type veth peer name eth1 netns b
	ip -n a link set "$1" up arp off; ip -n b link set eth1 up arp off
}
ip netns add b && quiet b
node_up eth1

low='udp src portrange 40000-40127' high='udp src portrange 40128-40255'
mkfifo pipe; mkdir spool
tell() { printf '%s\n' "$@" >&3; }
reached() { rm -f here; tell "$@" 'dump screen here'; WAIT=600 wait_for test -s here; }
filter() { tell 'keys f ^U' "type $1" 'keys ^T Enter'; }
: >out; : >err; "$LABTAP" --script - --spool-dir "$dir/spool" <pipe >out 2>err & browser=$!
exec 3>pipe
tell 'resize 120 30' 'wait screen a:eth1' 'keys \' 'type a:eth1' 'keys Enter Home j Space Enter' 'wait live == 1'
# From 256 ports in turn, until it is killed.
(while :; do ip netns exec b "$BUILD/tools/blast" eth1 512 100 20000 || sleep 0.1; done) >/dev/null 2>&1 & sender=$!
reached 'wait packets >= 1000'
ip -n a link set eth1 name up1
filter "$low"
check "the filter is in force though the interface was renamed" reached "wait screen capture filter $low"
check "it goes on under its new name" reached 'wait screen a:up1'
noticed() { tell 'keys j'; grep -aqr 'the interface eth1 is called up1 now' spool; }
check "and that it has one is noticed" wait_for noticed
rows() { "$LABTAP" read now.pcapng "$1" -q 2>/dev/null | wc -l; }
tell 'keys w ^A ^K' 'type now.pcapng' 'keys Enter'
some() { tell 'keys j'; [ "$(rows "$low")" -ge 500 ]; }
WAIT=600 wait_for some
same "what it drops does not come" "$(rows "$high")" 0
tell 'keys w F'

ip netns del a; no_link b eth1
check "then it is gone" reached 'wait live == 0'
filter "$high"
node_up up1
check "and back" reached 'wait live == 1'
tell 'keys w ^A ^K' 'type then.pcapng' 'keys Enter'
back() { tell 'keys j'; [ "$("$LABTAP" read then.pcapng -q "$high" 2>/dev/null | wc -l)" -ge 500 ]; }
check "the filter that was given meanwhile is in force" wait_for back
same "from the first packet on" "$("$LABTAP" read then.pcapng -q "$low" | wc -l)" 0
tell 'keys S' 'wait message saved' 'keys Q'; exec 3>&-
wait $browser
same "the browser ends well" $? 0
sed 's/^/# /' err

cat ./a*.pcapng >all
python3 "$numbers" all a:eth1 >old; python3 "$numbers" all a:up1 >new
sed 's/^/# /' old new
same "each packet of the old name is under the filter it fits" "$(grep -E 'low|high' old | sed 's/ [0-9]*$//')" \
	$': high\n: low\n'"$low: low"
same "and of the new one" "$(grep -E 'low|high' new | sed 's/ [0-9]*$//')" "$high: high"
same "where it was renamed is a comment" "$(grep -c '^comment: the interface eth1 is called up1 now$' old)" 1

# One that an endpoint refuses is in force for none.
ip -n a tuntap add tun0 mode tun && ip -n a link set tun0 up
cat >script <<'SCRIPT'
wait screen tun0
keys \
type a:
keys Enter
type /a:up1
keys Enter Space
type /a:tun0
keys Enter Space
wait selected == 2
keys Enter
wait live == 2
wait packets >= 500
keys f
type ether src 02:00:00:00:00:99
keys ^T Enter
wait screen a:tun0: ethernet addresses supported only on
keys Escape
wait packets >= 20000
keys Q
SCRIPT
timeout 500 "$LABTAP" --script script >out 2>err
same "a filter that one of two endpoints refuses, with that one's name; the other goes on" $? 0
sed 's/^/# /' err
done_testing
