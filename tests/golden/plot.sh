#!/bin/bash
# The plot as a drawing: complete or absent, with what was drawn in words; never in the place of another file.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
"$BUILD/tools/mkcap" -n -c 600 "$dir/lab.pcapng" && cd "$dir" || exit 1

drive() { { echo 'wait packets == 600'; cat; } | "$LABTAP" --script - lab.pcapng; }

drive <<-'S'
	keys f
	type tcp and len < 200
	keys Enter
	wait screen shown
	keys T
	wait screen PKTS/S
	keys :
	type export plot.svg
	keys Enter
	wait message wrote plot.svg
	keys :
	type export plot.svg
	keys Enter
	wait screen exists
	keys Esc Esc :
	type export nowhere/x.svg
	keys Enter
	wait screen nowhere/x.svg: No such
S
same "a script that exports ends well" $? 0
check "it says what it shows" grep -q 'packets per second, all points, only tcp and len &lt; 200' plot.svg
check "from when to when" grep -q '22:13:20.0000' plot.svg
same "nothing else was written" "$(ls | tr '\n' ' ')" "lab.pcapng plot.svg "
check "well-formed XML" python3 -c 'import xml.dom.minidom as x; x.parse("plot.svg")'
done_testing
