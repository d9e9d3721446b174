"""Writes what is generated in the schemas: `python tests/project/update_schemas.py`.

That is the rule kinds' fields in the schemas that hold rules, the schema of schemas, from the table of keywords, and
the classes of the standard kinds for the Python API.
"""

import json
from pathlib import Path
from typing import Any

from wmsgit.features.drift.kinds import KINDS
from wmsgit.features.drift.rule import ENVELOPE
from wmsgit.features.drift.validation import fragment
from wmsgit.schema.field import Field
from wmsgit.schema.keywords import LEVELS, Keyword
from wmsgit.schema.registry import META_SCHEMA, Registry
from wmsgit.schema.shape import EXTENSION, FIELD, KIND

SCHEMAS = Path(__file__).parents[2] / "schemas"
HOLDERS = ("adr", "state")


def items() -> dict[str, Any]:
    """The schema of one rule: the fields of every rule, and by its kind a case with all of its fields."""
    names = sorted(KINDS)
    meanings = [fragment(name)["description"] for name in names]
    kind = {**ENVELOPE["kind"], "enum": names, "enumDescriptions": meanings}
    return stated(
        {
            "type": "object",
            "description": "One rule: `id`, `kind`, where it looks, and what the rule kind asks for.",
            "required": ["id", "kind"],
            "properties": {**ENVELOPE, "kind": kind},
            "allOf": [
                {"if": {"properties": {"kind": {"const": name}}, "required": ["kind"]}, "then": _case(name)}
                for name in sorted(KINDS)
            ],
        }
    )


def stated(schema: Any) -> Any:
    """A schema whose lists say how they merge: texts, which are names and patterns here, as a set, others in order."""
    if not isinstance(schema, dict):
        return [stated(part) for part in schema] if isinstance(schema, list) else schema
    new = {name: stated(part) for name, part in schema.items()}
    if schema.get("type") == "array" and "merge" not in schema.get("x-wmsgit", {}):
        is_of_texts = schema.get("items", {}).get("type") == "string"
        new["x-wmsgit"] = {**schema.get("x-wmsgit", {}), "merge": "set" if is_of_texts else "list"}
    return new


def _case(name: str) -> dict[str, Any]:
    """A rule kind's case: its own fields whole, of the others only that they may be there."""
    whole = fragment(name)
    properties = whole["properties"]
    own = {field: part for field, part in properties.items() if field not in ENVELOPE}
    required = [field for field in whole["required"] if field not in {"id", "kind"}]
    return {
        "description": whole["description"],
        **({"required": required} if required else {}),
        "properties": {**dict.fromkeys(ENVELOPE, True), **own},
        "additionalProperties": False,
    }


def updated(name: str) -> str:
    """The text that `schemas/<name>.schema.json` should have."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_bytes())
    schema["properties"]["rules"]["items"] = items()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def meta_schema() -> str:
    """The text of the schema of schemas: what JSON Schema itself has, as far as editors help with it, and ours."""
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A schema of wmsgit",
        "description": "What a file schemas/<kind>.schema.json may say, for editors. Generated from wmsgit's keywords.",
        **_schema_object(KIND),
        "$defs": {
            "schema": {"anyOf": [{"type": "boolean"}, _schema_object(FIELD)]},
            "schemas": {"type": "object", "additionalProperties": {"$ref": "#/$defs/schema"}},
            "schema_list": {"type": "array", "items": {"$ref": "#/$defs/schema"}},
            "type": {"type": "string", "enum": list(_TYPES)},
            **{level: _object(list(names.values())) for level, names in LEVELS.items()},
        },
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _object(keywords: list[Keyword]) -> dict[str, Any]:
    required = [keyword.name for keyword in keywords if keyword.required]
    return {
        "type": "object",
        "additionalProperties": False,
        **({"required": required} if required else {}),
        "properties": {keyword.name: {**keyword.form, "description": _sentence(keyword)} for keyword in keywords},
    }


def _sentence(keyword: Keyword) -> str:
    default = f" Without it: {keyword.without}." if keyword.without else ""
    return f"{keyword.meaning[:1].upper()}{keyword.meaning[1:]}.{default}"


_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
_STANDARD: dict[str, Any] = {
    "$schema": {"type": "string"},
    "title": {"type": "string"},
    "description": {"type": "string"},
    "type": {"anyOf": [{"$ref": "#/$defs/type"}, {"type": "array", "items": {"$ref": "#/$defs/type"}}]},
    "format": {"type": "string", "examples": ["date-time", "date", "date-or-time"]},
    "enum": {"type": "array"},
    "required": {"type": "array", "items": {"type": "string"}},
    "pattern": {"type": "string"},
    **{name: {"type": "integer", "minimum": 0} for name in ("minLength", "maxLength", "minItems", "maxItems")},
    **{name: {"type": "number"} for name in ("minimum", "maximum")},
    **{name: {"$ref": "#/$defs/schemas"} for name in ("properties", "$defs")},
    **{name: {"$ref": "#/$defs/schema"} for name in ("items", "additionalProperties", "not", "if", "then", "else")},
    **{name: {"$ref": "#/$defs/schema_list"} for name in ("allOf", "anyOf", "oneOf")},
}
"""What editors complete of JSON Schema (2020-12). Other keywords are let through: `wmsgit check` looks at the whole."""


def _schema_object(level: str) -> dict[str, Any]:
    """A schema with `x-wmsgit` of a level. No reference leads out of the file, for nothing is fetched."""
    return {"type": "object", "properties": {**_STANDARD, EXTENSION: {"$ref": f"#/$defs/{level}"}}}


STANDARD_MODULE = SCHEMAS.parent / "wmsgit" / "api" / "standard.py"
_HEAD = '''"""Classes of the standard kinds, with the fields as `schemas/` has them. Generated by tests/project.

A record of one of these kinds is an object of its class, so that type checkers know its fields. Own kinds, and fields
that a workspace has added, are known at run time alone.
"""

from datetime import datetime
from typing import Any, TypeVar

from wmsgit.api.objects import RecordObject

R = TypeVar("R", bound=RecordObject)
'''


def standard_module() -> str:
    """The text of wmsgit/api/standard.py: a class a kind, with an annotation a field."""
    kinds = list(Registry.read(SCHEMAS).kinds())
    parts = [_HEAD]
    for kind in kinds:
        lines = [
            f"    {name}: {_annotation(field)}" for name, field in kind.fields.items() if name not in _OF_EVERY_RECORD
        ]
        parts.append(f'\n\nclass {_class_name(kind.name)}(RecordObject):\n    """{_of_line(kind.description)}"""\n\n')
        parts.append("\n".join(lines) + "\n")
    listed = "".join(f'    "{kind.name}": {_class_name(kind.name)},\n' for kind in kinds)
    parts.append(f'\n\nCLASSES: dict[str, type[RecordObject]] = {{\n{listed}}}\n"""A kind\'s name → its class."""\n\n')
    parts.append('KINDS = {cls: name for name, cls in CLASSES.items()}\n"""A class → the name of its kind."""\n')
    return "".join(parts)


def _class_name(kind: str) -> str:
    return f"{kind.title().replace('_', '').replace('-', '')}Record"


def _of_line(description: str) -> str:
    first = description.partition(". ")[0].rstrip(".")
    return f"{first}."


def _annotation(field: Field) -> str:
    if field.is_list:
        return "list[dict[str, Any]]" if field.properties else "list[Any]" if field.types != {"array"} else "list[str]"
    if field.is_time:
        name = "datetime"
    else:
        name = _PYTHON.get(next(iter(field.types)), "Any") if len(field.types) == 1 else "Any"
    return name if field.required or name == "Any" else f"{name} | None"


_OF_EVERY_RECORD = {"id", "kind", "path"}
_PYTHON = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "object": "dict[str, Any]"}


if __name__ == "__main__":
    STANDARD_MODULE.write_text(standard_module(), encoding="utf-8")
    for holder in HOLDERS:
        (SCHEMAS / f"{holder}.schema.json").write_text(updated(holder), encoding="utf-8")
    (SCHEMAS / META_SCHEMA).parent.mkdir(exist_ok=True)
    (SCHEMAS / META_SCHEMA).write_text(meta_schema(), encoding="utf-8")
