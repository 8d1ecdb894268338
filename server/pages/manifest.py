"""The page as an app that can be installed: its name, icons and shortcuts."""

from typing import Any

from flask_babel import gettext as _

from server.core import i18n

# As in tokens.css and root.html: what is seen before the page is there.
BACKGROUND = "#f5f3ef"
# Below an icon there is room for so much.
SHORT = 12


def manifest(workspace: str) -> dict[str, Any]:
    """Return the web app manifest in the reader's language.

    Args:
        workspace: its name; "" before the set-up.
    """
    name = workspace or "Parley"
    return {
        # Whatever else changes, an installed app stays the same one.
        "id": "/",
        "name": name,
        "short_name": name if len(name) <= SHORT else "Parley",
        "description": _("Your team's conversations and to-dos, side by side."),
        "lang": i18n.language_tag(i18n.current()),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": BACKGROUND,
        "theme_color": BACKGROUND,
        "categories": ["productivity", "business"],
        "icons": [
            *(_icon(f"icon-{size}", size, "any") for size in (192, 512)),
            *(_icon(f"maskable-{size}", size, "maskable") for size in (192, 512)),
        ],
        "shortcuts": [
            {"name": _("My day"), "url": "/my-day", "icons": [_icon("my-day", 96, "any")]},
            {"name": _("Notifications"), "url": "/notices", "icons": [_icon("notices", 96, "any")]},
        ],
    }


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": f"/static/icons/{name}.png",
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }
