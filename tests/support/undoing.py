"""What undoes a write that is killed: the words of the two tables of all writes, each with the test that shows it."""

from typing import NamedTuple


class Undo(NamedTuple):
    """One way in which a write that is killed ends.

    Attributes:
        words: what undoes it, or why nothing has to.
        shown_by: the test that kills or damages such a write, below `tests/`.
    """

    words: str
    shown_by: str


JOURNAL = Undo(
    "the journal of the worktree: the next command that writes drops it, or puts every file back",
    "acceptance/test_killed_writes.py",
)
ITSELF = Undo(
    "a part of the journal, or of what puts things back: begun again as often as it is killed",
    "acceptance/test_killed_writes.py",
)
NOTE = Undo(
    "the note of the integration: the next command that writes gives it up, or opens again what it staged",
    "cli/test_cli_recovery_merge.py",
)
MERGE = Undo(
    "Git keeps both sides of what is unmerged: 'wmsgit merge' puts the file together again, '--abort' goes back",
    "features/merge/test_merge_in_git.py",
)
WHOLE = Undo(
    "nothing: one file, whole or not at all (renamed into its place); the same command writes it again",
    "disk/test_disk_writer.py",
)
CACHE = Undo("nothing: a cache; one that is torn is known by its checksum and made anew", "cli/test_cli_history.py")
LOCK = Undo("nothing: the kernel lets go of the lock of a process that is gone", "vcs/test_vcs_lock.py")
SWEPT = Undo("a temporary file with wmsgit's name: the next write sweeps it", "acceptance/test_killed_writes.py")
INDEX_LOCK = Undo(
    "Git's own index.lock: 'doctor' says that its git is gone, '--fix' removes it, and the journal does the rest",
    "cli/test_cli_recovery.py",
)
OBJECTS = Undo("nothing: objects that nothing names, which git removes in time", "features/sync/test_syncing.py")
REF = Undo("nothing: git moves one ref, whole or not at all", "features/sync/test_syncing.py")
CHECKOUT = Undo(
    "nothing: a branch or worktree of a member, which git names; no record says more than is there",
    "cli/test_cli_task_branches.py",
)
CLONE = Undo(
    "the folder of a broken clone is removed; a killed one is no repository, and said so", "vcs/test_vcs_members.py"
)
CONFIG = Undo("nothing: git writes one file of its configuration, whole or not at all", "cli/test_cli_care.py")
EVERY = (
    JOURNAL, ITSELF, NOTE, MERGE, WHOLE, CACHE, LOCK, SWEPT, INDEX_LOCK, OBJECTS, REF, CHECKOUT, CLONE, CONFIG,
)  # fmt: skip
