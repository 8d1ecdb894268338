"""Finding people by name."""

import pytest


def test_people_are_found_by_a_part_of_their_name_or_username(alice, bob, newcomer):
    newcomer("robert")
    bob.patch("/me", {"name": "Robert Tables"})

    def found(query):
        return [person["username"] for person in alice.get("/users", query_string={"q": query})[1]["users"]]

    assert found("ROBERT") == ["bob", "robert"]
    assert found(" tables ") == ["bob"]
    assert found("bo") == ["bob"]
    assert found("nobody") == []


def test_what_sql_takes_for_a_pattern_is_what_was_typed(alice, newcomer):
    newcomer("a_b")
    newcomer("axb")
    found = alice.get("/users", query_string={"q": "a_b"})[1]["users"]
    assert [person["username"] for person in found] == ["a_b"]
    for query in ("%", "\\", "'", '"'):
        assert alice.get("/users", query_string={"q": query}) == (200, {"users": []})


@pytest.mark.parametrize(
    ("username", "query"),
    [
        ("张伟", "伟"),
        ("Мария", "мар"),
        ("мария", "МАРИЯ"),
        ("Özgür", "öZGÜR"),
        ("Ελένη", "ελέ"),
        ("Élodie", "élo"),
    ],
)
def test_names_in_other_scripts_are_found_in_any_letters(alice, newcomer, username, query):
    newcomer(username)
    assert len(alice.get("/users", query_string={"q": query})[1]["users"]) == 1


def test_without_a_query_everybody_comes_twenty_at_most(alice, newcomer):
    for number in range(21):
        newcomer(f"person{number}")
    assert len(alice.get("/users")[1]["users"]) == 20
    assert len(alice.get("/users", query_string={"limit": 1000})[1]["users"]) == 20
    assert len(alice.get("/users", query_string={"limit": 3})[1]["users"]) == 3


def test_addresses_are_nobodys_business(alice, bob):
    assert alice.get("/users", query_string={"q": "example.org"})[1]["users"] == []
    assert all(set(person) == {"id", "username", "name"} for person in alice.get("/users")[1]["users"])
