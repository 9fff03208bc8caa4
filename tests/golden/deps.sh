#!/bin/bash
# What `make deps` does on machines that have nothing yet: with dnf, with apt-get - both stand-ins, which write down what
# they are asked for - and with neither. What is there is not asked for.
cd "$(dirname "$0")" && . ../tap.sh
deps=$(realpath ../deps.sh) dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir" && mkdir bare dnf apt || exit 1
for tool in sh cat sort tr mktemp rm id; do ln -s "$(command -v $tool)" bare/; done
cat >bare/manager <<'M'
#!/bin/sh
echo "${0##*/} $*" >>asked
exit "${MANAGER_STATUS:-0}"
M
chmod +x bare/manager; ln -s ../bare/manager dnf/dnf; ln -s ../bare/manager apt/apt-get
ln -s "$(command -v setpriv)" bare/
on() { # MANAGER COMMAND...: with nothing else than that on the path
	rm -f asked; PATH=$PWD/$1:$PWD/bare "${@:2}" "$deps" >out 2>err
}
asks() { grep -qE -- " $1( |$)" asked; }

if [ "$(id -u)" = 0 ]; then
	on dnf sh; same "with dnf: status 0" $? 0
	same "asked once, not to ask" "$(cut -d' ' -f1-4 asked)" "dnf install -y -q"
	for name in gcc pkgconf-pkg-config iproute iputils procps-ng libasan wireshark-cli python3-pyyaml moby-engine; do
		check "for $name" asks $name
	done
	check "not for what is there" sh -c '! grep -q glibc-devel asked'
	check "nor for Debian's names" sh -c '! grep -qE "iproute2|-dev |pkg-config-|docker.io" asked'
	same "each once" "$(tr ' ' '\n' <asked | sort | uniq -d)" ""
	same "it says which" "$(sed 's/ $//' out)" "installing: $(sed 's/^dnf install -y -q //' asked)"
	rm -f asked; PATH=$PWD/dnf:$PWD/bare sh "$deps" build >out 2>err
	check "for the build alone" asks gcc
	check "nothing that is for tests" sh -c '! grep -qE "moby-engine|libvirt-daemon|wireshark-cli|libasan" asked'
	MANAGER_STATUS=1 on dnf sh; same "an installation that fails is a failure" $? 1

	on apt sh
	same "with apt-get: its lists first" "$(head -1 asked)" "apt-get update -qq"
	check "then Debian's names" sh -c 'sed -n 2p asked | grep -q "^apt-get install -y -qq --no-install-recommends .*iproute2"'
	drop="setpriv --reuid 65534 --regid 65534 --clear-groups"
else
	skip "with dnf" "needs root"
	drop=
fi
chmod 777 . # as whoever it is
on dnf $drop sh; same "not as root: refused" $? 1
check "with the command to use" grep -q "^not root: run  sudo sh -c 'dnf install -y -q .*gcc" err
same "and nothing is installed" "$(ls asked 2>/dev/null)" ""
on none sh; same "with neither it fails" $? 1
check "and says what is missing" grep -q "^labtap needs these (Debian's names): .*gcc " err
done_testing
