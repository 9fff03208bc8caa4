#!/bin/bash
# A docker that takes the question and says nothing: nobody waits for it, it is said, what it keeps on the disk is taken
# instead, and when it answers after all that is known.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
dir=$(mktemp -d); cd "$dir" || exit 1
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
id=$(printf '%08x' $RANDOM$RANDOM)$(printf '%056d' 0)
group=/sys/fs/cgroup/pids; [ -d $group ] || group=/sys/fs/cgroup
group=$group/docker-$id.scope
finish() {
	exec 2>/dev/null
	kill $(jobs -p); wait; rmdir "$group"
	umount -l /var/lib/docker /run/netns; umount -l /run; cd /; rm -rf "$dir"
}
trap finish EXIT
mkdir -p netns /var/lib/docker && mount --bind /run/netns netns && mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p /run/netns &&
	mount --bind netns /run/netns && umount netns && mount -t tmpfs tmpfs /var/lib/docker || exit 1
mkdir -p /var/lib/docker/containers/$id
echo "{\"ID\":\"$id\",\"Name\":\"/clab-X-kept\",\"State\":{\"Running\":true},\"Config\":{\"Labels\":{\"containerlab\":\"X\",\"clab-node-name\":\"kept\"}}}" \
	>/var/lib/docker/containers/$id/config.v2.json
(mkdir "$group" && echo $BASHPID >"$group/cgroup.procs" && exec unshare -n sleep 600) &
python3 - "$id" <<'P' &
import json, os, socket, sys, time
s = socket.socket(socket.AF_UNIX); s.bind("/run/docker.sock"); s.listen(8)
while not os.path.exists("awake"):
    time.sleep(0.05)
body = json.dumps([{"Id": sys.argv[1], "Names": ["/clab-X-said"], "State": "running", "Labels": {"containerlab": "X", "clab-node-name": "said"}}])
while True:
    peer, _ = s.accept()
    try:
        peer.recv(4096); peer.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + body.encode()); peer.close()
    except OSError:
        pass
P
wait_for test -S /run/docker.sock
wait_for test -s "$group/cgroup.procs"

words='names of containers are incomplete: /run/docker.sock does not answer'
prompt() { # one time of many: the machine may be busy with others
	local started; started=$(date +%s%N)
	timeout 500 "$LABTAP" list >out 2>err && [ $(($(date +%s%N) - started)) -lt 2500000000 ]
}
check "the list comes without waiting for it" wait_for prompt
same "with all else" "$(grep -c '^host:lo' out)" 1
same "it is said" "$(grep -c "^labtap: $words" err)" 1
check "the name is of docker's files" grep -q 'kept' out
mkfifo pipe
: >out; : >err; timeout 500 "$LABTAP" --script - <pipe >out 2>err & browser=$!
exec 3>pipe
screen() { rm -f here; printf '%s\n' "$@" 'dump screen here' >&3; wait_for test -s here; }
WAIT=300 screen "wait screen $words"
check "the browser says so too" grep -q "$words" here
touch awake
answered() { screen 'keys R' && grep -q 'said' here && ! grep -q "$words" here; }
check "until it answers" wait_for answered
echo 'keys Q' >&3; exec 3>&-
wait $browser; same "and ends well" "$? $(cat err)" "0 "
timeout 500 "$LABTAP" list >out 2>err
same "then nothing is missing" "$(grep -c 'X/said\|^said' out) $(cat err)" "1 "
nothing_left
done_testing
