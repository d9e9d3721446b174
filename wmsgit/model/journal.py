"""What a repository tells about a stretch of work: the commits that were made, and where."""

from wmsgit.model.value import immutable


@immutable
class MadeCommit:
    """One commit.

    Attributes:
        id: the whole object id.
        email: the author's address.
        committed_s: when it was committed, in seconds since the epoch.
        subject: the first line of its message.
        sessions: the ids of the sessions that its trailers name.
        is_operation: whether wmsgit made it.
        created, modified, deleted: its files against its parent; a merge has none.
    """

    id: str
    email: str
    committed_s: int
    subject: str
    sessions: tuple[str, ...] = ()
    is_operation: bool = False
    created: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
