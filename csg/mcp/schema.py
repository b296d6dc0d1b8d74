"""JSON Schemas, as far as the tools use them: `fitting` checks these keywords and no others."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Schema = dict[str, Any]


def text(description: str = "", **more: "Any") -> "Schema":
    """A string; `more` are keywords of the schema."""
    return dict({"type": "string", "description": description} if description else {"type": "string"}, **more)


def number(description: str = "", **more: "Any") -> "Schema":
    """An integer; `more` are keywords of the schema."""
    return dict({"type": "integer", "description": description} if description else {"type": "integer"}, **more)


def flag(description: str) -> "Schema":
    """True or false."""
    return {"type": "boolean", "description": description}


def array(items: "Schema", description: str = "", **more: "Any") -> "Schema":
    """An array; `more` are keywords of the schema."""
    said: Schema = {"type": "array", "items": items}
    if description:
        said["description"] = description
    return dict(said, **more)


def inputs(*required: str, **properties: "Schema") -> "Schema":
    """The arguments of a tool, and which of them are required; others are unknown."""
    said: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return dict(said, required=list(required)) if required else said


def outputs(**properties: "Schema") -> "Schema":
    """An object, all of whose fields are always there."""
    return {"type": "object", "properties": properties, "required": list(properties)}
