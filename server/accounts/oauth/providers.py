"""Which providers people can sign in with, as the settings name them: ``OAUTH_<NAME>_CLIENT_ID`` and so on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_NAME = r"[A-Z0-9](?:[A-Z0-9_]{0,30}?[A-Z0-9])??"
_SETTING = re.compile(
    rf"OAUTH_(?P<name>{_NAME})_(?P<what>CLIENT_ID|CLIENT_SECRET|DISCOVERY_URL|LABEL|SCOPES|URL|TENANT)"
)
_DISCOVERY = ".well-known/openid-configuration"

# What these need not be told. ``{url}`` and ``{tenant}`` are settings, too: an installation of one's own, one company.
READY: dict[str, dict[str, str]] = {
    "github": {"label": "GitHub", "url": "https://github.com", "scopes": "read:user user:email"},
    "gitlab": {"label": "GitLab", "url": "https://gitlab.com", "discovery_url": "{url}/"},
    "google": {"label": "Google", "discovery_url": "https://accounts.google.com/"},
    "microsoft": {
        "label": "Microsoft",
        "tenant": "common",
        "discovery_url": "https://login.microsoftonline.com/{tenant}/v2.0/",
    },
}


@dataclass(frozen=True)
class Provider:
    """A provider of sign-in, as it is set up here."""

    # In addresses and in the database; it stands for one provider for good.
    name: str
    # As people know it.
    label: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    # Empty: GitHub, which speaks OAuth 2 without OpenID Connect.
    discovery_url: str = ""
    scopes: str = "openid profile email"
    url: str = ""

    @property
    def speaks_openid(self) -> bool:
        """Whether it tells by OpenID Connect who signs in."""
        return self.name != "github" or bool(self.discovery_url)

    @property
    def vouches_for_email(self) -> bool:
        """Whether its word that an address is verified can be believed: at Microsoft, any tenant may claim any."""
        return self.name != "microsoft"

    @property
    def missing(self) -> list[str]:
        """The settings without which it cannot be used."""
        needed = {"CLIENT_ID": self.client_id, "CLIENT_SECRET": self.client_secret}
        if self.speaks_openid:
            needed["DISCOVERY_URL"] = self.discovery_url
        return [f"OAUTH_{self.name.upper()}_{what}" for what, value in needed.items() if not value]

    def to_json(self) -> dict[str, Any]:
        """Return what everybody gets to see."""
        return {"name": self.name, "label": self.label}


def read(settings: Mapping[str, str]) -> list[Provider]:
    """Return every provider that the settings name, complete or not, in the order of their labels."""
    named: dict[str, dict[str, str]] = {}
    for setting, value in settings.items():
        match = _SETTING.fullmatch(setting)
        if match and value.strip():
            named.setdefault(match["name"].lower(), {})[match["what"].lower()] = value.strip()
    found = [_provider(name, given) for name, given in named.items()]
    return sorted(found, key=lambda provider: (provider.label.casefold(), provider.name))


def _provider(name: str, given: dict[str, str]) -> Provider:
    values = {"label": name.replace("_", " ").title(), **READY.get(name, {}), **given}
    url, tenant = values.pop("url", "").rstrip("/"), values.pop("tenant", "")
    discovery_url = values.pop("discovery_url", "").replace("{url}", url).replace("{tenant}", tenant)
    if discovery_url and not discovery_url.endswith(_DISCOVERY):
        discovery_url = f"{discovery_url.rstrip('/')}/{_DISCOVERY}"
    return Provider(name=name, discovery_url=discovery_url, url=url, **values)
