#!/bin/bash
# libvirt.sh: 200 domains, from their XML to the model; then as a real libvirtd tells them, from the start of `labtap list`
# to its end, beside virsh. B names the build; the second half needs root and libvirtd.
cd "$(dirname "$0")/../.." && . tests/measure.sh || exit 2
export LIBVIRT_DEFAULT_URI=qemu:///system
lab=$PWD/tests/libvirt/lab.sh
domains=200
took() { # CMD...: its milliseconds
	local start; start=$(date +%s%N)
	"$@" >/dev/null 2>&1
	echo $((($(date +%s%N) - start) / 1000000))
}
all_xml() { virsh list --all --name | sed '/./s/^/dumpxml /' | virsh -q; }

if [ "${1:-}" = inside ]; then
	"$lab" start || exit 1
	trap '"$lab" stop; rm -rf "$dir"' EXIT
	none=$(took "$B/labtap" list)
	"$lab" xml NAME <<-XML >/var/tmp/domain.xml
	$(for i in 1 2 3 4; do echo "<interface type='network'><source network='N_$i'/><target dev='vgif_NAME_$i'/></interface>"; done)
	$(for i in 5 6 7 8; do echo "<interface type='udp'><source address='127.1.1.2' port='1000$i'><local address='127.1.1.1' port='1000$i'/></source></interface>"; done)
	XML
	for i in $(seq $domains); do
		sed "s/NAME/N_$i/" /var/tmp/domain.xml >/var/tmp/domain.$i.xml
		echo "define /var/tmp/domain.$i.xml"
	done | virsh -q >/dev/null 2>&1
	echo "$("$B/labtap" list 2>&1 | grep -c ' libvirt  *N_') domains of a real libvirtd; labtap list without any takes $none ms"
	for _ in $(seq "$RUNS"); do
		note list "$(took "$B/labtap" list)"; note virsh "$(took all_xml)"
	done
	goal "labtap list, $domains domains of a real libvirtd" "$(median list)" ms '<= 1000' 'virsh list dumpxml' "$(median virsh)" "$(ratio list virsh)"
	exit
fi
"$B/tools/libvirt_bench" $domains
[ "$(id -u)" != 0 ] || ! command -v libvirtd >/dev/null || tests/world.sh tests/bench/libvirt.sh inside
