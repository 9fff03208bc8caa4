#!/bin/bash
# Nothing that somebody else wrote makes the terminal obey: sequences for it in packets, pcapng options, names of files,
# interfaces, namespaces, nodes, containers, domains, QEMU's command lines, topologies, settings and mistakes that are
# repeated in words. Each is shown - so it got as far as there -, and none of its bytes that matter is.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
hex=$PWD/../dissect tools=$PWD/../tools
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
export XDG_CONFIG_HOME=$dir/config XDG_STATE_HOME=$dir/state HOME=$dir
mkdir netns && mount --bind /run/netns netns && mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p /run/netns /run/libvirt/qemu &&
	mount --bind netns /run/netns && umount netns || exit 1
id=$(printf '%08x' $RANDOM$RANDOM)$(printf '%056d' 0)
group=/sys/fs/cgroup/pids; [ -d $group ] || group=/sys/fs/cgroup
group=$group/docker-$id.scope
finish() {
	exec 2>/dev/null
	kill $(jobs -p); wait; rmdir "$group"
	umount -l /run/netns; umount -l /run; rm -rf "$dir"
}
trap finish EXIT

X=$'\e]666;P\a' C=$'\u009d666;P' L=$(python3 "$tools/hostile.py" argument)
hostile() { python3 "$tools/hostile.py" "$@"; }
# What the program says to this is harmless, and says it.
shows() { # name words
	check "$1: it is shown" grep -qaF -- "${2:-666;P}" out
	check "$1: and harmless" hostile clean out
}
runs() { local name=$1; shift; timeout 500 "$LABTAP" "$@" >out 2>&1; shows "$name"; }

# Packets, and what a capture file says beside them.
texts=$(hostile packets packets.pcapng "$hex"/*.hex)
check "texts in packets of every protocol" [ "$texts" -gt 300 ]
for how in -q -e -v -X -XX --names '--format tsv' '--format json' '-v --format json'; do runs "packets $how" read packets.pcapng $how; done
cp packets.pcapng "f$L.pcapng"
runs "a file's name" read "f$L.pcapng" -w "/nowhere$X"
runs "several files" read "f$L.pcapng" packets.pcapng -q
"$LABTAP" read packets.pcapng -w copy.pcapng 2>out; runs "a copy" read copy.pcapng -v

# Interfaces, namespaces, processes.
ip netns add "n$X" && ip netns add b && ip link add "i$X" netns "n$X" type veth peer name "j$X" netns b
ip -n "n$X" link set "i$X" alias "to $L" up; ip -n b link set "j$X" up
ip -n b link property add dev "j$X" altname "other$X"
ip -n b link add "B$X" type bridge; ip -n b link set "j$X" master "B$X"
unshare -nu python3 -c 'import socket, sys, time; socket.sethostname(sys.argv[1]); time.sleep(600)' "h$X" &
(mkdir "$group" && echo $BASHPID >"$group/cgroup.procs" && exec unshare -n sleep 600) &
hostile docker /run/docker.sock "$id" &
unshare -n bash -c 'exec -a "bash --norc --noediting -is mininet:m$0" sleep 600' "$X" &
ip tuntap add tap666 mode tap
timeout 600 qemu-system-x86_64 -M none -display none -nodefaults -no-user-config -name "q$X" -netdev tap,id=net0,ifname=tap666,script=no,downscript=no \
	-netdev socket,id=net1,udp=127.0.0.1:7001,localaddr=127.0.0.1:7002 2>/dev/null &
cat >/run/libvirt/qemu/d.xml <<D
<domstatus state='running' reason='booted' pid='$$'><domain type='kvm' id='1'><name>d$C</name><uuid>12345678-1234-1234-1234-123456789abc</uuid><title>t$C</title>
<devices><interface type='udp'><mac address='52:54:00:00:00:01'/><source address='127.0.0.1' port='7003'><local address='127.0.0.1' port='7004'/></source>
<alias name='al$C'/><model type='virtio'/></interface></devices></domain></domstatus>
D
everything() {
	"$LABTAP" list >out 2>&1
	grep -q '^n.x1b.*i.x1b' out && grep -q 'h.x1b' out && grep -q 'docker' out && grep -q 'Mininet' out && grep -q 'q.x1b' out &&
		grep -q '^d.xc2.x9d666;P .* libvirt ' out && grep -q 'd.xc2.x9d666;P:al.xc2.x9d666;P' out
}
check "names of namespaces, interfaces, hosts, containers, nodes and machines are there" wait_for everything
shows "the list"
runs "the list as JSON" list --json
runs "names for scripts" list --names
runs "a note for a capture that ends" capture "n$X:i$X" --for 1s
runs "the same into a file" capture "n$X:i$X" --for 1s -w "w$X"
runs "an endpoint that is not there" capture "n$X:nothing"
runs "a path" path --from "n$X:i$X" --to "b:nothing$X" --for 1s

# Topologies.
mkdir clab netlab snap
cat >clab/X.clab.yml <<Y
name: "l\e]666;P\a"
topology:
  kinds: {"k\e]666;P\a": {image: "\e]666;P\a"}}
  nodes:
    "a\e]666;P\a": {kind: "k\e]666;P\a", group: "\e]666;P\a", labels: {"\e]666;P\a": "\N{9d}\e]666;P\a"}}
    b: {kind: linux, network-mode: "container:\e]666;P\a"}
  links:
  - endpoints: ["a\e]666;P\a:eth\e]666;P\a", "b:eth1"]
  - endpoints: ["b:eth2", "gone\e]666;P\a:eth1"]
  - type: "\e]666;P\a"
Y
sed -i 's/\\N{9d}/\\u009d/' clab/X.clab.yml
cat >netlab/topology.yml <<Y
name: "n\e]666;P\a"
provider: "p\e]666;P\a"
plugin: ["\e]666;P\a"]
defaults.device: "\e]666;P\a"
nodes: {"a\e]666;P\a": {device: "\e]666;P\a", loopback.ipv4: "\e]666;P\a"}, b: {module: ["\e]666;P\a"]}}
links: ["a\e]666;P\a-b", {b: {ifname: "e\e]666;P\a"}, name: "\u202e\e]666;P\a"}, "\e]666;P\a"]
Y
python3 - "$X" <<'P'
import pickle, sys
x = sys.argv[1]
pickle.dump({"name": x, "provider": "clab" + x, "nodes": {"a" + x: {"name": "a" + x, "device": x, "interfaces": [{"ifname": "e" + x, "ifindex": 1, "neighbors": [{"node": "b"}]}]}},
             "links": [{"linkindex": 1, "type": x, "interfaces": [{"node": "a" + x, "ifname": "e" + x}, {"node": "b", "ifname": x}]}]}, open("snap/netlab.snapshot.pickle", "wb"))
P
printf 'nodes: [a, "%s' '\e]666;P\a' >broken.yml
printf 'name: "\e]666;P\a"\ntopology: "\e]666;P\a\n' >"broken$X.clab.yml"
for t in clab netlab snap; do
	runs "a topology ($t)" list $t
	runs "the same as JSON ($t)" list $t --json
done
runs "one that cannot be read" list "broken$X.clab.yml"

# What is repeated in words.
runs "no such file" read "nowhere$L"
runs "a filter" read packets.pcapng "host $L and ((("
runs "a filter's names" read packets.pcapng "ip.$X == 1"
runs "a word too much" list "x$X" "y$X"
runs "an option" capture "--op$X"
runs "an option's value" capture b:lo --for "1$X"
runs "a protocol" read packets.pcapng --decode-as "udp.port==$X,eth"
runs "a lab" list --lab "$X"
runs "a user" list --user "$X"
runs "a folder" capture b:lo --spool-dir "/nowhere$X"
runs "a tunnel" capture "udp:$X:1-2"
runs "a verb's help" help "$X"
printf 'press %s\n' "$X" >"s$X"
runs "a script" --script "s$X"
mkdir -p config/labtap && printf 'theme: "\\e]666;P\\a"\n"k\\e]666;P\\a": 1\n' >config/labtap/config.yaml
printf 'rules:\n- name: "\\e]666;P\\a"\n  argv: "([\\e]666;P\\a"\n' >config/labtap/rules.yml
runs "rules" list

# Another host, as its ssh speaks of it.
mkdir bin; printf '#!/bin/sh\nprintf "ssh: %s\\n" >&2\nexit 255\n' "$L" >bin/ssh; chmod 755 bin/ssh
for what in list 'list --json' "capture x:y --for 1s"; do
	PATH=$dir/bin:$PATH timeout 500 "$LABTAP" $what --host "h" >out 2>&1; shows "another host's words ($what)" 'ssh: \x1b]666'
done

# The browser: what its screens are made of, then what the terminal gets while keys are pressed at random.
walk() { printf '%s\n' 'resize 200 60' "$@" 'dump screen' 'keys Q'; }
screens() { # name file keys...
	local name=$1 file=$2; shift 2
	walk "$@" | timeout 500 "$LABTAP" --script - ${file:+"$file"} >out 2>&1
	shows "screen: $name"
}
screens points "" 'wait screen 666;P'
mkdir empty; cd empty || exit 1 # no lab of a folder
each=(); for i in $(seq 12); do each+=('keys j D' 'dump screen' 'keys Escape'); done
screens 'every point' "" 'wait screen 666;P' 'keys Home' "${each[@]}"
cd ..
screens 'settings that are wrong' "" 'wait screen 666;P' 'keys :' 'type set theme \e]666;P\a' 'keys Enter'
for t in clab netlab snap; do screens "a topology ($t)" $t 'wait screen 666;P'; done
file="f$L.pcapng"
screens packets "$file" 'wait packets > 300'
screens 'a packet' "$file" 'wait packets > 300' 'keys / ' 'type LLDP' 'keys Enter Enter'
screens 'its bytes' "$file" 'wait packets > 300' 'keys Enter Enter Enter'
for keys in C 'C Tab' 'C Tab Tab' G i '?'; do
	walk 'wait packets > 300' "keys $keys" | timeout 500 "$LABTAP" --script - "$file" >out 2>&1
	check "screen: $keys: harmless" hostile clean out
done
screens 'a filter' "$file" 'wait packets > 300' 'keys f' 'type host ]666;P' 'keys Enter'
screens 'saving' "$file" 'wait packets > 300' 'keys s'
seed=${SEED:-$RANDOM}
for t in "" clab "$file"; do
	python3 "$tools/press.py" 5 "$seed" /dev/null "$LABTAP" ${t:+"$t"} >pressed 2>&1
	same "no key brings one to the terminal: ${t%%"$L"*}" $? 0
	sed 's/^/# /' pressed
done
nothing_left
done_testing
