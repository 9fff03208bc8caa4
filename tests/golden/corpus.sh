#!/bin/bash
# Dissection against tshark over a collection of captures that does not belong to the project: LABTAP_CORPUS names it,
# else it is looked for beside the project. Without one there is nothing to test. The scorer that comes with it holds
# what tshark made of each frame; corpus_table.py has the bars, and prints the table per family.
set -u
cd "$(dirname "$0")/../.." && . tests/tap.sh
corpus=${LABTAP_CORPUS:-../shared/corpus}
scorer=$corpus/pcap/score/score.py
[ -r "$scorer" ] || { echo "# no collection of captures: LABTAP_CORPUS names none, and $corpus is not there"; done_testing; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# Sanitizers take their time: fewer files, and no verdict about the text.
full=1
case ${BUILD##*/} in release | debug) sample=() ;; *) full=0; sample=(--sample 200) ;; esac
PYTHONDONTWRITEBYTECODE=1 timeout 250 python3 "$scorer" --list dev.txt "${sample[@]}" --out "$dir/result.json" \
	--cmd "$LABTAP read {file} --format tsv" >"$dir/report" 2>"$dir/log"
report $? "the scorer runs through" || cat "$dir/log"
figure() { python3 -c "import json, sys; r = json.load(open('$dir/result.json')); print(eval(sys.argv[1]))" "$1"; }
if [ $full = 1 ]; then
	PYTHONDONTWRITEBYTECODE=1 tests/golden/corpus_table.py "$dir/result.json" "$scorer" tests/dissect/families >"$dir/table"
	report $? "the table per family"
	while read -r status text; do
		if [ "$status" = "#" ]; then echo "# $text"; else report "$status" "$text"; fi
	done <"$dir/table"
fi
same "no crash, no hang" "$(figure "dict(r['robust']['failures'])")" "{}"
same "a line for every frame" "$(figure "r['robust']['missing_frames']")" 0
same "nothing but lines" "$(figure "r['robust']['files_with_junk_lines']")" 0
same "no control byte" "$(figure "r['robust']['files_with_control_chars'] + r['robust']['files_with_bad_utf8']")" 0
done_testing
