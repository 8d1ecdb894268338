"""Passkeys: making, using and losing them."""

import pytest

from tests.server.accounts.factors.conftest import first_factor
from tests.server.accounts.factors.security_key import SecurityKey
from tests.server.accounts.factors.test_change_password import without_password


def add(person, key, name="Laptop"):
    options = person.post("/me/passkeys/options")[1]["options"]
    return person.post("/me/passkeys", {"name": name, "credential": key.make(options)})


def sign_in(browser, key):
    options = browser.post("/session/passkey/options")[1]["options"]
    return browser.post("/session/passkey", {"credential": key.sign(options)})


def second(browser, key):
    options = browser.post("/session/second-factor/passkey")[1]["options"]
    return browser.post("/session/second-factor", {"credential": key.sign(options)})


@pytest.fixture
def key(bob):
    """Bob's passkey."""
    key = SecurityKey()
    status, answer = add(bob, key)
    assert status == 201, answer
    return key


def refused(answer):
    status, body = answer
    return status == 400 and body["error"]["code"] == "passkey_refused"


class TestMaking:
    def test_it_is_listed_and_the_first_brings_recovery_codes(self, bob):
        status, answer = add(bob, SecurityKey())
        assert (status, answer["passkey"]["name"], len(answer["recovery_codes"])) == (201, "Laptop", 10)
        assert add(bob, SecurityKey(), "Phone")[1]["recovery_codes"] is None
        listed = bob.get("/me/security")[1]["passkeys"]
        assert [(each["name"], each["last_used_at"]) for each in listed] == [
            ("Laptop", None),
            ("Phone", None),
        ]

    def test_the_browser_is_told_whom_it_is_for_and_what_there_is(self, bob, key):
        options = bob.post("/me/passkeys/options")[1]["options"]
        assert options["rp"] == {"name": "Northwind", "id": "localhost"}
        assert (options["user"]["name"], len(options["excludeCredentials"])) == ("bob", 1)

    def test_made_for_another_site_it_is_refused(self, bob):
        assert refused(add(bob, SecurityKey(origin="https://evil.example")))
        assert bob.get("/me/security")[1]["passkeys"] == []

    def test_an_answer_to_nothing_or_twice_is_refused(self, bob):
        options = bob.post("/me/passkeys/options")[1]["options"]
        body = {"name": "Laptop", "credential": SecurityKey().make(options)}
        assert bob.post("/me/passkeys", body)[0] == 201
        assert refused(bob.post("/me/passkeys", body))

    def test_a_challenge_for_signing_is_none_for_making(self, bob):
        options = bob.post("/me/proof/passkey")[1]["options"]
        made = SecurityKey().make({"rp": {"id": "localhost"}, "challenge": options["challenge"]})
        assert refused(bob.post("/me/passkeys", {"name": "Laptop", "credential": made}))

    def test_nobody_takes_anothers_for_theirs(self, alice, bob, key):
        assert refused(add(alice, key))

    @pytest.mark.parametrize("name", ["", " ", "x" * 81])
    def test_it_has_a_name(self, bob, name):
        status, answer = add(bob, SecurityKey(), name)
        assert (status, list(answer["error"]["fields"])) == (422, ["name"])


class TestInsteadOfThePassword:
    def test_it_is_enough(self, bob, key, browser):
        status, boot = sign_in(browser, key)
        assert (status, boot["user"]["username"]) == (200, "bob")
        assert bob.get("/me/security")[1]["passkeys"][0]["last_used_at"]

    def test_a_device_that_asks_its_owner_nothing_is_not_enough(self, bob, browser):
        key = SecurityKey(verifies=False)
        add(bob, key)
        assert refused(sign_in(browser, key))

    def test_one_that_is_not_known_is_refused(self, browser, bob):
        assert refused(sign_in(browser, SecurityKey()))

    def test_another_site_gets_nowhere(self, key, browser):
        key.origin = "https://evil.example"
        assert refused(sign_in(browser, key))

    def test_what_was_signed_once_is_worthless_afterwards(self, app, key, browser):
        options = browser.post("/session/passkey/options")[1]["options"]
        cookie = browser.keys.cookie
        signed = {"credential": key.sign(options)}
        assert browser.post("/session/passkey", signed)[0] == 200
        thief = type(browser)(app)
        thief.client.set_cookie("parley_session", cookie)
        thief.boot()
        assert refused(thief.post("/session/passkey", signed))

    def test_a_copy_that_counts_from_the_beginning_is_refused(self, key, browser):
        assert sign_in(browser, key)[0] == 200
        key.count = 0
        browser.delete("/session")
        browser.boot()
        assert refused(sign_in(browser, key))

    def test_a_signature_that_was_changed_is_refused(self, key, browser):
        options = browser.post("/session/passkey/options")[1]["options"]
        credential = key.sign(options)
        credential["response"]["signature"] = credential["response"]["signature"][:-4] + "AAAA"
        assert refused(browser.post("/session/passkey", {"credential": credential}))


class TestAsSecondFactor:
    def test_after_the_password(self, key, browser):
        assert first_factor(browser)["second_factor"]["ways"] == ["passkey", "recovery"]
        assert second(browser, key)[1]["user"]["username"] == "bob"

    def test_without_a_finger_too(self, bob, browser):
        key = SecurityKey(verifies=False)
        add(bob, key)
        first_factor(browser)
        assert second(browser, key)[0] == 200

    def test_somebody_elses_is_refused(self, alice, key, browser):
        others = SecurityKey()
        add(alice, others)
        first_factor(browser)
        assert refused(second(browser, others))

    def test_it_proves_who_is_there(self, bob, key, long_ago):
        long_ago()
        options = bob.post("/me/proof/passkey")[1]["options"]
        assert bob.post("/me/proof", {"credential": key.sign(options)})[0] == 204
        assert not bob.get("/me/security")[1]["proof_needed"]


class TestRemoving:
    def id_of(self, person):
        return person.get("/me/security")[1]["passkeys"][0]["id"]

    def test_it_opens_nothing_any_more(self, bob, key, browser):
        assert bob.delete(f"/me/passkeys/{self.id_of(bob)}") == (204, None)
        assert refused(sign_in(browser, key))
        assert browser.sign_in("bob")[1]["user"]["username"] == "bob"

    def test_it_has_another_name_when_one_wishes(self, bob, key):
        status, answer = bob.patch(f"/me/passkeys/{self.id_of(bob)}", {"name": " My  key "})
        assert (status, answer["name"]) == (200, "My key")

    def test_nobody_touches_anothers(self, alice, bob, key):
        path = f"/me/passkeys/{self.id_of(bob)}"
        assert (alice.delete(path)[0], alice.patch(path, {"name": "x"})[0]) == (404, 404)

    def test_the_only_way_in_stays(self, app, bob, key, browser):
        without_password(app, bob)
        status, answer = bob.delete(f"/me/passkeys/{self.id_of(bob)}")
        assert (status, answer["error"]["code"]) == (409, "last_way")
        assert sign_in(browser, key)[0] == 200
