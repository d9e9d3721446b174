"""Word differences: two versions of a text as one, as `git diff --word-diff` marks them."""

import re
from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
_MAX_TOKENS = 4000
_CONTEXT = 6
_GAP = " … "


def word_diff(old: str, new: str) -> str:
    """One text with `[-what went-]` and `{+what came+}`; long stretches that stayed are left out.

    Texts of thousands of words are not compared word by word: the whole old one goes, the whole new one comes.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > _MAX_TOKENS:
        return _marked(before, after)
    return "".join(_pieces(before, after)).strip()


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    import difflib

    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    codes = matcher.get_opcodes()
    for number, (tag, start, end, other_start, other_end) in enumerate(codes):
        if tag == "equal":
            yield _shortened(before[start:end], is_first=number == 0, is_last=number == len(codes) - 1)
        else:
            yield _marked(before[start:end], after[other_start:other_end])


def _marked(gone: Sequence[str], came: Sequence[str]) -> str:
    return (f"[-{''.join(gone)}-]" if gone else "") + (f"{{+{''.join(came)}+}}" if came else "")


def _shortened(tokens: Sequence[str], *, is_first: bool, is_last: bool) -> str:
    head = () if is_first else tokens[:_CONTEXT]
    tail = () if is_last else tokens[len(tokens) - _CONTEXT :]
    if len(head) + len(tail) >= len(tokens):
        return "".join(tokens)
    return "".join(head) + _GAP + "".join(tail)
