#!/bin/bash
# The save sheet, driven by scripts on a file: what is shown, everything, marked; both formats; refusals.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
"$BUILD/tools/mkcap" -n -c 60 "$dir/lab.pcapng" && cd "$dir" || exit 1

drive() { { echo 'wait packets == 60'; cat; } | "$LABTAP" --script - lab.pcapng; }
rows() { "$LABTAP" read "$@" --format tsv | cut -f3-; }

drive <<-'S'
	keys s ^A ^K
	type all.pcapng
	keys Enter
	wait message saved 60 packets to
S
same "a script that saves ends well" $? 0
same "all packets are there" "$(rows all.pcapng)" "$(rows lab.pcapng)"
same "endpoints are kept" "$("$LABTAP" read all.pcapng --format json | cut -d, -f3,4)" \
	"$("$LABTAP" read lab.pcapng --format json | cut -d, -f3,4)"

drive <<-'S'
	keys f
	type icmp
	keys Enter
	wait screen shown
	keys s ^A ^K
	type icmp.pcapng
	keys Enter
	wait message saved
	keys s ^A ^K Tab Space
	type everything.pcapng
	keys Enter
	wait message saved 60
S
same "what is shown is what the filter shows" "$(rows icmp.pcapng)" "$(rows lab.pcapng icmp)"
same "everything is more than what is shown" "$(rows everything.pcapng)" "$(rows lab.pcapng)"

drive <<-'S'
	keys g Space 5 G Space
	wait marks == 2
	keys s Tab Tab Space Tab ^A ^K
	type marked.pcap
	keys Enter
	wait message saved 2 packets
S
same "marked packets, as pcap" "$(rows marked.pcap)" "$(rows lab.pcapng | sed -n '1p;5p')"
same "classic pcap indeed" "$(head -c 4 marked.pcap | od -An -tx1 | tr -d ' ')" 4d3cb2a1

drive <<-'S'
	keys s ^A ^K
	type points.pcap
	keys Up Space Space Enter
	wait message saved 60 packets to
	wait message points-*.pcap
S
same "a file per point" $? 0
at() { "$LABTAP" read lab.pcapng --format json | grep -c "\"endpoint\":\"$1\""; }
same "each has what was seen there, and there are no others" "$(for f in points-*; do echo "$f $(rows "$f" | wc -l)"; done)" \
	"$(for p in a:eth1 b:eth1; do echo "points-${p/:/.}.pcap $(at $p)"; done)"
rm points-*.pcap

before=$(md5sum <all.pcapng)
drive <<-'S' >out
	keys s ^A ^K
	type all.pcapng
	keys Enter
	wait screen exists already
	keys ^A ^K
	type nowhere/all.pcapng
	keys Enter
	wait screen nowhere/all.pcapng:
	keys ^A ^K
	type second.pcapng
	keys Enter
	wait message saved 60
S
same "after a refusal the sheet is still there" $? 0
same "an existing file is left alone" "$(md5sum <all.pcapng)" "$before"
same "the third name was good" "$(rows second.pcapng)" "$(rows lab.pcapng)"
same "nothing half-made is left" "$(ls -A | tr '\n' ' ')" \
	"all.pcapng everything.pcapng icmp.pcapng lab.pcapng marked.pcap out second.pcapng "

drive <<-'S'
	keys 7 G m
	type here it begins
	keys Enter s ^A ^K
	type noted.pcapng
	keys Enter
	wait message saved 60
S
check "notes go into the file" grep -qa 'here it begins' noted.pcapng
(cd "$dir" && printf '%s\n' 'wait packets == 60' 'keys 7 G' 'wait screen "here it begins"' |
	"$LABTAP" --script - noted.pcapng)
same "and are shown again" $? 0
"$LABTAP" read lab.pcapng -w lab.pcap
python3 -c 'import sys; b = bytearray(open("lab.pcap", "rb").read()); b[20] = 101; open("raw.pcap", "wb").write(b)'
"$LABTAP" read lab.pcap raw.pcap -w both.pcap 2>err
same "a pcap of two link types is refused" $? 1
check "with what to do" grep -qE 'pcap holds one link type, packet [0-9]+ has another \([0-9]+, not [0-9]+\): save as pcapng' err
same "and not made" "$(ls both.pcap 2>&1 | grep -c 'No such file')" 1
rm lab.pcap raw.pcap
drive <<-'S'
	keys S
	wait message saved 60
S
check "S saves under a name of its own" sh -c 'ls | grep -qE "^lab-[0-9]{8}-[0-9]{6}\.pcapng$"'
same "for the user's eyes only" "$(stat -c %a lab-*.pcapng)" 600
for second in {0..59}; do >"lab-$(date -d "+$second sec" +%Y%m%d-%H%M%S).pcapng"; done
drive <<-'S'
	keys S
	wait message -2.pcapng
S
same "and under a second one where that is taken" "$(rows lab-*-2.pcapng)" "$(rows lab.pcapng)"
done_testing
