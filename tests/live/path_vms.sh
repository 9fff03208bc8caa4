#!/bin/bash
# As path_labs.sh, with two virtual machines whose kernels bridge, push and pop a VLAN tag, and a UDP tunnel between them.
. tests/tap.sh
. tests/path_labs.sh
. tests/path_vms.sh
why=$(no_vms)
[ -z "$why" ] || { skip "frames through virtual machines" "$why"; done_testing; }
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
COUNT=300 PPS=1000
check "two virtual machines are up" vms_up
for lab in tunnel vlan; do
	lab_$lab; judge $lab
	if [ $lossy = 1 ]; then check "$lab: there were losses" [ "$(field losses)" -gt 0 ]; else skip "$lab: losses" "this kernel has no tc with bpf"; fi
done
points() { "$LABTAP" read --format json "$dir/$1.pcapng" "$2" | grep -o '"endpoint":"[^"]*"' | sort -u | cut -d'"' -f4 | tr '\n' ' '; }
same "tunnel: no tag anywhere" "$(points tunnel 'vlan and udp port 9999')" ""
same "vlan: the tag is there in the tunnel" "$(points vlan 'vlan 10 and udp port 9999')" "$tunnel "
same "vlan: and nowhere else" "$(points vlan 'udp port 9999')" "host:br-pa-eth2 host:br-pb-eth2 pa:eth2 pb:eth2 vq:nic2 vr:nic2 "
vms_down
done_testing
