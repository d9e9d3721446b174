"""Editors' configuration files: how to add our own keys to a file that exists, and touch nothing else in it."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

SCHEMA_EXTENSION = "redhat.vscode-yaml"
"""The Visual Studio Code extension that checks YAML files against `yaml.schemas`."""

JSON_SCHEMAS = [{"fileMatch": ["/schemas/*.schema.json"], "url": "./schemas/meta/x-wmsgit.schema.json"}]
"""`json.schemas` of Visual Studio Code: the schema files themselves are JSON, and have a schema, too."""

_KEY = re.compile(r'"(?:[^"\\]|\\.)*"\s*:\s*')


def add_to_json(text: str, key: str, wanted: Mapping[str, Any] | Sequence[Any]) -> str | None:
    """A JSON text whose top-level `key` holds at least `wanted`, every other byte as it was.

    Args:
        text: the file's text; empty for a file that does not exist.
        key: a top-level key.
        wanted: the entries (of a mapping) or items (of a list) that must be there; entries that exist stay.

    Returns:
        The new text, `text` itself when nothing is missing, None when the file cannot be read as JSON or the key
        holds something else.
    """
    if not text.strip():
        return json.dumps({key: wanted}, indent=2, ensure_ascii=False) + "\n"
    try:
        whole = json.loads(text)
    except ValueError:
        return None
    if not isinstance(whole, dict) or not isinstance(whole.get(key, wanted), type(wanted)):
        return None
    expected = _merged(whole, key, wanted)
    if expected == whole:
        return text
    result = _insert(text, whole, key, wanted)
    return result if _parses_as(result, expected) else None


def add_to_xml_map(text: str, entries: Mapping[str, str]) -> str | None:
    """JetBrains' `jsonSchemas.xml` with these entries, every other byte as it was.

    Args:
        text: the file's text; empty for a file that does not exist.
        entries: the entry's key → its XML.

    Returns:
        The new text; None when an existing file has no map to add to.
    """
    if not text.strip():
        text = _EMPTY_XML
    missing = [xml for key, xml in entries.items() if f'<entry key="{key}">' not in text]
    if not missing:
        return text
    end = text.rfind("</map>")
    if end < 0:
        return None
    start = text.rfind("\n", 0, end) + 1
    return text[:start] + "".join(missing) + text[start:]


def add_lines(text: str, lines: Sequence[str]) -> str:
    """A text file such as `.gitattributes` with these lines in it, at its end where they are missing."""
    present = {line.strip() for line in text.splitlines()}
    missing = [line for line in lines if line not in present]
    if not missing:
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    start = text if not text or text.endswith("\n") else text + newline
    return start + "".join(line + newline for line in missing)


def without_lines(text: str, lines: Sequence[str]) -> str:
    """A text file without these lines; every other line stays as it is."""
    return "".join(line for line in text.splitlines(keepends=True) if line.strip() not in lines)


def vscode_schemas(folders: Mapping[str, str]) -> dict[str, str]:
    """`yaml.schemas` of Visual Studio Code: schema file → glob of the records, from kind name → folder."""
    kinds = {f"./schemas/{name}.schema.json": f"records/{folder}/**/*.yaml" for name, folder in folders.items()}
    return kinds | {"./schemas/workspace.schema.json": "records/workspace.yaml"}


def jetbrains_schemas(folders: Mapping[str, str]) -> dict[str, str]:
    """The entries of `.idea/jsonSchemas.xml`, from kind name → folder."""
    kinds = {f"wmsgit {name}": _entry(name, f"records/{folder}", is_folder=True) for name, folder in folders.items()}
    return kinds | {
        "wmsgit workspace": _entry("workspace", "records/workspace.yaml", is_folder=False),
        "wmsgit schemas": _entry("schemas", "schemas", is_folder=True, schema="meta/x-wmsgit"),
    }


def _merged(whole: dict[str, Any], key: str, wanted: Any) -> dict[str, Any]:
    there = whole.get(key)
    if isinstance(wanted, Mapping):
        return whole | {key: {**wanted, **(there or {})}}
    return whole | {key: [*(there or []), *(item for item in wanted if item not in (there or []))]}


def _insert(text: str, whole: dict[str, Any], key: str, wanted: Any) -> str:
    indent = _indent(text)
    if key not in whole:
        spelled = json.dumps(wanted, indent=len(indent) or 2, ensure_ascii=False).replace("\n", "\n" + indent)
        return _append(text, text.rindex("}"), f"{json.dumps(key)}: {spelled}", indent, is_empty=not whole)
    start = _start_of(text, key)
    end = start + json.JSONDecoder().raw_decode(text[start:])[1] - 1
    there = whole[key]
    pieces = (
        [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in wanted.items() if k not in there]
        if isinstance(wanted, Mapping)
        else [json.dumps(item, ensure_ascii=False) for item in wanted if item not in there]
    )
    deeper = indent * 2
    return _append(text, end, f",\n{deeper}".join(pieces), deeper, is_empty=not there, outer=indent)


def _append(text: str, end: int, piece: str, indent: str, *, is_empty: bool, outer: str = "") -> str:
    """`text` with `piece` before the bracket at `end`, on a line of its own."""
    newline = "\r\n" if "\r\n" in text else "\n"
    head = text[:end].rstrip()
    comma = "" if is_empty else ","
    return f"{head}{comma}{newline}{indent}{piece.replace(chr(10), newline)}{newline}{outer}{text[end:]}"


def _start_of(text: str, key: str) -> int:
    """Where the value of a top-level key begins."""
    depth, at = 0, 0
    while at < len(text):
        match = _KEY.match(text, at) if text[at] == '"' else None
        if match and depth == 1 and json.loads(match[0].rstrip().removesuffix(":").rstrip()) == key:
            return match.end()
        if text[at] == '"':
            at = json.decoder.scanstring(text, at + 1)[1]  # type: ignore[attr-defined]
            continue
        depth += (text[at] in "{[") - (text[at] in "}]")
        at += 1
    return at


def _parses_as(text: str, expected: dict[str, Any]) -> bool:
    try:
        return bool(json.loads(text) == expected)
    except ValueError:
        return False


def _indent(text: str) -> str:
    match = re.search(r"^[\t ]+(?=\")", text, re.MULTILINE)
    return match[0] if match else "  "


def _entry(name: str, path: str, *, is_folder: bool, schema: str = "") -> str:
    folder = '<option name="directory" value="true" />' if is_folder else ""
    options = (
        f'<option name="name" value="wmsgit {name}" />',
        f'<option name="relativePathToSchema" value="schemas/{schema or name}.schema.json" />',
        '<option name="schemaVersion" value="JSON Schema version 2020-12" />',
        f'<option name="patterns"><list><Item>{folder}<option name="path" value="{path}" /></Item></list></option>',
    )
    lines = (
        f'<entry key="wmsgit {name}">',
        "  <value>",
        "    <SchemaInfo>",
        *(f"      {option}" for option in options),
        "    </SchemaInfo>",
        "  </value>",
        "</entry>",
    )
    return "".join(f"        {line}\n" for line in lines)


_EMPTY_XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<project version="4">
  <component name="JsonSchemaMappingsProjectConfiguration">
    <state>
      <map>
      </map>
    </state>
  </component>
</project>
"""
