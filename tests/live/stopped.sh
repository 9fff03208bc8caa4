#!/bin/bash
# SIGSTOP of the front, the engine and the helpers for STOPPED seconds (3; tests/soak.sh: 10), side by side, and SIGCONT:
# nothing is lost that is not counted, nobody who stands makes another one stand, and what to do is said.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'kill -CONT "${stopped[@]}" 2>/dev/null; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth1 up; done
send() { ip netns exec b "$BUILD/tools/blast" eth1 "$1" 500 20000 >/dev/null; }
packets() { "$LABTAP" read "$1" -q 2>/dev/null | wc -l; }
has() { [ "$(packets "$1")" -ge "$2" ]; }
lines() { [ "$(wc -l <"$1")" -ge "$2" ]; }
said() { grep -q -- "$1" "$2"; }
named() { for p in $(pgrep -P "$1"); do [ "$(cat /proc/$p/comm)" != "$2" ] || echo $p; done; }
number() { sed -n "s/^\([0-9]*\) packets $2.*/\1/p" "$1"; }
start() { # NAME words...: labtap capture, which is $NAME then; the pid of its engine is ${NAME}_engine
	: >"$1.err"; "$LABTAP" capture a:eth1 'udp port 5001' "${@:2}" >"$1.out" 2>"$1.err" &
	printf -v "$1" %s $!
	wait_for said 'listening on' "$1.err"
	printf -v "$1_engine" %s "$(named $! labtap)"
}
start front -w front.pcapng; start rows -q
start engine -w engine.pcapng; start small -B 256 -q
start helpers -w helpers.pcapng
mkfifo pipe; "$LABTAP" --script - <pipe >browser.out 2>browser.err & browser=$!
exec 3>pipe; tell() { printf '%s\n' "$@" >&3; }
screen() { rm -f here; tell "$@" 'dump screen here'; WAIT=300 wait_for test -s here; }
screen 'resize 120 30' 'wait screen eth1' 'type :select a:eth1' 'keys Enter' 'wait selected == 1' 'keys Enter' 'wait live == 1'
engine_of_browser=$(named $browser labtap) runner=$(named $browser labtap-runner)
keeper=$(named $helpers labtap-helper)
send 1000
check "packets come" screen 'wait packets >= 1000'
before() { has front.pcapng 1000 && has engine.pcapng 1000 && has helpers.pcapng 1000 && lines rows.out 1000 && lines small.out 1; }
check "everywhere" wait_for before

stopped=($front $rows $engine_engine $small_engine $keeper $(pgrep -P $keeper) $engine_of_browser $runner)
kill -STOP "${stopped[@]}"
standing() { for p in "${stopped[@]}"; do grep -q '^State:.T' /proc/$p/status || return 1; done; }
check "all of them stand" wait_for standing
send 5000
check "behind a front that stands all is written" wait_for has front.pcapng 6000
check "beside helpers that stand as well" wait_for has helpers.pcapng 6000
words="the capture engine was stopped: kill -CONT $engine_engine lets it go on; what its rings cannot hold until then is lost"
check "that an engine stands is said, with what to do" wait_for grep -qFx "labtap: $words" engine.err
screen 'keys g Down' 'wait screen the capture engine was stopped: kill -CONT'
check "in the browser as well, which answers keys" said "kill -CONT $engine_of_browser lets it go on" here
tell 'keys V' # waits for the runner
check "and looks on, whoever starts programs" screen 'keys Escape' 'wait packets >= 1000'
sleep "${STOPPED:-3}"
kill -CONT "${stopped[@]}"; send 1000
check "all go on: the words are gone" screen 'wait packets >= 7000'
same "from the screen" "$(grep -c 'was stopped' here)" 0
check "and it is said" wait_for said 'labtap: the capture engine goes on' engine.err
check "a front that stood shows all rows" wait_for lines rows.out 7000
for who in front rows engine small helpers; do
	case $who in rows | small) ;; *) wait_for has $who.pcapng 7000 ;; esac
	kill -INT "${!who}"; wait "${!who}"; same "$who stood: it ends well" $? 0
	same "$who stood: nothing is uncounted" "$(number $who.err 'received by filter')" \
		$(($(number $who.err captured) + $(number $who.err 'dropped by kernel')))
done
same "files have everything" "$(packets front.pcapng) $(packets engine.pcapng) $(packets helpers.pcapng)" "7000 7000 7000"
check "what a small ring could not hold is counted" [ "$(number small.err 'dropped by kernel')" -gt 0 ]
same "and the rest is there" "$(wc -l <small.out)" "$(number small.err captured)"
tell 'keys Q Q' 'keys y'; exec 3>&-
wait $browser; same "the browser ends well" "$? $(cat browser.err)" "0 "
nothing_left
done_testing
