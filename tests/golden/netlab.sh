#!/bin/bash
# netlab's own tests and example labs, where the corpus is: sources read without netlab against what netlab made of them.
BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
corpus=${LABTAP_CORPUS:-../../../shared/corpus}/netlab
[ -d "$corpus/examples" ] || { echo "# no collection of labs: LABTAP_CORPUS names none, and $corpus is not there"; done_testing; }
corpus=$(realpath "$corpus") dump=$BUILD/tools/topology_dump
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export HOME=$dir
unset $(env | sed -n 's/^\(NETLAB_[A-Z_]*\)=.*/\1/ip')
total=0 right=0 exact=0 both=0 false=0 slow=0

# Without the first line, nodes in any order: snapshots are sorted by name.
sorted() { sed 1d | awk '/^node/ { node = $2 } /^  / { print node $0; next } !/^note/ { print }' | sort; }

# The values of these keys of a Vagrantfile, one line for each interface.
vagrant() { awk -F'"' -v keys="$1" 'BEGIN { n = split(keys, k, " ") }
	{ for (i = 1; i <= n; i++) if (index($0, "libvirt__" k[i] " ")) v[i] = $2 }
	/auto_config/ { s = v[1]; for (i = 2; i <= n; i++) s = s " " v[i]; if (v[1] != "") print s; delete v }' "$variant/Vagrantfile" 2>/dev/null; }

count() { # name, source dump, expected dump: both files
	total=$((total + 1))
	local claim=0 ok=0
	head -1 "$2" | grep -q ' exact$' && ! head -1 "$2" | grep -q 'not exact$' && claim=1
	diff <(sorted <"$2") <(sorted <"$3") >"$dir/diff" && ok=1
	right=$((right + ok)) exact=$((exact + claim)) both=$((both + ok * claim))
	[ $ok = 1 ] && return
	echo "# $1: $(head -4 "$dir/diff" | tr '\n' '~')"
	false=$((false + claim))
}

timed() { # FILE OPTIONS...: dump within a second
	local file=$1; shift
	timeout 1 "$dump" "$@" "$file" 2>&1 || { [ $? = 124 ] && { slow=$((slow + 1)); echo "# $file takes longer than 1 s" >&2; }; }
}

# netlab's tests: in a folder named "input", as netlab had them. The expected files leave out nodes that are not managed.
mkdir -p "$dir/input" "$dir/want"
for source in "$corpus"/tests/*/input/*.yml; do
	cp "$source" "$dir/input/lab.yml"
	cp "${source/\/input\///expected/}" "$dir/want/netlab.snapshot.yml"
	timed "$dir/input/lab.yml" -l >"$dir/got.txt"
	timed "$dir/want/netlab.snapshot.yml" -l >"$dir/want.txt"
	unmanaged=$(sed -n '/unmanaged: true/{x;p;d};h' "$source" | tr -d ' :')
	[ -z "$unmanaged" ] || sed -i "/^node $unmanaged /d" "$dir/got.txt"
	# Of tests there is no provider in the expected file: what carries a link is not compared.
	sed -i -E 's/^(link [0-9]+ [a-z]+) [a-z-]+/\1 -/' "$dir/got.txt" "$dir/want.txt"
	count "${source#"$corpus"/}" "$dir/got.txt" "$dir/want.txt"
done

# Example labs in two variants; snapshots as pickle and YAML, and the files for the providers.
pickles=0 equal=0 carriers=0
for snapshot in "$corpus"/examples/*/*/netlab.snapshot.yml; do
	variant=$(dirname "$snapshot")
	input=$(sed -n '/^input:/{n;s/^- //p}' "$snapshot")
	lab=$dir/lab/$(basename "$(dirname "$input")"); mkdir -p "$lab"
	if [ "${variant##*/}" = libvirt ]; then
		{ echo "provider: libvirt"; grep -vE '^(provider:|---)' "$variant/../topology.yml"; } >"$lab/topology.yml"
	else
		cp "$variant/../topology.yml" "$lab/topology.yml"
	fi
	timed "$lab/topology.yml" >"$dir/got.txt"
	timed "$snapshot" >"$dir/want.txt"
	# Addresses are not read from a source; a device that no file names is not known.
	sed -i -E 's/ (ip|mac) [^ ]+//g; s/netlab-(snapshot|topology)//' "$dir/got.txt" "$dir/want.txt"
	while read -r node; do
		sed -i -E "s/^(node $node id [0-9]+) [^ ]+ ([^ ]+) [^ ]+/\1 - \2 -/" "$dir/want.txt" "$dir/got.txt"
	done < <(sed -n 's/^note .* node \([^ ]*\) has no device.*/\1/p' "$dir/got.txt")
	count "${snapshot#"$corpus"/}" "$dir/got.txt" "$dir/want.txt"
	pickles=$((pickles + 1))
	timed "$snapshot" | sorted >"$dir/want.sorted"
	timed "$variant/netlab.snapshot.pickle" | sorted | cmp -s - "$dir/want.sorted" && equal=$((equal + 1))
	# Tunnels and taps as in the Vagrantfile, wires as in the containerlab file.
	ours() { sed -nE "$1" "$dir/want.txt" | sort; }
	{ diff <(ours 's/.* udp ([0-9.]+):([0-9]+) ([0-9.]+):([0-9]+).*/\1 \2 \3 \4/p') \
		<(vagrant 'tunnel_local_ip tunnel_local_port tunnel_ip tunnel_port' | sort)
	diff <(ours 's/^  .* if (vgif_[^ ]+).*/\1/p') <(vagrant 'network_name iface_name' | cut -d' ' -f2 | awk 'length($0) < 16' | sort)
	diff <(ours 's/^  .* also (bni[^ ]+).*/\1/p') <(cat "$variant"/clab*.yml 2>/dev/null | grep -oE 'bni[0-9]+n[0-9]+i[0-9]+' | sort)
	} >"$dir/diff"
	[ -s "$dir/diff" ] || carriers=$((carriers + 1))
	sed "s|^|# ${variant#"$corpus"/}: |" "$dir/diff" | head -6
done

echo "# $total sources, $right right, $exact said to be exact, $both exact and right, $false false claims"
check "right: at least 99 of 100" [ $((right * 100)) -ge $((total * 99)) ]
check "exact and right: at least 97 of 100" [ $((both * 100)) -ge $((total * 97)) ]
same "no false claim" "$false" 0
same "none takes longer than a second" "$slow" 0
same "pickles are equal to their YAML" "$equal" "$pickles"
same "tunnels, taps and wires are those of the providers' files" "$carriers" "$pickles"
done_testing
