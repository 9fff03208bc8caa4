#!/bin/bash
# `capture --keylog`: what TLS programs write into their key log while they run stands in the file in front of the packets
# that need it: the real tshark reads the conversation without being told of keys.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
for tool in tshark openssl editcap; do
	command -v $tool >/dev/null || { skip "keys in a capture" "$tool is not installed"; done_testing; }
done
dir=$(mktemp -d); chmod 755 "$dir"; cd "$dir" || exit 1
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth1 up; done
ip -n a addr add 10.1.0.1/24 dev eth1; ip -n b addr add 10.1.0.2/24 dev eth1
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key -out cert -days 1 -subj /CN=b 2>/dev/null
: >server; ip netns exec b openssl s_server -quiet -www -key key -cert cert -accept 443 >server 2>&1 & server=$!
listens() { ip netns exec b ss -Hltn 'sport = 443' | grep -q .; }
wait_for listens
fetch() { printf 'GET / HTTP/1.0\r\n\r\n' | ip netns exec a timeout 20 openssl s_client -quiet -connect 10.1.0.2:443 -keylogfile "$1" >page 2>/dev/null; grep -q HTTP/1.0 page; }
read_http() { tshark -n -r "$1" -Y http -T fields -e http.request.method 2>/dev/null | tr "\n" " "; }
said() { grep -q "$1" err; }

# The file of keys is not there before the first program writes into it; a second one adds to it.
: >err; "$LABTAP" capture a:eth1 -w tls.pcapng --keylog keys 2>err & capture=$!
wait_for said 'listening on'
check "a page over TLS" fetch keys; check "another one" fetch keys
kill -INT $capture; wait $capture
same "the capture ends well" $? 0
same "tshark reads both" "$(read_http tls.pcapng)" "GET GET "
same "without the keys it does not" "$(editcap --discard-all-secrets tls.pcapng bare.pcapng; read_http bare.pcapng)" ""
check "the tools of Wireshark take the file" sh -c "capinfos tls.pcapng >/dev/null && mergecap -w merged.pcapng tls.pcapng tls.pcapng"
same "as many packets as it says" "$(tshark -r tls.pcapng 2>/dev/null | wc -l) packets captured" "$(grep captured err)"

# The same through a pipe, into a tshark that reads along; only keys go in, whatever else is in the file.
printf 'no key\nCLIENT_RANDOM zz\n\033[2J' >more
: >err; : >seen; "$LABTAP" capture a:eth1 -w - --keylog more 2>err | timeout 500 tshark -n -l -i - -Y http -T fields -e http.request.method >seen 2>/dev/null & piped=$!
wait_for said 'listening on'
echo >>more; check "a third one" fetch more
check "live as well" wait_for grep -q GET seen
pkill -INT --ns $$ --nslist pid -f "labtap capture a:eth1 -w -"; wait $piped
"$LABTAP" capture a:eth1 --keylog keys 2>err; same "it needs a file" "$?" 2
kill $server
done_testing
