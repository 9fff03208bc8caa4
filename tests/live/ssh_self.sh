#!/bin/bash
# The user's own SSH connection - said by an ancestor's environment alone, as behind sudo - is left out on the host's
# interfaces, and only there; real TCP connections stand for it and for another one.
. tests/tap.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION SSH_CLIENT

ip netns add far
ip link add up0 type veth peer name eth0 netns far
sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip netns exec far sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip addr add 10.9.0.1/24 dev up0; ip link set up0 up
ip -n far addr add 10.9.0.2/24 dev eth0; ip -n far link set eth0 up

# One line goes there and back over each connection, from a port of its own.
talk() { # PORT
	python3 - "$1" <<'PY'
import socket, struct, sys
s = socket.socket(); s.settimeout(60)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)) # the port is free at once
s.bind(("10.9.0.2", int(sys.argv[1]))); s.connect(("10.9.0.1", 2222))
s.sendall(b"hello\n"); assert s.recv(16) == b"hello\n"; s.recv(16); s.close()
PY
}
cat >"$dir/server.py" <<'PY'
import socket
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("10.9.0.1", 2222)); s.listen(8)
while True:
    c, _ = s.accept(); c.sendall(c.recv(16)); c.close()
PY
python3 "$dir/server.py" & server=$!; wait_for sh -c "ss -ltn | grep -q 10.9.0.1:2222"
said() { grep -q -- "$1" "$dir/err"; }
have() { "$LABTAP" read "$dir/$1.pcapng" "tcp port $2" --format json 2>/dev/null | grep -c endpoint.*"$3"; }

all_of() { [ "$(have "$1" 5001 far:eth0)" -ge 6 ] && { [ "$1" = filtered ] || [ "$(have "$1" 5002 host:up0)" -ge 6 ]; }; }

# The connection from port 5001 is the user's; the environment of labtap itself does not know.
capture() { # NAME OPTION...
	local name=$1; shift
	: >"$dir/err"; SSH_CONNECTION='10.9.0.2 5001 10.9.0.1 2222' bash -c 'env -u SSH_CONNECTION "$@"; exit $?' - \
		"$LABTAP" capture host:up0 far:eth0 "$@" -w "$dir/$name.pcapng" 2>"$dir/err" & shell=$!
	wait_for said 'listening on'
	ip netns exec far bash -c "$(declare -f talk); talk 5001; talk 5002"
	wait_for all_of "$name" || cat "$dir/err"
	kill -INT "$(pgrep -P $shell)"
	wait $shell
}
capture plain
check "it says so" said 'without your own SSH (--with-ssh takes it as well)'
check "another connection is captured" [ "$(have plain 5002 host:up0)" -ge 6 ]
same "the user's own is not, on the host" "$(have plain 5001 host:up0)" 0
check "but in a namespace" [ "$(have plain 5001 far:eth0)" -ge 6 ]
capture filtered 'tcp port 5001 or arp'
same "a filter that asks for it comes behind" "$(have filtered 5001 host:up0)" 0
check "and holds elsewhere" [ "$(have filtered 5001 far:eth0)" -ge 6 ]
same "as it is" "$(have filtered 5002 far:eth0)" 0
capture with --with-ssh
check "--with-ssh takes it" [ "$(have with 5001 host:up0)" -ge 6 ]
check "and says nothing" eval '! said without'

# In the browser: said in the title, taken in by a word.
cat >"$dir/script" <<'SCRIPT'
wait screen up0
keys \
type up0
keys Enter Home j Space
wait selected == 1
keys Enter
wait live == 1
wait screen without SSH
dump screen title
wait packets >= 6
keys :
type ssh on
keys Enter
wait screen captured as well
dump screen taken
keys f
type tcp port 5001
keys Enter
wait rows >= 6
keys Q
SCRIPT
(cd "$dir" && SSH_CONNECTION='10.9.0.2 5001 10.9.0.1 2222' timeout 500 "$LABTAP" --script script >out 2>err) & browser=$!
wait_for test -s "$dir/title"
ip netns exec far bash -c "$(declare -f talk); talk 5001; talk 5002"
wait_for test -s "$dir/taken"
check "the title says it" grep -q 'host:up0  without SSH' "$dir/title"
ip netns exec far bash -c "$(declare -f talk); talk 5003; talk 5001"
wait $browser
same ":ssh takes it in" $? 0
sed 's/^/# /' "$dir/err"
kill $server
done_testing
