"""Who is who: every name of a person means that person alone, and without people every name means itself."""

from hypothesis import given
from hypothesis import strategies as st

from wmsgit.model.people import NOBODY, people_from

NAMES = st.text("abAB éÉ.@<>", min_size=1, max_size=6).filter(str.strip)
RECORDS = st.dictionaries(st.sampled_from(["ann", "bob", "cy"]), st.lists(NAMES, max_size=4), max_size=3)


@given(NAMES, NAMES)
def test_without_people_a_name_means_itself_alone(name: str, other: str) -> None:
    assert (NOBODY.resolve(name), NOBODY.spelled(name), NOBODY.doubt(name)) == (name, (name,), "")
    assert NOBODY.is_same(name, other) == (name == other)


@given(RECORDS, NAMES, NAMES)
def test_names_mean_one_person_and_the_same_in_any_case(records: dict[str, list[str]], name: str, other: str) -> None:
    people = people_from(records.items())
    for record_id, names in records.items():
        assert people.resolve(record_id) == record_id, "an id means its own record, whoever claims it"
        for known in names:
            claims = people.claimed(known)
            assert people.known(known) in ({"", *records} if claims else set(records))
            assert bool(claims) == bool(people.doubt(known)) or people.known(known)
    assert people.resolve(people.resolve(name)) == people.resolve(name)
    assert people.is_same(name, other) == people.is_same(other, name)
    assert people.known(name.upper()) == people.known(name) or "ß" in name
    assert name in people.spelled(name) or people.known(name)


def test_a_line_of_the_mailmap_is_one_person_s() -> None:
    lines = ["Bob Roe <bob@x> <old@x>", "Bob Roe <bob@x> Robbie <r@y>", "# Cy <cy@x>"]
    lines += ["root <ann@x> root <a@z>", "root <bob@x> root <b@z>"]
    people = people_from([("bob", ["Bob Roe"]), ("ann", ["ann@x"])], "\n".join(lines))
    assert {people.known(name) for name in ("old@x", "ROBBIE", "r@y", "b@z")} == {"bob"}
    assert people.known("a@z") == "ann"
    assert people.claimed("root") == ("bob", "ann"), "a name that both have used means neither"
    assert people.known("cy@x") == ""
