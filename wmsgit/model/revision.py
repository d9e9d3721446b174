"""A revision: the commit that a ref or a date means."""

from datetime import datetime

from wmsgit.model.value import immutable

_SHORT = 10


@immutable
class Revision:
    """One commit.

    Attributes:
        commit: its whole id.
        committed_at: the committer's time, with the zone that the commit has.
        author: the author's name.
        subject: the first line of its message.
    """

    commit: str
    committed_at: datetime
    author: str
    subject: str

    @property
    def short(self) -> str:
        """The beginning of its id, as messages show it."""
        return self.commit[:_SHORT]
