"""Renaming of a kind: its schema, the folder of its records, and whatever names it, in one commit."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wmsgit.errors import ConflictError, InvalidError, NotFoundError, SchemaError
from wmsgit.features.setup.renamed_settings import renamed_settings
from wmsgit.model.identity import is_safe_id
from wmsgit.model.ports import Pointer
from wmsgit.schema.keyword_values import Use, keyword_uses
from wmsgit.schema.kind import Kind, default_folder, default_table, kind_of
from wmsgit.schema.locate import offset_of
from wmsgit.schema.registry import SUFFIX, Registry, packaged_schemas
from wmsgit.schema.reserved import COMING, is_made_before
from wmsgit.schema.shape import EXTENSION, shape_of
from wmsgit.store.document import read_document
from wmsgit.store.edit import edit_shaped
from wmsgit.store.layout import RECORDS, folder_of
from wmsgit.vcs.write.staging import ignored_paths
from wmsgit.workspace.locate import SETTINGS_PATH
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.subjects import kind_subject
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts

RENAME = "schema rename-kind"
_EDITORS = (".vscode/settings.json", ".idea/jsonSchemas.xml")
_MODELINE = re.compile(rb"\A(?:\xef\xbb\xbf)?# yaml-language-server: [^\r\n]*")

Texts = dict[str, bytes | None]
"""Path → the text that a file is to have; None where it is to go."""


def rename_kind(ws: Workspace, old: str, new: str, *, how: WriteOptions = AS_USUAL) -> tuple[WriteResult, int]:
    """Give a kind of the workspace's own another name. Its records keep their ids.

    Returns:
        What was done, and how many files of records moved or changed.

    Raises:
        NotFoundError: when there is no such kind.
        ConflictError: when the kind comes with wmsgit, the name is taken or reserved, or files are in the way.
        SchemaError: when the schema cannot be used, or could not under the new name.
    """
    renaming = _Renaming(ws, old, new)
    texts = renaming.texts()

    def work(transaction: Transaction) -> None:
        for path, text in texts.items():
            transaction.put_file(path, text)

    outcome = perform(ws, RENAME, how, work, texts=CommitTexts(lambda: kind_subject(old, new)))
    below = f"{RECORDS}/{renaming.folder}/"
    return outcome, sum(path.startswith(below) and text is not None for path, text in texts.items())


class _Renaming:
    """One kind on its way to another name."""

    def __init__(self, ws: Workspace, old: str, new: str) -> None:
        self.ws, self.old, self.new = ws, old, new
        self.schemas = {name: text.decode("utf-8", "surrogateescape") for name, text in ws.registry.sources.items()}
        self._require_names()
        self.kind = _kind(old, self.schemas[old + SUFFIX])
        self.renamed = self._renamed_schemas()
        self.folder = _kind(new, self.renamed[new + SUFFIX]).folder

    def texts(self) -> Texts:
        """Every file that changes, as it is to be."""
        gone: Texts = {f"schemas/{self.old}{SUFFIX}": None}
        schemas = {
            f"schemas/{name}": text.encode("utf-8", "surrogateescape")
            for name, text in self.renamed.items()
            if self.schemas.get(name) != text
        }
        return gone | schemas | self._settings() | self._editors_files() | self._records()

    def _require_names(self) -> None:
        if self.old + SUFFIX not in self.schemas:
            raise NotFoundError(f"there is no kind {self.old!r} with a schema of its own", hint="wmsgit schema list")
        text = self.schemas[self.old + SUFFIX].encode("utf-8", "surrogateescape")
        if (packaged_schemas() / f"{self.old}{SUFFIX}").is_file() and not is_made_before(self.old, text):
            raise ConflictError(f"the kind {self.old!r} comes with wmsgit, and keeps its name")
        if not is_safe_id(self.new):
            raise InvalidError(f"{self.new!r} is not a safe name", hint="letters, digits, '.', '_' and '-'")
        if self.new.lower() in COMING:
            raise ConflictError(
                f"{self.new!r} will be a command or a kind of wmsgit itself", hint="choose another name"
            )
        packaged = (packaged_schemas() / f"{self.new}{SUFFIX}").is_file()
        if packaged or self.new + SUFFIX in self.schemas:
            raise ConflictError(f"the name {self.new!r} is taken", hint="choose another")

    def _renamed_schemas(self) -> dict[str, str]:
        """File name → text of every schema after the renaming.

        Raises:
            SchemaError: when one of them, sound before, could not be used any more.
        """
        result = {name: _with_references(text, self.old, self.new) for name, text in self.schemas.items()}
        result[self.new + SUFFIX] = self._own_schema(result.pop(self.old + SUFFIX))
        registry = Registry({name: text.encode("utf-8", "surrogateescape") for name, text in result.items()})
        for name, error in registry.broken.items():
            if name not in self.ws.registry.broken:
                raise error
        return result

    def _own_schema(self, text: str) -> str:
        """The kind's own schema: what its old name stood in, and the form of its ids, which stay as they are."""
        schema = json.loads(text)
        own = schema.get(EXTENSION, {})
        defaults = {"folder": default_folder, "table": default_table}
        changes: dict[Pointer, Any] = {
            (EXTENSION, name): default(self.new)
            for name, default in defaults.items()
            if own.get(name) == default(self.old)
        }
        if schema.get("title") == self.old:
            changes["title",] = self.new
        text = _replaced(text, changes)
        return text if "id" in own else _with_id_form(text, self.kind.id_form.template, has_own=EXTENSION in schema)

    def _settings(self) -> Texts:
        """The settings, where they name the kind."""
        shape = shape_of(self.ws.registry.settings_schema)
        document = read_document(self.ws.read(SETTINGS_PATH), shape, path=SETTINGS_PATH)
        data = renamed_settings(document.data, self.old, self.new)
        return {} if data == document.data else {SETTINGS_PATH: edit_shaped(document, data, shape)}

    def _editors_files(self) -> Texts:
        """The editors' files that say which schema is for which folder; those that Git ignores are `init`'s to mend."""
        old, new = self.kind.folder, self.folder
        words = {
            f"schemas/{self.old}{SUFFIX}": f"schemas/{self.new}{SUFFIX}",
            f'"wmsgit {self.old}"': f'"wmsgit {self.new}"',
            f'"{RECORDS}/{old}/**/*.yaml"': f'"{RECORDS}/{new}/**/*.yaml"',
            f'"{RECORDS}/{old}"': f'"{RECORDS}/{new}"',
        }
        present = [path for path in _EDITORS if (self.ws.root / path).is_file()]
        ignored = set(ignored_paths(self.ws.root, present)) if present and self.ws.dirs else set()
        result: Texts = {}
        for path in set(present) - ignored:
            before = after = (self.ws.root / path).read_bytes()
            for word, other in words.items():
                after = after.replace(word.encode(), other.encode())
            result |= {path: after} if after != before else {}
        return result

    def _records(self) -> Texts:
        """The files in the kind's folder at their new places, with the line that tells editors of the schema."""
        gone: Texts = {}
        result: Texts = {}
        for path in self._files():
            target = f"{RECORDS}/{self.folder}/{path.removeprefix(f'{RECORDS}/{self.kind.folder}/')}"
            before = (self.ws.root / path).read_bytes()
            after = _with_modeline(before, self.old, self.new)
            if target != path and os.path.lexists(self.ws.root / target):
                raise ConflictError("what stands here is in the way", where=target)
            gone |= {path: None} if target != path else {}
            result |= {target: after} if target != path or after != before else {}
        return gone | result

    def _files(self) -> Iterator[str]:
        folders = {kind.folder for kind in self.ws.registry.kinds()} | {self.kind.folder}
        for folder, _, names in os.walk(self.ws.root / RECORDS / self.kind.folder):
            below = Path(folder).relative_to(self.ws.root).as_posix()
            for path in (f"{below}/{name}" for name in sorted(names)):
                if folder_of(path.removeprefix(f"{RECORDS}/"), folders) != self.kind.folder:
                    continue
                if (self.ws.root / path).is_symlink():
                    raise ConflictError("symbolic links are not followed, and not moved", where=path)
                yield path


def _kind(name: str, text: str) -> Kind:
    """The kind of a schema, whatever its name."""
    try:
        return kind_of(name, json.loads(text))
    except (ValueError, RecursionError) as error:
        raise SchemaError(f"not valid JSON: {error}", where=f"{name}{SUFFIX}") from error


def _with_references(text: str, old: str, new: str) -> str:
    try:
        uses = list(keyword_uses(json.loads(text)))
    except (ValueError, RecursionError):
        return text  # nobody can say what it refers to, and check reports it
    return _replaced(text, {pointer: new for use in uses if use.keyword.names_kind for pointer in _places(use, old)})


def _places(use: Use, old: str) -> list[Pointer]:
    """Where the value of a keyword, or one of its list, is this name."""
    if isinstance(use.value, list):
        return [(*use.pointer, number) for number, name in enumerate(use.value) if name == old]
    return [use.pointer] if use.value == old else []


def _replaced(text: str, changes: Mapping[Pointer, Any]) -> str:
    """JSON with other values at these places, every other character as it was."""
    for start, value in sorted(((offset_of(text, place), new) for place, new in changes.items()), reverse=True):
        end = start + json.JSONDecoder().raw_decode(text[start:])[1]
        text = text[:start] + json.dumps(value, ensure_ascii=False) + text[end:]
    return text


def _with_id_form(text: str, template: str, *, has_own: bool) -> str:
    """A schema that says the form of its ids: it followed from the name before."""
    at = offset_of(text, (EXTENSION,) if has_own else ()) + 1
    space = re.compile(r"\s*").match(text, at)
    between = space[0] if space else ""
    spelled = f'"id": {json.dumps(template)}' if has_own else f'"{EXTENSION}": {{"id": {json.dumps(template)}}}'
    comma = "" if text[at + len(between)] == "}" else "," if between else ", "
    return f"{text[:at]}{between}{spelled}{comma}{text[at:]}"


def _with_modeline(text: bytes, old: str, new: str) -> bytes:
    line = _MODELINE.match(text)
    if not line:
        return text
    named = line[0].replace(f"/{old}{SUFFIX}".encode(), f"/{new}{SUFFIX}".encode())
    return named + text[line.end() :]
