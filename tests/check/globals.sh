#!/bin/sh
# globals.sh BUILD: nothing mutable with external linkage (.data or .bss) in any object.
bad=$(for o in $(find "$1/core" "$1/tui" -name '*.o'); do
	objdump -t "$o" | awk -v o="$o" '$2 ~ /^g/ && ($4 == ".data" || $4 == ".bss") { print o ": " $NF }
		$2 ~ /^g/ && ($3 == ".data" || $3 == ".bss") { print o ": " $NF }'
done | grep -v -E '__(asan|tsan|odr)')
[ -z "$bad" ] || { echo "globals: mutable and visible everywhere:"; echo "$bad"; exit 1; }
