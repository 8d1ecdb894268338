"""Providers as the settings name them."""

import pytest

from server.accounts.oauth.claims import read_account
from server.accounts.oauth.providers import read
from server.accounts.oauth.remote import issuer_of


def one(**settings):
    (provider,) = read({f"OAUTH_{name}": value for name, value in settings.items()})
    return provider


def test_any_provider_by_its_discovery_address():
    provider = one(
        MY_COMPANY_CLIENT_ID="parley",
        MY_COMPANY_CLIENT_SECRET="word",
        MY_COMPANY_DISCOVERY_URL="https://id.example.org/realms/us",
        MY_COMPANY_LABEL="Northwind",
        MY_COMPANY_SCOPES="openid email",
    )
    assert (provider.name, provider.label, provider.scopes) == ("my_company", "Northwind", "openid email")
    assert provider.discovery_url == "https://id.example.org/realms/us/.well-known/openid-configuration"
    assert provider.missing == []


def test_a_whole_discovery_address_stays_as_it_is():
    address = "https://id.example.org/.well-known/openid-configuration"
    assert one(ACME_DISCOVERY_URL=address).discovery_url == address


@pytest.mark.parametrize(
    ("name", "label", "discovery_url"),
    [
        ("GITHUB", "GitHub", ""),
        ("GITLAB", "GitLab", "https://gitlab.com/.well-known/openid-configuration"),
        ("GOOGLE", "Google", "https://accounts.google.com/.well-known/openid-configuration"),
        (
            "MICROSOFT",
            "Microsoft",
            "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
        ),
    ],
)
def test_the_well_known_need_only_a_client(name, label, discovery_url):
    provider = one(**{f"{name}_CLIENT_ID": "parley", f"{name}_CLIENT_SECRET": "word"})
    assert (provider.label, provider.discovery_url, provider.missing) == (label, discovery_url, [])


def test_installations_of_ones_own():
    assert one(GITHUB_URL="https://git.example.org/").url == "https://git.example.org"
    gitlab = one(GITLAB_URL="https://git.example.org/")
    assert gitlab.discovery_url == "https://git.example.org/.well-known/openid-configuration"
    assert "/contoso/v2.0/" in one(MICROSOFT_TENANT="contoso").discovery_url


def test_what_is_missing_is_named():
    assert one(ACME_CLIENT_ID="parley", ACME_CLIENT_SECRET=" ").missing == [
        "OAUTH_ACME_CLIENT_SECRET",
        "OAUTH_ACME_DISCOVERY_URL",
    ]


def test_any_number_of_them_in_the_order_of_their_labels():
    names = ["ZOO", "ACME", "GITHUB", "B2"]
    found = read(
        {f"OAUTH_{name}_CLIENT_ID": "parley" for name in names} | {"OAUTH_NONSENSE": "1", "OTHER": "2"}
    )
    assert [provider.label for provider in found] == ["Acme", "B2", "GitHub", "Zoo"]


def test_a_secret_is_not_shown_by_accident():
    assert "word" not in repr(one(ACME_CLIENT_SECRET="word"))


MICROSOFT = "https://login.microsoftonline.com/{tenantid}/v2.0"


@pytest.mark.parametrize(
    ("issuer", "tenant", "right"),
    [
        ("https://login.microsoftonline.com/contoso/v2.0", "contoso", True),
        ("https://login.microsoftonline.com/contoso/v2.0", "fabrikam", False),
        ("https://evil.example/contoso/v2.0", "contoso", False),
        (MICROSOFT, None, False),
    ],
)
def test_a_token_of_microsoft_is_of_the_tenant_that_it_names(issuer, tenant, right):
    options = issuer_of(MICROSOFT)
    assert options["iss"]["essential"] is True
    assert options["iss"]["validate"]({"tid": tenant}, issuer) is right


def test_of_others_the_issuer_is_what_they_describe_themselves_as():
    assert issuer_of("https://id.example.org") is None


@pytest.mark.parametrize(("name", "verified"), [("GOOGLE", True), ("MICROSOFT", False)])
def test_any_tenant_of_microsoft_may_claim_any_address(name, verified):
    provider = one(**{f"{name}_CLIENT_ID": "parley"})
    claims = {"sub": "1", "email": "mia@example.org", "email_verified": True}
    assert read_account(provider, claims).verified is verified
