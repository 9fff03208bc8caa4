#!/usr/bin/env python3
"""corpus_table.py RESULT SCORER FAMILIES: what the scorer found (of a family the mean over files), held against the bars
of the project, one "STATUS TEXT" per line, then the table; families without a frame in the collection are named."""
import json
import os
import sys

result_path, scorer, families_path = sys.argv[1:4]
sys.path.insert(0, os.path.dirname(os.path.abspath(scorer)))
import protos  # noqa: E402, comes with the scorer

FRAMES_MIN = 20  # fewer are no sample
# Of families that cannot be read from one packet, why not.
BEYOND = {"HTTP2": "in TLS, whose keys are in the file: records, and the names in their headers, follow from all before them"}

result = json.load(open(result_path))
micro, families = result["core_micro"], result["protocols"]


def bar(name, value, least):
    print(int(value < least), f"{name}: {value:.1f} of {least}")


bar("headline, every core protocol weighs the same", result["core_macro"]["score"], 95)
bar("equal source", micro["src"], 98)
bar("equal destination", micro["dst"], 98)
bar("equal protocol", micro["proto"], 97)
bar("facts of Info", micro["info"], 90)
for name, family in families.items():
    if family["frames"] >= FRAMES_MIN and name not in BEYOND:
        bar(f"facts of Info, {name}", family["info"], 80)

print("#", f"{'family':12} {'files':>5} {'frames':>6} {'src':>5} {'dst':>5} {'proto':>5} {'info':>5}")
for name, family in families.items():
    values = " ".join("    -" if family[c] is None else f"{family[c]:5.1f}" for c in ("src", "dst", "proto", "info"))
    print("#", f"{name:12} {family['files']:5} {family['frames']:6} {values}")
for name, why in BEYOND.items():
    if name in families:
        print("#", f"{name} has no bar: {why}")
listed = [line.split(" | ") for line in open(families_path) if not line.startswith("#")]
unmeasured = [family for family, _, protocol, _ in listed if protos.family(protocol) not in families]
print("# unmeasured, no frame of their Protocol in the collection:", ", ".join(unmeasured))
