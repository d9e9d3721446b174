"""Which records a commit's message names: trailers as they stand in real histories do not confuse it."""

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wmsgit.features.commits.mentions import CommitMention, mentions_of, merged_branch, reverted_by, rules_from

RULES = rules_from({}, ["WS-TASK-", "ISSUE-"])


def named(message: str, **commits: object) -> list[tuple[str, str]]:
    rules = rules_from({"commits": commits}, ["WS-TASK-", "ISSUE-"])
    return [(mention.word, mention.id) for mention in mentions_of(message, rules)]


def test_trailers_name_records_by_their_words() -> None:
    message = (
        "Rotate\n\nText.\n\nCloses: WS-TASK-001, WS-TASK-002 and ISSUE-003.\nrefs: ws-task-004\n"
        "Part-of: WS-TASK-005\nDepends-On: my.own_id-1\nWmsgit-Session: 2026-11-23-session-ann-001\n"
        "Signed-off-by: A <a@x>\n"
    )
    assert named(message) == [
        ("closes", "WS-TASK-001"),
        ("closes", "WS-TASK-002"),
        ("closes", "ISSUE-003"),
        ("refs", "ws-task-004"),
        ("part_of", "WS-TASK-005"),
        ("depends_on", "my.own_id-1"),
        ("session", "2026-11-23-session-ann-001"),
    ]


@pytest.mark.parametrize(
    "message",
    [
        'x86: fix\n\nFixes: 1da177e4c3f4 ("Linux-2.6.12-rc2")\nLink: https://lore.kernel.org/r/WS-TASK-001\n',
        'net: fix\n\nFixes: 1da177e4c3f41524 ("about WS-TASK-001")\nCc: stable@vger.kernel.org # 5.10\n',
        "Add it (#123)\n\nFixes #12\nCloses #13, closes WS-TASK-001\n",
        "nova: fix\n\nCloses-Bug: #1234567\nChange-Id: I5b4c41b3e1e4a1d7c9b2a1f0\nRelated-Bug: WS-TASK-001\n",
        "A subject\n\nCloses: 12\nCloses: #12\nCloses: https://example.org/WS-TASK-001\nCloses:\n",
        "A subject\n\nThis text says Closes: WS-TASK-001 in the middle of a line.\n",
        "A subject\n\nProse that breaks:\nCloses: WS-TASK-001 was the plan\nbut no more.\n\nThe end.\n",
        "Closes: WS-TASK-001\n",
    ],
)
def test_others_words_and_prose_name_nothing(message: str) -> None:
    assert named(message) == []


def test_depends_on_of_another_system_is_no_record_of_ours_but_its_token() -> None:
    assert named("a\n\nDepends-On: I5b4c41b3e1\nDepends-On: https://review.example.org/1\n") == [
        ("depends_on", "I5b4c41b3e1")
    ]


def test_trailers_in_the_middle_of_a_squash_count() -> None:
    message = (
        "Rotate (#7)\n\n* one\n\nRefs: WS-TASK-001\n\n* two\n\nMore text\n\nRefs: WS-TASK-001\nCo-authored-by: B <b@x>"
    )
    assert named(message) == [("refs", "WS-TASK-001")]


def test_own_words_stand_in_the_place_of_ours() -> None:
    message = "a\n\nDone: WS-TASK-001\nCloses: WS-TASK-002\nRefs: WS-TASK-003\n"
    assert named(message, words={"closes": ["Done"]}) == [("closes", "WS-TASK-001"), ("refs", "WS-TASK-003")]


def test_ids_in_the_text_count_where_the_settings_say_so() -> None:
    message = "WS-TASK-001: rotate\n\nAs in issue-002, not in XWS-TASK-003 or WS-TASK-004x.\n"
    assert named(message) == []
    assert named(message, ids="subject") == [("id", "WS-TASK-001")]
    assert named(message, ids="body") == [("id", "WS-TASK-001"), ("id", "issue-002")]


@pytest.mark.parametrize(
    ("subject", "branch"),
    [
        ("Merge branch 'ws-task-001-rotate' into 'main'", "ws-task-001-rotate"),
        ("Merge remote-tracking branch 'origin/ws-task-001-rotate'", "origin/ws-task-001-rotate"),
        ("Merge pull request #12 from ann/ws-task-001-rotate", "ws-task-001-rotate"),
        ("Merged in ws-task-001-rotate (pull request #3)", "ws-task-001-rotate"),
    ],
)
def test_merge_names_the_record_of_its_branch(subject: str, branch: str) -> None:
    assert merged_branch(subject) == branch
    assert named(f"{subject}\n") == [("branch", "ws-task-001")]


def test_reverts_are_those_that_git_writes() -> None:
    commit = "0123456789" * 4
    assert reverted_by(f'Revert "a"\n\nThis reverts commit {commit}.\n') == (commit,)
    assert reverted_by("This reverts commit abc.\n") == ()


PIECES = [
    "Closes",
    "refs",
    ": ",
    ":",
    "WS-TASK-001",
    "ISSUE-2",
    "0123456789ab ",
    "(",
    "\n",
    "\n\n",
    "\r\n",
    " ",
    ",",
    "a",
]
PIECES += ["Merge branch '", "ws-task-001-x'", "This reverts commit ", "0123456789" * 4, "Revert ", "\x0b", "\x85", "."]
PIECES.append("\u00a0")


@settings(max_examples=examples(300))
@given(st.lists(st.sampled_from(PIECES)).map("".join), st.sampled_from(["none", "subject", "body"]))
def test_what_names_or_reverts_anything_is_never_passed_over(message: str, ids: str) -> None:
    rules = rules_from({"commits": {"ids": ids}}, ["WS-TASK-", "ISSUE-"])
    if mentions_of(message, rules) or reverted_by(message):
        assert list(rules.places(f"\n{message}\0".encode()))


@pytest.mark.parametrize(
    "message",
    [
        'x86: fix\n\nWS-TASK-001\n\nFixes: 1da177e4c3f4 ("Linux")\nLink: https://example.org/WS-TASK-001\n',
        "nova: fix\n\nCloses-Bug: #1\nCloses: #12\nChange-Id: I5b\nDepends-On: https://example.org/1\n",
    ],
)
def test_messages_of_other_histories_are_passed_over(message: str) -> None:
    assert not list(RULES.places(f"\n{message}\0".encode()))


@settings(max_examples=examples(200))
@given(st.text(alphabet=st.sampled_from("aWS-TK01:, \n\t\r.()#*")))
def test_every_message_can_be_read_and_names_only_what_may_be_an_id(message: str) -> None:
    for mention in mentions_of(message, RULES):
        assert isinstance(mention, CommitMention)
        assert mention.id.lower() in message.lower()
