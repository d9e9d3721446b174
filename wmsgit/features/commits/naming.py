"""Naming: the branch of a record, and the record of a branch."""

import re
from collections.abc import Iterator, Mapping

from wmsgit.errors import InvalidError
from wmsgit.schema.identifiers import slug

TEMPLATE = "{id}-{title}"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_MAX_LENGTH = 60
_ENDS = re.compile(r"[-_.]")
# git-check-ref-format(1), and what Windows and shells cannot have in a file's name.
_UNSAFE = re.compile(r"[^A-Za-z0-9._/-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)", re.IGNORECASE)


def branch_name(template: str, record_id: str, title: str, actor: str = "") -> str:
    """The branch for a record: by default its id and its title in lower case, `ws-task-012-rotate-the-keys`.

    It is safe as a ref everywhere: letters, digits, `.`, `_`, `-` and `/`, no part that begins with a dot or a dash or
    ends with a dot or `.lock`, nothing that a system reserves.

    Raises:
        InvalidError: when the template names an unknown field, or leaves the id out.
    """
    values = {"id": record_id.lower(), "title": _short(slug(title) if title else ""), "actor": slug(actor)}
    unknown = [name for name in _PLACEHOLDER.findall(template) if name not in values]
    if unknown or "{id}" not in template:
        reason = f"has no field {unknown[0]!r}" if unknown else "does not have {id}"
        raise InvalidError(f"the template of branches {reason}", where=template, hint="{id}, {title}, {actor}")
    text = _PLACEHOLDER.sub(lambda match: values[match[1]], template)
    parts = [_safe_part(part) for part in _UNSAFE.sub("-", text).split("/")]
    name = "/".join(part for part in parts if part)
    if record_id.lower() not in name:
        raise InvalidError("the template makes no branch that names its record", where=template)
    return name


def records_of_branch(branch: str, ids: Mapping[str, str]) -> Iterator[str]:
    """The records that a branch's name names: a part of it is an id, or begins with one and a `-`, `_` or `.`.

    Args:
        branch: its name, without `refs/heads/` or a remote's name.
        ids: id in lower case → id, of the records that there are.
    """
    for part in branch.lower().split("/"):
        if part in ids:
            yield ids[part]
            continue
        cuts = [match.start() for match in _ENDS.finditer(part)]
        name = next((part[:cut] for cut in reversed(cuts) if part[:cut] in ids), "")
        if name:
            yield ids[name]


def _short(text: str) -> str:
    """At most so many characters, cut at a dash."""
    return text if len(text) <= _MAX_LENGTH else text[:_MAX_LENGTH].rpartition("-")[0] or text[:_MAX_LENGTH]


def _safe_part(part: str) -> str:
    text = re.sub(r"\.\.+", ".", part).strip("-.").removesuffix(".lock").rstrip(".-")
    return f"_{text}" if _RESERVED.match(text) else text
