#!/bin/sh
# world.sh CMD...: runs CMD as root in a world of its own - own network namespace (it looks like a host
# with lo only), own names under /run/netns, own /var/tmp and process table. When CMD ends, or this script
# is killed, every process, namespace, bridge and interface made in it is gone. Needs root: exit 77 without.
[ $# -gt 0 ] || { sed -n '2,4s/^# //p' "$0"; exit 2; }
[ "$(id -u)" = 0 ] || { echo "world: needs root" >&2; exit 77; }
spools=$(mktemp -d /var/tmp/world.XXXXXX) && chmod 1777 "$spools" || exit 1
trap : HUP INT TERM # to tidy up when the terminal goes
mkdir -p /run/netns # stays, as ip(8) leaves it: removed, it would take the mounts of other worlds along
export WORLD=1 # for what must not run anywhere else
setpriv --pdeathsig KILL unshare --net --mount --pid --fork --kill-child --mount-proc sh -c '
	mount -t tmpfs -o mode=755 tmpfs /run/netns && mount --bind "$0" /var/tmp &&
	ip link set lo up && exec env --default-signal=INT,TERM "$@"' "$spools" "$@" # unshare of util-linux 2.37 ignores both
status=$?
rm -rf "$spools"
exit $status
