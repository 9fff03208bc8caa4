# Other hosts by the real ssh and sshd, each in a namespace of its own, to be sourced behind tap.sh: `servers_begin N...` makes
# the hosts sN with the address 10.9.N.2, `server N [TOPOLOGY]` is sshd there. In a world of its own (tests/world.sh).
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
sshd=$(PATH=$PATH:/usr/sbin command -v sshd)
for tool in "${sshd:-sshd}" ssh tshark mergecap; do
	command -v "$tool" >/dev/null || { skip "other hosts" "$tool is not installed"; done_testing; }
done
dir=$(mktemp -d); chmod 755 "$dir"; cd "$dir" || exit 1
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$dir"' EXIT
unset SSH_CONNECTION SSH_AUTH_SOCK CLAB_TOPO CLAB_NAME

servers_begin() {
	local h home
	mkdir etc bin run && ln -s "$LABTAP" bin/labtap && chmod 700 run
	export XDG_RUNTIME_DIR=$dir/run
	home=$(getent passwd root | cut -d: -f6)
	ssh-keygen -q -t ed25519 -N '' -f key && ssh-keygen -q -t ed25519 -N '' -f hostkey
	for h; do printf 'Host s%s\n HostName 10.9.%s.2\n' "$h" "$h"; done >etc/ssh_config
	printf 'Host *\n Port 2222\n User root\n UserKnownHostsFile %s/known\n StrictHostKeyChecking accept-new\n LogLevel ERROR\n IdentityFile %s/key\n' "$dir" "$dir" >>etc/ssh_config
	mount --bind etc /etc/ssh
	[ ! -e "$home/.bashrc" ] || mount --bind /dev/null "$home/.bashrc" # what a shell does first may take any time
	mkdir -p /run/sshd
	for h; do
		node "s$h"
		ip link add "up$h" type veth peer name eth0 netns "s$h"
		ip addr add "10.9.$h.1/24" dev "up$h"; ip link set "up$h" up
		ip -n "s$h" addr add "10.9.$h.2/24" dev eth0; ip -n "s$h" link set eth0 up
	done
}

node() { ip netns add "$1"; ip netns exec "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1; }

# What runs there knows the lab of the file TOPOLOGY, and finds labtap in bin.
server() {
	printf 'Port 2222\nListenAddress 10.9.%s.2\nHostKey %s/hostkey\nPidFile none\nUsePAM no\nStrictModes no\nAuthorizedKeysFile %s/key.pub\nSetEnv PATH=%s%s\n' \
		"$1" "$dir" "$dir" "$dir/bin:$PATH" "${2:+ CLAB_TOPO=$2}" >"sshd$1"
	exec ip netns exec "s$1" "$sshd" -D -e -f "$dir/sshd$1" 2>>"sshd$1.err"
}

reaches() { check "s$1 can be reached" wait_for ssh -o BatchMode=yes "s$1" true; }

# Do all of Wireshark's tools take FILE?
wireshark_takes() {
	check "capinfos takes it" sh -c "capinfos '$1' >/dev/null"
	check "mergecap takes it, twice" mergecap -w merged.pcapng "$1" "$1"
	check "editcap takes it" editcap -r "$1" first.pcapng 1
	same "as many packets in each" "$(count merged.pcapng) $(count first.pcapng)" "$(($(count "$1") * 2)) 1"
}
count() { tshark -n -r "$1" 2>/dev/null | wc -l; }
