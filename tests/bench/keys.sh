#!/bin/bash
# keys.sh: how long a key waits while the browser works on a large file: indexes, searches, filters, sorts conversations. The
# worst key of each run, medians of RUNS. B is the build directory, COUNT the packets.
cd "$(dirname "$0")/../.." || exit 2
B=${B:-build/release} COUNT=${COUNT:-10000000} RUNS=${RUNS:-5}
dir=$(mktemp -d /var/tmp/keys-bench.XXXXXX); trap 'rm -rf "$dir"' EXIT
export XDG_STATE_HOME=$dir XDG_CONFIG_HOME=$dir
"$B/tools/mkcap" -n -c "$COUNT" "$dir/f.pcapng" || exit 1
chmod 755 "$dir"
for _ in $(seq "$RUNS"); do
	timeout 300 python3 tests/bench/keys.py "$B/labtap" "$dir/f.pcapng" "$COUNT" >>"$dir/found" || exit 1
done
echo "keys while $COUNT packets are worked on, the worst one in ms, medians of $RUNS (goal 50)"
for what in index search search_bytes filter cancel sort; do
	printf '%-14s %8.1f\n' $what "$(awk -v w=$what '$1 == w { print $2 }' "$dir/found" | sort -g | sed -n "$(((RUNS + 1) / 2))p")"
done
