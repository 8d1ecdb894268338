"""What holds for every test."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from xdist.scheduler import LoadScopeScheduling

from tests.mail_server import MailServer
from tests.places import write_places
from tests.servers import PostgreSQL, Redis

# Browser tests wait half of their time; more browsers at once on two cores would make each other time out.
BROWSERS = 2
SECOND_TRY = "failed at the first try"


class BrowsersApart(LoadScopeScheduling):
    """Gives out whole files, the largest first, and all with browsers to the same few workers."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", maxsplit=1)[0]
        # The same for the same file, and about as many to each.
        return f"browser-{zlib.crc32(path.encode()) % BROWSERS}" if path.startswith("tests/e2e/") else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Share the tests out among the workers."""
    return BrowsersApart(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Try a browser test that failed once more: on a busy machine a browser may be late by more than any patience.

    The summary names those that needed it, with what was wrong.
    """
    if "e2e" not in item.path.parts or not isinstance(item, pytest.Function):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    failed = next((report for report in reports if report.failed), None)
    if failed:
        item._initrequest()
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        reports[0].user_properties.append((SECOND_TRY, failed.longreprtext))
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that needed a second try, with what was wrong at the first."""
    reports = (report for found in terminalreporter.stats.values() for report in found)
    tries = {
        report.nodeid: text
        for report in reports
        for name, text in getattr(report, "user_properties", ())
        if name == SECOND_TRY
    }
    if tries:
        terminalreporter.section("tried twice")
        for nodeid, text in sorted(tries.items()):
            terminalreporter.write_line(f"{nodeid}\n{text[-1500:]}\n")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server."""
    server = PostgreSQL()
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def redis() -> Iterator[Redis]:
    """A Redis server that only this test talks to, and may kill."""
    server = Redis().start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of places."""
    return write_places(tmp_path_factory.mktemp("places") / "city.mmdb")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server that only this test talks to, and may stop."""
    server = MailServer().start()
    yield server
    server.stop()
