#!/bin/bash
# Tunnels given by hand are points like others: by :tunnel and --tunnel, selected, kept in a session, with what is wrong.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
here=$PWD dir=$(mktemp -d); cd "$dir" || exit 1
trap 'kill $sender 2>/dev/null; rm -rf "$dir"' EXIT
one=127.1.1.1:10002-127.1.1.2:10002 two='[::1]:7-[::1]:8'
drive() { "$LABTAP" "$@" --script - >out 2>err; }

drive --tunnel $one <<-S
	wait screen ▾  host
	wait screen tunnels
	dump model
	keys Enter
	wait live >= 1
	keys :
	type tunnel $two
	keys Enter
	wait live >= 2
	keys :
	type session save T
	keys Enter
	wait message kept
	keys q
	dump model
	dump screen
	keys :
	type tunnel 127.1.1.1:1-127.1.1.2:2@nix
	keys Enter
	wait screen no network namespace nix
	keys Esc
	dump model
	keys Q
S
same "--tunnel, then :tunnel beside it" $? 0
same "both are rows, and selected" "$(grep -c ' tunnel selected$' out)" 5 # one, both, both
check "one that cannot be is none" sh -c '! grep -q "@nix tunnel" out'
check "by their ends, and what carries them" grep -qF '[::1]:7-[::1]:8    on host:lo' out

drive <<-'S'
	wait screen ▾  host
	keys :
	type session load T
	keys Enter
	wait live >= 2
	keys q
	dump model
	keys Q
S
same "a session brings them back" $? 0
same "as they were" "$(grep ' tunnel selected$' out)" "$(printf '  udp:%s tunnel selected\n' $one $two)"

# What passes through it and holds no frame is counted by what is wrong with it: in the title, at the point, among the facts.
cat >send.py <<'PYTHON'
import socket, struct, time
a, b, c = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in "abc")
a.bind(("127.1.1.1", 10002)); b.bind(("127.1.1.2", 10002)); c.bind(("127.1.1.3", 10002))
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
frame = bytes(12) + b"\x88\xb5" + bytes(86)
def part(offset, more, udp_length):
    """A piece of a datagram; the kernel fills in the rest of its header."""
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 0, 7, more << 13 | offset, 64, 17, 0) + socket.inet_aton("127.1.1.1") + socket.inet_aton("127.1.1.2")
    raw.sendto(ip + struct.pack(">HHHH", 10002, 10002, udp_length, 0) + frame, ("127.1.1.2", 0))
while True:
    a.sendto(b"short", b.getsockname())
    c.sendto(frame, b.getsockname())
    a.setsockopt(socket.IPPROTO_IP, socket.IP_OPTIONS, b"\1\1\1\0"); a.sendto(frame, b.getsockname())
    a.setsockopt(socket.IPPROTO_IP, socket.IP_OPTIONS, b"")
    part(0, 1, 1000); part(100, 0, 1000); part(0, 0, 1000)
    a.sendto(frame, b.getsockname())
    time.sleep(0.1)
PYTHON
python3 send.py & sender=$!
drive <<-S
	wait screen ▾  host
	keys :
	type tunnel $one
	keys Enter
	wait packets >= 1
	wait screen  odd
	dump screen
	keys q
	wait screen ▾  host
	keys g j
	wait screen $one: not decoded: 
	dump screen
	keys D
	wait screen fragments behind
	wait screen IP options
	wait screen wrong length
	dump screen
	keys Q
S
same "odd datagrams are shown" $? 0
kill $sender; wait $sender 2>/dev/null
check "with what is wrong" grep -qE 'not decoded: [1-9][0-9]* datagrams? from another send' out
for words in 'from another sender' 'too +short for a frame' 'in fragments \(MTU +too small\)' 'fragments behind the first' 'with IP options' 'of a wrong length'; do
	check "all that is known of it has $words" sh -c "tr -s ' \n' ' ' <out | sed 's/labtap //g' | grep -qE '[0-9] (datagrams? )?$words'"
done
rows() { grep -E '^.? +[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]+ ' out; }
check "and no row is made of any of them" [ "$(rows | wc -l) $(rows | grep -vc 0x88b5)" = "$(rows | grep -c 0x88b5) 0" ]

# One in a namespace that is not there yet waits with the reason; known by the lab, it has the lab's name.
drive --tunnel $one@later <<-'S'
	wait screen tunnels
	keys j
	wait screen later: no network namespace later
	keys Q
S
same "a reason instead of an error, while it may come" $? 0
cp -r "$here/p2p" lab
(cd lab && printf '%s\n' 'wait screen ▾  host' 'keys :' "type tunnel $one" 'keys Enter' 'wait live >= 1' 'keys q' 'dump model' 'keys Q' |
	"$LABTAP" --script - >../out 2>../err)
same "the lab's own end of it" "$(grep ' selected$' out)" "  r1:swp2 tunnel selected"
"$LABTAP" --tunnel auto --script /dev/null >out 2>err
same "auto is for files" "$? $(grep -c 'auto is for files' err)" "1 1"
done_testing
