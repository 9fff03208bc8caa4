#!/bin/bash
# The pictures of the README still look like the program: same columns, same keys. `make screenshots` takes new ones.
cd "$(dirname "$0")/../.." || exit 2
. tests/tap.sh
command -v tmux >/dev/null || { echo "tmux is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
check "every scene can be played" tests/screenshots/make.sh "$BUILD" "$dir"
for picture in screenshots/*.svg; do
	name=$(basename "$picture")
	[ "$name" = tour.svg ] && continue
	same "$name is of this program" "$(tests/screenshots/structure.py "$picture")" \
		"$(tests/screenshots/structure.py "$dir/$name" 2>&1)"
done
check "and the tour" [ -s "$dir/tour.svg" ]
done_testing
