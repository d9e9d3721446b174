"""Id forms: the template by which a kind's new ids are made."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from wmsgit.errors import InvalidError, SchemaError
from wmsgit.model.identity import MAX_ID_LENGTH, is_safe_id
from wmsgit.model.value import immutable

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_KNOWN = frozenset({"number", "date", "day", "actor", "random", "fingerprint", "given"})
_SPELLED = r"(?a)(?P<head>\D*(?:\d+\D+)*?)(?P<number>[0-9]+)\Z"
_MIN_DIGITS = 3
_MAX_DIGITS = 12
"""A longer number is nobody's spelling of an id."""
_FINGERPRINT_LENGTH = 8
_RANDOM_BYTES = 2


@immutable
class IdForm:
    """A template such as `WS-TASK-{number}` or `{date}-session-{actor}-{number}`.

    `{number}` has at least three digits, `{date}` is the UTC day as `2026-11-23`, `{day}` the same as `20261123`,
    `{random}` four hexadecimal digits, `{fingerprint}` eight of a SHA-256, `{actor}` the caller's name as a slug;
    `{given}` stands alone: the caller names the record.
    """

    template: str

    @classmethod
    def parse(cls, template: str, where: str) -> "IdForm":
        """The form that a template spells.

        Raises:
            SchemaError: when a placeholder is unknown or no id that it makes would be safe.
        """
        names = _PLACEHOLDER.findall(template)
        unknown = [name for name in names if name not in _KNOWN]
        if unknown or not names:
            raise SchemaError(
                f"the id form {template!r} has no known placeholder",
                where=where,
                hint="known: " + ", ".join(f"{{{name}}}" for name in sorted(_KNOWN)),
            )
        if not is_safe_id(_PLACEHOLDER.sub("1", template)):
            raise SchemaError(f"the id form {template!r} does not make safe file names", where=where)
        return cls(template)

    @property
    def is_given(self) -> bool:
        """Whether the caller must name the record."""
        return "{given}" in self.template

    @property
    def is_meaning(self) -> bool:
        """Whether an id says what the record is, so that wmsgit has no other one for it."""
        return self.is_given or "{fingerprint}" in self.template

    @property
    def is_numbered(self) -> bool:
        """Whether ids count upwards."""
        return "{number}" in self.template

    @property
    def prefix(self) -> str:
        """What stands before the first placeholder."""
        return self.template.partition("{")[0]

    def number_in(self, text: str, names: Sequence[str]) -> int | None:
        """The number that a person's spelling of an id of this form names; None where it is no spelling of one.

        `WS-TASK-2`, `ws-task-2` and, with the kind's name among `names`, `task-2` and `TASK 2` name 2; with an empty
        name among them, `2` and `#2` do.
        """
        match = re.match(_SPELLED, text)
        if match is None or self.template.count("{") != 1 or not self.is_numbered or len(match["number"]) > _MAX_DIGITS:
            return None
        if self.template != f"{self.prefix}{{number}}":
            return None
        known = {_head(self.prefix), *map(_head, names)}
        return int(match["number"]) if _head(match["head"]) in known else None

    def numbered(self, number: int) -> str:
        """The id with this number, for a form of a prefix and a number alone: 67 gives `WS-TASK-067`."""
        return self.template.replace("{number}", f"{number:0{_MIN_DIGITS}d}")

    def make(
        self,
        *,
        now: datetime,
        actor: str,
        highest: Callable[[str], int],
        fingerprint: str = "",
        random: Callable[[int], bytes],
    ) -> str:
        """A new id.

        Args:
            now: the moment, for `{date}` and `{day}`.
            actor: the caller's name, for `{actor}`.
            highest: the highest number that ids with the given prefix have, 0 for none; where text follows the number,
                it is given the whole with `{}` in the number's place.
            fingerprint: the hexadecimal digits for `{fingerprint}`.
            random: gives so many random bytes.

        Raises:
            InvalidError: when the form wants the id to be given.
        """
        if self.is_given:
            raise InvalidError("a record of this kind needs a name", hint="give it with --id")
        text = self._fill(now, actor, fingerprint, random(_RANDOM_BYTES).hex())
        if "{number}" in text:
            prefix, _, suffix = text.partition("{number}")
            number = highest(f"{prefix}{{}}{suffix}" if suffix else prefix) + 1
            text = text.replace("{number}", f"{number:0{_MIN_DIGITS}d}")
        return text

    def _fill(self, now: datetime, actor: str, fingerprint: str, random: str) -> str:
        values = {
            "date": now.strftime("%Y-%m-%d"),
            "day": now.strftime("%Y%m%d"),
            "actor": slug(actor),
            "fingerprint": fingerprint[:_FINGERPRINT_LENGTH],
            "random": random,
        }
        return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), self.template)


def _head(text: str) -> str:
    """What stands before a number, whatever its case and signs."""
    return text.rstrip("-_ #").lower().replace("_", "-").replace(" ", "-")


def slug(text: str) -> str:
    """`text` as part of an id: lower case, runs of other characters than letters and digits as one `-`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[: MAX_ID_LENGTH // 4] or "someone"


def fingerprint_of(data: Mapping[str, Any], fields: Sequence[str]) -> str:
    """The hexadecimal SHA-256 of these fields' values, joined by NUL. Never of a line number, severity or message."""
    import hashlib

    joined = "\0".join(str(data.get(name, "")) for name in fields)
    return hashlib.sha256(joined.encode()).hexdigest()
