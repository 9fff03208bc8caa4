#!/bin/bash
# package.sh deb|rpm DIR: makes a package out of the sources of this tree, in DIR, and has lintian or rpmlint, where they are,
# look at it.
# REUSE=BUILD takes the objects that are compiled there already (tests).
set -eu
format=$1 out=$(realpath -m "$2")
cd "$(dirname "$0")/.."
version=$(sed -n 's/^#define VERSION[[:space:]]*"\(.*\)"$/\1/p' core/base/build.h)
tree=labtap-$version
need() { command -v "$1" >/dev/null || { echo "package.sh: $1 is not there: install $2" >&2; exit 1; }; }

case $format in
deb) need dpkg-buildpackage dpkg-dev && need dh debhelper ;;
rpm) need rpmbuild "rpm-build, or Debian's rpm" ;;
*) echo "package.sh: $format: no such format, deb and rpm are" >&2; exit 2 ;;
esac
rm -rf "$out" && mkdir -p "$out/$tree"
tar -c Makefile README.md LICENSE core tui tests .packaging | tar -xC "$out/$tree"
if [ "${REUSE:-}" ]; then
	mkdir -p "$out/$tree/build/release" && cp -a "$REUSE/core" "$REUSE/tui" "$out/$tree/build/release/"
fi

cd "$out"
case $format in
deb)
	cp -r $tree/.packaging/debian $tree/
	(cd $tree && dpkg-buildpackage -us -uc -b -nc) >build.log 2>&1 || { tail -30 build.log >&2; exit 1; }
	# Debian's name for where it goes is none of Ubuntu's.
	! command -v lintian >/dev/null ||
		lintian --allow-root --fail-on error,warning --suppress-tags bad-distribution-in-changes-file ./*.changes
	ls "$out"/labtap_*.deb
	;;
rpm)
	tar -czf $tree.tar.gz $tree
	# Elsewhere than on Fedora its names for what is needed to build are unknown.
	command -v dnf >/dev/null && known= || known=--nodeps
	rpmbuild -bb $known -D "_topdir $out/rpm" -D "_sourcedir $out" $tree/.packaging/labtap.spec >build.log 2>&1 ||
		{ tail -30 build.log >&2; exit 1; }
	! command -v rpmlint >/dev/null || rpmlint -c $tree/.packaging/rpmlint.toml rpm/RPMS/*/*.rpm $tree/.packaging/labtap.spec >rpmlint.log 2>&1 ||
		{ cat rpmlint.log >&2; exit 1; }
	ls "$out"/rpm/RPMS/*/labtap-$version*.rpm
	;;
esac
rm -rf "$out/$tree"
