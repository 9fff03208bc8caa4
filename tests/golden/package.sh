#!/bin/bash
# The packages: built out of this tree (objects that are compiled already are taken), clean for lintian, installed below a folder
# and run from there: the program, completion, manual pages, Wireshark's interface. And the build without pkg-config.
BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
top=$(realpath ../..) dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
[ "${BUILD##*/}" = release ] || { echo "# packages are made of the release build by gcc"; done_testing; }
unset MAKEFLAGS MAKELEVEL SUDO_UID SUDO_GID SUDO_USER
export HOME=$dir REUSE=$BUILD DEB_BUILD_OPTIONS=noautodbgsym
version=$("$BUILD/labtap" --version | cut -d' ' -f2)

# What FOLDER, with the package below it, can do: NAME FOLDER EXTCAP ZSH
works() {
	local name=$1 root=$2 extcap=$3 zsh=$4
	same "$name: labtap --version" "$("$root/usr/bin/labtap" --version)" "labtap $version"
	same "$name: an interface of Wireshark" "$("$root/$extcap/labtap" --extcap-interfaces | grep -c '^interface {value=labtap}')" 1
	same "$name: completion" "$(bash --norc -c '. "$1"; PATH=$2:$PATH COMP_LINE="labtap cap" COMP_POINT=10; compopt() { :; }
		_labtap; echo "${COMPREPLY[@]}"' - "$root/usr/share/bash-completion/completions/labtap" "$root/usr/bin")" capture
	same "$name: for zsh and fish" "$(head -c 15 "$root/$zsh/_labtap"; grep -c '^complete -c labtap' "$root/usr/share/fish/vendor_completions.d/labtap.fish" | sed 's/^[1-9].*/ some/')" \
		"#compdef labtap some"
	same "$name: manual pages" "$(for page in man1/labtap.1 man7/labtap-filter.7; do
		{ zcat "$root/usr/share/man/$page.gz" 2>/dev/null || cat "$root/usr/share/man/$page"; } | sed -n 's/^\.TH \([^ ]*\) .*/\1/p'
	done | xargs)" LABTAP\ LABTAP-FILTER
}

if command -v dpkg-buildpackage >/dev/null && command -v dh >/dev/null && command -v lintian >/dev/null; then
	"$top/.packaging/package.sh" deb deb >out 2>err
	same "deb: built, and lintian has nothing to say" "$? $(sed 's/^running with root.*//' err out | grep -v '\.deb$')" "0 "
	package=$(echo deb/labtap_*.deb)
	same "its version" "$(dpkg-deb -f "$package" Version)" "$version"
	depends=$(dpkg-deb -f "$package" Depends)
	check "it needs the libraries it is linked with" grep -q 'libpcap0.8.*libxml2' <<<"$(tr , '\n' <<<"$depends" | sort | xargs)"
	check "not libvirt, which is loaded where it is" sh -c '! echo "$1" | grep -q libvirt' - "$depends"
	mkdir -p root/var/lib/dpkg/info root/var/lib/dpkg/updates && : >root/var/lib/dpkg/status
	chest() { dpkg --root="$dir/root" --force-depends --force-not-root --force-script-chrootless --log=/dev/null "$@" >dpkg.out 2>&1; }
	chest -i "$package"; same "it can be installed" $? 0
	works deb root "$(cd root && echo usr/lib/*/wireshark/extcap)" usr/share/zsh/vendor-completions
	folder=$(tshark -G folders 2>/dev/null | sed -nE 's/^(Global )?Extcap path:[[:space:]]*//p')
	if [ "$folder" ] && [ "${WORLD:-}" ]; then
		mount -t tmpfs tmpfs "$folder" && ln -s "$(echo "$PWD"/root/usr/lib/*/wireshark/extcap/labtap)" "$folder/"
		check "deb: tshark has it in its list" grep -q 'labtap (Virtual lab)' <(tshark -D 2>/dev/null)
	fi
	chest -P labtap; same "and removed: nothing is left" "$? $(find root/usr -type f -o -type l 2>/dev/null)" "0 "
else
	skip "the package for Debian" "debhelper or lintian is not installed"
fi

if command -v rpmbuild >/dev/null; then
	"$top/.packaging/package.sh" rpm rpm >out 2>err
	same "rpm: built" "$? $(cat err)" "0 "
	package=$(echo rpm/rpm/RPMS/*/labtap-[0-9]*.rpm)
	same "its version" "$(rpm -qp --qf '%{VERSION}' "$package")" "$version"
	check "it needs the libraries it is linked with" grep -q '^libpcap.so' <(rpm -qpR "$package")
	mkdir rpmroot && (cd rpmroot && rpm2archive - <"../$package" | tar -xz)
	works rpm rpmroot "$(cd rpmroot && echo usr/lib64/wireshark/extcap)" usr/share/zsh/site-functions
else
	skip "the package for Fedora" "rpmbuild is not installed"
fi

# Every 150th file and those that need a library's own folder of headers, with nothing that knows where libraries are.
tar -C "$top" -c Makefile core tui tests/check | tar -x
mkdir -p build/release && cp -a "$BUILD/core" "$BUILD/tui" build/release/
{ find build -name '*.o' | sort | awk 'NR % 150 == 1'; echo build/release/core/lab/netlink.o build/release/core/lab/xml.o; } | xargs rm -f
mkdir bin && for tool in sh bash gcc ar as ld make find sort rm mkdir id; do ln -s "$(type -aP $tool | tail -1)" bin/; done # no ccache
(PATH=$dir/bin make -s -j2 build/release/labtap >out 2>err)
same "without pkg-config it is built as well" "$? $(grep -c '  LD ' out) $(build/release/labtap --version)" "0 1 labtap $version"
done_testing
