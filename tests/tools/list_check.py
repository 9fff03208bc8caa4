"""list_check.py FILE...: is each the object of `labtap list --json`? By its schema (tests/list.schema.json), and what a schema cannot say: names that refer to something are there, lists are in order."""
import json, pathlib, sys

from schema import validate

SCHEMA = json.loads((pathlib.Path(__file__).parent.parent / "list.schema.json").read_text())


def refers(d):
    ends = [e["name"] for e in d["endpoints"]]
    if ends != sorted(ends) or len(ends) != len(set(ends)):
        yield "endpoints: not in order, or one twice"
    for e in d["endpoints"]:
        if e["peer"] and e["peer"] not in ends:
            yield f"{e['name']}: no peer {e['peer']}"
        if (e["kind"] == "interface") == (e["local"] is not None):
            yield f"{e['name']}: an end of a tunnel, or none?"
    for lab in d["labs"]:
        indexes = {link["index"] for link in lab["links"]}
        for node in lab["nodes"]:
            for i in node["interfaces"]:
                where = f"{lab['name']}/{node['name']}:{i['name']}"
                if i["endpoint"] is not None and i["endpoint"] not in ends:
                    yield f"{where}: no endpoint {i['endpoint']}"
                if i["endpoint"] is None and not i["reason"]:
                    yield f"{where}: cannot be captured without a reason"
                if i["link"] is not None and i["link"] not in indexes:
                    yield f"{where}: no link {i['link']}"
                if i["state"] in ("missing", "down") and not i["reason"]:
                    yield f"{where}: {i['state']} without a reason"
        if not lab["exact"] and not lab["notes"]:
            yield f"{lab['name']}: not exact without a cause"


wrong = []
for name in sys.argv[1:]:
    d = json.load(open(name))
    wrong += [f"{name}: {w}" for w in [*validate(d, SCHEMA, "", SCHEMA)] or refers(d)]
print("\n".join("# " + w for w in wrong[:20]), end="\n" if wrong else "")
sys.exit(bool(wrong) or len(sys.argv) < 2)
