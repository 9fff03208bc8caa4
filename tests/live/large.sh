#!/bin/bash
# Frames larger than any wire's, through a tap: 256 KiB (BIG TCP's size) come whole, what is larger than the snap length
# or a block of a small ring is cut and keeps its length; a capture goes on behind each, in a file and in the browser.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'kill $(jobs -p) 2>/dev/null; cd /; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
ip tuntap add t0 mode tap && sysctl -qw net.ipv6.conf.t0.disable_ipv6=1 && ip link set t0 up arp off || exit 1
cat >tap.py <<'P'
import fcntl, os, struct, sys
tap = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tap, 0x400454CA, struct.pack("16sH22x", b"t0", 0x1002))  # TUNSETIFF: IFF_TAP | IFF_NO_PI
for line in sys.stdin:
    size, count = map(int, line.split())
    for i in range(count):
        os.write(tap, bytes.fromhex("02000000000102000000000288b5") + struct.pack("!I", i) + bytes(size - 19) + b"\x7f")
P
mkfifo frames; python3 tap.py <frames & exec 4>frames
frames() { echo "$1 $2" >&4; } # SIZE COUNT
carrier() { ip link show t0 | grep -q LOWER_UP; }
wait_for carrier
start() { : >err; "$LABTAP" capture host:t0 'ether proto 0x88b5' "$@" 2>err & pid=$!; wait_for grep -q 'listening on' err; }
stop() { kill -INT $pid; wait $pid; }
packets() { "$LABTAP" read "$1" -q 2>/dev/null | wc -l; }
has() { [ "$(packets "$1")" -ge "$2" ]; }
number() { sed -n "s/^\([0-9]*\) packets $1.*/\1/p" err; }
# How many bytes of how many each packet has, and whether it ends as it was sent.
kept() {
	python3 - "$1" <<'P'
import collections, struct, sys
data, at, kinds = open(sys.argv[1], "rb").read(), 0, collections.Counter()
while at < len(data):
    kind, size = struct.unpack_from("<II", data, at)
    if kind == 6:
        have, length = struct.unpack_from("<II", data, at + 20)
        kinds[have, length, data[at + 28 + have - 1] == 0x7F] += 1
    at += size
print(*(f"{n}: {have} of {length}{', its end' * end}" for (have, length, end), n in sorted(kinds.items())), sep="; ")
P
}

start -w whole
frames 262144 20; frames 300000 3; frames 60 1
check "frames of 256 KiB, larger ones, a small one" wait_for has whole 24
stop; same "status 0, all of them" "$? $(number captured) $(number received) $(number dropped)" "0 24 24 0"
same "256 KiB are whole, more is cut at the snap length" "$(kept whole)" \
	"1: 60 of 60, its end; 20: 262144 of 262144, its end; 3: 262144 of 300000"
"$LABTAP" read whole 'greater 200000' -w copy.pcapng
same "a copy has the same" "$? $(kept copy.pcapng)" "0 20: 262144 of 262144, its end; 3: 262144 of 300000"
same "and so says the list" "$("$LABTAP" read copy.pcapng --format tsv | cut -f 6 | sort | uniq -c | tr -s ' ' | tr '\n' ,)" " 20 262144, 3 300000,"
if command -v tshark >/dev/null; then
	same "so does tshark" "$(tshark -n -r copy.pcapng -T fields -e frame.cap_len -e frame.len 2>/dev/null | sort | uniq -c | tr -s ' \t' ' ' | tr '\n' ,)" \
		" 20 262144 262144, 3 262144 300000,"
else
	skip "so does tshark" "tshark is not installed"
fi

# One that needs all of a block.
start -B 2048 -w small
for i in 1 2 3; do frames 262144 4; wait_for has small $((4 * i)); done
frames 60 5
check "a ring of small blocks goes on behind each" wait_for has small 17
stop; same "all of them" "$? $(number captured) $(number received) $(number dropped)" "0 17 17 0"
kept small >of
check "cut, with their length" grep -qE '^5: 60 of 60, its end; 12: 13[0-9]{4} of 262144$' of

mkfifo pipe; "$LABTAP" --script - <pipe >out 2>err & browser=$!
exec 3>pipe; tell() { printf '%s\n' "$@" >&3; }
screen() { rm -f here; tell "$@" 'dump screen here'; WAIT=300 wait_for test -s here; }
screen 'resize 120 40' 'wait screen t0' 'type :select host:t0' 'keys Enter' 'wait selected == 1' 'keys Enter' 'wait live == 1'
frames 262144 3
check "the browser shows them" screen 'wait packets >= 3' 'keys f' 'type greater 200000' 'keys Enter' 'keys g Enter'
check "to their last byte" grep -q 'Data  *262130 bytes' here
tell 'keys Q Q' 'keys y'; exec 3>&- 4>&-
wait $browser; same "and ends well" "$? $(cat err)" "0 "
done_testing
