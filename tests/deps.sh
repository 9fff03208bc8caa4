#!/bin/sh
# deps.sh [build|demo]: installs what building, the demo and tests need, or less; silent when nothing is missing. Debian and
# Ubuntu through apt-get, Fedora through dnf, elsewhere the list is printed. One line per need: a command, a header, an option that gcc can link with, or a
# module of Python; its Debian name, its Fedora name (-: Fedora has none).
to_build() {
	cat <<-TABLE
	gcc                             gcc                     gcc
	make                            make                    make
	pkg-config                      pkg-config              pkgconf-pkg-config
	/usr/include/stdio.h            libc6-dev               glibc-devel
	/usr/include/curses.h           libncurses-dev          ncurses-devel
	/usr/include/pcap/pcap.h        libpcap-dev             libpcap-devel
	/usr/include/libnl3             libnl-3-dev             libnl3-devel
	/usr/include/libnl3/netlink/route/link.h libnl-route-3-dev libnl3-devel
	/usr/include/seccomp.h          libseccomp-dev          libseccomp-devel
	/usr/include/sys/capability.h   libcap-dev              libcap-devel
	/usr/include/yaml.h             libyaml-dev             libyaml-devel
	/usr/include/jansson.h          libjansson-dev          jansson-devel
	/usr/include/zlib.h             zlib1g-dev              zlib-devel
	/usr/include/zstd.h             libzstd-dev             libzstd-devel
	/usr/include/nettle/hkdf.h      nettle-dev              nettle-devel
	/usr/include/libvirt/libvirt.h  libvirt-dev             libvirt-devel
	/usr/include/libxml2            libxml2-dev             libxml2-devel
	TABLE
}

to_demonstrate() {
	cat <<-TABLE
	ip                              iproute2                iproute
	unshare                         util-linux              util-linux
	ping                            iputils-ping            iputils
	TABLE
}

to_test() {
	cat <<-TABLE
	gcc:-fsanitize=address          gcc                     libasan
	gcc:-fsanitize=undefined        gcc                     libubsan
	gcc:-fsanitize=thread           gcc                     libtsan
	ps                              procps                  procps-ng
	sudo                            sudo                    sudo
	setcap                          libcap2-bin             libcap
	gzip                            gzip                    gzip
	zstd                            zstd                    zstd
	tmux                            tmux                    tmux
	rsvg-convert                    librsvg2-bin            librsvg2-tools
	tcpdump                         tcpdump                 tcpdump
	ethtool                         ethtool                 ethtool
	openssl                         openssl                 openssl
	tshark                          tshark                  wireshark-cli
	ssh                             openssh-client          openssh-clients
	dropbear                        dropbear-bin            dropbear
	sshd                            openssh-server          openssh-server
	clang                           clang                   clang
	llvm-cov                        llvm                    llvm
	valgrind                        valgrind                valgrind
	clang-format                    clang-format            clang-tools-extra
	clang-tidy                      clang-tidy              clang-tools-extra
	cppcheck                        cppcheck                cppcheck
	ctags                           universal-ctags         ctags
	objdump                         binutils                binutils
	python3                         python3                 python3
	module:yaml                     python3-yaml            python3-pyyaml
	libvirtd                        libvirt-daemon-system   libvirt-daemon
	virsh                           libvirt-clients         libvirt-client
	qemu-system-x86_64              qemu-system-x86         qemu-system-x86-core
	/usr/lib/polkit-1/polkitd       polkitd                 polkit
	dbus-daemon                     dbus                    dbus-daemon
	iptables                        iptables                iptables-nft
	xz                              xz-utils                xz
	mkfs.btrfs                      btrfs-progs             btrfs-progs
	mkfs.ext4                       e2fsprogs               e2fsprogs
	podman                          podman                  podman
	runc                            runc                    runc
	busybox                         busybox-static          busybox
	zsh                             zsh                     zsh
	fish                            fish                    fish
	mandoc                          mandoc                  mandoc
	lxc-start                       lxc                     lxc
	systemd-nspawn                  systemd-container       systemd-container
	dockerd                         docker.io               moby-engine
	ctr                             containerd              containerd
	ovs-vswitchd                    openvswitch-switch      openvswitch
	dh                              debhelper               debhelper
	/usr/share/build-essential      build-essential         -
	lintian                         lintian                 -
	rpmbuild                        rpm                     rpm-build
	eu-strip                        elfutils                elfutils
	rpmlint                         rpmlint                 rpmlint
	TABLE
}

needs() {
	to_build
	[ "$what" = build ] || to_demonstrate
	[ -n "$what" ] || to_test
}

what=${1:-} scratch=$(mktemp)
trap 'rm -f "$scratch"' EXIT
is_there() { # probe
	case $1 in
	/*) [ -e "$1" ] ;;
	gcc:*) gcc "${1#gcc:}" -shared -xc /dev/null -o "$scratch" 2>/dev/null ;;
	module:*) python3 -c "import ${1#module:}" 2>/dev/null ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

column() { # number: that column of the missing ones
	needs | while read -r probe deb rpm; do
		is_there "$probe" </dev/null && continue
		case $1 in 1) echo "$deb" ;; 2) [ "$rpm" = - ] || echo "$rpm" ;; esac
	done | sort -u | tr '\n' ' '
}

# The guest of the tests with libvirt is made of packages that are downloaded, not installed.
guest() {
	[ -n "$what" ] || [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || "$(dirname "$0")"/libvirt/guest.sh ||
		echo "the tests with libvirt's guests will be skipped" >&2
}

if command -v apt-get >/dev/null; then
	missing=$(column 1)
	get="DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends"
	install="apt-get update -qq && $get $missing"
	case $missing in # since Debian 13 docker's commands are apart
	*docker.io*) install="$install && { command -v docker || ! apt-cache show docker-cli || $get docker-cli; }" ;;
	esac
elif command -v dnf >/dev/null; then
	missing=$(column 2)
	install="dnf install -y -q $missing"
else
	missing=$(column 1) install=
fi
[ -n "$missing" ] || { guest; exit 0; }
[ -n "$install" ] || { echo "labtap needs these (Debian's names): $missing" >&2; exit 1; }
echo "installing: $missing"
if [ "$(id -u)" != 0 ]; then
	echo "not root: run  sudo sh -c '$install'" >&2
	exit 1
fi
sh -c "$install" >"$scratch" 2>&1 || { cat "$scratch" >&2; exit 1; }
guest
exit 0
