#!/bin/bash
# What other programs wrote into a pcapng file is still there in a copy: options of packets and interfaces, comments,
# blocks that mean nothing to us. The file is made here, in both byte orders.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

cat >blocks.py <<'P'
"""blocks.py make ORDER FILE | blocks.py show FILE: a pcapng file with everything in it, and what is in one."""
import struct, sys

def option(o, code, value):
    return struct.pack(o + "HH", code, len(value)) + value + b"\0" * (-len(value) % 4)

def block(o, kind, body):
    size = len(body) + 12
    return struct.pack(o + "II", kind, size) + body + struct.pack(o + "I", size)

def make(o):
    end = option(o, 0, b"")
    u32, u64 = (lambda n: struct.pack(o + "I", n)), (lambda n: struct.pack(o + "Q", n))
    out = block(o, 0x0A0D0D0A, struct.pack(o + "IHHq", 0x1A2B3C4D, 1, 0, -1) + option(o, 1, b"of the whole file")
                + option(o, 2, b"toaster") + end)
    out += block(o, 1, struct.pack(o + "HHI", 1, 0, 96) + option(o, 2, b"wan0") + option(o, 3, b"the way out")
                 + option(o, 8, u64(10**9)) + option(o, 4, bytes([192, 0, 2, 1, 255, 255, 255, 0])) + option(o, 9, b"\6")
                 + option(o, 15, b"tun chip") + option(o, 2988, u32(32473) + b"vendor says") + end)
    out += block(o, 10, struct.pack(o + "II", 0x544C534B, 6) + b"SECRET\0\0")
    frame = bytes.fromhex("020000000001020000000002") + b"\x88\xb5" + b"payload of no protocol...."
    for i in range(4):
        flags = 2 | 3 << 2 | 4 << 5 | 1 << 24
        out += block(o, 6, struct.pack(o + "IIIII", 0, 0, 1000000 + i, len(frame), len(frame) + 100) + frame
                     + b"\0" * (-len(frame) % 4) + option(o, 1, b"first word") + option(o, 1, b"second word")
                     + option(o, 2, u32(flags)) + option(o, 3, b"\2\x11\x22\x33\x44") + option(o, 4, u64(7))
                     + option(o, 5, u64(0x1122334455667788)) + option(o, 6, u32(3)) + option(o, 7, b"\1" + u64(2))
                     + option(o, 2989, u32(32473) + b"\xde\xad") + end)
        if i == 1:
            out += block(o, 0xBAD, u32(32473) + b"in the middle...")
    out += block(o, 5, struct.pack(o + "III", 0, 0, 99) + option(o, 4, u64(4)) + end)
    if o == "<":
        out += block(o, 4, struct.pack(o + "HH", 1, 9) + bytes([10, 0, 0, 1]) + b"host\0\0\0\0" + struct.pack(o + "HH", 0, 0))
        out += block(o, 0x12345, b"from tomorrow...")
    return out

def show(data):
    at, o, numbers = 0, "<", {(6, 2): "I", (6, 4): "Q", (6, 5): "Q", (6, 6): "I", (1, 8): "Q"}
    fixed = {0x0A0D0D0A: 16, 1: 8}
    while at < len(data):
        if data[at:at + 4] == b"\n\r\r\n":
            o = "<" if data[at + 8:at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
        kind, size = struct.unpack_from(o + "II", data, at)
        body = data[at + 8:at + size - 4]
        assert struct.unpack_from(o + "I", data, at + size - 4)[0] == size
        at += size
        if kind == 5:
            continue
        if kind not in (0x0A0D0D0A, 1, 6):
            words = {10: 2, 0xBAD: 1}.get(kind, 0)
            print(f"block {kind:#x}", struct.unpack_from(o + "I" * words, body), body[4 * words:])
            continue
        i = fixed.get(kind) or 20 + (struct.unpack_from(o + "I", body, 12)[0] + 3 & ~3)
        print(f"block {kind:#x}", "" if kind != 6 else body[20:i])
        while i + 4 <= len(body):
            code, n = struct.unpack_from(o + "HH", body, i)
            value = body[i + 4:i + 4 + n]
            i += 4 + (n + 3 & ~3)
            if code == 0 or (kind, code) in ((1, 9), (0x0A0D0D0A, 2), (0x0A0D0D0A, 3), (0x0A0D0D0A, 4)):
                continue
            if (kind, code) in numbers:
                value = struct.unpack(o + numbers[kind, code], value)[0]
            elif code in (2988, 2989):
                value = struct.unpack_from(o + "I", value)[0], value[4:]
            elif (kind, code) == (6, 7):
                value = value[0], struct.unpack_from(o + "Q", value, 1)[0]
            print(" ", code, value)

if sys.argv[1] == "make":
    open(sys.argv[3], "wb").write(make(sys.argv[2]))
else:
    show(open(sys.argv[2], "rb").read())
P
python3 blocks.py make '<' little.pcapng && python3 blocks.py make '>' big.pcapng || exit 1
for order in little big; do
	want=$(python3 blocks.py show $order.pcapng)
	"$LABTAP" read $order.pcapng -w copy-$order.pcapng
	same "$order: a copy has it all" "$(python3 blocks.py show copy-$order.pcapng)" "$want"
	"$LABTAP" --script - $order.pcapng <<-S
		wait packets == 4
		keys s ^A ^K
		type saved-$order.pcapng
		keys Enter
		wait message saved 4
	S
	same "$order: what the browser saves as well" "$(python3 blocks.py show saved-$order.pcapng)" "$want"
	"$LABTAP" read $order.pcapng -c 1 -w one-$order.pcapng
	same "$order: one packet of it keeps what is not about packets" \
		"$(python3 blocks.py show one-$order.pcapng | grep -c ^block)" "$(($(grep -c ^block <<<"$want") - 3))"
done
same "what it is about: names, secrets, unknown" "$(grep -c '^block 0x\(4\|a\|bad\|12345\) ' <(python3 blocks.py show copy-little.pcapng))" 4
head -c -3 little.pcapng >cut.pcapng
"$LABTAP" read cut.pcapng -w cut-copy.pcapng 2>err
check "a torn one is copied up to there" grep -q 'cut.pcapng: cut short' err
same "as far as it goes" "$(python3 blocks.py show cut-copy.pcapng)" "$(python3 blocks.py show little.pcapng | sed '$d')"
if command -v tshark >/dev/null; then
	fields() { tshark -n -r "$1" -T fields -e frame.time_epoch -e frame.interface_name -e frame.interface_description -e frame.comment \
		-e frame.packet_flags_direction -e frame.packet_id -e frame.interface_queue -e frame.len 2>/dev/null; }
	for order in little big; do
		same "$order: tshark sees no difference" "$(fields copy-$order.pcapng)" "$(fields $order.pcapng)"
	done
	same "capinfos finds the file's comment" "$(capinfos -k copy-little.pcapng 2>/dev/null | tail -n +2)" \
		"$(capinfos -k little.pcapng 2>/dev/null | tail -n +2)"
else
	skip "tshark sees no difference" "tshark is not installed"
fi
done_testing
