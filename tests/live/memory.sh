#!/bin/bash
# Memory that is out, wherever it is asked for: it is said in words, with a status and not by a crash; what was captured
# before stays. tests/preload/faults.c stands in front of the allocator.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
if readelf -W --dyn-syms "$LABTAP" | grep -qE '__[at]san_init'; then
	skip "no memory" "a sanitizer has an allocator of its own"
	done_testing; exit
fi
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'cd /; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
export XDG_STATE_HOME=$dir/state XDG_CONFIG_HOME=$dir/config
faults=$BUILD/tools/faults.so
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth1 up; done
"$BUILD/tools/mkcap" -n -c 40 lab.pcapng

# The front's, from the Nth on, for a sample of all N (EVERY=1: each of them). libpcap's lexer ends the program
# itself, with words of its own and status 2.
counted() { COUNT_ALLOC=$dir/count LD_PRELOAD=$faults "$LABTAP" "$@" >whole 2>/dev/null; cat count; }
broken() { # step word...: what did not end as it should
	local step=$1 n last status; shift
	last=$(counted "$@")
	for n in $(seq 1 "$step" "$last"); do
		FAIL_ALLOC=$n LD_PRELOAD=$faults timeout 20 "$LABTAP" "$@" >out 2>err; status=$?
		case $status in
		0) cmp -s out whole ;;
		1) grep -q '^labtap: .*\(out of memory\|Cannot allocate memory\)' err ;;
		2) grep -q '^out of dynamic memory in yy' err ;;
		*) false ;;
		esac || echo "allocation $n of $last: status $status: $(head -1 err)"
	done
	[ "$last" -gt 20 ] || echo "only $last allocations"
}
same "a file as rows" "$(broken "${EVERY:-3}" read lab.pcapng)" ""
same "its trees, through a filter" "$(broken "${EVERY:-17}" read lab.pcapng -v icmp)" ""
same "the list" "$(broken "${EVERY:-197}" list)" ""
"$LABTAP" read lab.pcapng -w before.pcapng; cp before.pcapng there
for n in 1 30 60 80; do FAIL_ALLOC=$n LD_PRELOAD=$faults "$LABTAP" read lab.pcapng -w "copy$n.pcapng" --overwrite 2>/dev/null; done
partial() { for f in copy*.pcapng; do [ ! -e "$f" ] || cmp -s "$f" before.pcapng || echo "$f"; done; }
same "a copy is complete or not there" "$(partial)" ""

# The engine's: it starts with about a hundred, and a helper has none either.
for n in 1 5 20 60; do
	FAIL_IN=child FAIL_ALLOC=$n LD_PRELOAD=$faults timeout 20 "$LABTAP" list >out 2>err
	same "the engine's ${n}th: status" $? 1
	check "and words" grep -qE '^labtap: interfaces cannot be listed: .*(ran out of memory|Cannot allocate memory|temporarily unavailable)' err
done

# While packets come: of the engine, which makes room for what it finds, and of the front, which makes room for rows.
said() { grep -q -- "$1" err; }
send() { ip netns exec b "$BUILD/tools/blast" eth1 "$1" 500 20000 >/dev/null; }
packets() { "$LABTAP" read "$1" -q 2>/dev/null | wc -l; }
has() { [ "$(packets "$1")" -ge "$2" ]; }
gone() { ! kill -0 "$1" 2>/dev/null; }
start() { : >err; LD_PRELOAD=$faults "$LABTAP" capture a:eth1 "$@" >out 2>err & pid=$!; wait_for said 'listening on'; }
export FAIL_WHEN=$dir/now
FAIL_IN=child start -w file 'udp port 5001'
send 500; wait_for has file 500; touch now; ip netns add another
wait $pid; same "the engine has none while it captures: status 1" $? 1
check "that is said" said 'capturing has ended unexpectedly: the capture engine ran out of memory'
same "and the file has everything" "$(packets file)" 500
rm now; mkdir spools; start -q --spool-dir spools
send 300; lines() { [ "$(wc -l <out)" -ge 300 ]; }; wait_for lines
engine=$(pgrep -P $pid | head -1); touch now; send 5000
wait $pid; same "the front has none while it captures: status 1" $? 1
check "that is said, with what becomes of the packets" said '^labtap: out of memory: .*what was captured stays on the disk'
check "the engine ends" wait_for gone "$engine"
unset FAIL_WHEN
check "and they are there" has spools/labtap-* 300
nothing_left
done_testing
