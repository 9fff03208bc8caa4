#!/bin/bash
# What the browser and the command say of a capture at several points: tests/tools/path_file.py.
. tests/tap.sh
tools=$PWD/tests/tools
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 tests/tools/path_file.py "$dir/path.pcapng"; cd "$dir" || exit 1
cat >script <<'Z'
wait packets == 171
keys 1 5 1 G P
wait screen saw it within
keys s
wait screen wrote 7 packets
keys s
wait screen xists
keys Esc Esc L
wait screen LOST
keys :
type export losses.csv
keys Enter
wait screen wrote losses.csv
keys :
type export losses.json
keys Enter
wait screen wrote losses.json
keys Esc V
wait rows == 26
keys S
wait message saved
keys f
type udp port 9999
keys Enter
wait rows == 2
keys s ^A ^K
type udp.pcapng
keys Enter
wait screen udp.pcapng
wait message saved
Z
"$LABTAP" --script script path.pcapng >out 2>err
same "the browser gets to the end" "$?$(cat err)" 0
same "a path is saved as it was seen" "$("$LABTAP" read path-151.pcapng --format tsv | wc -l)" 7
same "losses as CSV" "$(sed -n '1p;/,1,/p' losses.csv | head -2 | cut -d, -f1-8)" \
	"from,from_direction,to,to_direction,by,packets,lost,doubtful
r1:eth1,out,br:p2,in,,11,1,0"
same "and as JSON" "$(python3 -c 'import json; r = json.load(open("losses.json"))
print(r["version"], [(l["from"], l["to"], l["packets"], l["lost"]) for l in r["lanes"] if l["lost"]], len(r["lanes"]))')" \
	"1 [('r1:eth1', 'br:p2', 11, 1)] 14"
same "a folded list is saved with every copy of its packets" "$("$LABTAP" read path-20*.pcapng --format tsv | wc -l)" 171
same "of those that pass the filter" "$("$LABTAP" read udp.pcapng --format tsv | wc -l)" 7
if command -v mergecap >/dev/null; then
	saved=$(echo path-*.pcapng udp.pcapng)
	same "the tools of Wireshark take them" "$(capinfos -TrcM $saved 2>tools.err | cut -f2 | xargs; mergecap -w merged.pcapng $saved 2>>tools.err && editcap merged.pcapng edited.pcapng 2>>tools.err
		capinfos -TrcM edited.pcapng 2>>tools.err | cut -f2; grep -v 'Running as user' tools.err)" "$(printf '7 171 7\n185')"
else
	skip "the tools of Wireshark" "mergecap is not installed"
fi
"$LABTAP" path -r path.pcapng --from h2:eth1 --to h1:eth1 >out
same "the command finds the loss in the file" "$?$(grep -o '11 sent, 10 arrived, 1 lost' out)" "111 sent, 10 arrived, 1 lost"
check "at the same place" grep -q 'seen last at r1:eth1, not at br:p2' out
# Long names keep the columns, and where nothing arrived is a row.
"$LABTAP" path -r path.pcapng --from h2:eth1 --to h3:eth1 icmp >out
same "a point that has seen none of it is in the table" "$?$(grep -cE '^h3:eth1 +0 +0$' out)" 11
python3 - path.pcapng >long.pcapng <<'Z'
import struct, sys
data, at = open(sys.argv[1], "rb").read(), 0
while at < len(data):
    kind, size = struct.unpack_from("<II", data, at)
    body = data[at + 8:at + size - 4]
    body = body.replace(b"\x02\x00\x07\x00r1:eth2\x00", b"\x02\x00\x27\x00r1:TwentyFiveGigabitEthernet0/0/0/0.100\x00") if kind == 1 else body
    sys.stdout.buffer.write(struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12))
    at += size
Z
"$LABTAP" path -r long.pcapng --from h2:eth1 --to h1:eth1 >out
same "a long name moves the columns of all" "$(awk '/^POINT/ { at = index($0, "SEEN") + 3 } /^[hrb].:.*[0-9]$|µs/ { n++; bad += substr($0, at, 2) !~ /^[0-9] $/ }
	END { print (n > 4), bad + 0 }' out)" "1 0"
check "and is whole" grep -q '^r1:TwentyFiveGigabitEthernet0/0/0/0.100 ' out
# A backslash in a name is one: Windows has them, and what a terminal would obey is written with one already.
sed 's/h1:eth1/h1\\eth1/g' path.pcapng >windows.pcapng
same "names with a backslash are as they are" "$("$LABTAP" path -r windows.pcapng --from h2:eth1 --to 'h1\eth1' | head -1)" \
	'h2:eth1 to h1\eth1: 11 sent, 10 arrived, 1 lost'
"$LABTAP" read windows.pcapng --format json >json; "$LABTAP" read windows.pcapng >rows; "$LABTAP" read --about windows.pcapng >about
same "in rows, for scripts, and about the file" "$(python3 -c 'import json
print({json.loads(l)["endpoint"] for l in open("json") if "eth1" in l} & {"h1\\eth1"})') $(grep -c ' h1\\eth1 ' rows) $(grep -c 'h1\\eth1$' about)" \
	"{'h1\\\\eth1'} $(grep -c '"h1\\\\eth1"' json) 1"
"$LABTAP" read path.pcapng -w names.pcap
"$LABTAP" path -r names.pcap --from h2:eth1 --to r1:eth2 2>err
same "a file without names is said to have none" "$? $(cat err)" "3 labtap: h2:eth1: not in the file, whose interfaces have no names (pcap keeps none)"
# What others write has no directions: both ends of the wire of h2, where each packet goes one way or the other.
python3 - path.pcapng >plain.pcapng <<'Z'
import struct, sys
data, at = open(sys.argv[1], "rb").read(), 0
while at < len(data):
    kind, size = struct.unpack_from("<II", data, at)
    body = data[at + 8:at + size - 4]
    if kind == 6:
        body = body[:20 + (struct.unpack_from("<I", body, 12)[0] + 3) // 4 * 4]
    sys.stdout.buffer.write(struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12))
    at += size
Z
for way in "h2:eth1 --to r1:eth2" "r1:eth2 --to h2:eth1"; do
	"$LABTAP" path -r plain.pcapng --from $way >plain
	same "without directions order tells what went the other way ($way)" "$? $(head -1 plain)" \
		"$("$LABTAP" path -r path.pcapng --from $way >whole; echo "$? $(head -1 whole)")"
done
"$LABTAP" path -r plain.pcapng --from h2:eth1 --to h3:eth1 >plain
same "that nothing arrives is seen without directions, too" "$? $(grep -o '0 arrived' plain)" "1 0 arrived"
check "and that more may count than was sent there" grep -q 'which packets left h2:eth1 is not known' plain
"$LABTAP" path -r path.pcapng --from h1:eth1 --to h2:eth1 udp >out
same "through a NAT" "$?$(grep -oE '^r1:eth2 .*' out | grep -oE 'nat nat-port')" "0nat nat-port"
"$LABTAP" path -r path.pcapng --from h2:eth1 --to h1:eth1 --json >json 2>err
same "for scripts" $? 1
check "by its schema" python3 "$tools/path_check.py" json
# More losses than are listed, at points with names as long as they can be: all of it, and whole.
python3 - >many.pcapng <<'Z'
import struct, sys
def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    size = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + size + body + size
out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
for name in ("a" * 100 + ":eth1", "b" * 100 + ":eth1"):
    name = name.encode()
    out += block(1, struct.pack("<HHIHH", 1, 0, 0, 2, len(name)) + name + b"\0" * (-len(name) % 4) + bytes(4))
for n in range(1400):
    frame = bytes(12) + b"\x88\xb5" + struct.pack("!I", n) + bytes(42)
    for point in range(1 + (n < 200)):
        time = 1773488468_000000 + n * 1000 + point
        out += block(6, struct.pack("<IIIII", point, time >> 32, time & 0xFFFFFFFF, len(frame), len(frame)) + frame)
sys.stdout.buffer.write(out)
Z
long() { printf '%0100d' 0 | tr 0 "$1"; printf ':eth1'; }
"$LABTAP" path -r many.pcapng --from "$(long a)" --to "$(long b)" --json >json 2>err
same "many losses" "$?$(cat err)" 1
check "by the schema as well" python3 "$tools/path_check.py" json
"$LABTAP" path -r many.pcapng --from "$(long a)" --to "$(long b)" >out 2>err
same "people see the first of them" "$(grep -c '^lost ' out) $(tail -1 out)" "20 and 1180 more"
done_testing
