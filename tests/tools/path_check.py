"""path_check.py FILE...: is each the object of `labtap path --json`? By its schema (tests/path.schema.json), and what a schema
cannot say: packets that were sent arrived, are lost, or in doubt; points that are named are there."""
import json, pathlib, sys

from schema import validate

SCHEMA = json.loads((pathlib.Path(__file__).parent.parent / "path.schema.json").read_text())


def refers(d):
    points = {h["point"] for h in d["hops"]}
    if d["sent"] != d["arrived"] + d["lost"] + d["doubtful"]:
        yield "what was sent is not what arrived, is lost or in doubt"
    if sum(h["lost"] for h in d["hops"]) != d["lost"] or len(d["lost_packets"]) != min(d["lost"], 1000):
        yield "losses: not as many by hop, or not listed"
    for l in d["lost_packets"]:
        if l["last"] not in points or l["next"] not in points | {None}:
            yield f"packet {l['number']}: between points that are none"


wrong = []
for name in sys.argv[1:]:
    d = json.load(open(name))
    wrong += [f"{name}: {w}" for w in [*validate(d, SCHEMA, "", SCHEMA)] or refers(d)]
print("\n".join("# " + w for w in wrong[:20]), end="\n" if wrong else "")
sys.exit(bool(wrong) or len(sys.argv) < 2)
