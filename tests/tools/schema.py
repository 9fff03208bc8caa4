"""Is a value by a JSON schema? The words that the schemas of tests/ use are known here."""
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def validate(value, schema, at, whole):
    if "$ref" in schema:
        part = whole
        for step in schema["$ref"].removeprefix("#/").split("/"):
            part = part[step]
        yield from validate(value, part, at, whole)
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
            yield from validate(value[key], part, f"{at}.{key}", whole)
    if schema.get("additionalProperties") is False:
        for key in value.keys() - schema["properties"].keys():
            yield f"{at}: {key} is none of its words"
    for i, item in enumerate(value if "items" in schema else []):
        yield from validate(item, schema["items"], f"{at}[{i}]", whole)
