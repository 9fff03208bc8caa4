#!/bin/bash
# What labtap writes is taken by the real capinfos, editcap, mergecap and tshark, with as many packets, and says what it is:
# the lab, its file, point, link, direction, filter, notes, gaps, keys. `labtap read --about` says it back.
LABTAP=$(realpath "$LABTAP"); TOOLS=$(realpath "$BUILD")/tools; cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 755 "$dir"; cd "$dir" || exit 1
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
export TZ=UTC
for n in a b; do ip netns add clab-X-$n; ip netns exec clab-X-$n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip link add eth1 netns clab-X-a type veth peer name eth1 netns clab-X-b
for n in a b; do ip -n clab-X-$n link set eth1 up; done
ip -n clab-X-a addr add 10.5.0.1/24 dev eth1; ip -n clab-X-b addr add 10.5.0.2/24 dev eth1
mkdir lab files && cat >lab/x.clab.yml <<'YML'
name: X
topology:
  nodes: { a: { kind: linux }, b: { kind: linux } }
  links: [ { endpoints: ["a:eth1", "b:eth1"] } ]
YML
(while :; do ip netns exec clab-X-a ping -q -i 0.05 -c 20 10.5.0.2 >/dev/null; sleep 0.1; done) & # it is made anew below
cd lab

"$LABTAP" capture a:eth1 -c 5 icmp -w ../files/one.pcapng 2>err
"$LABTAP" capture link:a-b -c 6 -w ../files/link.pcapng 2>err
"$LABTAP" capture a:eth1 b:eth1 -c 6 -w - 2>err >../files/stream.pcapng
"$LABTAP" capture a:eth1 -C 1k -W 3 -c 40 -w ../files/ring.pcapng 2>err
"$LABTAP" capture a:eth1 --wait -w ../files/gap.pcapng 2>err & pid=$!
wait_for grep -q 'listening on' err; sleep 0.3
ip -n clab-X-a link del eth1; wait_for grep -q 'not there any more' err
ip link add eth1 netns clab-X-a type veth peer name eth1 netns clab-X-b
for n in a b; do ip -n clab-X-$n link set eth1 up; done
ip -n clab-X-a addr add 10.5.0.1/24 dev eth1; ip -n clab-X-b addr add 10.5.0.2/24 dev eth1
wait_for grep -q 'back after' err; sleep 0.5; kill -INT $pid; wait $pid
# In the browser: a note, another capture filter in between, saved; what is shown by a filter.
cat >../script <<'S'
wait screen eth1
wait screen ▾  host
keys :
type select a:eth1
keys Enter Enter
wait packets >= 2
keys g m
type first of all
keys Enter f
type icmp
keys ^T Enter
wait packets >= 30
keys S
wait message saved
keys Q
S
timeout 60 "$LABTAP" --script ../script >../screen 2>../err
same "a capture with a note and two filters is saved" $? 0
mv a.eth1-*.pcapng ../files/saved.pcapng
cd ..
"$LABTAP" read files/link.pcapng 'icmp[icmptype] = icmp-echo' -w files/shown.pcapng
"$LABTAP" read files/one.pcapng -w files/plain.pcap
printf '# keys\nCLIENT_RANDOM %064d %096d\n' 7 8 >keys.log
"$LABTAP" read files/one.pcapng --keylog keys.log -w files/keys.pcapng
"$TOOLS/mkcap" -c 50 any.pcap && "$(dirname "$LABTAP")/../../tests/golden/wrap.py" udp any.pcap outer.pcap 2>/dev/null &&
	"$LABTAP" read --tunnel auto outer.pcap -w files/inner.pcapng 2>/dev/null

if command -v capinfos >/dev/null; then
	for f in files/*; do
		count=$("$LABTAP" read --format tsv "$f" | wc -l)
		same "$f: capinfos" "$(capinfos -c -M "$f" 2>&1 | sed -n 's/^Number of packets: *//p')" "$count"
		same "$f: tshark, editcap, mergecap" \
			"$(tshark -n -r "$f" 2>>tools.err | wc -l; editcap "$f" edited.pcapng 2>>tools.err && "$LABTAP" read --format tsv edited.pcapng | wc -l
			mergecap -w merged.pcapng "$f" "$f" 2>>tools.err && "$LABTAP" read --format tsv merged.pcapng | wc -l)" \
			"$(printf '%s\n' $count $count $((2 * count)))"
	done
	same "without a word" "$(grep -v 'Running as user' tools.err)" ""
	check "the lab and its file" sh -c "capinfos files/link.pcapng 2>/dev/null | grep -q 'comment: *lab: X topology: .*/lab/x.clab.yml host: '"
	check "the keys, too" sh -c "tshark -r files/keys.pcapng -V 2>/dev/null >/dev/null && editcap --discard-all-secrets files/keys.pcapng no.pcapng && [ \$(stat -c %s no.pcapng) -lt \$(stat -c %s files/keys.pcapng) ]"
else
	skip "the tools of Wireshark" "capinfos is not installed"
fi

# editcap writes keys in front of the interfaces, and then does not take its own file.
if editcap --inject-secrets tls,keys.log files/one.pcapng before.pcapng 2>/dev/null; then
	"$LABTAP" read before.pcapng -w behind.pcapng
	check "a copy of keys in front is taken" editcap behind.pcapng taken.pcapng
fi

about() { "$LABTAP" read --about files/$1.pcapng >out; grep -qE -- "$2" out; }
check "--about: the lab" about link '^lab: X$'
check "its file" about link '^topology: .*/lab/x.clab.yml$'
check "points, links" about one ' a:eth1: eth1 in clab-X-a, link a-b, filter: icmp$'
same "directions" "$(about link . ; awk '/ a:eth1: / || / b:eth1: / { print ($1 == $2 && $3 == 0) }' out)" "$(printf '1\n1')"
check "notes" about saved '^ +1  .*first of all'
same "two filters are two interfaces" "$(about saved .; grep -c ' a:eth1: ' out)" 2
check "gaps" about gap ', again: nothing was captured for [0-9.]+ s before this'
check "keys stay in a copy" sh -c "'$LABTAP' read files/keys.pcapng -w again.pcapng && grep -q CLIENT_RANDOM again.pcapng"
"$LABTAP" read files/one.pcapng --keylog files/one.pcapng -w no2.pcapng 2>err
same "what is no key is refused" "$? $(grep -c 'no line of it is a TLS key' err) $(ls no2.pcapng 2>/dev/null)" "1 1 "
"$LABTAP" read files/one.pcapng --keylog keys.log 2>err
same "keys need a file to go into" "$? $(grep -c 'needs -w' err)" "2 1"
done_testing
