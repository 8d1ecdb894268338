"""The compiled message catalogs, made anew when a translation has changed."""

from pathlib import Path

from setup import commands
from setup.places import Places
from setup.screen import step


def compile_changed(places: Places) -> None:
    """Compile the catalogs when one of them is missing or older than its translation."""
    texts = list((places.root / "translations").glob("*/LC_MESSAGES/messages.po"))
    if all(_is_compiled(text) for text in texts):
        return
    with step("Translations") as current:
        command: list[str | Path] = [places.python, "-m", "server.core.catalogs", "compile"]
        commands.run(places, current, "Compiling the translations", command)


def _is_compiled(text: Path) -> bool:
    compiled = text.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime_ns >= text.stat().st_mtime_ns
