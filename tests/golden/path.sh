#!/bin/bash
# What the browser and the command say of a capture at several points: tests/tools/path_file.py.
. tests/tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 tests/tools/path_file.py "$dir/path.pcapng"; cd "$dir" || exit 1
cat >script <<'Z'
wait packets == 171
keys 1 5 1 G P
wait screen saw it within
keys s
wait screen wrote 7 packets
keys s
wait screen xists
keys Esc Esc L
wait screen LOST
keys :
type export losses.csv
keys Enter
wait screen wrote losses.csv
keys :
type export losses.json
keys Enter
wait screen wrote losses.json
keys Esc V
wait rows == 26
keys S
wait screen saved
Z
"$LABTAP" --script script path.pcapng >out 2>err
same "the browser gets to the end" "$?$(cat err)" 0
same "a path is saved as it was seen" "$("$LABTAP" read path-151.pcapng --format tsv | wc -l)" 7
same "losses as CSV" "$(sed -n '1p;/,1,/p' losses.csv | head -2 | cut -d, -f1-8)" \
	"from,from_direction,to,to_direction,by,packets,lost,doubtful
r1:eth1,out,br:p2,in,,11,1,0"
same "and as JSON" "$(python3 -c 'import json; r = json.load(open("losses.json"))
print(r["version"], [(l["from"], l["to"], l["packets"], l["lost"]) for l in r["lanes"] if l["lost"]], len(r["lanes"]))')" \
	"1 [('r1:eth1', 'br:p2', 11, 1)] 14"
same "a folded list is saved with each packet once" "$("$LABTAP" read "$(ls -t -- *-20*.pcapng | head -1)" --format tsv | wc -l)" 26
"$LABTAP" path -r path.pcapng --from h2:eth1 --to h1:eth1 >out
same "the command finds the loss in the file" "$?$(grep -o '11 sent, 10 arrived, 1 lost' out)" "111 sent, 10 arrived, 1 lost"
check "at the same place" grep -q 'seen last at r1:eth1, not at br:p2' out
"$LABTAP" path -r path.pcapng --from h1:eth1 --to h2:eth1 udp >out
same "through a NAT" "$?$(grep -oE '^r1:eth2 .*' out | grep -oE 'nat nat-port')" "0nat nat-port"
done_testing
