#!/bin/bash
# `--host`: points of another host, by a real ssh server in a namespace of its own, beside those of this one: listed,
# captured together in order of time, in the browser; the clocks; and what is said when something is not as it should be.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
for tool in dropbear ssh tshark; do
	command -v $tool >/dev/null || { skip "other hosts" "$tool is not installed"; done_testing; }
done
dir=$(mktemp -d); chmod 755 "$dir"; cd "$dir" || exit 1
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION SSH_AUTH_SOCK
for n in far b; do ip netns add $n; done
ip link add up0 type veth peer name eth0 netns far
ip -n far link add eth1 type veth peer name eth1 netns b
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
for n in far b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set lo up; ip -n $n link set eth1 up; done
ip addr add 10.9.0.1/24 dev up0; ip link set up0 up
ip -n far addr add 10.9.0.2/24 dev eth0; ip -n far link set eth0 up
ip -n far addr add 10.1.0.1/24 dev eth1; ip -n b addr add 10.1.0.2/24 dev eth1

mkdir etc bin run && ln -s "$LABTAP" bin/labtap && chmod 700 run
export XDG_RUNTIME_DIR=$dir/run
ssh-keygen -q -t ed25519 -N '' -f key && dropbearkey -t ed25519 -f hostkey >/dev/null 2>&1
printf 'Host s2\n HostName 10.9.0.2\n Port 2222\n User root\nHost *\n UserKnownHostsFile %s/known\n StrictHostKeyChecking accept-new\n IdentityFile %s/key\n' "$dir" "$dir" >etc/ssh_config
mount --bind etc /etc/ssh
home=$(getent passwd root | cut -d: -f6) keys=$home/.ssh
[ ! -e "$home/.bashrc" ] || mount --bind /dev/null "$home/.bashrc"
mkdir -p "$keys" && mount -t tmpfs -o mode=700 tmpfs "$keys" && cp key.pub "$keys/authorized_keys"
: >sshd.err; ip netns exec far dropbear -c "PATH=$dir/bin:\$PATH; eval \"\$SSH_ORIGINAL_COMMAND\"" -F -E -s -m -P "$dir/pid" -r hostkey -p 10.9.0.2:2222 2>sshd.err & sshd=$!
answers() { ssh -o BatchMode=yes s2 true 2>/dev/null; }
check "a server to connect to" wait_for answers
said() { grep -q -- "$1" err; }

"$LABTAP" --host s2 list --names >out 2>err
same "its points are beside ours" "$? $(grep -c '^s2/host:eth1$' out) $(grep -c '^host:up0$' out)" "0 1 1"
check "its clock is told" grep -qE '^labtap: s2: [0-9]+ points, its clock is [0-9]+\.[0-9]{3} ms' err

ip netns exec b ping -q -i 0.05 10.1.0.1 >/dev/null &
ping -q -i 0.05 10.9.0.2 >/dev/null &
timeout 500 "$LABTAP" capture --host s2 s2/host:eth1 host:up0 icmp -c 40 -w both.pcapng 2>err
same "captured together" "$?" 0
same "each has its name" "$(tshark -n -r both.pcapng -T fields -e frame.interface_name 2>/dev/null | sort -u | tr '\n' ' ')" "host:up0 s2/host:eth1 "
same "and what the filter wants" "$(tshark -n -r both.pcapng -Y 'not icmp' 2>/dev/null)" ""
check "direction as there" [ "$(tshark -n -r both.pcapng -T fields -e frame.interface_name -e frame.packet_flags_direction 2>/dev/null | sort -u | wc -l)" = 4 ]
timeout 500 "$LABTAP" capture --host s2 s2/host:eth1 host:up0 icmp -c 40 -tt >out 2>err
same "rows are in order of time" "$(cut -d' ' -f1 out | sort -cn 2>&1) $(wc -l <out)" " 40"

# The clock of the other host, as its date(1) tells it: stamps are moved to ours.
slow() { printf '#!/bin/sh\n%s\n' "$2" >"bin/$1"; chmod 755 "bin/$1"; }
slow date 'exec /bin/date +%s%N -d "20 seconds"'
"$LABTAP" capture --host s2 s2/host:eth1 -c 2 -tt >out 2>err
moved=$(($(date +%s) - $(head -1 out | cut -d. -f1)))
check "stamps are of our clock" [ "$moved" -ge 17 -a "$moved" -lt 40 ]
check "that it is wrong is told" grep -qE 'its clock is (19|20)[0-9]{3}\.[0-9]{3} ms .* before ours' err
rm bin/date

# What is not as it should be.
cat >bin/sh-labtap <<SH
#!/bin/sh
case \$1 in
--version) echo labtap 0.0.1 ;;
list) echo '{"endpoints": [{"name": "far:eth9", "capture": true}]}'; exec sleep 60 ;;
capture) echo "\$*" >$dir/words; echo no capture ;;
esac
SH
chmod 755 bin/sh-labtap
"$LABTAP" --host s2 --remote-labtap "$dir/bin/sh-labtap" list --names >out 2>err
check "another version is told" said 's2: its labtap is 0.0.1, this one'
"$LABTAP" capture --host s2 --remote-labtap "$dir/bin/sh-labtap" s2/far:eth9 ospf -p >out 2>err
same "what is no capture ends it" "$? $(grep -c '^labtap: s2/far:eth9: what it sends is no capture' err)" "1 1"
same "what is filtered there does not come here" "$(cat words)" "capture -w - far:eth9 -p -- (proto 89)"
"$LABTAP" --host s2 --remote-labtap /nowhere/labtap list >out 2>err
same "a host without labtap" "$? $(tail -1 err)" "1 labtap: s2: labtap does not run there: install it, let sudo ask for no password, or name it by --remote-labtap"
ssh="ssh -F /dev/null -p 2222 -o BatchMode=yes -o UserKnownHostsFile=$dir/known -o IdentityFile=/nowhere"
"$LABTAP" --host root@10.9.0.2 --ssh "$ssh" list >out 2>err
same "one that lets nobody in: ssh's own words" "$? $(grep -c '^labtap: root@10.9.0.2: .*Permission denied' err)" "1 1"
"$LABTAP" --host 10.9.0.77 --ssh 'ssh -o ConnectTimeout=1' list >out 2>err
same "one that is not there" "$? $(grep -cE 'labtap: 10.9.0.77: .*(timed out|No route)' err)" "1 1"
"$LABTAP" --host -oProxyCommand=x list >out 2>err; same "an option is no host" $? 2
"$LABTAP" --host s2 read both.pcapng >out 2>err; same "files have no hosts" "$? $(grep -c 'list, capture and the browser' err)" "2 1"

# In the browser: a point among others, its packets; then its host is gone.
cat >browse <<'S'
wait screen s2/host
dump screen points
keys :
type select s2/host:eth1
keys Enter Enter
wait live == 1
wait packets >= 10
dump screen live
wait screen s2: no connection
dump screen ended
keys Q
S
: >out; : >err; timeout 500 "$LABTAP" --host s2 --script browse >out 2>err & browser=$!
wait_for test -s live
check "its points are there, with what is known of them" grep -qE '▾ +s2 +by ssh; its clock is' points
check "its packets come" grep -q 's2/host:eth1 .*live .*pkts' live
kill $sshd $(pgrep -P $sshd) 2>/dev/null
wait $browser
same "the browser goes on when the host is gone" $? 0
check "that it is gone is a line" grep -q 's2: no connection: ' ended
check "nothing is left here" sh -c '! pgrep -x ssh --ns $$ --nslist pid'
done_testing
