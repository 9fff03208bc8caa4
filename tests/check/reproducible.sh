#!/bin/bash
# reproducible.sh [EVERY]: the same source gives the same bytes, wherever and by whomever it is built. In another directory,
# at another time of day, under another umask and language, every EVERYth file (8) is compiled anew, or with 1 all; then
# the program is linked there. B is the build to compare with.
set -u
every=${1:-8}
there=$(mktemp -d) || exit 1
trap 'rm -rf "$there"' EXIT
tar -c Makefile core tui tests/check tests/unit tests/tools tests/fuzz/*.c | tar -xC "$there" || exit 1
if [ "$every" != 1 ]; then
	mkdir -p "$there/$B" && cp -a "$B/core" "$B/tui" "$there/$B/"
	find "$there/$B" -name '*.o' | sort | awk -v n="$every" 'NR % n == 1' | xargs rm -f
fi
(cd "$there" && umask 077 && CCACHE_DISABLE=1 LC_ALL=C TZ=Asia/Tokyo make -s -j2 CC="$CC" B="$B" "$B/labtap" >/dev/null) || exit 1
cmp "$B/labtap" "$there/$B/labtap" && exit
cd "$there/$B" && find core tui -name '*.o' | while read -r o; do cmp -s "$o" "$OLDPWD/$B/$o" || echo "reproducible: $o differs"; done | head
exit 1
