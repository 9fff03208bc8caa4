#!/bin/bash
# keys.sh: how long a key waits while the browser works on a file of COUNT packets: indexes, searches, filters, sorts conversations.
# The worst key of each run.
cd "$(dirname "$0")/../.." && . tests/measure.sh || exit 2
COUNT=${COUNT:-10000000}
"$B/tools/mkcap" -n -c "$COUNT" "$dir/f.pcapng" || exit 1
for _ in $(seq "$RUNS"); do
	timeout 300 python3 tests/bench/keys.py "$B/labtap" "$dir/f.pcapng" "$COUNT" >"$dir/found" || exit 1
	while read -r name value; do note "$name" "$value"; done <"$dir/found"
done
size=$(awk -v n="$COUNT" 'BEGIN { print n / 1e6 " M packets" }')
while IFS=, read -r name what; do
	goal "$what" "$(median "$name")" ms '<= 50'
done <<TABLE
index,worst key while $size are indexed
search,worst key while they are searched for text
search_bytes,worst key while they are searched for bytes
filter,worst key while a view filter goes through them
cancel,that filter taken back
sort,worst key that sorts their conversations
TABLE
