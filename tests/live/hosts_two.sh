#!/bin/bash
# Two other hosts at once, by the real ssh and sshd, each in a namespace of its own: their labs beside each other with
# states and rates, links and nodes by name, both in one file; a server that goes away and comes back; no port of ours.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh && . ../servers.sh
servers_begin 2 3; mkdir lab
printf 'name: x\ntopology:\n  nodes:\n    r1: {kind: linux}\n    r2: {kind: linux}\n  links:\n    - endpoints: ["r1:eth1", "r2:eth1"]\n' >lab/x.clab.yml
for n in clab-x-r1 clab-x-r2; do node $n; done
ip link add eth1 netns clab-x-r1 type veth peer name eth1 netns clab-x-r2
for n in 1 2; do ip -n clab-x-r$n addr add 10.1.0.$n/24 dev eth1; ip -n clab-x-r$n link set eth1 up; done
server 2 "$dir/lab/x.clab.yml" & sshd2=$!
server 3 &
reaches 2; reaches 3
ip netns exec clab-x-r1 ping -q -i 0.05 10.1.0.2 >/dev/null & pings=$!
ping -q -i 0.05 10.9.3.2 >/dev/null & pings="$pings $!"

# On the command line: a link of one and an interface of the other, in one file.
timeout 60 "$LABTAP" capture --host s2 --host s3 s2/link:r1-r2 s3/host:eth0 icmp -c 60 -w both.pcapng 2>err
same "a link of one host, an interface of the other, in one file" "$?" 0
fields() { tshark -n -r both.pcapng -T fields "$@" 2>/dev/null; }
same "each has its name; of a link each frame once" "$(fields -e frame.interface_name -e frame.packet_flags_direction | sort -u | cut -c-30)" \
	"$(printf 's2/r1:eth1\t0x00000001\ns2/r2:eth1\t0x00000001\ns3/host:eth0\t0x00000001\ns3/host:eth0\t0x00000002')"
check "how far the clocks were is in the file" [ "$(fields -e frame.interface_description | sort -u | grep -cE ', on s[23]: its clock is [0-9.]+ ms \(± [0-9.]+\) (before|behind) ours')" = 3 ]
wireshark_takes both.pcapng

# The browser: rows with states and rates; a server that goes, and comes back.
cat >browse <<'S'
resize 130 50
wait screen s2/r1-r2
wait screen s3/host
dump screen points
keys :
type select s2/link:r1-r2
keys Enter :
type select s3/host:eth0
keys Enter
wait selected == 3
keys Enter
wait live == 3
wait packets >= 30
dump screen packets
keys q
wait live == 1
wait screen Connection
dump screen away
wait live == 3
keys Enter
wait screen again
dump screen again
keys q o o o
wait screen by rate
wait screen kbit/s
dump screen rates
keys Q
S
timeout 100 "$LABTAP" --host s2 --host s3 --script browse >out 2>err & browser=$!
check "in the browser" wait_for test -s packets
port_of_ours() { for n in s2 s3; do ip netns exec $n ss -Hltnup; done | grep -v sshd; ss -Hltnup; }
same "nothing of ours listens anywhere" "$(port_of_ours)" ""
# Few packets from now on: what is said of hosts stays on the screen.
kill $sshd2 $(pgrep -P $sshd2) $pings
ping -q -i 0.5 10.9.3.2 >/dev/null &
check "a server that is gone is said" wait_for test -s away
server 2 "$dir/lab/x.clab.yml" & sshd2=$!
wait $browser
same "it comes back by itself" "$? $(cat out)" "0 "
cat err
check "a link of another host is a row, with its ends" grep -qE '▾ +s2/r1-r2 +s2/r1 s2/r2 +veth +.*[0-9] *$|s2/r1-r2' points
check "with a rate" grep -qE 's3/host:eth0 .* [1-9][0-9]* ' rates
check "what is not there has its reason" grep -qE '✗ +s2/r1 eth0 .*there is no' points
check "each host says how it is reached, and its clock" [ "$(grep -cE '▾ +s[23] +by ssh; its clock is [0-9.]+ ms' points)" = 2 ]
check "that the clock is taken off is among the packets" grep -qE 's2, by ssh; its clock is' packets
check "a host that is gone says why, in the words of ssh" grep -qE '▾ +s2 +(Connection to 10.9.2.2 closed by remote host|ssh: connect to host 10.9.2.2 .*Connection refused)' away
check "and so does each of its points" grep -qE 's2/r1 eth1 .*(Connection to|ssh: connect to)' away
check "what was captured stays, and goes on after a line that says so" grep -q 's2 is connected again: its clock is' again
done_testing
