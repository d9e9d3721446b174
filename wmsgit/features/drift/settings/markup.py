"""Formats beyond data: JSON with comments, XML, and Dockerfiles, each as the data that pointers lead into."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

# A text in double quotes, a comment, or a comma before what ends a list or an object.
_JSON_PART = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/|,(?=(?:\s|//[^\n]*\n|/\*.*?\*/)*[}\]])', re.DOTALL)
_TEXT, _ATTRIBUTE = "#text", "@"
_VARIABLE = re.compile(r"\$(?:\{(?P<braced>[A-Za-z_]\w*)(?::-(?P<default>[^}]*))?\}|(?P<bare>[A-Za-z_]\w*))")
_SCRATCH = "scratch"


def read_json(text: str) -> Any:
    """JSON, or JSON with comments and with commas after the last item, as editors and compilers write it.

    Raises:
        ValueError: when it is neither.
    """
    try:
        return json.loads(text, parse_constant=_no_number)
    except ValueError:
        plain = _JSON_PART.sub(lambda match: match[0] if match[0].startswith('"') else " ", text)
        return json.loads(plain, parse_constant=_no_number)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def read_xml(text: str) -> Any:
    """An XML document: an element is its text, or a mapping of its children, `@attribute`s and `#text`.

    Several children of one name are a list. Names have no namespace.

    Raises:
        ValueError: when it is no XML, or has a document type, whose entities could grow without bound.
    """
    from xml.parsers.expat import ExpatError, ParserCreate

    parser = ParserCreate()
    builder = _XmlBuilder()
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = _no_document_type
    try:
        parser.Parse(text, True)
    except ExpatError as error:
        raise ValueError(str(error)) from error
    return builder.top


def _no_document_type(*_: Any) -> NoReturn:
    raise ValueError("it has a document type, and entities are not read")


class _XmlBuilder:
    """Builds data from the events of an XML document."""

    def __init__(self) -> None:
        self.top: dict[str, Any] = {}
        self._open: list[tuple[dict[str, Any], list[str]]] = [(self.top, [])]

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        self._open.append(({f"{_ATTRIBUTE}{_local(key)}": value for key, value in attributes.items()}, []))

    def text(self, characters: str) -> None:
        self._open[-1][1].append(characters)

    def end(self, name: str) -> None:
        fields, texts = self._open.pop()
        text = "".join(texts).strip()
        value: Any = {**fields, **({_TEXT: text} if text else {})} if fields else text
        around, key = self._open[-1][0], _local(name)
        if key not in around:
            around[key] = value
        elif isinstance(around[key], list):
            around[key].append(value)
        else:
            around[key] = [around[key], value]


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def read_dockerfile(text: str) -> dict[str, Any]:
    """A Dockerfile ("Dockerfile reference"): `from`, the images that are taken from elsewhere, and `instructions`.

    An image has `image` as it is written, with the defaults of the arguments before it, `name`, `tag`, `digest`,
    `stage`, `platform`, as far as it has them. `scratch` and earlier stages are no images. An instruction is
    `{instruction, value}`.
    """
    instructions = list(_instructions(text))
    arguments: dict[str, str] = {}
    stages: set[str] = set()
    images: list[dict[str, str]] = []
    for name, value in instructions:
        if name == "ARG" and not stages and not images:
            key, _, default = value.partition("=")
            arguments[key.strip()] = default.strip().strip("\"'")
        elif name == "FROM":
            image = _image(value, arguments)
            if image["image"].lower() not in stages and image["image"].lower() != _SCRATCH:
                images.append(image)
            if "stage" in image:
                stages.add(image["stage"].lower())
    return {
        "from": images,
        "instructions": [{"instruction": name, "value": value} for name, value in instructions],
    }


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    """Name in capitals and value of each instruction, continued lines joined, comments left out."""
    held = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("#") or (not line and held):
            continue
        if line.endswith("\\"):
            held += f"{line[:-1].strip()} "
            continue
        name, _, value = (held + line).strip().partition(" ")
        held = ""
        if name:
            yield name.upper(), value.strip()


def _image(value: str, arguments: dict[str, str]) -> dict[str, str]:
    words = value.split()
    flags = {word.partition("=")[0]: word.partition("=")[2] for word in words if word.startswith("--")}
    rest = [word for word in words if not word.startswith("--")]
    image = _VARIABLE.sub(lambda match: _argument(match, arguments), rest[0]) if rest else ""
    name, _, digest = image.partition("@")
    path, colon, tag = name.rpartition(":")
    is_tagged = bool(colon) and "/" not in tag
    stage = rest[2] if len(rest) > 2 and rest[1].upper() == "AS" else ""  # noqa: PLR2004 - FROM image AS stage
    parts = {
        "image": image,
        "name": path if is_tagged else name,
        "tag": tag if is_tagged else "",
        "digest": digest,
        "stage": stage,
        "platform": flags.get("--platform", ""),
    }
    return {key: part for key, part in parts.items() if part or key == "image"}


def _argument(match: re.Match[str], arguments: dict[str, str]) -> str:
    """The default of an argument; the variable as it is written where there is none."""
    return arguments.get(match["braced"] or match["bare"] or "") or match["default"] or match[0]
