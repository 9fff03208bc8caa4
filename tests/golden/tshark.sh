#!/bin/bash
# V: what the real tshark says of a packet, with its link type, out of its tunnel, as its port is to be decoded; and
# what is shown when tshark is not there, fails, or does not end.
LABTAP=$(realpath "$LABTAP"); TOOLS=$(realpath "$BUILD")/tools; cd "$(dirname "$0")" && . ../tap.sh
command -v tshark >/dev/null || { skip "a packet in tshark's words" "tshark is not installed"; done_testing; }
wrap=$PWD/wrap.py; dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir" || exit 1
unset SUDO_UID SUDO_GID SUDO_USER
"$TOOLS/mkcap" -n -c 60 in.pcapng
"$TOOLS/mkcap" -c 60 in.pcap && "$wrap" udp in.pcap udp.pcap
python3 - <<'PY' # an ICMP echo behind SLL2, in a pcap file; a datagram with a DNS question on a port of its own
import struct
def pcap(name, link, frame):
    open(name, "wb").write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, link) +
                           struct.pack("<IIII", 1700000000, 0, len(frame), len(frame)) + frame)
def ip(proto, body):
    return struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 1, 0, 64, proto, 0, bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2])) + body
sll2 = struct.pack(">HHIHBB8s", 0x800, 0, 7, 778, 0, 4, b"")
pcap("sll2.pcap", 276, sll2 + ip(1, struct.pack(">BBHHH", 8, 0, 0xf7fd, 1, 1)))
dns = struct.pack(">HHHHHH", 1, 256, 1, 0, 0, 0) + b"\x01r\x00" + struct.pack(">HH", 1, 1)
pcap("dns.pcap", 1, b"\x02" * 12 + b"\x08\x00" + ip(17, struct.pack(">HHHH", 5000, 7777, 8 + len(dns), 0) + dns))
PY
# Its tree of the first packet; $words: what to wait for; the screen is in `screen`.
tree() {
	{ echo 'wait rows >= 1'; [ ! "$later" ] || printf 'keys :\ntype %s\nkeys Enter\n' "${later#:}"; } >script
	printf 'keys Home Enter Enter\nwait screen offset\nkeys V\n%bwait screen %s\ndump screen screen\ndump model tree\n%bkeys V q q Q\n' "${before:-}" "$words" "${after:-}" >>script
	timeout 500 "$LABTAP" --script script "$@" >out 2>err || cat err
}
words="Frame 1" later=
# Meanwhile: one that does not end is not waited for.
mkdir hung hung/bin; printf '#!/bin/sh\nexec sleep 300\n' >hung/bin/tshark; chmod 755 hung/bin/tshark
(cd hung && PATH=$dir/hung/bin:$PATH words="took more than 20 s" && before='wait screen asking tshark\nresize 100 30\nwait rows == 60\ndump screen asked\n' tree ../in.pcapng) & hung=$!
tree in.pcapng
same "the tree is tshark's own" "$(sed -n '/^Frame/,$p' tree)" \
	"$("$LABTAP" read -c 1 in.pcapng -w - 2>/dev/null | tshark -n -V -r - 2>/dev/null | sed '/^$/d')"
check "with the point's name" grep -q 'Interface name: [ab]:eth1' tree
tree sll2.pcap; same "of another link type" "$(grep -c 'Linux cooked-mode capture v2\|Link-layer address type: Netlink\|^Internet Control' tree)" 2
tree --tunnel auto --tunnels-only udp.pcap
check "the frame in a tunnel, not its outside" [ "$(grep -c 'Src: 127.1.1' tree)" = 0 ]
same "is what was put in" "$(sed -n '/^Ethernet/,$p' tree | head -20)" "$(tshark -n -c 1 -V -r in.pcap 2>/dev/null | sed -n '/^Ethernet/,$p' | sed '/^$/d' | head -20)"
tree --decode-as udp.port==7777,dns dns.pcap; check "a port as it is to be decoded" grep -q '^Domain Name System' tree
later=':decode udp.port==7777,dns' tree dns.pcap; check "as is said in the middle" grep -q '^Domain Name System' tree

# Another program in its place.
mkdir bin; PATH=$dir/bin:$PATH
fake() { printf '#!/bin/sh\n%s\n' "$1" >bin/tshark; chmod 755 bin/tshark; }
fake 'printf "no \033[31mway\n" >&2; exit 3'; words="ended with status" tree in.pcapng
check "that it fails is said, with its words, harmless" grep -qF 'tshark ended with status 3. no \x1b[31mway' screen
fake 'exec yes "Frame 1 $(printf "\033")[2J"'; words="more than fits" tree in.pcapng
check "of what does not end the beginning is shown" grep -qF 'Frame 1 \x1b[2J' screen
fake 'kill -9 $$'; words="was killed" tree in.pcapng
check "that it was killed is said" grep -q 'tshark was killed' screen
fake 'kill -9 $PPID; exec sleep 300'; after='keys V V\nwait screen start labtap anew\n' words="was killed" tree in.pcapng
check "who starts it was killed: that is said, and what to do; no other key is lost" test ! -s err
if [ "$(id -u)" = 0 ]; then # behind sudo: as the user, who has no rights that root's labtap had
	fake 'echo "Frame 1: $(id -u):$(id -g) $(grep -E "^(CapEff|CapPrm|NoNewPrivs)" /proc/self/status | tr -d "\\t\\n") $HOME"'
	mkdir theirs; chown nobody theirs; chmod 755 "$dir" bin in.pcapng; home=$(getent passwd nobody | cut -d: -f6)
	(cd theirs && SUDO_UID=$(id -u nobody) SUDO_GID=$(id -g nobody) SUDO_USER=nobody words="Frame 1" && export SUDO_UID SUDO_GID SUDO_USER && tree ../in.pcapng)
	same "it is the user's" "$(sed -n 's/^Frame 1: //p' theirs/tree)" "$(id -u nobody):$(id -g nobody) CapPrm:0000000000000000CapEff:0000000000000000NoNewPrivs:1 $home"
fi
rm bin/tshark; ln -s "$(command -v timeout)" "$(command -v cat)" bin
PATH=$dir/bin words="is not here" tree in.pcapng
check "that it is not there is said" grep -q 'tshark is not here: apt-get install tshark' screen
wait $hung
check "that it takes too long is said" grep -q 'tshark took more than 20 s' hung/screen
check "until then that it is asked" grep -q "asking tshark" hung/asked
done_testing
