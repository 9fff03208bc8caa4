#!/bin/bash
# A full look at a busy host: 200 namespaces with five processes each, and 20 QEMUs' worth of command lines, each with a
# tap and a tunnel. Time and CPU of `labtap list` (both of its processes), and of the census alone.
#   B=build/release NAMESPACES=200 EACH=5 VMS=20 tests/bench/host.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
B=$(realpath "${B:-build/release}") NAMESPACES=${NAMESPACES:-200} EACH=${EACH:-5} VMS=${VMS:-20}
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$dir"' EXIT
for i in $(seq "$NAMESPACES"); do
	ip netns add "n$i"
	for _ in $(seq "$EACH"); do nsenter --net="/run/netns/n$i" sleep 600 & done
done
for i in $(seq $((NAMESPACES - 1))); do
	ip link add r0 netns "n$i" type veth peer name r1 netns "n$((i + 1))"
done
ln -s "$(command -v bash)" qemu-system-x86_64
mkfifo quiet; sleep 600 >quiet &
for i in $(seq "$VMS"); do
	ip tuntap add "vm$i" mode tap
	./qemu-system-x86_64 -c 'read _ <quiet' -name "r$i" -netdev "tap,id=n0,ifname=vm$i" -device virtio-net-pci,netdev=n0 \
		-netdev "socket,id=n1,udp=127.1.1.$((i ^ 1)):10001,localaddr=127.1.1.$i:10001" -device virtio-net-pci,netdev=n1 &
done
sleep 1
echo "host: $(ls -d /proc/[0-9]* | wc -l) processes, $NAMESPACES namespaces, $VMS VMs:"
TIMEFORMAT='labtap list: %R s, %U + %S s CPU'
for _ in 1 2 3; do time "$B/labtap" list >list; done
grep -c . list | sed 's/$/ lines/'; sed -n 1p list
"$B/tools/census" 20
