#!/bin/bash
# Captures of unusual shape: a million packets of one byte, packets of 256 KiB, ten thousand interfaces.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir" || exit 1
if readelf -W --dyn-syms "$LABTAP" | grep -qE '__[at]san_init'; then
	skip "captures of unusual shape" "a sanitizer takes a minute for them"
	done_testing; exit
fi
python3 - <<'P'
from struct import pack
def pcap(name, snaplen, *packets):
    with open(name, "wb") as f:
        f.write(pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, snaplen, 1))
        for count, data in packets:
            f.write((pack("<IIII", 1700000000, 1, len(data), len(data)) + data) * count)
udp = lambda size: bytes.fromhex("020000000001020000000002" "0800" "4500") + pack(">H", min(size - 14, 65535)) + bytes.fromhex(
    "00000000" "4011" "0000" "0a000001" "0a000002" "9c40" "1389") + pack(">H", min(size - 34, 65535)) + bytes(2) + b"x" * (size - 45) + b"end"
pcap("bytes.pcap", 65535, (1000000, b"\x45"))
pcap("large.pcap", 262144, (1, udp(262144)), (30, udp(262143)), (1, udp(60)))
block = lambda kind, body: pack("<II", kind, len(body) + 12) + body + pack("<I", len(body) + 12)
option = lambda code, text: pack("<HH", code, len(text)) + text + bytes(-len(text) % 4)
with open("many.pcapng", "wb") as f:
    f.write(block(0x0a0d0d0a, pack("<IHHq", 0x1a2b3c4d, 1, 0, -1)))
    for i in range(10000):
        f.write(block(1, pack("<HHI", 1, 0, 0) + option(2, b"n%d:eth1" % i) + option(0, b"")))
    for i in range(10000):
        f.write(block(6, pack("<IIIII", i, 395812, 1000000 + i, 60, 60) + udp(60)))
P
script() { printf '%s\n' 'resize 100 30' "${@:2}" 'keys Q' | timeout 500 "$LABTAP" --script - "$1" 2>&1; }

same "a million packets of one byte: rows" "$("$LABTAP" read bytes.pcap -q | cut -d' ' -f2- | uniq -c | sed 's/^ *//')" \
	"1000000 Ethernet, length 1"
"$LABTAP" read bytes.pcap -w bytes.pcapng
same "a copy" "$? $("$LABTAP" read bytes.pcapng -q | wc -l)" "0 1000000"
same "a filter over them" "$("$LABTAP" read bytes.pcap -q 'len > 1' | wc -l)" 0
script bytes.pcap 'wait packets == 1000000' 'keys G' 'dump screen' >out
same "the browser, to the last one" "$? $(grep -c '1 000 000 pkts' out) $(grep -c '^▌.* 1  Ethernet \[malformed\]' out)" "0 1 1"

same "packets of 256 KiB: rows" "$("$LABTAP" read large.pcap --format tsv | cut -f6 | sort -n | uniq -c | sed 's/^ *//' | tr '\n' ',')" \
	"1 60,30 262143,1 262144,"
same "to their last bytes" "$("$LABTAP" read large.pcap -XX -c 1 | tail -1 | grep -c '0x03fff0: .*6e64  xxxxxxxxxxxxxend')" 1
"$LABTAP" read large.pcap -w large.pcapng
same "a copy of these" "$? $(cmp <("$LABTAP" read large.pcapng -XX | sha256sum) <("$LABTAP" read large.pcap -XX | sha256sum))" "0 "
script large.pcap 'wait packets == 32' 'keys g Enter Enter Tab G' 'dump screen' >out
same "the browser, to their last bytes" "$? $(grep -c '^ 3fff0 78 .* 65 6e 64\]' out)" "0 1"

same "ten thousand interfaces: rows" "$("$LABTAP" read many.pcapng --format json | grep -o '"endpoint":"n[0-9]*:eth1"' | sort -u | wc -l)" 10000
"$LABTAP" read many.pcapng -w copy.pcapng
same "a copy keeps them" "$? $(cmp <("$LABTAP" read copy.pcapng) <("$LABTAP" read many.pcapng))" "0 "
script many.pcapng 'wait packets == 10000' 'keys G' 'dump screen' >out
same "the browser, to the last one" "$? $(grep -c '^▌.* n9999:eth1 ' out)" "0 1"
done_testing
