#!/bin/bash
# labtap as an interface of Wireshark: the real tshark and dumpcap start it, here, with capabilities alone, by ssh on the
# lab's server, and by the script for machines without labtap; what it says for itself; the other ways into Wireshark.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
command -v tshark >/dev/null || { skip "labtap in Wireshark" "tshark is not installed"; done_testing; }
dir=$(mktemp -d); chmod 755 "$dir"; cd "$dir" || exit 1
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth1 up; done
ip -n a addr add 10.1.0.1/24 dev eth1; ip -n b addr add 10.1.0.2/24 dev eth1
ip netns exec a ping -q -i 0.1 10.1.0.2 >/dev/null &

# Wireshark's folder of capture programs, for this world alone.
folder=$(tshark -G folders 2>/dev/null | sed -nE "s/^(Global )?Extcap path:[[:space:]]*//p")
cp "$folder/sshdump" . 2>/dev/null
mount -t tmpfs tmpfs "$folder"
ln -s "$LABTAP" "$folder/labtap"

same "what there is" "$("$LABTAP" --extcap-interfaces --extcap-version=4.0 | cut -d'{' -f1,2)" \
	"$(printf 'extcap {version=%s}\ninterface {value=labtap}' "$("$LABTAP" --version | cut -d' ' -f2)")"
check "the endpoints are values that can be loaded" sh -c "'$LABTAP' --extcap-config --extcap-interface labtap | grep -q '{call=--endpoint}.*{type=selector}{reload=true}'"
same "and are those of labtap list" \
	"$("$LABTAP" --extcap-config --extcap-interface labtap --extcap-reload-option endpoint --endpoint x | sed 's/.*{display=\(.*\)}/\1/')" \
	"$("$LABTAP" list --names)"
same "each sentence is one that Wireshark understands" \
	"$("$LABTAP" --extcap-config --extcap-interface labtap | grep -vcE '^(arg|value) (\{[a-z]+=[^{}]*\})+$')" 0
same "an option has all that one needs" \
	"$("$LABTAP" --extcap-config --extcap-interface labtap | grep '^arg' | grep -vcE '\{number=[0-9]+\}\{call=--[a-z-]+\}\{display=[^{}]+\}\{type=(selector|string|unsigned|boolflag|fileselect)\}')" 0
mkdir no && printf '#!/bin/sh\necho "$0 $*" >>%s/asked\n' "$dir" >no/ssh && chmod 755 no/ssh && ln -s ssh no/sudo
for question in --extcap-interfaces '--extcap-dlts --extcap-interface labtap' '--extcap-config --extcap-interface labtap'; do
	PATH=$dir/no:$PATH "$LABTAP" $question --remote-host lab >out 2>err
	same "$question asks nobody" "$? $(cat asked err 2>/dev/null)" "0 "
done
mkfifo pipe; : >frames; : >err
cat pipe >frames & "$LABTAP" --capture --extcap-interface labtap --fifo pipe --endpoint a:eth1 2>err & pid=$!
come() { [ "$(tshark -n -r frames 2>/dev/null | wc -l)" -ge 2 ]; }
wait_for come; kill -TERM $pid; wait $pid
same "Wireshark's stop is none that Wireshark would call an error" "$? $(cat err)" "0 "
same "a filter is judged" "$("$LABTAP" --extcap-interface labtap --extcap-capture-filter icmp; "$LABTAP" --extcap-interface labtap --extcap-capture-filter 'prot 5' | wc -l)" 1
"$LABTAP" --capture --extcap-interface labtap --fifo - --endpoint '-w /tmp/x' >out 2>err
same "an endpoint is no option" "$? $(cat err)" "1 labtap: -w: not an endpoint"
"$LABTAP" --capture --extcap-interface labtap --fifo - --endpoint a:eth1 --remote-host -oProxyCommand=x >out 2>err
same "nor is a host" "$? $(cat err)" "1 labtap: -oProxyCommand=x: not the name of a host"

shark() { timeout 500 tshark -n "$@" 2>err; }
check "tshark -D" sh -c "tshark -D 2>/dev/null | grep -q 'labtap (Virtual lab)'"
shark -i labtap -o extcap.labtap.endpoint:a:eth1 -f icmp -c 3 >out # or ARP is among the three
same "tshark -i labtap" "$? $(grep -cE '10.1.0.[12] .* ICMP' out)" "0 3"
shark -i labtap -o extcap.labtap.endpoint:a:eth1 -o extcap.labtap.endpoints:b:eth1 -o extcap.labtap.direction:in -f icmp -c 6 -w both.pcapng
same "two endpoints at once, with names and direction" \
	"$(tshark -n -r both.pcapng -T fields -e frame.interface_name -e frame.packet_flags_direction 2>/dev/null | sort -u)" \
	"$(printf '%s:eth1\t0x00000001\n' a b)"
same "only what the filter wants" "$(tshark -n -r both.pcapng -Y 'not icmp' 2>/dev/null)" ""
# tshark 4.0 shows what a capture program says at its end not each time.
said() { local words=$1; shift; shark -i labtap "$@" -c 1 >out; grep -q "$words" err; }
"$LABTAP" --capture --extcap-interface labtap --fifo - --endpoint nowhere:eth1 >out 2>err
same "what is wrong is said, and nothing else" "$? $(grep -c nowhere err) $(wc -c <out)" "1 1 0"
check "in Wireshark as well" wait_for said 'labtap: .*nowhere' -o extcap.labtap.endpoint:nowhere:eth1
mine() { pgrep -f 'labtap capture' --ns $$ --nslist net >/dev/null; }
check "nothing is left" wait_for eval '! mine'

# A user who may not capture; labtap may, by its capabilities.
mkdir own && cp "$LABTAP" own/labtap
if command -v setcap >/dev/null && setcap cap_sys_admin,cap_sys_ptrace,cap_net_admin,cap_net_raw,cap_net_broadcast=ep own/labtap 2>/dev/null; then
	shark_as_nobody() {
		timeout 500 setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups --inh-caps=-all env HOME="$dir" WIRESHARK_EXTCAP_DIR="$dir/own" tshark -n "$@" 2>err
	}
	shark_as_nobody -i labtap -o extcap.labtap.endpoint:a:eth1 -c 3 >out
	same "without root, by capabilities" "$? $(grep -c ICMP out)" "0 3"
else
	echo "# not tried with capabilities: setcap does not work here"
fi

# The lab's server, by ssh: this host under another name.
if command -v dropbear >/dev/null && command -v ssh >/dev/null; then
	mkdir etc bin && ln -s "$LABTAP" bin/labtap
	ssh-keygen -q -t ed25519 -N '' -f key && dropbearkey -t ed25519 -f hostkey >/dev/null 2>&1
	printf 'Host lab\n HostName 127.0.0.1\n Port 2222\n User root\nHost *\n UserKnownHostsFile %s/known\n StrictHostKeyChecking accept-new\n IdentityFile %s/key\n' "$dir" "$dir" >etc/ssh_config
	mount --bind etc /etc/ssh
	home=$(getent passwd root | cut -d: -f6) keys=$home/.ssh
	[ ! -e "$home/.bashrc" ] || mount --bind /dev/null "$home/.bashrc" # what a shell does first may take any time
	mkdir -p "$keys" && mount -t tmpfs -o mode=700 tmpfs "$keys" && cp key.pub "$keys/authorized_keys"
	: >sshd.err; dropbear -c "PATH=$dir/bin:\$PATH; eval \"\$SSH_ORIGINAL_COMMAND\"" -F -E -s -m -P "$dir/pid" -r hostkey -p 127.0.0.1:2222 2>sshd.err & sshd=$!
	answers() { ssh -o BatchMode=yes lab true 2>/dev/null; }
	check "a server to connect to" wait_for answers
	there="-o extcap.labtap.remotehost:127.0.0.1 -o extcap.labtap.remoteport:2222 -o extcap.labtap.remoteusername:root -o extcap.labtap.sshkey:$dir/key -o extcap.labtap.nosudo:true"
	shark -i labtap $there -o extcap.labtap.endpoints:'a:eth1 b:eth1' -f 'icmp[icmptype] = icmp-echo' -c 4 >out
	same "--remote-host: captured there" "$? $(grep -c 'Echo (ping) request' out)" "0 4"
	same "its endpoints" "$("$LABTAP" --extcap-config --extcap-interface labtap --extcap-reload-option endpoint --remote-host lab --no-sudo | grep -c '{value=[ab]:eth1}')" 2
	check "a server without labtap is said" wait_for said '/nowhere/labtap' $there -o extcap.labtap.remotecommand:/nowhere/labtap -o extcap.labtap.endpoint:a:eth1
	# Without labtap here.
	rm "$folder/labtap"
	"$LABTAP" extcap --wrapper lab >"$folder/labtap" && chmod 755 "$folder/labtap"
	check "the script is an interface as well" sh -c "tshark -D 2>/dev/null | grep -q 'labtap (Virtual lab)'"
	same "with the same options" "$("$folder/labtap" --extcap-config --extcap-interface labtap | grep -c '^arg')" \
		"$("$LABTAP" --extcap-config --extcap-interface labtap | grep '^arg' | grep -vc 'group=Server')"
	same "and endpoints" "$("$folder/labtap" --extcap-config --extcap-interface labtap --extcap-reload-option endpoint --endpoint "it's" | grep -c '{value=[ab]:eth1}')" 2
	shark -i labtap -o extcap.labtap.endpoint:b:eth1 -f 'icmp and inbound' -c 3 >out
	same "the script captures" "$? $(grep -c 'Echo (ping) request' out)" "0 3"
	# The recipe for sshdump, which comes with Wireshark.
	if [ -x sshdump ]; then
		mv sshdump "$folder/"
		shark -i sshdump -o extcap.sshdump.remotehost:127.0.0.1 -o extcap.sshdump.remoteport:2222 -o extcap.sshdump.remoteusername:root \
			-o extcap.sshdump.sshkey:"$dir/key" -o 'extcap.sshdump.remotecapturecommand:labtap capture a:eth1 icmp -w -' -c 3 >out
		same "by sshdump" "$? $(grep -c ICMP out)" "0 3"
	fi
	kill $sshd
else
	skip "labtap on a server" "dropbear or ssh is not installed"
fi
check "nothing is left there either" wait_for eval '! mine'

# Piped.
"$LABTAP" capture a:eth1 b:eth1 icmp -w - 2>/dev/null | timeout 500 tshark -n -i - -c 4 >out 2>err
same "capture -w - | tshark -i -" "$(grep -c ICMP out)" 4
done_testing
