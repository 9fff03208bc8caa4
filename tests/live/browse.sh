#!/bin/bash
# The main job, by keys alone: see what is live, select in two namespaces, capture, filter, save, go back and change.
. tests/tap.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER

ip netns add a
ip netns add b
ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip -n $n link set lo up; ip -n $n link set eth1 up; done
ip -n a addr add 10.77.0.1/24 dev eth1
ip -n b addr add 10.77.0.2/24 dev eth1
wait_for ip netns exec a ping -qc1 -W1 10.77.0.2 >/dev/null

cat >"$dir/script" <<'SCRIPT'
wait screen ⇄ b:eth1
keys \
type eth1
keys Enter Home j Space j Space
wait selected == 2
dump model picked
keys Enter
wait live == 2
wait packets >= 12
keys Enter
dump screen reading
keys q
wait screen held
keys F
dump screen shown
keys f
type icmp and src host 10.77.0.2
keys Enter
wait rows >= 4
dump screen filtered
keys S
wait message saved
dump screen saved
keys :
type open other.pcapng
keys Enter
wait packets == 40
dump screen opened
keys q
wait screen ● live
dump screen returned
wait packets >= 100
keys f ^U Enter s ^A ^K
type all.pcapng
keys Enter
wait message saved
keys f
type icmp and src host 10.77.0.2
keys Enter
wait rows >= 12
keys p
dump screen paused
keys p i
wait screen 2 points selected
dump screen back
keys U
wait selected == 0
keys Home j Enter
wait live == 1
dump screen fewer
keys i U \
keys ^U Enter Home Enter
wait screen host:lo
dump screen group
keys Q
SCRIPT
"$BUILD/tools/mkcap" -n -c 40 "$dir/other.pcapng"
ip netns exec a ping -q -i 0.1 -c 6000 10.77.0.2 >/dev/null &
ping=$!
(cd "$dir" && timeout 500 "$LABTAP" --script script >out 2>err)
same "the script runs to its end" $? 0
sed 's/^/# /' "$dir/err"

has() { grep -q -- "$2" "$dir/$1"; }
check "both ends are selected" [ "$(grep -c selected "$dir/picked")" = 2 ]
check "opening a packet holds it" has reading ' held$'
check "title names both" has shown '^ a:eth1  b:eth1 '
check "capture is live" has shown '● live'
check "nothing is lost" has shown ' 0 lost'
check "packets of one end, which both saw" has shown ' a:eth1 ›2 .* ICMP .* request'
check "packets of the other" has shown ' b:eth1 ›2 .* ICMP .* reply'
check "the filter is shown" has filtered 'f › icmp and src host 10.77.0.2'
check "only replies are left" [ "$(grep -c ' ICMP .* request' "$dir/filtered")" = 0 ]
check "replies are there" has filtered ' ICMP .* reply'
check "a file is opened beside it" has opened 'other.pcapng'
check "and left for the capture, which has gone on" has returned '^ a:eth1  b:eth1 .*● live'
sequence() { "$LABTAP" read "$dir/all.pcapng" 'icmp[icmptype] = icmp-echo' --format json | grep '"a:eth1"' | grep -o 'seq=[0-9]*' | cut -c5-; }
same "with all that came meanwhile" "$(sequence)" "$(seq $(sequence | sed -n '1p;$p'))"
check "which is enough to tell" [ "$(sequence | wc -l)" -ge 20 ]
rm "$dir/all.pcapng"
rm "$dir/other.pcapng"
check "what is saved while it goes on is a whole file of both ends" sh -c '"$0" read "$1"/*.pcapng --format json |
	grep -o "endpoint\":\"[ab]:eth1" | sort -u | wc -l | grep -qx 2' "$LABTAP" "$dir"
check "pause is said" has paused 'paused\|held\|frozen'
check "points show what is selected" has back '^.◆ .* eth1'
check "one end is captured on" has fewer '^ a:eth1 '
check "Enter on a group captures all of it" has group '^ host:lo '
kill $ping 2>/dev/null

# Each key that opens something, before there is a store to look into: the capture is only begun.
for key in s S w W C G P I D E y m g f; do
	printf '%s\n' 'wait screen host' "keys A Enter $key" 'keys Escape Escape Q Q' | (cd "$dir" && timeout 500 "$LABTAP" --script - >out 2>err)
	check "$key, before the first packet" [ $? -lt 2 ]
done
done_testing
