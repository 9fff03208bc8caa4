#!/bin/sh
# observer.sh [NAMESPACES]: how much processor time one look at a large lab takes. Makes the lab - four veth
# ends and four addresses in each namespace - in a world of its own (tests/world.sh). B names the build.
count=${1:-1000}
build=${B:-build/release}
[ "$in_world" = 1 ] || exec env in_world=1 B="$build" "$(dirname "$0")/../world.sh" "$0" "$count"
batch=$(mktemp)
trap 'rm -f "$batch"' EXIT

i=0
while [ $i -lt "$count" ]; do echo "netns add n$i"; i=$((i + 1)); done >"$batch"
ip -batch "$batch" || exit 1

# A ring, and chords across it.
i=0
while [ $i -lt "$count" ]; do
	next=$(((i + 1) % count)) across=$(((i + count / 2) % count))
	echo "link add r0 netns n$i type veth peer name r1 netns n$next"
	echo "link add c0 netns n$i type veth peer name c1 netns n$across"
	i=$((i + 1))
done >"$batch"
ip -batch "$batch" || exit 1

i=0
while [ $i -lt "$count" ]; do
	for dev in r0 r1 c0 c1; do echo "addr add 10.$((i / 250)).$((i % 250)).1/24 dev $dev"; done >"$batch"
	ip -n n$i -batch "$batch" || exit 1
	i=$((i + 1))
done

echo "observer, one full look without /proc (goal: 1000 namespaces below 150 ms):"
"$build/tools/observe"
