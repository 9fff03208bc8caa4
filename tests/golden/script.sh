#!/bin/bash
# --script: what a wrong line does, where dumps go.
cd "$(dirname "$0")/../.." || exit 2
. tests/tap.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$BUILD/tools/mkcap" -c 10 "$dir/x.pcap" || exit 1

run() { (cd "$dir" && printf '%s\n' "$@" | "$LABTAP" --script - x.pcap >out 2>err); }

for wrong in 'keys j Nokey' 'press j' 'wait packets' 'wait packets => 3' 'wait cows > 3' 'dump cat' 'resize 80' \
	'dump screen /nonexistent/dir/file'; do
	run '# first' "$wrong" 'dump screen'
	same "status 1 for: $wrong" $? 1
	check "with its line: $wrong" grep -q '^labtap: -:2: ' "$dir/err"
	check "and nothing after it: $wrong" [ ! -s "$dir/out" ]
done

run 'wait packets == 10' 'dump screen screen' 'keys Q' 'dump screen'
same "a script ends with the browser" $? 0
check "the dump is in its file" grep -q 'x.pcap' "$dir/screen"
check "nothing on stdout" [ ! -s "$dir/out" ]
"$LABTAP" --script "$dir/none" "$dir/x.pcap" 2>"$dir/err"
same "no such script: status 1" $? 1
check "and why" grep -q 'No such file' "$dir/err"

done_testing
