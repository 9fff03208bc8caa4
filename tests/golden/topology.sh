#!/bin/bash
# What the files of a lab become: each NAME.yml of topology/ against NAME.want.
# UPDATE=1 writes the .want files anew.
BUILD=$(realpath "$BUILD") LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
dump=$BUILD/tools/topology_dump
cd topology || exit 1
export HOME=$PWD/home
unset $(env | sed -n 's/^\(NETLAB_[A-Z_]*\)=.*/\1/ip')

for file in *.yml lab; do
	case $file in *.*.yml) want=${file%.*.yml}.want ;; *) want=${file%.yml}.want ;; esac
	got=$(HOME=$([ "$file" = lab ] && echo "$HOME") "$dump" "$file" 2>&1)
	[ -z "${UPDATE:-}" ] || echo "$got" >"$want"
	same "$file" "$got" "$(cat "$want")"
done

# Each as an object for scripts.
json=$(mktemp)
trap 'rm -f "$json"' EXIT
for file in *.yml lab; do
	"$LABTAP" list --json "$file" >"$json" 2>/dev/null && fits "$file: its object is by the schema" "$json"
done

# The environment comes before all files.
same "NETLAB_DEVICE" "$(NETLAB_DEVICE=iosv NETLAB_PROVIDERS_CLAB_LAB__PREFIX=envy "$dump" lab | sed -n 's/^node h id . //p')" \
	"linux clab linux envy-lab-h"
same "and is a value as any other" "$(NETLAB_DEVICES_SRLINUX_INTERFACE__NAME='x{ifindex}' "$dump" lab | sed -n 's/^link 1 a-h lan veth lab_1 //p')" \
	"a:x1 h:eth1"
done_testing
