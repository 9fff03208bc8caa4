# TAP for shell tests, to be sourced: check NAME CMD..., same NAME GOT WANT, fits NAME FILE, skip NAME WHY, wait_for CMD..., done_testing.
tests=0 bad=0
list_check=$(dirname "$(realpath "${BASH_SOURCE[0]}")")/tools/list_check.py

# The same surroundings wherever a test is started from: a shell, CI, cron.
export LC_ALL=C.UTF-8 TZ=UTC SHELL=/bin/sh
unset SUDO_UID SUDO_GID SUDO_USER

report() { # status name
	tests=$((tests + 1))
	if [ "$1" = 0 ]; then echo "ok $tests - $2"; else echo "not ok $tests - $2"; bad=1; fi
}

check() { local name=$1; shift; "$@"; report $? "$name"; }

same() { # name got want
	[ "$2" = "$3" ]; local status=$?
	report $status "$1"
	[ $status = 0 ] || diff <(echo "$3") <(echo "$2") | sed 's/^/# /'
}

skip() { tests=$((tests + 1)); echo "ok $tests - $1 # SKIP $2"; }

# Until CMD succeeds, at most half a minute (or WAIT tenths of a second).
wait_for() {
	local i
	for i in $(seq "${WAIT:-300}"); do "$@" && return 0; sleep 0.1; done
	echo "# waited in vain: $*" >&2
	return 1
}

# That the other end of a cable has gone from NETNS: `ip netns del` returns before the kernel has cleared up.
no_link() { wait_for sh -c "! ip -n $1 link show $2 >/dev/null 2>&1"; } # NETNS IF

# Is FILE what `labtap list --json` promises (tests/list.schema.json)?
fits() { check "$1" python3 "$list_check" "$2"; }

# What a fault must not leave: processes (zombies too), packet sockets in any namespace (0003: that take packets; tests
# have some that send), namespaces but those with a name.
labtap_left() {
	local p
	for p in /proc/[0-9]*; do
		case $(cat "$p/comm" 2>/dev/null) in labtap | labtap-*) echo "process ${p#/proc/}: $(sed -n 's/^State:.//p' "$p/status" 2>/dev/null)" ;; esac
	done
	for n in "" $(ip netns list | cut -d' ' -f1); do
		${n:+ip netns exec $n} awk '$4 == "0003" { print "packet socket: " $0 }' /proc/net/packet
	done
}
nobody_left() { left=$(labtap_left); [ -z "$left" ]; }
nothing_left() { # in a world of its own, with every labtap of the test ended
	wait_for nobody_left
	same "no process, zombie or socket is left" "$left" ""
	same "nor a namespace kept" "$(grep -c ' - nsfs ' /proc/self/mountinfo)" "$(ip netns list | wc -l)"
}

# That FILE, which a script of labtap's writes when it sees what CMD has done, is there; how long after the end of CMD.
shown() { # name file CMD...
	local name=$1 file=$2 ms; shift 2
	"$@" >/dev/null
	ms=$(($(date +%s%N) / 1000000))
	WAIT=300 wait_for [ -s "$file" ]
	report $? "$name"
	[ -s "$file" ] || return
	ms=$(($(date -r "$file" +%s%N) / 1000000 - ms))
	[ $ms -lt 0 ] && echo "# shown while it was being done" || echo "# shown $ms ms after it was done"
}

done_testing() { echo "1..$tests"; exit $bad; }
