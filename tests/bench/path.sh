#!/bin/bash
# Path: how many joins are right and how many are missed, whether every loss is found where it happened, what a packet costs
# and how much memory all of them, in the labs of tests/path_labs.sh: 10 000 datagrams a second through the kernel, 2 000
# through nodes that are programs (1 % lost, reordered and doubled; MPLS, NAT) or virtual machines (a UDP tunnel, a VLAN). Status 1 unless all joins are right,
# 99 % are made and all losses are located.
#   B=build/release COUNT=50000 tests/bench/path.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
BUILD=$(realpath "${B:-build/release}") COUNT=${COUNT:-50000} PPS=10000
LABTAP=$BUILD/labtap
. tests/tap.sh
. tests/path_labs.sh
. tests/path_vms.sh
. tests/measure.sh
status=0
line() { # NAME
	local wrong recall ns lost
	awk -v n="$1" -v figures="$dir/figures" '{ for (i = 1; i < NF; i += 2) v[$i] = $(i + 1)
		joins = v["right"] + v["wrong"]
		precision = joins ? 100 * v["right"] / joins : 0; recall = v["right"] ? 100 * v["right"] / (v["right"] + v["missed"]) : 0
		print 100 - precision, recall, v["ns"], v["losses"] - v["located"] >figures
		printf "%-12s %8d packets  precision %7.3f %%  recall %7.3f %%  %4d lost, %4d located  %5d ns each  %6.1f MiB\n",
			n, v["packets"], precision, recall, v["losses"], v["located"], v["ns"], v["rss_kib"] / 1024
		exit v["wrong"] != 0 || recall < 99 || v["losses"] != v["located"] || v["reported"] != v["losses"] }' <<<"${judged[line]}" || { status=1; echo "  ${judged[line]}"; }
	read -r wrong recall ns lost <"$dir/figures"
	goal "path, $1: joins that are wrong" "$wrong" % '<= 0'
	goal "path, $1: joins that are made" "$recall" % '>= 99'
	goal "path, $1: losses not located" "$lost" '' '<= 0'
	goal "path, $1: a packet" "$ns" 'CPU ns'
}
for lab in bridge router vxlan loss; do
	if lab_$lab; then line $lab; else echo "$lab: this kernel has no tc with bpf"; fi
done
PPS=2000 COUNT=$((COUNT / 5))
lab_relay lossy loss 100 reorder 100 duplicate 100; line lossy
lab_relay mpls mpls 100; line mpls
lab_relay nat nat 203.0.113.7 40000; line nat
why=$(no_vms)
if [ -n "$why" ]; then echo "virtual machines: $why"; elif vms_up; then
	for lab in tunnel vlan; do lab_$lab; line $lab; done
	vms_down
else status=1; fi
exit $status
