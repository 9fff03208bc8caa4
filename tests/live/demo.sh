#!/bin/bash
# `make demo` without a terminal: prints the list and some packets, exits 0, and leaves nothing behind.
. tests/tap.sh

before=$(ip -o link; ip netns; ls /var/tmp)
output=$(tests/demo/demo.sh "$BUILD" 2>&1 </dev/null)
status=$?
same "exit status" "$status" 0
for name in a:eth1 b:eth1 c:eth1 a:eth2 b:eth2 d:eth1 e:eth1 host:X_1; do
	check "lists $name" grep -qF "$name" <<<"$output"
done
check "shows an echo request" grep -qF 'Echo (ping) request' <<<"$output"
if [ -c /dev/net/tun ]; then
	check "a link of it is a tunnel" grep -qE '^d-e +p2p +udp-tunnel +d:eth1 e:eth1$' <<<"$output"
	check "captures the tunnel" grep -qF 'listening on d:eth1' <<<"$output"
	check "with the frames inside" grep -qE '10\.2\.0\.[12] > 10\.2\.0\.[12]: ICMP' <<<"$output"
fi
same "nothing left behind" "$(ip -o link; ip netns; ls /var/tmp)" "$before"

# A terminal that goes away must take the whole lab with it.
setsid tests/demo/demo.sh "$BUILD" capture a:eth1 --for 60s >/dev/null 2>&1 &
demo=$!
in_lab() { pgrep -f 'ping -i 1 -c 3600 172.16.0.1' >/dev/null; }
check "the lab's traffic runs" wait_for in_lab
kill -9 $demo; wait $demo 2>/dev/null
lab_gone() { ! pgrep -f 'ping -i 1 -c 3600 172.16.0.1' >/dev/null; }
check "killed: the lab is gone" wait_for lab_gone
check "killed: no namespace left behind" [ -z "$(ip netns)" ]
done_testing
