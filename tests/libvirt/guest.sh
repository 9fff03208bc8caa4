#!/bin/bash
# guest.sh: makes the tiny Linux guest of tests/libvirt/lab.sh and tests/path_vms.sh, once, below /var/cache/labtap-guest:
# vmlinuz and initrd.gz of Debian's cloud kernel (downloaded, not installed), busybox-static, and the modules for virtio
# network cards, VLANs and bridges. Prints nothing when it is there. Needs apt-get and, the first time, the network.
set -eu
guest=/var/cache/labtap-guest
self=$(readlink -f "$0")
[ "$guest/initrd.gz" -nt "$self" ] && exit 0
command -v apt-get >/dev/null || { echo "guest: needs apt-get" >&2; exit 1; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
chmod 755 "$work"; cd "$work"

download() { apt-get -qq -o APT::Sandbox::User=root download "$1" busybox-static >/dev/null 2>&1; }
kernel() { apt-cache depends linux-image-cloud-amd64 2>/dev/null | awk '/Depends: linux-image/ { print $2; exit }'; }
download "$(kernel)" || { apt-get -qq update; download "$(kernel)"; } ||
	{ echo "guest: no linux-image-cloud-amd64 or busybox-static to be had" >&2; exit 1; }
for deb in *.deb; do dpkg -x "$deb" files; done

mkdir -p root/bin root/modules root/proc root/sys root/dev root/www
cp files/bin/busybox root/bin/busybox 2>/dev/null || cp files/usr/bin/busybox root/bin/
modules=$(echo files/lib/modules/*/kernel files/usr/lib/modules/*/kernel)
number=10
for m in net/core/failover drivers/net/net_failover drivers/virtio/virtio_ring drivers/virtio/virtio \
	drivers/virtio/virtio_pci_legacy_dev drivers/virtio/virtio_pci_modern_dev drivers/virtio/virtio_pci \
	drivers/net/virtio_net net/llc/llc net/802/stp net/802/garp net/802/mrp net/8021q/8021q net/bridge/bridge; do
	for dir in $modules; do
		for file in "$dir/$m".ko*; do
			[ -e "$file" ] || continue
			to=root/modules/$number-${m##*/}.ko
			case $file in
			*.xz) xz -dc "$file" >"$to" ;;
			*.zst) zstd -qdc "$file" >"$to" ;;
			*) cp "$file" "$to" ;;
			esac
		done
	done
	number=$((number + 1))
done
echo "hello from the lab" >root/www/index.html
head -c 100000 /dev/zero >root/www/large

# What a guest does stands on its kernel's command line:
#   lab.name=a lab.mtu.eth1=9000 lab.eth1=10.1.0.1/30 lab.eth1.10=10.10.0.1/24   its name, its addresses (VLAN 10)
#   lab.bridge=eth0,eth1.10                                                      a bridge of these two (several are fine)
#   lab.ping=ADDRESS[@SIZE],...  lab.get=ADDRESS  lab.http=1  lab.life=300       what it sends, every second
cat >root/init <<'INIT'
#!/bin/busybox sh
export PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev 2>/dev/null
for m in /modules/*.ko; do insmod $m; done
words() { for w in $(cat /proc/cmdline); do case $w in "$1"*) echo "${w#"$1"}" ;; esac; done; }
hostname "$(words lab.name=)"
ip link set lo up
for w in $(words lab.mtu.); do ip link set ${w%%=*} mtu ${w#*=}; done
device() { # IFNAME: there, and up
	case $1 in *.*) vconfig add ${1%.*} ${1#*.} >/dev/null 2>&1; ip link set ${1%.*} up ;; esac
	ip link set $1 up
}
for w in $(words lab.eth); do device eth${w%%=*}; ip addr add ${w#*=} dev eth${w%%=*}; done
for w in $(words lab.bridge=); do
	bridge=br-${w#*,}
	brctl addbr $bridge
	for dev in ${w%,*} ${w#*,}; do device $dev; brctl addif $bridge $dev; done
	ip link set $bridge up
done
[ -z "$(words lab.http=)" ] || httpd -h /www
echo "LAB-UP $(hostname)"
for w in $(words lab.ping= | tr , ' '); do
	case $w in *@*) size=${w#*@} ;; *) size=56 ;; esac
	(while :; do ping -q -s $size -c 1000 ${w%@*} >/dev/null; sleep 1; done) &
done
for w in $(words lab.get=); do
	(while :; do wget -q -O /dev/null http://$w/; wget -q -O /dev/null http://$w/large; sleep 1; done) &
done
sleep "$(words lab.life=)"
poweroff -f
INIT
chmod +x root/init
(cd root && find . | ./bin/busybox cpio -o -H newc 2>/dev/null) | gzip -9 >initrd.gz
mkdir -p "$guest"
cp files/boot/vmlinuz-* "$guest/vmlinuz"
cp initrd.gz "$guest/initrd.gz"
