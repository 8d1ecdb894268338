"""Browsers that keep what was read: with a service worker, and a way to know when it has what it wants."""

import re
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from setup.places import HERE
from tests.e2e.devices import Device
from tests.e2e.people import Person
from tests.eventually import eventually

PATIENCE_SECONDS = 60
# All of the version that the page is of is there, and the page itself.
_HAS_THE_SHELL = """async () => {
  const boot = JSON.parse(document.getElementById("boot").textContent);
  const shells = await caches.open("parley-shells");
  const found = await shells.match(`/shell/${document.documentElement.lang.replace("-", "_")}/${boot.v}.json`);
  if (!found) return false;
  const files = await caches.open("parley-files");
  const there = new Set((await files.keys()).map(({ url }) => url.replace(location.origin, "")));
  const { files: wanted } = await found.json();
  return wanted.every((file) => there.has(file)) && (await (await caches.open("parley-page")).keys()).length === 1;
}"""
# What is remembered of the API's answers, as text.
_ANSWERS = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("parley-kept", 1);
  opening.onerror = () => reject(opening.error);
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onsuccess = () => {
    const all = opening.result.transaction("answers").objectStore("answers").getAll();
    all.onsuccess = () => {
      opening.result.close();
      resolve(JSON.stringify(all.result));
    };
  };
})"""


def keeper(person: Person, **options: Any) -> Device:
    """Return a browser of somebody that has a service worker."""
    return person.another_device(service_workers="allow", **options)


def wait_until_kept(page: Page, *texts: str) -> None:
    """Wait until the page opens without a network, and these words are among what is remembered."""
    # The page's own way to wait does not wait for promises.
    eventually(lambda: page.evaluate(_HAS_THE_SHELL), PATIENCE_SECONDS)
    eventually(lambda: all(text in remembered(page) for text in texts), PATIENCE_SECONDS)


def wait_until_forgotten(page: Page) -> None:
    """Wait until nothing is left of what somebody has read."""
    eventually(
        lambda: not page.evaluate("caches.has('parley-page')") and not remembered(page), PATIENCE_SECONDS
    )


def remembered(page: Page) -> str:
    """Return all that is remembered; nothing when there is no memory."""
    found: str = page.evaluate(f"() => ({_ANSWERS})().catch(() => '')")
    return found


def newer_version(folder: Path) -> Path:
    """Make a later version of the program, none of whose files is called as one of today's, and return its folder."""
    for name in ("server", "setup", "translations"):
        shutil.copytree(HERE.root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE.root / "run.py", folder)
    dist = folder / "client" / "dist"
    shutil.copytree(HERE.root / "client" / "dist", dist)
    names = {}
    for file in (dist / "assets").iterdir():
        # Whatever its fingerprint is like: some have a dash in them.
        names[file.name] = f"{file.stem}2{file.suffix}"
        file.rename(file.with_name(names[file.name]))
    named = re.compile("|".join(map(re.escape, names)))
    for file in [*(dist / "assets").iterdir(), dist / ".vite" / "manifest.json"]:
        if file.suffix in {".js", ".css", ".json"}:
            file.write_text(named.sub(lambda found: names[found[0]], file.read_text()))
    return folder
