"""Scripts that write words without blanks between them: each sign is a word of its own in the full text.

FTS5's tokenizer takes a run of letters for one word, so that nothing inside of Chinese, Japanese or Korean text would
be found. A separator that no one sees stands between such signs, in the index and in what is asked for.
"""

import re
from functools import cache

_SEPARATOR = "\u2063"
"""The invisible separator (Unicode 23.2): a format character, which `unicode61` takes for a word's end."""
_WITHOUT_BLANKS = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)


@cache
def _gap() -> re.Pattern[str]:
    """Where a separator belongs. It takes longer to compile than most commands take to answer."""
    return re.compile(f"(?<=[{_WITHOUT_BLANKS}])(?=\\w)|(?<=\\w)(?=[{_WITHOUT_BLANKS}])")


def parted(text: str) -> str:
    """A text as the full text has it, with separators between such signs, and between them and other words."""
    return text if text.isascii() else _gap().sub(_SEPARATOR, text)


def joined(text: str) -> str:
    """What `parted` was given."""
    return text if text.isascii() else text.replace(_SEPARATOR, "")
