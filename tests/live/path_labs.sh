#!/bin/bash
# Joins of path.h in labs where every packet is known by a number that path.h does not look at: none may be wrong, and what is
# lost must be found where it was lost. Labs with virtual machines: path_vms.sh. tests/bench/path.sh has the same labs with more packets.
. tests/tap.sh
. tests/path_labs.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
COUNT=600 PPS=2000

lab_bridge; judge bridge
lab_router; judge router
lab_vxlan; judge vxlan
if lab_loss; then judge loss; else skip "loss" "this kernel has no tc with bpf"; fi
lab_relay lossy loss 20 reorder 20 duplicate 20; judge lossy
check "lossy: there were losses" [ "$(field losses)" -gt 0 ]
lab_relay mpls mpls 100; judge mpls
lab_relay nat nat 203.0.113.7 40000; judge nat
same "nat: everything arrived, as path sees it" "$(field reported)" 0
done_testing
