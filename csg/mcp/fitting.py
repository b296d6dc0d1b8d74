"""Is a value what a schema says?  The arguments of a call are; what a tool gives is, in the tests."""

from csg.base import wording

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_ARTICLES = {
    "string": "a string",
    "array": "an array",
    "object": "an object",
    "boolean": "true or false",
    "integer": "an integer",
}


def misfit(schema: "Mapping[str, Any]", value: "Any", where: str) -> str:
    """What is wrong with a value, by the part of JSON Schema that the tools use; "" if nothing is."""
    kind = schema["type"]
    if not _is(kind, value):
        return "%s is wanted as %s, not %s" % (where or "the arguments", _ARTICLES[kind], _kind(value))
    if "enum" in schema and value not in schema["enum"]:
        return "%s is one of %s" % (where, ", ".join([repr(allowed) for allowed in schema["enum"]]))
    if kind == "string" and not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return "%s has %d characters; allowed are %s" % (where, len(value), _range(schema, "Length"))
    if kind == "integer" and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return "%s is %d; allowed are %d to %d" % (where, value, schema["minimum"], schema["maximum"])
    if kind == "array":
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            return "%s has %d items; allowed are %s" % (where, len(value), _range(schema, "Items"))
        for i, item in enumerate(value):
            wrong = misfit(schema["items"], item, "%s[%d]" % (where, i))
            if wrong:
                return wrong
    if kind == "object":
        known = schema["properties"]
        for name in schema.get("required", ()):
            if name not in value:
                return "%s is missing" % (where + "." + name if where else name)
        for name, item in value.items():
            inner = where + "." + name if where else name
            if name in known:
                wrong = misfit(known[name], item, inner)
                if wrong:
                    return wrong
            elif schema.get("additionalProperties") is False:
                return "%s is unknown; known are: %s" % (wording.quoted(name, 60), ", ".join(known) or "none")
    return ""


def _range(schema: "Mapping[str, Any]", what: str) -> str:
    return "%d to %d" % (schema.get("min" + what, 0), schema["max" + what])


def _is(kind: str, value: "Any") -> bool:
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, {"string": str, "array": list, "object": dict, "boolean": bool}[kind])


def _kind(value: "Any") -> str:
    for kind, article in _ARTICLES.items():
        if _is(kind, value):
            return article
    return "null" if value is None else "a number"
