"""The locks: whole, and without a word about where packages come from."""

import importlib.metadata
import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from setup.places import HERE

LOCKS = ["requirements.txt", "requirements-gevent.txt", "requirements-dev.txt"]


def pinned(lock: str) -> dict[str, Requirement]:
    """Return what a lock pins, by name."""
    lines = re.findall(
        r"^([A-Za-z0-9].*?==\S+)", (HERE.root / lock).read_text(encoding="utf-8"), re.MULTILINE
    )
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_whatever_a_package_asks_for_with_extras_is_pinned_with_them(lock: str) -> None:
    # Otherwise an older pip takes the newest release for it, of which the lock has no hash, the day there is one.
    packages = pinned(lock)
    for name in packages:
        try:
            wanted = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            # For another system than this one.
            continue
        for requirement in map(Requirement, wanted):
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                extras = packages[canonicalize_name(requirement.name)].extras
                assert requirement.extras <= extras, f"{name} asks for {requirement}"


@pytest.mark.parametrize("lock", [*LOCKS, "requirements-node.txt", "package-lock.json"])
def test_no_lock_says_where_from(lock: str) -> None:
    text = (HERE.root / lock).read_text(encoding="utf-8")
    assert not re.search(r"://\S*\.(whl|tgz|tar\.gz)", text)
    assert '"resolved"' not in text
