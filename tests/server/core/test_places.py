"""Where an address is."""

import pytest
from flask_babel import force_locale

from server.core.config import UnusableSettings
from server.core.places import place_of
from tests.server.conftest import make_app


@pytest.fixture
def config(places):
    return {"GEOIP_DATABASE": str(places)}


@pytest.fixture
def where(app):
    """Ask in a language."""

    def where(address, locale="en"):
        with app.test_request_context(), force_locale(locale):
            return place_of(address)

    return where


@pytest.mark.parametrize(
    ("address", "english", "chinese"),
    [
        ("81.2.69.142", "London, United Kingdom", "伦敦, 英国"),
        ("::ffff:81.2.69.142", "London, United Kingdom", "伦敦, 英国"),
        ("89.160.20.112", "Sweden", "瑞典"),
        ("198.41.0.4", "", ""),
        # The database of the tests knows none of these.
        ("2001:500:2::c", "", ""),
    ],
)
def test_it_is_named_in_the_readers_language(where, address, english, chinese):
    assert where(address) == english
    assert where(address, "zh_Hans") == chinese


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "192.168.0.9", "172.20.0.1", "169.254.3.4", "fe80::1", "fd00::7"]
)
def test_what_is_nearby_needs_no_database(where, address):
    assert where(address) == "the local network"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_the_machine_itself(where, address):
    assert where(address) == "the server's own machine"


@pytest.mark.parametrize("address", ["", "nonsense", "1.2.3", "😀"])
def test_what_is_no_address_is_nowhere(where, address):
    assert where(address) == ""


class TestWithoutADatabase:
    @pytest.fixture
    def config(self):
        return {}

    def test_far_away_is_nowhere(self, where):
        assert where("81.2.69.142") == ""
        assert where("192.168.0.9") == "the local network"


@pytest.mark.parametrize("content", [None, b"", b"not a database of places" * 100])
def test_what_is_no_database_is_said_at_the_start(tmp_path, content):
    path = tmp_path / "places.mmdb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnusableSettings, match="GEOIP_DATABASE"):
        make_app(tmp_path, GEOIP_DATABASE=str(path))
