#!/bin/bash
# labtap expect: met, not met, or not to be found out; the evidence, and the answer for scripts and for CI.
. tests/tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export LC_ALL=C.UTF-8 HOME=$dir
unset SUDO_UID SUDO_GID SUDO_USER CLAB_TOPO CLAB_LABDIR_BASE
for n in a b c; do ip netns add clab-X-$n; ip netns exec clab-X-$n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
cable() { # A:IF B:IF NET
	ip link add "${1#*:}" netns "clab-X-${1%:*}" type veth peer name "${2#*:}" netns "clab-X-${2%:*}"
	ip -n "clab-X-${1%:*}" link set "${1#*:}" up; ip -n "clab-X-${2%:*}" link set "${2#*:}" up
	ip -n "clab-X-${1%:*}" addr add "$3.1/24" dev "${1#*:}"; ip -n "clab-X-${2%:*}" addr add "$3.2/24" dev "${2#*:}"
}
cable a:eth1 b:eth1 10.1.0; cable b:eth2 c:eth1 10.2.0
mkdir "$dir/lab"; cd "$dir/lab" || exit 1
cat >topology.yml <<'Y'
name: X
provider: clab
defaults.device: frr
nodes: [a, b, c]
links: [a-b, b-c]
Y
pings() { ip netns exec clab-X-a ping -q -i 0.05 -W 1 "$@" 10.1.0.2 >/dev/null; }
pings -c 1
waiting() { wait_for grep -q 'waiting for packets' err; }
expect() { timeout 500 "$LABTAP" expect "$@" >out 2>err; echo $? >status; }
run() { : >err; expect "$@" & waiting; } # what it waits for is sent next
status() { cat status; }
field() { python3 -c 'import json, sys; r = json.load(open("out")); print(eval(sys.argv[1]))' "$1"; }

run 'icmp and link:a-b' --within 30s --count 3 -w ping.pcapng; pings -c 4
wait; same "what comes is met" "$(status)" 0
check "it says so" grep -qE '^met: icmp and link:a-b: [34] packets after [0-9.]+ s$' out
check "with the packets" grep -q 'Echo (ping) request' out
same "the evidence is a capture of these" "$("$LABTAP" read ping.pcapng --format tsv | cut -f5 | sort -u)" ICMP
check "of each packet once" [ "$("$LABTAP" read ping.pcapng --format tsv | wc -l)" -le 4 ]
if command -v capinfos >/dev/null; then
	check "which Wireshark's tools take" sh -c "capinfos ping.pcapng >/dev/null"
	check "and which says what it is about" grep -q 'labtap expect: icmp and link:a-b' <(capinfos ping.pcapng)
else
	skip "which Wireshark's tools take" "no capinfos here"
fi
run 'icmp and link:b-c' --within 1s --count 2 --json --junit result.xml -w none.pcapng; pings -c 3
wait; same "what passes elsewhere is not" "$(status)" 1
same "for scripts" "$(field '[r["met"], r["seen"], r["wanted"], r["within"], r["points"], r["error"], r["evidence"]]')" \
	"[False, 0, 2, 1.0, [{'name': 'link:b-c', 'seen': 0}], None, 'none.pcapng']"
same "for CI" "$(python3 -c 'import xml.etree.ElementTree as E
t = E.parse("result.xml").getroot(); s = t[0]; c = s[0]
print(t.tag, s.get("tests"), s.get("failures"), s.get("errors"), c.get("classname"), c.get("name"), c[0].tag, c[0].get("message"))')" \
	"testsuites 1 1 0 X icmp and link:b-c failure 0 of 2 packets within 1.0 s"

run 'icmp and b:eth2' -c 0 --within 1s --json; pings -c 2
wait; same "nothing is expected, nothing comes" "$(status) $(field 'r["met"]')" "0 True"
run 'icmp and link:a-b' -c 0 --within 30s; pings -c 2
wait; same "nothing is expected, something comes" "$(status)" 1
check "which it says" grep -qE '^not met: icmp and link:a-b: [0-9]+ packets? after [0-9.]+ s, none was expected$' out

run '(link:a-b or link:b-c) and icmp' --count 2 --within 30s --json; pings -c 3
wait; same "at either of two points" "$(status) $(field '[p["name"] for p in r["points"]]')" "0 ['link:a-b', 'link:b-c']"
run link:a-b link:b-c icmp --each --within 4s --junit 'and "more" <here>.xml'; pings -c 3
wait; same "but not at each" "$(status)" 1
check "which says how many where" grep -qE '^ +[1-9][0-9]*  link:a-b$' out
check "and what was missing" grep -q '0 of 1 packet at each point within 4.0 s$' out

# All that passed as evidence, whatever was expected.
run 'arp and link:a-b' --within 4s --all -w all.pcapng; pings -c 3
wait; same "all that passed is evidence" "$(status) $("$LABTAP" read all.pcapng icmp --format tsv | cut -f5 | sort -u)" "1 ICMP"

# It cannot be found out.
expect 'icmp and link:a-z' --json --junit error.xml
same "a point that is not there is status 3" "$(cat status) $(field '[r["met"], r["error"]]')" \
	"3 [None, 'link:a-z: no such link; labtap list shows them']"
check "an error for CI" grep -q '<error message="link:a-z: no such link' error.xml
expect 'icmpp and link:a-b'; same "a filter that is none as well" "$(cat status)" 3
check "with its place" grep -q '\^\^\^\^\^' err
expect 'icmp and link:a-b' -w ping.pcapng; same "a file that is there" "$(cat status)$(grep -o exists err)" 3exists
expect 'icmp'; same "no point" "$(cat status)$(grep -o where err)" 3where
expect; same "nothing at all is wrong use" "$(cat status)" 2
run 'arp and link:a-b' --within 50s -w gone.pcapng; ip -n clab-X-a link del eth1
wait; same "a point that disappears" "$(status)" 3
check "leaves no file" [ ! -e gone.pcapng ]
same "nor anything else" "$(echo *tmp* .*tmp*)" "*tmp* .*tmp*"
done_testing
