"""Creating an account."""

import pytest

from tests.server.conftest import set_up

FORM = {"username": "dora", "email": "dora@example.org", "password": "correct horse battery"}


@pytest.fixture
def sign_up(alice, visitor):
    """Sign up with the form, one or two inputs of it changed."""

    def sign_up(**changes):
        visitor.boot()
        return visitor.post("/users", FORM | changes)

    return sign_up


def wrong(answer):
    status, body = answer
    assert (status, body["error"]["code"]) == (422, "invalid")
    return sorted(body["error"]["fields"])


def test_who_signs_up_is_a_member_and_signed_in(sign_up, visitor):
    status, boot = sign_up()
    assert status == 201
    assert (boot["user"]["username"], boot["user"]["role"]) == ("dora", "member")
    assert visitor.get("/me") == (200, boot["user"])


def test_the_workspace_is_set_up_first(visitor):
    status, answer = visitor.post("/users", FORM)
    assert (status, answer["error"]["code"]) == (409, "not_set_up")


@pytest.mark.parametrize(
    "username", ["张伟", "Ñandú", "ada.lovelace-2", "Ωmega", "ali_baba", "٤٢", "ab", "x" * 32]
)
def test_usernames_may_be_of_any_script(sign_up, visitor, username):
    assert sign_up(username=username)[1]["user"]["username"] == username
    assert visitor.sign_in(username)[0] == 200


def test_a_username_is_kept_in_its_plain_form(sign_up):
    assert sign_up(username=" Ｄｏｒａ ")[1]["user"]["username"] == "Dora"


@pytest.mark.parametrize(
    "username",
    [
        "",
        "a",
        "x" * 33,
        "-dora",
        ".dora",
        "do ra",
        "do/ra",
        "dora@example.org",
        "<b>",
        "do\nra",
        "do\u200bra",
        "😀😀",
    ],
)
def test_other_usernames_are_refused(sign_up, username):
    assert wrong(sign_up(username=username)) == ["username"]


@pytest.mark.parametrize("username", ["alice", "ALICE", " Alice ", "ａｌｉｃｅ"])
def test_a_taken_name_is_taken_in_any_letters(sign_up, username):
    assert wrong(sign_up(username=username)) == ["username"]


@pytest.mark.parametrize("email", ["alice@example.org", "Alice@Example.ORG", " alice@example.org"])
def test_nothing_tells_that_an_address_is_taken(sign_up, email):
    assert sign_up(email=email)[0] == 201


def test_also_not_when_the_name_is(sign_up):
    assert wrong(sign_up(username="alice", email="alice@example.org")) == ["username"]


@pytest.mark.parametrize(
    "email", ["d@example.org", "d.o+r_a@mail.example.co", "дора@пример.рф", "dora@例え.テスト"]
)
def test_addresses_may_be_of_any_script(sign_up, email):
    assert sign_up(email=email)[0] == 201


@pytest.mark.parametrize(
    "email",
    [
        "",
        "dora",
        "dora@",
        "@example.org",
        "dora@example",
        "dora@.org",
        "dora@example.",
        "do ra@example.org",
        "dora@exam ple.org",
        "dora@@example.org",
        "<dora@example.org>",
        "dora@example.org\nBcc: all@example.org",
        "x" * 65 + "@example.org",
        "dora@" + "x" * 250 + ".org",
    ],
)
def test_what_is_no_address_is_refused(sign_up, email):
    assert wrong(sign_up(email=email)) == ["email"]


@pytest.mark.parametrize(
    "password", ["", "short", "1234567", "x" * 257, "dora@example.org", "DORA@example.org"]
)
def test_a_password_is_neither_short_nor_endless_nor_ones_name(sign_up, password):
    assert wrong(sign_up(password=password)) == ["password"]


def test_a_password_is_not_ones_username(sign_up):
    assert wrong(sign_up(username="dora.the.explorer", password="Dora.The.Explorer")) == ["password"]


@pytest.mark.parametrize(
    "password", ["8 chars!", "x" * 256, "密码密码密码密码", "🐎🔋🐎🔋🐎🔋🐎🔋", "  spaces count  "]
)
def test_any_other_password_will_do(sign_up, visitor, password):
    assert sign_up(password=password)[0] == 201
    assert visitor.sign_in("dora", password)[0] == 200
    assert visitor.sign_in("dora", password.strip() + "x")[0] == 401


def test_passwords_are_not_kept(app, sign_up):
    sign_up(password="seven purple elephants")
    with app.extensions["writer"].engine.connect() as connection:
        everything = "\n".join(connection.connection.driver_connection.iterdump())
    assert "elephants" not in everything
    assert "$argon2id$" in everything


class TestSwitchedOff:
    @pytest.fixture
    def config(self):
        return {"SIGN_UP": "closed"}

    def test_nobody_can_sign_up(self, sign_up, alice):
        status, answer = sign_up()
        assert (status, answer["error"]["code"]) == (403, "sign_up_closed")
        assert alice.get("/users", query_string={"q": "dora"})[1]["users"] == []

    def test_the_page_knows(self, visitor):
        assert visitor.boot()["sign_up"] is False

    def test_the_first_administrator_still_sets_up(self, app):
        assert set_up(app).get("/me")[1]["role"] == "admin"
