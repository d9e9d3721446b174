"""Fingerprints: what identifies a finding over time, never made of line, severity or message."""

from hashlib import sha256

_DIGITS = 32
ID_DIGITS = 8
"""How many digits of a fingerprint the record's id has."""


def fingerprint(rule: str, repo: str, subject: str, discriminator: str, occurrence: int = 1) -> str:
    """The hexadecimal hash of what identifies a finding.

    Each part goes in with its length, so that no two findings run into one. Of equal findings in one place the
    first has `occurrence` 1, which is left out; so when one of two goes away, the last one's is gone.

    Args:
        rule: the rule's full name.
        repo: the repository.
        subject: what breaks the rule, mostly a file's path.
        discriminator: what tells several violations of one subject apart, such as the module imported.
        occurrence: counted from 1.
    """
    parts = [rule, repo, subject, discriminator, *([str(occurrence)] if occurrence > 1 else [])]
    whole = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogateescape")
        whole.update(b"%d:" % len(data) + data)
    return whole.hexdigest()[:_DIGITS]
