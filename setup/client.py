"""Node, the client's libraries, and the client that is built from them."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from setup import commands, python_packages, stamps
from setup.places import Places
from setup.screen import step


def prepare(places: Places) -> None:
    """Have a client that is built from the sources as they are now.

    Raises:
        Failure: a package cannot be had or the client does not build.
    """
    if not is_built(places):
        install_libraries(places)
        build(places)


def install_libraries(places: Places, *, with_tools: bool = False) -> None:
    """Install the client's libraries, where that has not been done yet for this lock.

    Args:
        with_tools: also install what only the checks need.

    Raises:
        Failure: a package cannot be had.
    """
    wanted = stamps.fingerprint(places.root, [places.root / "package-lock.json"])
    enough = [_libraries_stamp(places, True)] if with_tools else _libraries_stamps(places)
    if any(stamps.matches(stamp, wanted) for stamp in enough):
        return
    env = node_environment(places)
    with step("Client libraries") as current:
        # npm's own patience is a silent minute where there is no network.
        patience = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
        command = ["npm", "ci", *patience, *([] if with_tools else ["--omit=dev"])]
        commands.run(places, current, "Installing the client's libraries", command, env)
        stamps.put(_libraries_stamp(places, with_tools), wanted)


def build(places: Places) -> None:
    """Build the client with the installed libraries.

    Raises:
        Failure: it does not build.
    """
    # Taken before: what changes while it is built must be built again.
    sources = _fingerprint_of_sources(places)
    env = node_environment(places)
    with step("Client") as current:
        command = ["node", str(places.node_modules / "vite" / "bin" / "vite.js"), "build"]
        commands.run(places, current, "Building the client", command, env)
        stamps.put(_build_stamp(places), sources)


def is_built(places: Places) -> bool:
    """Tell whether the built client is that of the sources as they are now."""
    return stamps.matches(_build_stamp(places), _fingerprint_of_sources(places))


def node_environment(places: Places) -> dict[str, str]:
    """Return what the environment needs so that ``node`` runs the client's tools: PyPI's where there is no other."""
    if is_recent_enough(_version_on_path()) and shutil.which("npm"):
        return {}
    python_packages.install(places, "requirements-node.txt", title="Node (from PyPI)")
    return {"PATH": f"{places.programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def is_recent_enough(version: str) -> bool:
    """Tell whether a Node that calls itself so can build the client: 20.19 or newer of 20, or 22.12 or newer."""
    found = re.match(r"v(\d+)\.(\d+)", version)
    if found is None:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major, minor) >= (22, 12)


def _version_on_path() -> str:
    node = shutil.which("node")
    if node is None:
        return ""
    return subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout


def _sources(places: Places) -> Iterator[Path]:
    yield places.root / "package-lock.json"
    yield places.root / "vite.config.js"
    for folder, folders, files in os.walk(places.root / "client"):
        if Path(folder) == places.built_client.parent and places.built_client.name in folders:
            folders.remove(places.built_client.name)
        yield from (Path(folder) / file for file in files)


def _fingerprint_of_sources(places: Places) -> str:
    return stamps.fingerprint(places.root, _sources(places))


def _libraries_stamps(places: Places) -> list[Path]:
    return [_libraries_stamp(places, with_tools) for with_tools in (False, True)]


def _libraries_stamp(places: Places, with_tools: bool) -> Path:
    # npm ci removes node_modules first, and the stamp with it: an interrupted one leaves none.
    return places.node_modules / (".installed-with-tools" if with_tools else ".installed")


def _build_stamp(places: Places) -> Path:
    # Vite empties the folder first, so the same holds here.
    return places.built_client / ".built-from"
