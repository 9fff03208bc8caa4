#!/bin/bash
# observer.sh: what one look at a lab of NAMESPACES costs, each with four veth ends and four addresses, in a world of its own;
# beside it how long `ip` takes to list the same links and addresses, a process for each namespace.
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
. tests/measure.sh
NAMESPACES=${NAMESPACES:-1000} batch=$dir/batch
for ((i = 0; i < NAMESPACES; i++)); do echo "netns add n$i"; done >"$batch"
ip -batch "$batch" || exit 1
# A ring, and chords across it.
for ((i = 0; i < NAMESPACES; i++)); do
	echo "link add r0 netns n$i type veth peer name r1 netns n$(((i + 1) % NAMESPACES))"
	echo "link add c0 netns n$i type veth peer name c1 netns n$(((i + NAMESPACES / 2) % NAMESPACES))"
done >"$batch"
ip -batch "$batch" || exit 1
for ((i = 0; i < NAMESPACES; i++)); do
	for dev in r0 r1 c0 c1; do echo "addr add 10.$((i / 250)).$((i % 250)).1/24 dev $dev"; done >"$batch"
	ip -n n$i -batch "$batch" || exit 1
done
listed() { local i; for ((i = 0; i < NAMESPACES; i++)); do ip -n "n$i" addr show; done; }
for _ in $(seq "$RUNS"); do
	"$B/tools/observe" >"$dir/seen" || exit 1
	note look "$(sed -n 's/^median: \([0-9.]*\) ms.*/\1/p' "$dir/seen")"
	note ip "$(cpu listed | awk '{ print $1 * 1000 }')"
done
sed -n 1p "$dir/seen"
goal "look at $NAMESPACES namespaces, with addresses" "$(median look)" 'CPU ms' '<= 150' "$NAMESPACES ip addr" "$(median ip)" "$(ratio look ip)"
