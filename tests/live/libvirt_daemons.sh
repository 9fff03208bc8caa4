#!/bin/bash
# libvirt's daemons: that of the invoking user, one under the names of the modular ones, one that refuses, one that ends
# while its guests go on.
. "$(dirname "$0")/../libvirt/common.sh" "libvirt's daemons"
user=65534 # nobody: has nothing of its own here, and no home
as_user() { setpriv --reuid $user --regid $user --clear-groups env HOME="$dir" XDG_RUNTIME_DIR=/run/user/$user "$@"; }
of_user() { SUDO_UID=$user SUDO_GID=$user "$LABTAP" "$@"; } # started with sudo
lists() { of_user list >out 2>err; grep -qE "$1" out; }

# A session's: its sockets are in the user's folder, its guests without privileges.
mkdir -p /run/user/$user && mount -t tmpfs -o mode=700,uid=$user,gid=$user tmpfs /run/user/$user
"$lab" start || exit 1
as_user libvirtd -d -p /run/user/$user/pid || exit 1
session() { as_user virsh -q -c qemu:///session "$@"; }
wait_for session version >/dev/null 2>&1
printf '%s\n' "<interface type='udp'><source address='127.0.0.1' port='2'><local address='127.0.0.1' port='7001'/></source>" \
	"<model type='virtio'/></interface><interface type='user'><model type='virtio'/></interface>" >cards
"$lab" xml mine <cards | sed "/<serial/d" >mine.xml # its console is a file of root's
session define mine.xml >/dev/null && session start mine >/dev/null
check "domains of the invoking user's session" wait_for lists '^mine +up +qemu +libvirt +mine'
check "their cards" grep -qE '^mine:net0 +up +tunnel +127.0.0.1:7001 - 127.0.0.1:2$' out
same "each once, though its QEMU is seen as well" "$(grep -c '^mine ' out)" 1
same "without a word" "$(cat err)" ""
"$LABTAP" list >out 2>err
same "not those of another user's, whose QEMU is seen by its command line" "$(grep -E '^mine ' out | sed 's/ \+/ /g')" \
	"mine up qemu-system-x86_64 qemu host"
session destroy mine >/dev/null

# The same daemon for the system under the names that virtqemud has.
echo "<network><name>wire</name><bridge name='virbr7' stp='off' delay='0'/></network>" >wire.xml
virsh -q net-define wire.xml >/dev/null && virsh -q net-start wire >/dev/null
echo "<interface type='network'><source network='wire'/><target dev='vgif_a_1'/><model type='virtio'/></interface>" | "$lab" define X_a
virsh -q start X_a >/dev/null
for s in sock sock-ro; do mv /run/libvirt/libvirt-$s /run/libvirt/virtqemud-$s; done
check "modular daemons" wait_for lists '^a +up +qemu +libvirt +X_a'
check "with their networks" grep -qE '^wire +stub +libvirt-network +virbr7 +a:eth1$' out
for s in sock sock-ro; do mv /run/libvirt/virtqemud-$s /run/libvirt/libvirt-$s; done

# One that refuses, by the rights of its socket and by asking polkit, which is not here.
chmod 700 /run/libvirt/libvirt-sock-ro
of_user list >out 2>err
same "no right to connect: the list comes all the same" "$? $(grep -c '^host:lo' out)" "0 1"
same "and says why" "$(grep -c '^labtap: libvirt (qemu:///system): no connection: .*Permission denied' err)" 1
by_files() { # name file: the domain as libvirt's own files have it
	same "$1" "$(grep -E '^(a|X_1|wire|  a:.*) ' "$2" | sed 's/ \+/ /g')" "$(printf '%s\n' 'a up qemu libvirt X_a' 'wire stub libvirt-network virbr7 a:eth1' ' a:eth1 up tun')"
}
by_files "what it started is known from its files" out
printf 'resize 200 40\nwait screen Permission denied\nkeys Q\n' | timeout 500 env SUDO_UID=$user SUDO_GID=$user "$LABTAP" --script - >screen 2>err2
same "so does the browser" $? 0
chmod 777 /run/libvirt/libvirt-sock-ro

# It ends, and is back, under the browser's eyes; its guests go on.
cat >script <<'SCRIPT'
resize 120 30
wait screen a eth1
dump screen one
wait screen its domains are shown as they were
dump screen two
wait screen b eth1
wait screen what could not be asked answers again
keys Q
SCRIPT
: >out; : >err; timeout 500 "$LABTAP" --script script >out 2>err & pid=$!
WAIT=300 wait_for [ -s one ]
"$lab" stop
WAIT=300 wait_for [ -s two ]
same "a daemon that ended leaves its domains, each once" "$(grep -c 'eth1\|nic0' two)" "$(grep -c 'eth1\|nic0' one)"
"$LABTAP" list >late 2>&1
by_files "who comes later finds them by its files" late
same "without a word" "$(grep -c labtap late)" 0
kill "$(cat /run/libvirt/qemu/X_a.pid)"
gone() { "$LABTAP" list >late 2>&1; grep -qE '^a:eth1 .*not running: the libvirt domain X_a' late; }
check "a guest that ends then is down, though its file is there" wait_for gone
"$lab" start
echo "<interface type='network'><source network='wire'/><target dev='vgif_b_1'/><model type='virtio'/></interface>" | "$lab" define X_b
wait $pid
same "when it is back it is asked again, and that is said" "$? $(cat err)" "0 "
virsh -q start X_a >/dev/null

# Asked for polkit's consent.
"$lab" stop
sed 's/^auth_unix_ro.*/auth_unix_ro = "polkit"/' /var/tmp/lab/libvirtd.conf >conf
LAB_LIBVIRTD_CONF=$dir/conf "$lab" start
of_user list >out 2>err
same "a polkit that is not there: said" "$? $(grep -c '^labtap: libvirt (qemu:///system): no connection: ' err)" "0 1"
"$lab" stop

# A real polkit, by whose rules one user must not even look.
if [ ! -x /usr/lib/polkit-1/polkitd ] || ! command -v dbus-daemon >/dev/null; then
	skip "polkit's consent" "polkitd or dbus-daemon is missing (make deps)"
	done_testing
fi
mkdir -p /run/dbus && mount -t tmpfs tmpfs /run/dbus && mount -t tmpfs -o mode=755 tmpfs /etc/polkit-1/rules.d || exit 1
cat >/etc/polkit-1/rules.d/10-labtap.rules <<'JS'
polkit.addRule(function(action, subject) {
	if (action.id == "org.libvirt.unix.monitor" && subject.user == "nobody") return polkit.Result.NO;
});
JS
: >dbus.log; dbus-daemon --system --nofork >dbus.log 2>&1 &
wait_for [ -S /run/dbus/system_bus_socket ]
: >polkit.log; /usr/lib/polkit-1/polkitd --no-debug >polkit.log 2>&1 &
wait_for pkaction --action-id org.libvirt.unix.monitor >/dev/null 2>&1
LAB_LIBVIRTD_CONF=$dir/conf "$lab" start
of_user list >out 2>err
same "polkit refuses a user: the list comes all the same" "$? $(grep -c '^host:lo' out)" "0 1"
same "and says why" "$(cat err)" "labtap: libvirt (qemu:///system): no connection: authentication failed: access denied by policy"
by_files "its guests by libvirt's files" out
SUDO_UID=1 SUDO_GID=1 "$LABTAP" list >out 2>err
check "and allows it to others" grep -qE '^  a:eth1 +up +tun' out
same "without a word" "$(cat err)" ""
done_testing
