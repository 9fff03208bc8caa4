#!/bin/bash
# Functions and files stay small: median function <= 15 lines, p95 <= 50, none above 80 (tables apart);
# .c <= 600 lines, .h <= 200; five parameters is the habit, seven the limit.
set -u
cd "$(dirname "$0")/../.." || exit 2
status=0
ctags -x --_xformat='%{end} %n %N %F' --kinds-C=f --fields=+ne -R core tui 2>/dev/null |
	awk '$1 ~ /^[0-9]+$/ { print $1 - $2 + 1, $4 ":" $2, $3 }' | sort -n >/tmp/sizes.$$
awk '{ n[NR] = $1 } $1 > 80 { print "sizes: " $2 " " $3 " has " $1 " lines"; bad = 1 }
	END { m = n[int((NR + 1) / 2)]; p = n[int(NR * 0.95)]
	printf "sizes: %d functions, median %d, p95 %d, longest %d\n", NR, m, p, n[NR]
	exit bad || m > 15 || p > 50 }' /tmp/sizes.$$ || status=1
rm -f /tmp/sizes.$$
wc -l $(find core tui -name '*.c') | awk '$2 != "total" && $1 > 600 { print "sizes: " $2 " has " $1 " lines"; b = 1 } END { exit b }' || status=1
wc -l $(find core tui -name '*.h') | awk '$2 != "total" && $1 > 200 { print "sizes: " $2 " has " $1 " lines"; b = 1 } END { exit b }' || status=1
exit $status
