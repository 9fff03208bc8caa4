#!/bin/bash
# busy.sh: is anything lost at RATE frames a second while the user of the browser changes filters and saves all the time? The
# browser, and tcpdump -w of the same load beside it. COUNT frames in a run.
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
. tests/measure.sh
RATE=${RATE:-300000} COUNT=${COUNT:-3000000}
bench=$PWD/tests/bench
make_cable
mkdir "$dir/spool" "$dir/saves" && cd "$dir/saves" || exit 1

tcpdump_kept() { # "SENT SECONDS KEPT"
	local pid sent
	ip netns exec rx tcpdump -i rx0 -Z root -w "$dir/file" 2>/dev/null & pid=$!
	for _ in $(seq 100); do ip netns exec rx grep -q 0003 /proc/net/packet && break; sleep 0.05; done
	sent=$(taskset -c 0 ip netns exec tx "$B/tools/blast" tx0 "$COUNT" 0 "$RATE")
	sleep 1; kill -INT $pid; wait $pid
	echo "$sent $(tcpdump --count -r "$dir/file" 2>/dev/null | cut -d' ' -f1)"
	rm -f "$dir/file"
}
lost() { awk -v s="$1" -v k="${2:-0}" 'BEGIN { print 100 * (s - k) / s }'; } # SENT KEPT

for _ in $(seq "$RUNS"); do
	taskset -c 1 python3 "$bench/busy.py" "$B/labtap" "$B/tools/blast" "$dir/spool" "$COUNT" "$RATE" >"$dir/browser" || exit 1
	read -r sent seconds kept changes saves key <"$dir/browser"
	note loss "$(lost "$sent" "$kept")"; note changes "$changes"; note saves "$saves"; note key "$key"
	read -r sent seconds kept < <(tcpdump_kept)
	note tcpdump "$(lost "$sent" "$kept")"
done
goal "loss at $((RATE / 1000)) k packets/s, filters changed, files saved" "$(median loss)" % '<= 0' 'tcpdump -w' "$(median tcpdump)"
goal 'changes of a filter meanwhile' "$(median changes)"
goal 'files saved meanwhile' "$(median saves)"
goal 'a key meanwhile' "$(median key)" ms '<= 50'
