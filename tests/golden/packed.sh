#!/bin/bash
# Compressed capture files: read, piped, damaged.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
"$BUILD/tools/mkcap" -n -c 3000 "$dir/lab.pcapng" && cd "$dir" || exit 1
rows() { "$LABTAP" read "$@" --format tsv; }
want=$(rows lab.pcapng)
half=$(($(stat -c %s lab.pcapng) / 2))

packed() { # name end CMD...
	local name=$1 end=$2; shift 2
	"$@" <lab.pcapng >"lab.pcapng.$end"
	same "$name reads the same" "$(rows "lab.pcapng.$end")" "$want"
	cp "lab.pcapng.$end" plain
	same "$name is told by its bytes" "$(rows plain)" "$want"
	same "$name from a pipe" "$(cat plain | rows -)" "$want"
	same "$name on standard input" "$(rows - <plain)" "$want"
	{ head -c $half lab.pcapng | "$@"; tail -c +$((half + 1)) lab.pcapng | "$@"; } >joined
	same "two $name streams joined" "$(rows joined)" "$want"
	head -c $(($(stat -c %s plain) / 2)) plain >cut
	rows cut >out 2>err
	same "$name that is cut short fails" $? 1
	check "$name: with its name and why" grep -qx "labtap: cut: $name data that is cut short" err
	check "$name: after the packets that are whole" test "$(wc -l <out)" -gt 300
	same "$name: which are the right ones" "$(cat out)" "$(head -"$(wc -l <out)" <<<"$want")"
	head -c 12 plain >tiny
	rows tiny >out 2>err
	same "$name: nothing whole is an error" $? 1
	(echo 'nothing of the kind' | "$@") >other
	rows other 2>err
	same "$name: what is in it must be a capture" $? 1
	check "$name: and it says so" grep -q 'other: neither a pcap nor a pcapng' err
	"$@" <"lab.pcapng.$end" >twice
	rows twice 2>err
	check "$name: packed once, not twice" grep -q "twice: compressed with $name: unpack it first" err
}
packed gzip gz gzip -c
packed zstd zst zstd -qc

same "one packed file and one that is not" "$(rows lab.pcapng.gz lab.pcapng | cut -f2- | uniq -c | grep -c '^ *2 ')" \
	"$(rows lab.pcapng lab.pcapng | cut -f2- | uniq -c | grep -c '^ *2 ')"
"$LABTAP" --script - lab.pcapng.gz <<<'wait packets == 3000'
same "the browser opens it" $? 0
same "the place for it must be there" "$(TMPDIR=/nowhere "$LABTAP" read lab.pcapng.gz 2>&1)" \
	"labtap: lab.pcapng.gz: a temporary file in /nowhere: No such file or directory"
done_testing
