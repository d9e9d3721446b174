"""Search: a person's words in the full text of all records, the best hits first."""

import re
import sqlite3
from collections.abc import Collection

from wmsgit.index.rows import joined, parted
from wmsgit.index.tables import text_of
from wmsgit.model.value import immutable

_WORD = re.compile(r'"([^"]*)"|(\S+)')
_TITLE_WEIGHT = 10.0
_SNIPPET_WORDS = 12
_SEARCH = """
SELECT record_search.id, record_search.kind, record_search.title, records.status,
       snippet(record_search, -1, '', '', '…', ?), records.path
FROM search.record_search JOIN base.records ON records.rowid = record_search.rowid
WHERE record_search MATCH ? AND (? IS NULL OR record_search.kind IN (SELECT value FROM json_each(?)))
ORDER BY bm25(record_search, 0, 0, ?, 1.0), record_search.rowid LIMIT ?
"""
_SIMILAR = """
SELECT record_search.id, -bm25(record_search, 0, 0, ?, 1.0) AS fit FROM search.record_search
WHERE record_search MATCH ? AND record_search.kind = ? ORDER BY fit DESC, record_search.rowid LIMIT ?
"""


@immutable
class Hit:
    """A record that a search found.

    Attributes:
        id, kind, title: of the record; the title is empty where it has none.
        status: the record's status; None where it has none.
        snippet: the words around what was found, `…` where text was left out.
        path: the record's file.
    """

    id: str
    kind: str
    title: str
    status: str | None
    snippet: str
    path: str


def match_expression(text: str) -> str:
    """A person's words as an FTS5 query: all must occur, the last also as a word's beginning.

    Words in double quotes are a phrase; `*` after a word asks for its beginnings. Nothing else is syntax
    (https://sqlite.org/fts5.html#full_text_query_syntax). Empty when there is no word at all.
    """
    words = [
        (match[1], False) if match[2] is None else (match[2], match[2].endswith("*")) for match in _WORD.finditer(text)
    ]
    words = [(word, is_start) for word, is_start in words if any(sign.isalnum() for sign in word)]
    if words and not text.rstrip().endswith('"'):
        words[-1] = (words[-1][0], True)
    quoted = [(parted(word).replace('"', " ").replace("\0", " "), is_start) for word, is_start in words]
    return " ".join(f'"{word}"*' if is_start else f'"{word}"' for word, is_start in quoted)


def find_text(connection: sqlite3.Connection, text: str, kinds: Collection[str] | None, limit: int | None) -> list[Hit]:
    """The records in which all words of `text` occur."""
    expression = match_expression(text_of(text))
    if not expression:
        return []
    import json

    wanted = None if kinds is None else json.dumps(list(kinds))
    most = -1 if limit is None else max(limit, 0)
    params = (_SNIPPET_WORDS, expression, wanted, wanted, _TITLE_WEIGHT, most)
    rows = connection.execute(_SEARCH, params)
    return [
        Hit(record_id, kind, joined(title), status, joined(snippet), path)
        for record_id, kind, title, status, snippet, path in rows
    ]


def find_similar(
    connection: sqlite3.Connection, words: Collection[str], kind: str, limit: int
) -> list[tuple[str, float]]:
    """The records of a kind in which one of the words occurs at least: ids with how well they fit, the best first."""
    expression = " OR ".join(filter(None, (match_expression(f'"{text_of(word)}"') for word in words)))
    if not expression:
        return []
    return [(row[0], row[1]) for row in connection.execute(_SIMILAR, (_TITLE_WEIGHT, expression, kind, limit))]
