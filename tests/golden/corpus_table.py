#!/usr/bin/env python3
"""corpus_table.py RESULT SCORER FAMILIES: what the scorer found (of a family the mean over files), held against the bars
of the project, one "STATUS TEXT" per line, then the table; families without a frame in the collection are named."""
import json
import os
import sys

result_path, scorer, families_path = sys.argv[1:4]
sys.path.insert(0, os.path.dirname(os.path.abspath(scorer)))
import protos  # noqa: E402, comes with the scorer
import refs  # noqa: E402, as well

FRAMES_MIN = 20  # fewer are no sample
# Families that cannot be read from one packet as long as each of their frames is inside another one, and why not.
BEYOND = {"HTTP2": ("tls", "in TLS, whose keys are in the file: records, and the names in their headers, follow from all before them")}

result = json.load(open(result_path))
micro, families = result["core_micro"], result["protocols"]


def beyond(name):
    """Is every frame of the family in the collection inside what hides it?"""
    if name not in BEYOND:
        return False
    known = (refs.ref(os.path.join(refs.CORPUS, line[0]), make_missing=False) for line in refs.manifest())
    chains = [frame[7].split(":") for ref in known if ref for frame in ref["frames"] if protos.family(frame[4]) == name]
    return bool(chains) and all(BEYOND[name][0] in chain for chain in chains)


def bar(name, value, least):
    print(int(value < least), f"{name}: {value:.1f} of {least}")


bar("headline, every core protocol weighs the same", result["core_macro"]["score"], 95)
bar("equal source", micro["src"], 98)
bar("equal destination", micro["dst"], 98)
bar("equal protocol", micro["proto"], 97)
bar("facts of Info", micro["info"], 90)
for name, family in families.items():
    if family["frames"] >= FRAMES_MIN and not beyond(name):
        bar(f"facts of Info, {name}", family["info"], 80)

print("#", f"{'family':12} {'files':>5} {'frames':>6} {'src':>5} {'dst':>5} {'proto':>5} {'info':>5}")
for name, family in families.items():
    values = " ".join("    -" if family[c] is None else f"{family[c]:5.1f}" for c in ("src", "dst", "proto", "info"))
    print("#", f"{name:12} {family['files']:5} {family['frames']:6} {values}")
for name, (_, why) in BEYOND.items():
    if beyond(name):
        print("#", f"{name} has no bar: {why}")
listed = [line.split(" | ") for line in open(families_path) if not line.startswith("#")]
unmeasured = [family for family, _, protocol, _ in listed if protos.family(protocol) not in families]
print("# unmeasured, no frame of their Protocol in the collection:", ", ".join(unmeasured))
