#!/bin/bash
# run.sh files|world [--accept] [NAME...]: drives the browser with tests/screen/NAME.script and compares what it dumps
# with NAME.screen; --accept takes what came out as right. A script whose first line is `# file: ARGUMENT` opens a
# capture of small.pcap, lab.pcapng, names.pcapng or path.pcapng, made here; one with a NAME.world runs live after that was sourced (as root, in a
# world of its own: tests/world.sh), NAME.sed takes out what differs from run to run.
cd "$(dirname "$0")/../.." || exit 2
. tests/tap.sh
kind=$1; shift
[ "$1" = --accept ] && accept=1 && shift
here=$PWD/tests/screen
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER
[ $# -gt 0 ] || set -- $(cd "$here" && ls -- *.script | sed 's/\.script$//')
as=
case $kind in
files)
	# The title tells root so: the same screens whoever runs this.
	chmod 755 "$dir"
	[ "$(id -u)" = 0 ] && as="--user nobody"
	"$BUILD/tools/mkcap" -c 60 "$dir/small.pcap" && "$BUILD/tools/mkcap" -n -c 60 "$dir/lab.pcapng" &&
		python3 tests/tools/path_file.py "$dir/path.pcapng" || exit 1
	# The same bytes long: two wide characters, three that are written from the right.
	LC_ALL=C sed 's/a:eth1/東京/g; s/b:eth1/אבג/g' "$dir/lab.pcapng" >"$dir/names.pcapng"
	chmod 644 "$dir"/*
	;;
world) ;;
*) sed -n '2,5s/^# //p' "$0"; exit 2 ;;
esac

for name; do
	file=$(sed -n '1s/^# file: //p' "$here/$name.script")
	[ -e "$here/$name.world" ] && of=world || of=files
	[ $of = "$kind" ] || continue
	[ $of = world ] && . "$here/$name.world"
	cp "$here/$name.script" "$dir/script"
	(cd "$dir" && "$LABTAP" $as --script script $file) >"$dir/raw" 2>"$dir/err"
	check "$name: ends well" [ $? = 0 ]
	# What changes from run to run: when it was, how much room there is.
	sed -E 's/[0-9]{8}-[0-9]{6}/YYYYMMDD-HHMMSS/; /free/s/[0-9.]+[kMGT]B/12.3GB/; s/(points? since )[0-9:]{8}/\1HH:MM:SS/' "$dir/raw" >"$dir/out"
	if [ -e "$here/$name.sed" ]; then
		LC_ALL=C.UTF-8 sed -i -E -f "$here/$name.sed" "$dir/out"
	fi
	[ -s "$dir/err" ] && sed 's/^/# /' "$dir/err"
	[ -n "$accept" ] && cp "$dir/out" "$here/$name.screen"
	check "$name: as expected" cmp -s "$dir/out" "$here/$name.screen"
	diff "$here/$name.screen" "$dir/out" | sed 's/^/# /' | head -60
	rm -f "$dir"/*.clab.yml # the next one is no lab's folder
done
done_testing
