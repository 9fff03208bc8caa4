#!/bin/bash
# store.sh: opening and going through a file of PACKETS synthetic packets, beside the programs everybody knows.
# CPU seconds, user and system, medians of ROUNDS in turn: compare the ratios of one run, not figures of two.
set -eu -o pipefail
b=${B:-build/release} packets=${PACKETS:-1000000} rounds=${ROUNDS:-5}
work=$(mktemp -d /var/tmp/labtap-bench-XXXXXX)
trap 'rm -rf "$work"' EXIT
TIMEFORMAT='%U %S'

cpu() { # CMD...: CPU seconds
	{ time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ printf "%.3f\n", $1 + $2 }'
}
median() { sort -g | sed -n "$(((rounds + 1) / 2))p"; }

"$b/tools/mkcap" -c "$packets" -s 1 "$work/x.pcap"
"$b/tools/mkcap" -c "$packets" -s 1 -n "$work/x.pcapng"
for f in x.pcap x.pcapng; do
	cat "$work/$f" >/dev/null
	mkdir -p "$work/spool"
	for ((i = 0; i < rounds; i++)); do
		"$b/tools/store_bench" "$work/$f" "$work/spool" >>"$work/own"
		rm -f "$work"/spool/*
		if command -v tcpdump >/dev/null; then
			cpu tcpdump -r "$work/$f" -w /dev/null >>"$work/tcpdump"
		fi
		if command -v capinfos >/dev/null; then
			cpu capinfos -c "$work/$f" >>"$work/capinfos"
		fi
	done
	own=$(awk '$1 == "index_cpu_s" { print $2 }' "$work/own" | median)
	echo "== $f, $packets packets, $(stat -c %s "$work/$f") bytes"
	for measure in $(awk '$1 ~ /(Mpps|_ns|_packet)$/ { print $1 }' "$work/own" | sort -u); do
		printf '%-28s %10.2f\n' "$measure" "$(awk -v m="$measure" '$1 == m { print $2 }' "$work/own" | median)"
	done
	for other in tcpdump capinfos; do
		[ -s "$work/$other" ] || { echo "$other: not installed"; continue; }
		awk -v n="$packets" -v own="$own" -v name="$other" '
			{ printf "%-28s %10.2f   index takes 1/%.1f of its CPU\n", name "_Mpps", n / $1 / 1e6, $1 / (own ? own : 0.01) }' \
			<<<"$(median <"$work/$other")"
	done
	rm -f "$work/own" "$work/tcpdump" "$work/capinfos"
done
