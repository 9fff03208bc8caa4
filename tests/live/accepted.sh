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
listening() { wait_for grep -q 'listening on' "$1"; }

: >err.each; "$LABTAP" capture a:eth1 -G 1 -W 2 -w ../files/each.pcapng 2>err.each & each=$! # ends by itself while the others are made
"$LABTAP" capture a:eth1 -c 5 icmp -w ../files/one.pcapng 2>err
"$LABTAP" capture link:a-b -c 6 -w ../files/link.pcapng 2>err
"$LABTAP" capture a:eth1 b:eth1 -c 6 -w - 2>err >../files/stream.pcapng
"$LABTAP" capture a:eth1 -C 1k -W 3 -c 40 -w ../files/ring.pcapng 2>err
# Lost: nobody takes what comes into a small ring for a while.
: >err; "$LABTAP" capture a:eth1 -B 256 -w ../files/drops.pcapng 2>err & pid=$!
listening err; engine=$(pgrep -P $pid | head -1)
kill -STOP "$engine"; ip netns exec clab-X-b "$TOOLS/blast" eth1 3000 500 50000 >/dev/null; kill -CONT "$engine"
lost() { "$LABTAP" read --about "${1:-../files}/drops.pcapng" 2>/dev/null | awk '/ LOST / { titled = 1 } / a:eth1: / { gsub(",", ""); n += $4 } END { exit !(titled && n > 0) }'; }
wait_for lost; kill -INT $pid; wait $pid
# A tunnel between two QEMUs: its frames, and the packets that carry them.
udp=127.1.1.1:10002-127.1.1.2:10002
"$TOOLS/udptap" clab-X-a eth3 127.1.1.1 10002 127.1.1.2 10002 600 & "$TOOLS/udptap" clab-X-b eth3 127.1.1.2 10002 127.1.1.1 10002 600 &
up() { ip -n clab-X-$1 link set eth3 up 2>/dev/null && ip -n clab-X-$1 addr add 10.6.0.$2/24 dev eth3; }
wait_for up a 1; wait_for up b 2
ip netns exec clab-X-a ping -q -i 0.05 10.6.0.2 >/dev/null & through=$!
"$LABTAP" capture udp:$udp -c 6 icmp -w ../files/tunnel.pcapng 2>err
"$LABTAP" capture udp:$udp --keep-outer -c 6 icmp -w ../files/outer.pcapng 2>err
kill $through
# What is left when labtap is killed, as it lies there and as it is taken out of it.
: >rows; : >err; "$LABTAP" capture a:eth1 icmp >rows 2>err & pid=$!
some_rows() { [ "$(wc -l <rows)" -ge 4 ]; }
wait_for some_rows; kill -9 "$(pgrep -P $pid | head -1)"; wait $pid
cp /var/tmp/labtap-*/00000001.pcapng ../files/left.pcapng
"$LABTAP" read /var/tmp/labtap-*/00000001.pcapng -w ../files/recovered.pcapng; rm -rf /var/tmp/labtap-*
# Without the SSH connection it is looked at through.
ping -q -i 0.05 -c 12000 127.0.0.1 >/dev/null &
SSH_CONNECTION='127.0.0.2 5001 127.0.0.1 22' "$LABTAP" capture host:lo -c 4 -w ../files/ssh.pcapng 2>err

wait $each
: >err; "$LABTAP" capture a:eth1 --wait -w ../files/gap.pcapng 2>err & pid=$!
listening err; some_gap() { [ "$("$LABTAP" read ../files/gap.pcapng -q 2>/dev/null | wc -l)" -ge "$1" ]; }
wait_for some_gap 3
ip -n clab-X-a link del eth1; wait_for grep -q 'not there any more' err
ip link add eth1 netns clab-X-a type veth peer name eth1 netns clab-X-b
for n in a b; do ip -n clab-X-$n link set eth1 up; done
ip -n clab-X-a addr add 10.5.0.1/24 dev eth1; ip -n clab-X-b addr add 10.5.0.2/24 dev eth1
wait_for grep -q 'back after' err; before=$("$LABTAP" read ../files/gap.pcapng -q | wc -l)
wait_for some_gap $((before + 3)); kill -INT $pid; wait $pid
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
keys w ^A ^K
type recorded.pcapng
keys Enter
wait message recording to recorded.pcapng
wait packets >= 50
keys w
wait message recorded
keys S
wait message saved
keys Q
S
timeout 500 "$LABTAP" --script ../script >../screen 2>../err
same "a capture with a note and two filters is saved" $? 0
mv a.eth1-*.pcapng ../files/saved.pcapng; mv recorded.pcapng ../files/
same "each of these was written" "$(cd ../files && ls | xargs)" \
	"drops.pcapng each.pcapng each.pcapng1 gap.pcapng left.pcapng link.pcapng one.pcapng outer.pcapng recorded.pcapng recovered.pcapng ring.pcapng0 ring.pcapng1 ring.pcapng2 saved.pcapng ssh.pcapng stream.pcapng tunnel.pcapng"
cd ..
"$LABTAP" read files/link.pcapng 'icmp[icmptype] = icmp-echo' -w files/shown.pcapng
"$LABTAP" read files/one.pcapng -w files/plain.pcap
printf '# keys\nCLIENT_RANDOM %064d %096d\n' 7 8 >keys.log
"$LABTAP" read files/one.pcapng --keylog keys.log -w files/keys.pcapng
"$TOOLS/mkcap" -c 50 any.pcap && "$(dirname "$LABTAP")/../../tests/golden/wrap.py" udp any.pcap outer.pcap 2>/dev/null &&
	"$LABTAP" read --tunnel auto outer.pcap -w files/inner.pcapng 2>/dev/null

if command -v capinfos >/dev/null; then
	declare -A packets
	for f in files/*; do packets[$f]=$("$LABTAP" read --format tsv "$f" | wc -l); all=$((all + packets[$f])); done
	same "capinfos counts as we do" "$(capinfos -TrcM files/* 2>>tools.err | cut -f1,2)" \
		"$(for f in files/*; do printf '%s\t%s\n' "$f" "${packets[$f]}"; done)"
	for f in files/*; do
		same "$f: tshark, editcap" \
			"$(tshark -n -r "$f" 2>>tools.err | wc -l; editcap "$f" edited.pcapng 2>>tools.err && "$LABTAP" read --format tsv edited.pcapng | wc -l)" \
			"$(printf '%s\n' "${packets[$f]}" "${packets[$f]}")"
	done
	mergecap -w merged.pcapng files/* 2>>tools.err
	same "mergecap makes one of all" "$("$LABTAP" read --format tsv merged.pcapng | wc -l)" $all
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
check "losses, in their column" lost files
same "of a tunnel: its frames, its packets" "$("$LABTAP" read files/tunnel.pcapng --format json -c 1 | grep -o '"protocol":"[A-Z]*"'; "$LABTAP" read files/outer.pcapng -c 1 --format json | grep -o '"protocol":"[A-Z]*"')" "$(printf '"protocol":"%s"\n' ICMP UDP)"
check "what was left out" about ssh 'filter: .*5001|5001'
check "gaps" about gap ', again: nothing was captured for [0-9.]+ s before this'
check "that keys are in the file" about keys '^keys: with those that decrypt it \(1 block\)$'
check "and where none are" sh -c "! '$LABTAP' read --about files/one.pcapng | grep -q ^keys:"
check "keys stay in a copy" sh -c "'$LABTAP' read files/keys.pcapng -w again.pcapng && grep -q CLIENT_RANDOM again.pcapng"
"$LABTAP" read files/one.pcapng --keylog files/one.pcapng -w no2.pcapng 2>err
same "what is no key is refused" "$? $(grep -c 'no line of it is a TLS key' err) $(ls no2.pcapng 2>/dev/null)" "1 1 "
"$LABTAP" read files/one.pcapng --keylog keys.log 2>err
same "keys need a file to go into" "$? $(grep -c 'needs -w' err)" "2 1"
done_testing
