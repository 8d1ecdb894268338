"""Jobs in a server of its own process, on each event loop: they are done soon, and it stops all the same."""

import time

import pytest
import requests

from tests.e2e.live import LiveServer
from tests.eventually import eventually
from tests.mail_server import path
from tests.server.realtime.live_people import LivePerson

SOON_SECONDS = 3


@pytest.fixture(
    params=[pytest.param(mode, marks=pytest.mark.xdist_group(mode)) for mode in ("eventlet", "gevent")]
)
def server(request, tmp_path, mail_server):
    """A server that sends its mail to ``mail_server``."""
    server = LiveServer(tmp_path, ASYNC_MODE=request.param, SMTP_URL=mail_server.url).start()
    LivePerson(server.url).set_up().leave()
    yield server
    server.kill()


def ask_for_reset(server, login):
    with requests.Session() as http:
        csrf = http.get(f"{server.url}/api/v1/session", timeout=10).json()["csrf"]
        headers = {"X-CSRFToken": csrf}
        body = {"login": login}
        answer = http.post(f"{server.url}/api/v1/password-resets", json=body, headers=headers, timeout=10)
        assert answer.status_code == 204


def resets(mail_server):
    return [mail for mail in mail_server.mails if path(mail).startswith("/reset-password/")]


def test_they_are_done_soon(server, mail_server):
    eventually(lambda: mail_server.mails)
    # Long enough for every worker to have gone to sleep.
    time.sleep(6)
    began = time.monotonic()
    ask_for_reset(server, mail_server.mails[0]["To"])
    eventually(lambda: resets(mail_server))
    assert time.monotonic() - began < SOON_SECONDS
    assert server.stop() == 0
    assert "Traceback" not in server.log


def test_a_mail_server_that_does_not_answer_holds_nobody_up(server, mail_server):
    eventually(lambda: mail_server.mails)
    address = mail_server.mails[0]["To"]
    mail_server.stop()
    ask_for_reset(server, address)
    began = time.monotonic()
    assert requests.get(f"{server.url}/health", timeout=10).ok
    assert time.monotonic() - began < SOON_SECONDS
    eventually(lambda: "did not take the mail" in server.log)
    assert server.stop() == 0
    assert "Traceback" not in server.log
