#!/bin/bash
# Who the processes are and what they may, through real sudo (env_reset), as a root login, with file capabilities and
# with nothing at all; and that nothing is left when one of them is killed.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
mkdir -m 1777 spools && mount --bind spools /var/tmp # ours alone, as is the sudoers file
trap 'umount /var/tmp /etc/sudoers 2>/dev/null; rm -rf "$dir"' EXIT
printf '%s\n' 'Defaults env_reset' 'root ALL=(ALL:ALL) ALL' 'nobody ALL=(ALL:ALL) NOPASSWD: ALL' >sudoers
chmod 440 sudoers && mount --bind sudoers /etc/sudoers
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip -n $n link set lo up; ip -n $n link set eth1 up; done
ip -n a addr add 10.9.0.1/24 dev eth1; ip -n b addr add 10.9.0.2/24 dev eth1
uid=$(id -u nobody) gid=$(id -g nobody)
install -m 755 "$LABTAP" labtap # where nobody can reach it

as_nobody() { setpriv --reuid nobody --regid "$gid" --init-groups --inh-caps=-all -- "$@"; }
sanitized() { grep -q __asan_init "$LABTAP" || grep -q __tsan_init "$LABTAP"; }
field() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status" | tr '\t' ' ' | sed 's/ *$//'; }
ids() { echo "$(field "$1" Uid) / $(field "$1" Gid) / $(field "$1" Groups)"; }
caps() { echo "$(field "$1" CapInh) $(field "$1" CapPrm) $(field "$1" CapEff) $(field "$1" CapAmb)"; }
child() { for p in $(cat /proc/"$1"/task/*/children 2>/dev/null); do [ "$(cat "/proc/$p/comm")" = "$2" ] && echo "$p"; done; }
engine_of() { child "$1" labtap; }
helpers_of() { local k; k=$(child "$1" labtap-helper); echo "$k"; child "$k" labtap-helper; }
is_gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:.*[ZX] ' "/proc/$1/status"; }
sockets() { ip netns exec a tail -n +2 /proc/net/packet | wc -l; }
no_socket() { [ "$(sockets)" = 0 ]; }
listening() { wait_for grep -q 'listening on' err; }
# The front: the labtap whose parent is none.
front() { for p in $(pgrep -x labtap); do [ "$(ps -o comm= -p "$(field "$p" PPid)")" = labtap ] || echo "$p"; done; }

none="0000000000000000"
engine="0000000000283800" # NET_BROADCAST NET_ADMIN NET_RAW SYS_PTRACE SYS_ADMIN

check_both() { # how ids capbnd
	local f e
	f=$(front); e=$(engine_of "$f")
	same "$1: the front's ids" "$(ids "$f")" "$2"
	same "$1: the front's capabilities" "$(caps "$f")" "$none $none $none $none"
	same "$1: the engine's ids" "$(ids "$e")" "$2"
	same "$1: the engine's capabilities" "$(caps "$e")" "$none $engine $engine $none"
	same "$1: bounding sets" "$(field "$f" CapBnd) $(field "$e" CapBnd)" "$3 $3"
	same "$1: no_new_privs and seccomp" \
		"$(field "$f" NoNewPrivs)$(field "$f" Seccomp)$(field "$e" NoNewPrivs)$(field "$e" Seccomp)" 1212
	check "$1: the engine has a session of its own" [ "$(ps -o sid= -p "$e" | tr -d ' ')" = "$e" ]
	# Of a kernel without it nice alone has to do; without CAP_SYS_NICE neither is to be had.
	[ ! -e "/proc/$e/autogroup" ] || [ "$1" = "file capabilities" ] ||
		check "$1: and the processor before others" grep -q ' nice -10$' "/proc/$e/autogroup"
	same "$1: the engine holds no terminal and no pipe" \
		"$(for n in 0 1 2; do readlink "/proc/$e/fd/$n"; done | grep -cv /dev/null)" "$(sanitized && echo 1 || echo 0)"
	for h in $(helpers_of "$f"); do
		same "$1: a helper: ids, no capabilities, no_new_privs, seccomp" \
			"$(ids "$h") $(caps "$h") $(field "$h" NoNewPrivs)$(field "$h" Seccomp)" "$2 $none $none $none $none 12"
	done
	check "$1: helpers for both of libvirt's connections" [ "$(helpers_of "$f" | wc -l)" = 3 ]
	sanitized || same "$1: /proc of both is root's" "$(stat -c %U "/proc/$f/environ" "/proc/$e/environ" | sort -u)" root
}

# sudo, kill -9 of the front.
: >out; : >err; as_nobody sudo -n ./labtap capture a:eth1 -w mine.pcapng icmp >out 2>err &
listening
same "through sudo with env_reset" "$(as_nobody sudo -n env | grep -cE '^SUDO_UID=|^HOME=/root')" 2
check_both sudo "$uid $uid $uid $uid / $gid $gid $gid $gid / $gid" "$none"
same "the file is the user's alone" "$(stat -c '%U %a' mine.pcapng)" "nobody 600"
ip netns exec a ping -q -c 3 -i 0.1 10.9.0.2 >/dev/null
f=$(front) e=$(engine_of "$f")
helpers=$(helpers_of "$f")
kill -9 "$f"
for h in $helpers; do check "the front killed: a helper ends" wait_for is_gone "$h"; done
check "the front killed: the engine ends" wait_for is_gone "$e"
check "and no socket is left" wait_for no_socket
wait
same "what was captured is in the file" "$(as_nobody ./labtap read mine.pcapng 2>/dev/null | wc -l)" 6

# kill -9 of the engine, packets in the spool.
: >out; : >err; as_nobody sudo -n ./labtap capture a:eth1 icmp >out 2>err & pid=$!
listening
check "the spool is the user's alone" [ "$(stat -c '%U %a' /var/tmp/labtap-*)" = "nobody 700" ]
ip netns exec a ping -q -c 3 -i 0.1 10.9.0.2 >/dev/null
wait_for sh -c '[ "$(wc -l <out)" = 6 ]'
kill -9 "$(engine_of "$(front)")"
wait $pid
same "the engine killed: status 1" $? 1
check "and words" grep -q 'capture engine was killed (SIGKILL)' err
check "no socket is left" wait_for no_socket
check "no process is left" wait_for sh -c '! pgrep labtap'
same "the spool stays, readable" "$(as_nobody ./labtap read /var/tmp/labtap-*/00000001.pcapng | wc -l)" 6
rm -rf /var/tmp/labtap-*

# A user's rights, not root's.
as_nobody sudo -n ./labtap capture a:eth1 -w /etc/mine.pcapng >out 2>err
same "a path the user may not write is refused" $? 1
check "with the reason" grep -q 'Permission denied' err
check "and not made" [ ! -e /etc/mine.pcapng ]

# A root login, and --user.
: >out; : >err; "$LABTAP" capture a:eth1 -w root.pcapng >out 2>err & pid=$!
listening
check_both "root login" "0 0 0 0 / 0 0 0 0 / $(field $$ Groups)" "$none"
kill -INT $pid; wait $pid
: >out; : >err; "$LABTAP" capture a:eth1 --user nobody >out 2>err & pid=$!
listening
check_both "--user" "$uid $uid $uid $uid / $gid $gid $gid $gid / $gid" "$none"
kill -INT $pid; wait $pid
SUDO_UID=$uid SUDO_GID=$gid "$LABTAP" list --user root >out 2>err
same "--user in a root shell of sudo's is refused, with the way there" "$? $(grep -o 'env -u SUDO_UID labtap' err)" "1 env -u SUDO_UID labtap"
SUDO_UID=$uid SUDO_GID=$gid env -u SUDO_UID "$LABTAP" list --user root >out 2>err
same "which works" $? 0

# File capabilities: the recipe that limited mode prints.
mkdir capable && install -o root -g "$gid" -m 750 "$LABTAP" capable/labtap
recipe=$(as_nobody ./labtap list 2>&1 >/dev/null | sed -n 's/.*setcap \([^ ]*\) .*/\1/p')
if setcap "$recipe" capable/labtap; then
	: >out; : >err; as_nobody capable/labtap capture a:eth1 >out 2>err & pid=$!
	listening
	bound=$(field $pid CapBnd)
	check_both "file capabilities" "$uid $uid $uid $uid / $gid $gid $gid $gid / $gid" "$bound"
	kill -INT "$(front)"; wait $pid
	same "a clean end removes the spool" "$(ls /var/tmp)" ""
else
	skip "file capabilities" "no setcap here"
fi

# One capability less: its word, alone, and all the rest goes on.
without() { # capability words list endpoint ping status-and-rows
	setpriv --bounding-set="-$1" "$LABTAP" list >out 2>err
	same "without $1: status" $? 0
	same "without $1: what is lost by that" "$(grep '^CAP_\|^labtap' err)" "CAP_${1^^} missing: $2"
	check "without $1: what helps" grep -q 'sudo setcap cap_sys_admin,' err
	same "without $1: the list has" "$(grep -oE '^host:lo|^a:eth1' out | tr '\n' ' ')" "$3"
	: >out; : >err; setpriv --bounding-set="-$1" "$LABTAP" capture "$4" -c 2 icmp >out 2>err & pid=$!
	wait_for grep -q 'listening on\|cannot be captured' err
	$5 >/dev/null
	wait $pid; same "without $1: a capture" "$? $(wc -l <out)" "$6"
}
without sys_admin 'enter network namespaces' 'host:lo ' host:lo 'ping -qc1 127.0.0.1' '0 2'
without sys_ptrace "find the namespaces of other users' processes" 'host:lo a:eth1 ' a:eth1 'ip netns exec a ping -qc1 10.9.0.2' '0 2'
without net_admin 'list the links of other namespaces without entering them' 'host:lo a:eth1 ' a:eth1 'ip netns exec a ping -qc1 10.9.0.2' '0 2'
without net_raw 'capture packets' 'host:lo a:eth1 ' a:eth1 'ip netns exec a ping -qc1 10.9.0.2' '1 0'
without net_broadcast 'notice changes in other namespaces at once' 'host:lo a:eth1 ' a:eth1 'ip netns exec a ping -qc1 10.9.0.2' '0 2'
without dac_read_search "find namespaces that other users' files keep" 'host:lo a:eth1 ' a:eth1 'ip netns exec a ping -qc1 10.9.0.2' '0 2'

# Nothing at all: limited mode.
as_nobody ./labtap list >out 2>err
same "without privileges the list is shown" "$? $(grep -c '^host:lo' out)" "0 1"
same "with every missing capability" "$(grep -c '^CAP_.* missing: ' err)" 6
as_nobody ./labtap capture host:lo >out 2>err
same "and a capture fails" $? 1
check "saying why" grep -qE 'Operation not permitted|CAP_NET_RAW' err
printf 'wait points >= 1\nkeys Enter\nwait screen start labtap with sudo\ndump screen\n' >script; chmod 644 script
as_nobody ./labtap --script script >out 2>err
check "the browser says of which point, and what to do" grep -q '! host:lo: cannot open a packet socket: Operation not permitted' out
nothing_left
done_testing
