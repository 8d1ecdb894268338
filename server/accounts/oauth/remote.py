"""Talking with providers: where to send people, and who they are when they come back."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from authlib.integrations.base_client import MismatchingStateError
from authlib.integrations.flask_client import FlaskIntegration, OAuth
from flask import Flask, current_app, request, session

from server.accounts.oauth.claims import Account, by_github, by_openid, read_account
from server.accounts.oauth.providers import Provider, read

log = logging.getLogger(__name__)
# To choose among several accounts there; otherwise some providers take the one that they know without a word.
_CHOOSE = {"google", "microsoft"}
# The second is GitHub's.
_WRONG_CODE = ("invalid_grant", "bad_verification_code")
_CONNECT_SECONDS = 5
_ANSWER_SECONDS = 10
_MARK = "elsewhere"
# Several tabs may be on their way; a cookie has little room.
_MOST_MARKS = 3


class Failed(Exception):
    """A sign-in that did not come to its end.

    Args:
        why: ``denied``, ``out_of_date``, ``unreachable`` or ``garbled``.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Marks(FlaskIntegration):
    """What stays in the (signed) cookie while somebody is at a provider: for ten minutes, and once."""

    expires_in = 600

    def get_state_data(self, session: Any, state: str | None) -> dict[str, Any] | None:
        mark = session.get(_MARK, {}).get(state or "")
        if not mark or mark["provider"] != self.name or mark["until"] < time.time():
            return None
        data: dict[str, Any] = mark["data"]
        return data

    def set_state_data(self, session: Any, state: str, data: dict[str, Any]) -> None:
        latest = sorted(session.get(_MARK, {}).items(), key=lambda item: item[1]["until"])[1 - _MOST_MARKS :]
        mark = {"provider": self.name, "until": int(time.time()) + self.expires_in, "data": data}
        session[_MARK] = {**dict(latest), state: mark}

    def clear_state_data(self, session: Any, state: str | None) -> None:
        session[_MARK] = {key: mark for key, mark in session.get(_MARK, {}).items() if key != state}


class _OAuth(OAuth):
    framework_integration_cls = _Marks


def init_app(app: Flask) -> None:
    """Set up the providers that the settings name; one that is not complete is told of in the log and left out."""
    clients = _OAuth(app)
    app.extensions["providers"] = {}
    for provider in read(app.config["OAUTH"]):
        app.extensions["providers"][provider.name] = provider
        if provider.missing:
            log.warning("sign-in with %s is off; missing: %s", provider.label, ", ".join(provider.missing))
        else:
            clients.register(provider.name, **_client_settings(provider, app))


def providers() -> list[Provider]:
    """Return every provider that the settings name, complete or not."""
    return list(current_app.extensions["providers"].values())


def usable() -> list[Provider]:
    """Return the providers that people can sign in with."""
    return [provider for provider in providers() if not provider.missing]


def begin(provider: Provider, callback: str, **kept: Any) -> str:
    """Return the address at the provider to send the person to.

    Args:
        callback: where they are to come back to.
        kept: given back by ``finish``.

    Raises:
        Failed: ``unreachable``, ``garbled``.
    """
    client = _client(provider)
    with _explained(provider):
        made = client.create_authorization_url(callback)
    url: str = made.pop("url")
    client.save_authorize_data(redirect_uri=callback, kept=kept, **made)
    return url


def kept(provider: Provider) -> dict[str, Any]:
    """Return what was given to ``begin``, for the person of this request who comes back.

    Raises:
        Failed: ``out_of_date``: nobody here was sent there, or it is too long ago, or they have come back already.
    """
    state = _client(provider).framework.get_state_data(session, request.args.get("state"))
    if state is None:
        raise Failed("out_of_date")
    found: dict[str, Any] = state["kept"]
    return found


def finish(provider: Provider) -> Account:
    """Return whose account it is, for the person of this request who comes back.

    Raises:
        Failed: any.
    """
    client = _client(provider)
    if "code" not in request.args:
        client.framework.clear_state_data(session, request.args.get("state"))
        raise Failed("denied" if request.args.get("error") == "access_denied" else "garbled")
    with _explained(provider):
        issuer = str(client.load_server_metadata().get("issuer", ""))
        # RFC 9207: what another provider has sent is not taken here.
        if issuer != request.args.get("iss", issuer) and "{tenantid}" not in issuer:
            raise MismatchingStateError
        token = client.authorize_access_token(claims_options=issuer_of(issuer))
        claims = by_openid(client, token) if provider.speaks_openid else by_github(client, token)
        return read_account(provider, claims)


def check(provider: Provider) -> None:
    """Ask the provider for its description, for an administrator who wants to know whether it is reachable.

    Raises:
        Failed: ``unreachable``, ``garbled``.
    """
    client = _client(provider)
    with _explained(provider), client._get_session() as asking:
        asking.request("GET", provider.discovery_url or provider.url, withhold_token=True).raise_for_status()


def _client(provider: Provider) -> Any:
    return current_app.extensions["authlib.integrations.flask_client"].create_client(provider.name)


def _client_settings(provider: Provider, app: Flask) -> dict[str, Any]:
    answer_seconds = app.config.get("PROVIDER_SECONDS", _ANSWER_SECONDS)
    settings: dict[str, Any] = {
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
        "client_kwargs": {
            "scope": provider.scopes,
            "code_challenge_method": "S256",
            "default_timeout": (_CONNECT_SECONDS, answer_seconds),
        },
        "authorize_params": {"prompt": "select_account"} if provider.name in _CHOOSE else None,
    }
    if provider.speaks_openid:
        return {**settings, "server_metadata_url": provider.discovery_url}
    return {
        **settings,
        "authorize_url": f"{provider.url}/login/oauth/authorize",
        "access_token_url": f"{provider.url}/login/oauth/access_token",
        "api_base_url": "https://api.github.com/"
        if provider.url == "https://github.com"
        else f"{provider.url}/api/v3/",
    }


@contextmanager
def _explained(provider: Provider) -> Iterator[None]:
    try:
        yield
    except MismatchingStateError as error:
        raise Failed("out_of_date") from error
    except requests.RequestException as error:
        # Its words may hold the address with everything in it.
        log.warning("sign-in with %s: %s", provider.label, type(error).__name__)
        raise Failed("garbled" if isinstance(error, ValueError) else "unreachable") from error
    except Exception as error:
        if getattr(error, "error", "") in _WRONG_CODE:
            # The code was used before, is too old, or was made for somebody else's sign-in.
            raise Failed("out_of_date") from error
        # Whatever somebody else's server answers, people get a page that says so, and the log says what it was.
        log.warning("sign-in with %s: %s: %s", provider.label, type(error).__name__, error)
        raise Failed("garbled") from error


def issuer_of(issuer: str) -> dict[str, Any] | None:
    """Return what a token has to name as its issuer, for Authlib; None for simply what the description says.

    Microsoft names one for all tenants, with a gap for the one that the token is of.
    """
    if "{tenantid}" not in issuer:
        return None

    def is_the_tenants(claims: Any, value: str) -> bool:
        return bool(value == issuer.replace("{tenantid}", str(claims.get("tid"))))

    return {"iss": {"essential": True, "validate": is_the_tenants}}
