#!/bin/bash
# soak.sh [SECONDS]: hours of what a day in a lab does (7200 s; CI 120): load of every kind, nodes and interfaces that come
# and go, keys at random in a browser, a recording and a list of rows beside it. At the end nothing was lost that is not
# counted, memory has a bound, and no process, namespace or file is left. In a world of its own: tests/world.sh tests/soak.sh.
: "${LABTAP:?}" "${BUILD:?}" "${WORLD:?: run it by tests/world.sh}"
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ./tap.sh
seconds=${1:-7200} seed=${SEED:-$RANDOM} tools=$PWD/tools
dir=$(mktemp -d); cd "$dir" || exit 1
others=() # what is running beside, ended by their ids
trap 'kill "${others[@]}" 2>/dev/null; cd /; umount "$dir/work" "$dir/ring" 2>/dev/null; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
export XDG_STATE_HOME=$dir/state XDG_CONFIG_HOME=$dir/config
mkdir work ring spool && mount -t tmpfs -o size=64m tmpfs work || exit 1 # keys save and record there until it is full
mount -t tmpfs -o size=16m tmpfs ring || exit 1

ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
ip -n a link add X_1 type bridge; ip -n a link set X_1 up
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.eth1.disable_ipv6=1; ip -n $n link set lo up; ip -n $n link set eth1 up; done
ip -n a addr add 10.9.0.1/24 dev eth1; ip -n b addr add 10.9.0.2/24 dev eth1

# Load: numbered frames at a rate, pings, TCP; and nodes that come, change and go.
load() { while :; do ip netns exec b "$BUILD/tools/blast" eth1 10000 0 "${RATE:-2000}"; done >sent; }
pings() { while :; do ip netns exec a ping -q -c 50 -i 0.02 -s $((RANDOM % 1400)) 10.9.0.2; sleep 0.5; done >/dev/null; }
churn() {
	local i=0
	while i=$((i + 1)); do
		ip netns add c && ip link add eth$i netns c type veth peer name tmp$i netns a && ip -n a link set tmp$i master X_1 up
		ip -n c link set eth$i up; ip -n c addr add 10.8.0.$((i % 250 + 1))/24 dev eth$i; sleep 0.2
		ip -n a link set tmp$i down; ip -n a link set tmp$i name was$i up; sleep 0.2
		ip netns del c; sleep 0.2
		echo $i >churned
	done 2>/dev/null
}
"$LABTAP" capture a:eth1 'udp port 5001' -w ring/ring.pcapng -C 2 -W 4 2>err & recorder=$!
"$LABTAP" capture a:eth1 b:eth1 icmp --spool-dir spool --spool-limit 8M >/dev/null 2>err.rows & rows=$!
wait_for grep -q 'listening on' err; wait_for grep -q 'listening on' err.rows
load & load=$!; pings & others+=($!); churn & others+=($!)
python3 "$tools/press.py" "$seconds" "$seed" memory env -C work "$LABTAP" --spool-dir "$dir/spool" --spool-limit 8M >pressed 2>&1 & press=$!
others+=($press $load $recorder $rows)
own() { # pid: KiB that the process and its children have for themselves
	awk '/^RssAnon/ { sum += $2 } END { print sum }' "/proc/$1/status" $(sed 's,\([0-9]*\) *,/proc/\1/status ,g' "/proc/$1/task/$1/children")
}
while kill -0 $press 2>/dev/null; do echo "$SECONDS $(own $recorder) $(own $rows)" >>beside; sleep 5; done 2>/dev/null
wait $press
same "keys at random: it never broke" $? 0
sed 's/^/# /' pressed

kill $load; wait $load 2>/dev/null; pkill -P $load 2>/dev/null; sleep 1
kill -INT $recorder; wait $recorder; same "the recording ends well" $? 0
kill -INT $rows; wait $rows; same "so do the rows" $? 0
kill "${others[@]}" 2>/dev/null
number() { local n; n=$(sed -n "s/^\([0-9]*\) packets$1.*/\1/p" err | tail -1); echo "${n:-0}"; }
same "no frame is missing that is not counted" "$(number ' received by filter')" \
	$(($(number ' captured') + $(number ' dropped by kernel') + $(number ' dropped by labtap')))
check "and there were many" [ "$(number ' captured')" -gt $((seconds * ${RATE:-2000} / 4)) ]
whole() { "$LABTAP" read "$1" -q >/dev/null; }
for f in ring/ring.pcapng?; do check "a file of the recording is whole: ${f##*/}" whole "$f"; done
sed 's/^/# /' err
echo "# $(cat churned) nodes came and went"

# Within its limit at any time; flat as well where there was time for what is kept of so many packets to reach its bound: the
# median of the last fifth beside that of the second one.
within() { awk -v c="$2" -v limit="$3" 'NF >= c { n++; if ($c > most) most = $c } END {
	printf "# at most %d KiB, of %d times\n", most, n; exit !(n >= 10 && most <= limit) }' "$1"; }
flat() { # MiB more than 4 and a tenth of what it was is no noise
	awk -v c="$2" 'NF >= c { v[n++] = $c } function median(from, to,  i, j, t, s, k) {
		for (i = from; i < to; i++) s[k++] = v[i]
		for (i = 1; i < k; i++) for (j = i; j && s[j] < s[j - 1]; j--) { t = s[j]; s[j] = s[j - 1]; s[j - 1] = t }
		return s[int(k / 2)]
	} END { if (n < 10) exit 1; a = median(int(n / 5), int(2 * n / 5)); b = median(int(4 * n / 5), n)
		printf "# %d KiB, then %d KiB\n", a, b; exit !(b <= a * 1.1 + 4096) }' "$1"
}
memory() { # whose file column KiB
	check "memory of $1 is within its limit" within "$2" "$3" "$4"
	[ "$seconds" -lt 600 ] || check "and flat" flat "$2" "$3"
}
if readelf -W --dyn-syms "$LABTAP" | grep -qE '__[at]san_init'; then
	skip "memory" "a sanitizer keeps what is freed"
else
	memory "the browser's front" memory 2 32768
	memory "its engine" memory 3 8192
	memory "the recording" beside 2 16384
	memory "the rows" beside 3 16384
fi
left() { for p in /proc/[0-9]*; do [ "$(readlink "$p/exe")" != "$LABTAP" ] || echo "${p#/proc/}"; done; }
no_process() { [ -z "$(left)" ]; }
check "no process is left" wait_for no_process
ip netns del c 2>/dev/null
same "no namespace is held" "$(ip netns list | sort | cut -d' ' -f1 | tr '\n' ' ')" "a b "
same "no spool is left" "$(ls spool)" ""
check "no socket is left" sh -c '! ip netns exec a tail -n +2 /proc/net/packet | grep -q .'
done_testing
