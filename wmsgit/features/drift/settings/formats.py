"""Formats: the bytes of a configuration file as data: TOML, YAML, JSON, INI, XML, HCL, a Dockerfile, or one text."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from wmsgit.features.drift.budget import MAX_DEPTH, MAX_SPACE, is_deep
from wmsgit.features.drift.facts import ExtractionError
from wmsgit.features.drift.settings.hcl import read_hcl
from wmsgit.features.drift.settings.markup import read_dockerfile, read_json, read_xml
from wmsgit.features.drift.texts import text_of

_SUFFIXES = {
    ".toml": "toml",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".jsonc": "json",
    ".json5": "json",
    ".ini": "ini",
    ".cfg": "ini",
}
_NAMES = {
    ".editorconfig": "ini",
    ".flake8": "ini",
    ".coveragerc": "ini",
    ".pylintrc": "ini",
    ".npmrc": "ini",
    "Pipfile": "toml",
    "Pipfile.lock": "json",
    "Cargo.lock": "toml",
    "poetry.lock": "toml",
    "uv.lock": "toml",
}
_XML_SUFFIXES = (".xml", ".csproj", ".fsproj", ".props", ".targets", ".config", ".pom", ".xsd", ".plist")
_HCL_SUFFIXES = (".tf", ".tfvars", ".hcl")
_DOCKERFILE = re.compile(r"(?i)(?:.*\.)?(?:dockerfile|containerfile)(?:\..*)?")
_KEY_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*"""
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_KEY_PART}){{{MAX_DEPTH}}}")
_LONG_SPACE = re.compile(rf"\s{{{MAX_SPACE}}}")
_TOP = "\0top"


def format_of(path: str) -> str:
    """The format that a file's name says: `toml`, `yaml`, `json`, `ini`, else `text`."""
    name = path.rpartition("/")[2]
    suffix = f".{name.rpartition('.')[2]}" if "." in name else ""
    return _NAMES.get(name) or _SUFFIXES.get(suffix.lower(), "text")


def pointed_format(path: str, pointer: str) -> str:
    """The format of a file into which a pointer leads: XML, HCL and Dockerfiles are one text where none does."""
    form, name = format_of(path), path.rpartition("/")[2]
    if form != "text" or not pointer:
        return form
    if name.lower().endswith(_XML_SUFFIXES):
        return "xml"
    if name.lower().endswith(_HCL_SUFFIXES):
        return "hcl"
    return "dockerfile" if _DOCKERFILE.fullmatch(name) else form


def read_all_settings(data: bytes, form: str) -> list[Any]:
    """The data of every document of a file; only YAML has several.

    Raises:
        ExtractionError: as `read_settings` does.
    """
    return list(map(_shallow, _yaml_documents(data))) if form == "yaml" else [read_settings(data, form)]


def read_settings(data: bytes, form: str) -> Any:
    """The data of a file of one of `FORMATS`; of a text its characters without white space around them.

    Raises:
        ExtractionError: when it is not in that format, or beyond the bounds.
    """
    try:
        return _shallow(_READERS[form](data))
    except (ValueError, RecursionError, LookupError) as error:
        words = str(error).partition("\n")[0] or type(error).__name__
        raise ExtractionError(f"it is not {_SHOWN[form]} that can be read here: {words}") from error


def _shallow(value: Any) -> Any:
    if is_deep(value):
        raise ValueError(f"it is nested more than {MAX_DEPTH} deep")
    return value


def _text(data: bytes) -> str:
    text = text_of(data)
    if text is None:
        raise ValueError("it is binary")
    return text.decode("utf-8").strip()


def _toml(data: bytes) -> Any:
    import tomllib

    text = _text(data)
    if _LONG_KEY.search(text):
        raise ValueError(f"a key has more than {MAX_DEPTH} parts")  # of which tomllib takes the square
    return tomllib.loads(text)


def _json(data: bytes) -> Any:
    return read_json(_text(data))


def _xml(data: bytes) -> Any:
    return read_xml(_text(data))


def _dockerfile(data: bytes) -> Any:
    return read_dockerfile(_text(data))


def _hcl(data: bytes) -> Any:
    return read_hcl(_text(data))


def _yaml(data: bytes) -> Any:
    documents = _yaml_documents(data)
    if len(documents) != 1:
        raise ValueError(f"it has {len(documents)} documents, of which none is meant alone")
    return documents[0]


def _yaml_documents(data: bytes) -> list[Any]:
    from wmsgit.store.foreign import read_documents
    from wmsgit.store.refusal import UnreadableError as RefusedError

    try:
        return read_documents(data)
    except RefusedError as error:
        raise ExtractionError(f"it is not YAML that can be read here: line {error.line}: {error.message}") from error


def _ini(data: bytes) -> Any:
    """Sections by name; keys before the first section stand at the top. Every value is a text."""
    from configparser import ConfigParser, Error

    parser = ConfigParser(interpolation=None, strict=False, allow_no_value=True, default_section="\0default")
    parser.optionxform = str  # type: ignore[assignment,method-assign] # as the standard library advises
    text = _text(data)
    if any(_LONG_SPACE.search(line.strip()) for line in text.splitlines()):
        raise ValueError(f"a line has more than {MAX_SPACE} spaces in its middle")
    try:
        parser.read_string(f"[{_TOP}]\n{text}")
    except Error as error:
        raise ValueError(str(error)) from error
    return {**parser[_TOP], **{name: dict(parser[name]) for name in parser.sections() if name != _TOP}}


_READERS: Mapping[str, Callable[[bytes], Any]] = {
    "toml": _toml,
    "yaml": _yaml,
    "json": _json,
    "ini": _ini,
    "xml": _xml,
    "dockerfile": _dockerfile,
    "hcl": _hcl,
    "text": _text,
}
FORMATS = tuple(_READERS)
UNTYPED = frozenset({"ini", "text", "xml"})
"""The formats in which every value is a text."""

_SHOWN = {
    "toml": "TOML",
    "yaml": "YAML",
    "json": "JSON",
    "ini": "INI",
    "xml": "XML",
    "dockerfile": "a Dockerfile",
    "hcl": "HCL",
    "text": "text",
}
