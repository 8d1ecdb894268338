"""Settings from the environment."""

import stat

import pytest

from server.core.config import UnusableSettings, database_url, settings

NAMES = (
    "SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "ASYNC_MODE",
    "SIGN_UP",
    "TRUSTED_PROXIES",
    "DEFAULT_LOCALE",
)


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """An environment that says nothing but where the data are."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return monkeypatch


def test_without_any_one_process_works_out_of_the_box(environment, tmp_path):
    found = settings()
    assert found["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'data' / 'parley.db'}"
    assert (found["ASYNC_MODE"], found["SIGN_UP"], found["TRUSTED_PROXIES"]) == ("eventlet", "open", 0)
    assert (found["REDIS_URL"], found["BABEL_DEFAULT_LOCALE"]) == ("", "en")


def test_the_secret_key_is_made_once_and_only_its_owner_can_read_it(environment, tmp_path):
    key = settings()["SECRET_KEY"]
    assert len(key) == 64
    assert settings()["SECRET_KEY"] == key
    path = tmp_path / "data" / "secret_key"
    assert path.read_text().strip() == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_installations_have_two_keys(environment, tmp_path):
    key = settings()["SECRET_KEY"]
    environment.setenv("DATA_DIR", str(tmp_path / "other"))
    assert settings()["SECRET_KEY"] != key


def test_the_environment_comes_first(environment, tmp_path):
    environment.setenv("SECRET_KEY", "mine")
    environment.setenv("TRUSTED_PROXIES", "2")
    environment.setenv("SIGN_UP", "closed")
    found = settings()
    assert (found["SECRET_KEY"], found["TRUSTED_PROXIES"], found["SIGN_UP"]) == ("mine", 2, "closed")
    assert not (tmp_path / "data" / "secret_key").exists()


FILE = """\
# Sign-in elsewhere
OAUTH_GITHUB_CLIENT_ID=abc=123
  export OAUTH_GITHUB_LABEL = "Our GitHub"

SIGN_UP=closed
DATABASE_URL='postgresql://host/name'
TRUSTED_PROXIES=1
"""


def test_a_file_beside_the_data_holds_settings_too(environment, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.env").write_text(FILE, encoding="utf-8")
    environment.setenv("TRUSTED_PROXIES", "2")
    found = settings()
    assert found["OAUTH"] == {"OAUTH_GITHUB_CLIENT_ID": "abc=123", "OAUTH_GITHUB_LABEL": "Our GitHub"}
    assert found["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://host/name"
    assert (found["SIGN_UP"], found["TRUSTED_PROXIES"]) == ("closed", 2)


def test_a_line_that_is_no_setting_is_pointed_at(environment, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.env").write_text("SIGN_UP=closed\nnot a setting\n", encoding="utf-8")
    with pytest.raises(UnusableSettings, match=r"settings\.env, line 2"):
        settings()


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@host/name", "postgresql+psycopg://u:p@host/name"),
        ("postgresql://host/name", "postgresql+psycopg://host/name"),
        ("postgresql+psycopg://host/name", "postgresql+psycopg://host/name"),
        ("mysql://host/name", "mysql+pymysql://host/name"),
        ("mariadb://host/name", "mysql+pymysql://host/name"),
        ("sqlite:////srv/parley.db", "sqlite:////srv/parley.db"),
    ],
)
def test_each_database_gets_the_driver_that_is_installed(environment, tmp_path, given, used):
    environment.setenv("DATABASE_URL", given)
    assert database_url(tmp_path) == used


def test_a_data_directory_that_cannot_be_made_is_an_error(environment, tmp_path):
    (tmp_path / "file").touch()
    environment.setenv("DATA_DIR", str(tmp_path / "file" / "data"))
    with pytest.raises(OSError):
        settings()
