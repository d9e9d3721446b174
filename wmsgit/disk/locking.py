"""Locks of files: the one place that knows how a platform locks. The system lets go of a lock when its process dies."""

import sys
from contextlib import suppress


def try_lock(descriptor: int) -> bool:
    """Lock a file alone, without waiting; whether nobody else has locked it.

    Raises:
        OSError: when the file system does not lock files.
    """
    if sys.platform == "win32":
        import msvcrt

        with suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            return True
        return False
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for_lock(descriptor: int) -> None:
    """Lock a file alone, as soon as nobody else has locked it.

    Raises:
        OSError: when the file system does not lock files; on Windows also after ten seconds.
    """
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        return
    import fcntl

    fcntl.flock(descriptor, fcntl.LOCK_EX)
