#!/bin/bash
# The README's recipes, as they stand there: the five on the demo lab, and the jobs for GitHub Actions, in which stand-ins bring
# up the lab instead of containerlab and netlab. Everything of labtap's is real.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
top=$(realpath ../..) dir=$(mktemp -d); chmod 755 "$dir"; cd "$dir" || exit 1
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$dir"' EXIT
unset CLAB_TOPO CLAB_NAME CLAB_LABDIR_BASE SSH_CONNECTION MAKEFLAGS MAKELEVEL
export HOME=$dir TOOLS=$BUILD/tools PATH=$dir/bin:$PATH
mkdir bin demo && ln -s "$LABTAP" bin/labtap && printf '#!/bin/sh\nexec "$@"\n' >bin/sudo && chmod +x bin/sudo

# Five recipes.
cp "$top/tests/demo/netlab.snapshot.yml" demo/ && cd demo || exit 1
sed -n '/^## Five recipes/,/^## Use it/s/^    //p' "$top/README.md" |
	sed 's/^ssh labhost //; s/wireshark -k -i -/tshark -n -i - -c 3/' >recipes
same "there are five, and one pipe" "$(sed 's/.*labtap \([a-z]*\) .*/\1/' recipes | xargs)" "expect capture path capture capture expect"
"$top/tests/demo/lab.sh" up && "$top/tests/demo/lab.sh" traffic
forwards() { ip netns exec b ping -q -c 1 -W 1 172.16.0.1 >/dev/null; }
wait_for forwards
ip netns exec b ping -q -i 0.1 172.16.0.1 >/dev/null & ip netns exec inside-d ping -q -i 0.1 10.2.0.2 >/dev/null &
for n in a b; do ip netns exec $n "$TOOLS/hello" eth2 10.0.0.1 10.0.0.2 1 600 >/dev/null 2>&1 & done
n=0
while read -r recipe; do
	n=$((n + 1))
	(timeout 500 bash -c "$recipe" >out.$n 2>err.$n; echo $? >status.$n) </dev/null & recipes="${recipes:-} $!"
done <recipes
wait $recipes
at() { sed -nE "s/^ +([0-9]+)  link:$1\$/\1/p" out.1; }
same "the quiet link: where no OSPF came, and status 1" "$(cat status.1) $(at X_1) $([ "$(at a-b)" -gt 0 ] && echo some) $(at d-e)" "1 0 some 0"
if [ -c /dev/net/tun ]; then
	same "a link that no interface carries" "$(cat status.2) $(grep -c 'Echo (ping)' out.2)" "0 4"
else
	skip "a link that no interface carries" "no /dev/net/tun"
fi
same "a ping, hop by hop" "$(cat status.3) $(grep -cE '^(b:eth1|a:eth1|host:X_1-[ab]) +([2-9]|[1-9][0-9]+) ' out.3)" "0 4"
same "saved" "$(cat status.4) $(labtap read a-b.pcapng -q | wc -l)" "0 10"
if command -v tshark >/dev/null; then
	same "into Wireshark" "$(wc -l <out.5)" 3
else
	skip "into Wireshark" "tshark is not installed"
fi
same "in CI: the answer and the evidence" "$(cat status.6) $(grep -c 'tests="1" failures="0"' ospf.xml) $([ "$(labtap read ospf.pcapng ospf -q | wc -l)" -ge 3 ] && echo evidence)" "0 1 evidence"

# The jobs of GitHub Actions.
cd .. && mkdir containerlab netlab b && cp "$LABTAP" b/labtap
sed -n '/^## Five recipes/,$p' "$top/README.md" | sed -n '/^    on: push/,/^$/s/^    //p' >workflow.yml
cat >jobs.py <<'P'
import sys, yaml
flow = yaml.safe_load(open("workflow.yml"))
assert flow[True] == "push", "on:" # YAML 1.1 has it for a truth
for name, job in flow["jobs"].items():
    assert job["runs-on"].startswith("ubuntu-"), name
    for step in job["steps"]:
        assert ("uses" in step) != ("run" in step) and set(step) <= {"uses", "run", "with", "if"}, step
    upload = job["steps"][-1]
    assert upload["if"] == "always()" and upload["with"]["path"].split() == ["*.xml", "*.pcapng"], upload
    with open(f"{name}/run", "w") as out:
        print("\n".join(step["run"] for step in job["steps"] if "run" in step), file=out)
P
check "the workflow has jobs with steps of the kinds there are" python3 jobs.py
printf 'name: c\ntopology:\n  nodes: { r1: { kind: linux }, r2: { kind: linux } }\n  links: [ endpoints: ["r1:eth1", "r2:eth1"] ]\n' >containerlab/lab.clab.yml
printf 'name: n\nprovider: clab\ndefaults.device: frr\nnodes: [ r1, r2 ]\nlinks: [ r1-r2 ]\n' >netlab/topology.yml
cat >bin/lab <<'B'
#!/bin/sh
# lab NAME: what containerlab makes of it
for n in r1 r2; do ip netns add clab-$1-$n; done
ip link add eth1 netns clab-$1-r1 type veth peer name eth1 netns clab-$1-r2
for n in 1 2; do ip -n clab-$1-r$n link set eth1 up; done
for n in 1 2; do ip netns exec clab-$1-r$n "$TOOLS/hello" eth1 10.0.0.$n 10.0.0.$((3 - n)) 1 600 >/dev/null 2>&1 & done
B
cat >bin/make <<'B'
#!/bin/sh
exec /usr/bin/make -s -o "$HOME/b/labtap" B="$HOME/b" DESTDIR="$HOME/root" "$@"
B
printf '#!/bin/sh\n[ "$*" = "deploy -t lab.clab.yml" ] && exec lab c\n' >bin/containerlab
printf '#!/bin/sh\ncase $1 in install) ;; up) exec lab n ;; *) exit 1 ;; esac\n' >bin/netlab
printf '#!/bin/sh\n' >bin/pip; printf '#!/bin/sh\necho true\n' >bin/curl
chmod +x bin/*; rm bin/labtap
for job in containerlab netlab; do
	cd "$dir/$job" && ln -s "$top" labtap
	timeout 500 env PATH="$dir/root/usr/local/bin:$PATH" bash -e -o pipefail run >out 2>err
	same "$job: every step ends well" "$?" 0
	[ -e ospf.xml ] || sed 's/^/# /' err
	same "$job: what is uploaded" "$(echo *.xml *.pcapng) $(grep -c 'tests="1" failures="0"' ospf.xml)" "ospf.xml ospf.pcapng 1"
	same "$job: the program that was installed" "$(command -v "$dir/root/usr/local/bin/labtap" | grep -c .)" 1
	rm -rf "$dir/root"
done
done_testing
