"""What providers say of people, each in its own way."""

from typing import Any, NamedTuple

import requests
from joserfc.errors import JoseError

from server.accounts.oauth.providers import Provider
from server.core.fields import storable


class Account(NamedTuple):
    """Somebody's account at a provider."""

    provider: str
    # The provider's own name for it, which never changes.
    subject: str
    email: str
    # Whether the provider says, and may be believed, that the address is the person's.
    verified: bool
    name: str
    username: str


def by_openid(client: Any, token: dict[str, Any]) -> dict[str, Any]:
    """Return what a provider that speaks OpenID Connect says of whose the (checked) token is."""
    claims = dict(token["userinfo"])
    if "email" not in claims and client.server_metadata.get("userinfo_endpoint"):
        told = dict(client.userinfo(token=token))
        if told.get("sub") != claims["sub"]:
            raise JoseError("the user information is of somebody else")
        claims = {**told, **claims}
    return claims


def by_github(client: Any, token: dict[str, Any]) -> dict[str, Any]:
    """Return what GitHub says of whose the token is, in the words of OpenID Connect."""
    user, emails = (_json(client.get(path, token=token)) for path in ("user", "user/emails"))
    best: dict[str, Any] = max(emails, key=lambda each: (each["verified"], each["primary"]), default={})
    return {
        # A login can change hands; the number cannot.
        "sub": str(int(user["id"])),
        "email": best.get("email"),
        "email_verified": best.get("verified"),
        "name": user.get("name"),
        "preferred_username": user.get("login"),
    }


def read_account(provider: Provider, claims: dict[str, Any]) -> Account:
    """Return whose account the claims are of.

    Raises:
        JoseError: they do not say.
    """
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or storable(subject) != subject:
        raise JoseError("no subject")
    texts = {
        name: storable(value).strip()
        for name in ("email", "name", "preferred_username")
        if isinstance(value := claims.get(name), str)
    }
    email = texts.get("email", "")
    said = claims.get("email_verified")
    # Some send it as text.
    verified = (said is True or said == "true") and provider.vouches_for_email and email != ""
    return Account(
        provider=provider.name,
        subject=subject,
        email=email[:254],
        verified=verified and len(email) <= 254,
        name=texts.get("name", "")[:80],
        username=texts.get("preferred_username", "")[:80],
    )


def _json(response: requests.Response) -> Any:
    response.raise_for_status()
    return response.json()
