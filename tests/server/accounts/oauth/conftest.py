"""A real provider, and people who come from it."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.oidc import Provider
from tests.server.conftest import Person

MIA = {
    "email": "mia@acme.example",
    "email_verified": True,
    "name": "Mia Lindqvist",
    "preferred_username": "mia",
}


@pytest.fixture(scope="session")
def running_provider() -> Iterator[Provider]:
    """The provider, for all tests of one process."""
    provider = Provider().start()
    yield provider
    provider.stop()


@pytest.fixture
def provider(running_provider: Provider) -> Provider:
    """The provider, with Mia and nothing out of the ordinary."""
    running_provider.switch(people={"mia": MIA})
    return running_provider


@pytest.fixture
def config(provider: Provider) -> dict[str, Any]:
    """It is set up twice here: two providers with the same people."""
    return {"OAUTH": provider.settings("ACME") | provider.settings("TWIN"), "PROVIDER_SECONDS": 1}


@pytest.fixture
def visitor(app: Any, alice: Person) -> Person:
    """Somebody who is not signed in, in a workspace that Alice has set up."""
    return somebody(app)


def somebody(app: Any) -> Person:
    """Return another browser in which nobody is signed in."""
    person = Person(app)
    person.boot()
    return person


@pytest.fixture
def begin() -> Callable[..., str]:
    """Have somebody begin to sign in with a provider; return where they are sent."""

    def begin(person: Person, name: str = "acme", **body: str) -> str:
        status, answer = person.post(f"/oauth/{name}/start", body)
        assert status == 200, answer
        url: str = answer["url"]
        return url

    return begin


@pytest.fixture
def come_back() -> Callable[[Person, str], str]:
    """Follow the address that a provider has sent somebody back to; return where they end."""

    def come_back(person: Person, address: str) -> str:
        parts = urlsplit(address)
        response = person.client.get(f"{parts.path}?{parts.query}")
        assert response.status_code == 303, response.text
        location: str = response.headers["Location"]
        assert location.startswith("/"), location
        return location

    return come_back


@pytest.fixture
def sign_in(
    provider: Provider, begin: Callable[..., str], come_back: Callable[[Person, str], str]
) -> Callable[..., str]:
    """Have somebody sign in with a provider, all the way; return where they end."""

    def sign_in(person: Person, account: str = "mia", name: str = "acme", **body: str) -> str:
        return come_back(person, provider.visit(begin(person, name, **body), account))

    return sign_in
