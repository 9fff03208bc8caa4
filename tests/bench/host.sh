#!/bin/bash
# A full look at a busy host: 200 namespaces with five processes each, and 20 QEMUs' worth of command lines, each with a
# tap and a tunnel. Time and CPU of `labtap list` (both of its processes), and of the census alone.
#   B=build/release NAMESPACES=200 EACH=5 VMS=20 tests/bench/host.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
. tests/measure.sh
NAMESPACES=${NAMESPACES:-200} EACH=${EACH:-5} VMS=${VMS:-20}
cd "$dir" || exit 1
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
"$B/labtap" list >list
grep -c . list | sed 's/$/ lines/'; sed -n 1p list
for _ in $(seq "$RUNS"); do
	note wall "$(seconds "$B/labtap" list | awk '{ print $1 * 1000 }')"; note cpu "$(cpu "$B/labtap" list | awk '{ print $1 * 1000 }')"
	"$B/tools/census" 20 >census || exit 1
	note first "$(sed -n 's/^first census.* \([0-9.]*\) ms CPU.*/\1/p' census)"; note kept "$(sed -n 's/^kept current: \([0-9.]*\) .*/\1/p' census)"
done
cat census
goal 'labtap list of a busy host' "$(median wall)" ms
goal 'labtap list of a busy host, all its processes' "$(median cpu)" 'CPU ms'
goal 'the first census of its processes' "$(median first)" 'CPU ms'
goal 'kept current, in each second' "$(median kept)" 'CPU ms'
