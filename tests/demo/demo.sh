#!/bin/sh
# demo.sh BUILD [labtap arguments]: the demo lab in a world of its own, and labtap on it. With a terminal the
# browser opens; without one the same is shown headless. The lab is gone when labtap ends, however it ends.
set -e
here=$(dirname "$0")
build=$(realpath "$1"); shift
if [ "$INSIDE" != 1 ]; then
	INSIDE=1 exec "$here/../world.sh" "$0" "$build" "$@"
fi
trap : HUP # labtap ends by itself when the terminal goes, and tidies up; then we do
"$here/lab.sh" up
TOOLS=$build/tools "$here/lab.sh" traffic
labtap=$build/labtap
if [ $# -gt 0 ]; then
	"$labtap" "$@"
elif [ -t 0 ] && [ -t 1 ]; then
	"$labtap" "$here"
else
	"$labtap" list "$here"
	echo
	"$labtap" capture a:eth1 b:eth1 a:eth2 -c 16 arp or icmp or tcp
	echo
	"$labtap" capture --lab "$here" d:eth1 -c 4 --for 10s
fi
