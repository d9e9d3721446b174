"""YAML for reading: the text of every value is kept, and what a terminal or a runner would obey is escaped."""

import re
from collections.abc import Callable
from typing import Any

from wmsgit.model.text import UNSEEN, is_command

_UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f{UNSEEN}\ud800-\udfff\u2028\u2029]")
# In double quotes (YAML 1.2.2, section 5.7): these, and what would begin a workflow command.
_ESCAPED = re.compile(rf'[\\"\n\t]|{_UNSAFE.pattern}|(?<=:):|(?<=#)#(?=\w*\[)')
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def yaml_text(value: Any, dump: Callable[[Any], str]) -> str:
    """A value as YAML, in which texts with what is not safe to print stand escaped in double quotes.

    Args:
        value: plain data.
        dump: writes it.
    """
    kept = _Kept()
    whole = dump(kept.swapped(value))
    return kept.restored(whole)


class _Kept:
    """Puts words in the place of texts that are not safe, and these back, in quotes, once the YAML is made."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def swapped(self, value: Any) -> Any:
        """The data with a word for each such text, keys among them; the data itself where it has none."""
        if isinstance(value, str):
            return self._word(value) if _is_unsafe(value) else value
        if isinstance(value, dict):
            return {self.swapped(key): self.swapped(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.swapped(item) for item in value]
        return value

    def restored(self, text: str) -> str:
        """The YAML with the texts again."""
        return _WORD.sub(lambda match: _quoted(self._texts[int(match[1])]), text) if self._texts else text

    def _word(self, text: str) -> str:
        self._texts.append(text)
        return f"wmsgit-text-{len(self._texts) - 1}-end"


_WORD = re.compile(r"(?<![\w-])wmsgit-text-(\d+)-end(?![\w-])")


def _is_unsafe(text: str) -> bool:
    if _WORD.search(text):  # it would be taken for one of ours
        return True
    return is_command(text) or (not text.isprintable() and _UNSAFE.search(text) is not None)


def _quoted(text: str) -> str:
    return '"' + _ESCAPED.sub(lambda match: _escape(match[0]), text) + '"'


def _escape(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"  # noqa: PLR2004
