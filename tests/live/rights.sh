#!/bin/bash
# The README's ways to let a group capture, as they stand there: capabilities of the file, and a line for sudo. Who is not in
# the group may not, and who is may nothing else.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
readme=$(realpath ../../README.md) dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'kill $(jobs -p) 2>/dev/null; umount /usr/local/bin /etc/sudoers /etc/group 2>/dev/null; rm -rf "$dir"' EXIT
mkdir -m 755 bin && install -m 755 "$LABTAP" bin/labtap && mount --bind bin /usr/local/bin
cp /etc/group group && echo 'netlab:x:64999:nobody' >>group && mount --bind group /etc/group
recipe() { sed -n "s/^    \($1\)/\1/p" "$readme"; }
{ echo 'Defaults env_reset'; recipe '%netlab ALL=.*'; } >sudoers && chmod 440 sudoers && mount --bind sudoers /etc/sudoers
ip netns add a && ip -n a link set lo up
ip netns exec a ping -q -i 0.1 127.0.0.1 >/dev/null &

as() { # USER COMMAND...
	setpriv --reuid "$1" --regid "$(id -g "$1")" --init-groups --inh-caps=-all --bounding-set=+all -- timeout 500 "${@:2}"
}
as_root() { as nobody sudo -n "$@"; }

check "the line is one for sudo" visudo -cqf sudoers
as_root /usr/local/bin/labtap capture a:lo -c 2 -w mine.pcapng icmp 2>err
same "with it a member of the group captures, into a file of his" "$? $(stat -c %U mine.pcapng)" "0 nobody"
as daemon sudo -n /usr/local/bin/labtap list >out 2>err; same "another user does not" $? 1
as_root cat /etc/shadow >out 2>err; same "nor does anything else run" "$? $(wc -c <out)" "1 0"
for option in --user=root --use=root -Zroot; do
	as_root /usr/local/bin/labtap list $option >out 2>err
	same "labtap $option is refused" "$? $(cat err)" "1 labtap: only root may work as another user (root); sudo leaves you who you are. In a root shell of sudo's (sudo -i): env -u SUDO_UID labtap ..."
done
as_root SUDO_UID=0 /usr/local/bin/labtap list --user=root >out 2>err; same "nor can who he is be set from outside" $? 1
echo 'a secret' >secret && chmod 600 secret
as_root /usr/local/bin/labtap read secret >out 2>err
same "nor is a file read that he may not read" "$? $(cat out) $(grep -c 'Permission denied' err)" "1  1"
as_root /usr/local/bin/labtap --spool-dir /etc capture a:lo -c 1 >out 2>err
check "nor a spool made where he may not write" sh -c '! ls -d /etc/labtap-* 2>/dev/null'

umount /etc/sudoers
recipe 'sudo ch.*labtap' | sed 's/^sudo //' >do; recipe 'sudo setcap.*' | sed 's/^sudo //' >>do
same "the other way is three commands" "$(cut -d' ' -f1 do | xargs)" "chgrp chmod setcap"
if sh -e do; then
	as nobody /usr/local/bin/labtap capture a:lo -c 2 icmp >out 2>err
	same "a member of the group captures" "$? $(grep -c ICMP out)" "0 2"
	as daemon /usr/local/bin/labtap list >out 2>err; same "another user cannot start it" $? 126
else
	skip "capabilities" "setcap does not work here"
fi
done_testing
