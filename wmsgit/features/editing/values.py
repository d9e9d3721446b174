"""Values of answers to an editor: places in texts, edits, choices. Offsets count characters of the editor's text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ChoiceSort = Literal["record", "value", "key", "path", "date", "snippet"]


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A part of a text: from the first character up to behind the last one."""

    start: int
    end: int

    def touches(self, at: int) -> bool:
        """Whether a cursor at this offset stands in the part or at its end."""
        return self.start <= at <= self.end


@dataclass(frozen=True, slots=True)
class Target:
    """A place to go to: a file, its text as the editor has it, and the part of it."""

    file: Path
    text: str
    span: TextSpan


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be typed.

    Attributes:
        label: what is shown.
        text: what is inserted.
        span: what it takes the place of.
        sort: what sort of thing it is.
        detail: one line beside the label.
        document: a longer text about it.
        words: by what an editor filters; the label where empty.
        is_snippet: whether `text` has places to fill in (`$1`, `${1:title}`).
        is_old: whether it is offered though it is closed or deprecated.
    """

    label: str
    text: str
    span: TextSpan
    sort: ChoiceSort
    detail: str = ""
    document: str = ""
    words: str = ""
    is_snippet: bool = False
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class TextEdit:
    """One change of a text."""

    span: TextSpan
    text: str


@dataclass(frozen=True, slots=True)
class WorkspaceChange:
    """What an editor is to do to files.

    Attributes:
        edits: path → the file's text before, and its edits.
        renames: old path → new path; edits of a renamed file stand under the old one.
        creates: path → the text of a new file.
    """

    edits: Mapping[str, tuple[str, tuple[TextEdit, ...]]] = field(default_factory=dict)
    renames: Mapping[str, str] = field(default_factory=dict)
    creates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fix:
    """Something that can be done at a place.

    Attributes:
        title: one line.
        change: what it does.
        sort: `quickfix` or `refactor`.
        refusal: why it cannot be done now; empty when it can.
        is_preferred: whether it is the obvious one.
        mends: the message of the finding that it mends; empty for none.
    """

    title: str
    change: WorkspaceChange
    sort: Literal["quickfix", "refactor"] = "quickfix"
    refusal: str = ""
    is_preferred: bool = False
    mends: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that an editor shows beside a text: the title behind an id."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A part of a file with what is in it."""

    name: str
    detail: str
    span: TextSpan
    name_span: TextSpan
    is_list: bool = False
    parts: tuple["Outline", ...] = ()


@dataclass(frozen=True, slots=True)
class WebLink:
    """A part of a text that leads to a file or to an address of the web."""

    span: TextSpan
    file: Path | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class RecordMatch:
    """A record that a search over the workspace gives."""

    id: str
    kind: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A line above a record: something that may be done, or a fact.

    Attributes:
        text: what is shown.
        transition: the transition that it runs; empty for a fact.
        span: where it stands.
    """

    text: str
    span: TextSpan
    transition: str = ""
