#!/bin/bash
# containerlab's own examples, where the corpus is: what we make of them against a second reading of the rules.
BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
corpus=${LABTAP_CORPUS:-../../../shared/corpus}/containerlab
[ -d "$corpus/lab-examples" ] || { echo "# no collection of labs: LABTAP_CORPUS names none, and $corpus is not there"; done_testing; }
unset CLAB_LABDIR_BASE
mapfile -t files < <(find "$corpus" -name '*.yml' -o -name '*.yaml' | sort)
out=$(/usr/bin/python3 ../tools/clab_model.py "$BUILD/tools/topology_dump" "${files[@]}" 2>&1)
sed 's/^/# /' <<<"$out"
check "there are some" [ "$(grep -oE '[0-9]+ files' <<<"$out" | cut -d' ' -f1)" -ge 50 ]
check "all are as in the model, exact, within a second" grep -qE '^([0-9]+) files, \1 right, \1 exact, [0-9]+ templates, 0 slow$' <<<"$out"
done_testing
