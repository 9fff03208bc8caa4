#!/bin/sh
# goal.sh WHAT VALUE UNIT [LIMIT [PEER THEIRS [RATIO]]]: one line of `make bench`: what labtap reaches, what another program (or the
# least that the work can cost: "floor") does in the same run, how labtap's figure compares with that, and whether it is what we
# want. LIMIT is `<= 50` or `>= 3`; with an x behind it, it is the ratio that is judged. $GOALS is a file that collects the lines.
awk -v what="$1" -v value="$2" -v unit="$3" -v limit="${4:-}" -v peer="${5:-}" -v theirs="${6:-}" -v ratio="${7:-}" '
function short(v) {
	if (v !~ /^-?[0-9.]+(e[-+]?[0-9]+)?$/) return "?"
	v += 0; if (v >= 999500) return sprintf("%.2f M", v / 1e6)
	if (v >= 9995) return sprintf("%.1f k", v / 1e3)
	return v >= 100 ? sprintf("%.0f", v) : v >= 10 || v == int(v) ? sprintf("%.4g", v) : sprintf("%.3g", v)
}
BEGIN {
	if (ratio == "" && theirs + 0) ratio = value / theirs
	split(limit, l, " ")
	judged = limit ~ /x$/ ? ratio : value
	verdict = limit == "" ? "" : judged == "" ? "not measured" : (l[1] == "<=" ? judged + 0 <= l[2] + 0 : judged + 0 >= l[2] + 0) ? "ok" : "not reached"
	if (limit != "") limit = l[1] " " short(l[2] + 0) (limit ~ /x$/ ? " times" : "")
	line = sprintf("%-51s %13s %29s %7s  %-12s %s", what, short(value) " " unit,
		peer == "" ? "" : short(theirs) "  " substr(peer "                  ", 1, 18), ratio == "" ? "" : sprintf("%.2f", ratio), limit, verdict)
	sub(/ +$/, "", line)
	print line
}' | tee -a "${GOALS:-/dev/null}"
