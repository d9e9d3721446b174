"""Packs: rules that several decisions take from one file, which each pins by its content."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

PACKS, PACK_FILE = "packs", "rules.yaml"
"""The plane's folder of packs, and the file of a pack's folder that holds its rules."""

_REFERENCE = re.compile(r"(?:(?P<repo>[^:@\s]+):)?(?P<folder>[^:@\s]+)@(?P<digest>[0-9a-f]{8,64})")


class Packs(Protocol):
    """Where packs are read from."""

    def read(self, repo: str, path: str) -> bytes:
        """A file of the plane, or of a member where one is named.

        Raises:
            LookupError: when it is not there; the message says so.
        """
        ...


class PackReference(NamedTuple):
    """Which pack is meant: a folder of the plane, or of a member, with a content.

    Attributes:
        repo: the member; empty for the plane.
        folder: the folder, from the top; below `packs/` in the plane.
        digest: the first digits of the SHA-256 of its rules.
    """

    repo: str
    folder: str
    digest: str

    @property
    def path(self) -> str:
        """The file with the rules."""
        return f"{self.folder}/{PACK_FILE}" if self.repo else f"{PACKS}/{self.folder}/{PACK_FILE}"


class PackError(Exception):
    """A pack cannot be used; the message says why, and how to mend it."""


class NoPacks:
    """Has no packs, for whoever judges rules without files at hand."""

    def read(self, repo: str, path: str) -> bytes:  # noqa: ARG002 - a port
        """Nothing.

        Raises:
            LookupError: always.
        """
        raise LookupError("no packs are read here")


NO_PACKS = NoPacks()


def reference_of(text: str) -> PackReference:
    """What `pack@version` means: `python-base@3f9a1c2b`, or `core:packs/python@3f9a1c2b`.

    Raises:
        PackError: when it is none.
    """
    match = _REFERENCE.fullmatch(text)
    if match is None or ".." in match["folder"].split("/") or match["folder"].startswith("/"):
        raise PackError(f"{text!r} is no pack: name a folder and its content, as python-base@3f9a1c2b")
    return PackReference(match["repo"] or "", match["folder"].rstrip("/"), match["digest"])


def second_home(rule_id: str, first: str) -> str:
    """What is wrong with a rule of a pack whose id a pack before it has, too."""
    return f"{first} has a rule {rule_id!r}, too: a rule of the decision's own with that id counts for both"


def pack_rules(text: str, packs: Packs) -> list[Mapping[str, Any]]:
    """The rules of a pack that a decision names, as they would stand in it.

    Raises:
        PackError: when the pack is not there, has another content, or is no list of rules.
    """
    from wmsgit.features.drift.facts import ExtractionError
    from wmsgit.features.drift.settings.formats import read_settings

    reference = reference_of(text)
    try:
        data = packs.read(reference.repo, reference.path)
    except LookupError as error:
        raise PackError(f"the pack {text} cannot be read: {error}") from error
    digest = sha256(data).hexdigest()
    if not digest.startswith(reference.digest):
        name = text.rpartition("@")[0]
        raise PackError(f"the pack {name} has another content than {reference.digest}: it is {name}@{digest[:8]} now")
    try:
        whole = read_settings(data, "yaml")
    except ExtractionError as error:
        raise PackError(f"the pack {text}: {error}") from error
    if isinstance(whole, Mapping) and "uses" in whole:
        raise PackError(f"the pack {text}: {reference.path} has 'uses', and a pack takes no rules from another one")
    rules = whole.get("rules") if isinstance(whole, Mapping) else None
    if not isinstance(rules, list) or not all(isinstance(rule, Mapping) and rule.get("id") for rule in rules):
        raise PackError(f"the pack {text}: {reference.path} has no list of rules with ids under 'rules'")
    return rules
