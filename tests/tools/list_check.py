"""list_check.py FILE...: is each the object of `labtap list --json`? By its schema (tests/list.schema.json, of which the words
that it uses are known here), and what a schema cannot say: names that refer to something are there, lists are in order."""
import json, pathlib, sys

SCHEMA = json.loads((pathlib.Path(__file__).parent.parent / "list.schema.json").read_text())
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def validate(value, schema, at):
    if "$ref" in schema:
        part = SCHEMA
        for step in schema["$ref"].removeprefix("#/").split("/"):
            part = part[step]
        yield from validate(value, part, at)
        return
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(is_type(value, t) for t in types):
        yield f"{at}: {value!r} is no {' or '.join(types)}"
        return
    if "const" in schema and value != schema["const"] or value not in schema.get("enum", [value]):
        yield f"{at}: {value!r} is not allowed"
    for key in schema.get("required", []):
        if key not in value:
            yield f"{at}: no {key}"
    for key, part in schema.get("properties", {}).items():
        if key in value:
            yield from validate(value[key], part, f"{at}.{key}")
    if schema.get("additionalProperties") is False:
        for key in value.keys() - schema["properties"].keys():
            yield f"{at}: {key} is none of its words"
    for i, item in enumerate(value if "items" in schema else []):
        yield from validate(item, schema["items"], f"{at}[{i}]")


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
    wrong += [f"{name}: {w}" for w in [*validate(d, SCHEMA, "")] or refers(d)]
print("\n".join("# " + w for w in wrong[:20]), end="\n" if wrong else "")
sys.exit(bool(wrong) or len(sys.argv) < 2)
