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


def prepare(places: Places, *, with_tools: bool = False) -> None:
    """Install the client's libraries and build it, where that has not been done yet for these sources.

    Args:
        with_tools: also install what only the checks need.

    Raises:
        Failure: a package cannot be had or the client does not build.
    """
    libraries_wanted = stamps.fingerprint(places.root, [places.root / "package-lock.json"])
    build_wanted = stamps.fingerprint(places.root, _sources(places))
    has_libraries = _has_libraries(places, libraries_wanted, with_tools)
    has_build = stamps.matches(_build_stamp(places), build_wanted)
    # Nothing but the build and the checks needs the libraries.
    if has_build and (has_libraries or not with_tools):
        return
    env = node_environment(places)
    if not has_libraries:
        with step("Client libraries") as current:
            # npm's own patience is a silent minute where there is no network.
            patience = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
            command = [_program("npm", env), "ci", *patience, *([] if with_tools else ["--omit=dev"])]
            commands.run(places, current, "Installing the client's libraries", command, env)
            stamps.put(_libraries_stamp(places, with_tools), libraries_wanted)
    if not has_build:
        with step("Client") as current:
            command = [_program("node", env), str(places.node_modules / "vite" / "bin" / "vite.js"), "build"]
            commands.run(places, current, "Building the client", command, env)
            stamps.put(_build_stamp(places), build_wanted)


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


def _program(name: str, env: dict[str, str]) -> str:
    return shutil.which(name, path=env.get("PATH")) or name


def _sources(places: Places) -> Iterator[Path]:
    yield places.root / "package-lock.json"
    yield places.root / "vite.config.js"
    for folder, folders, files in os.walk(places.root / "client"):
        if Path(folder) == places.built_client.parent and places.built_client.name in folders:
            folders.remove(places.built_client.name)
        yield from (Path(folder) / file for file in files)


def _has_libraries(places: Places, wanted: str, with_tools: bool) -> bool:
    return stamps.matches(_libraries_stamp(places, True), wanted) or (
        not with_tools and stamps.matches(_libraries_stamp(places, False), wanted)
    )


def _libraries_stamp(places: Places, with_tools: bool) -> Path:
    # npm ci removes node_modules first, and the stamp with it: an interrupted one leaves none.
    return places.node_modules / (".installed-with-tools" if with_tools else ".installed")


def _build_stamp(places: Places) -> Path:
    # Vite empties the folder first, so the same holds here.
    return places.built_client / ".built-from"
