"""Draw the icons of the installed app from the logo, once that has changed: ``.venv/bin/python client/icons/draw.py``.

The pictures are committed, so that nobody needs a browser to build the client.
"""

import os
import re
from pathlib import Path

from playwright.sync_api import sync_playwright

CLIENT = Path(__file__).parent.parent
ICONS = CLIENT / "public" / "icons"
LUCIDE = CLIENT.parent / "node_modules" / "lucide-static" / "icons"
BRAND = "#b8431f"
# Systems cut their own shape out of these: what is drawn stays within the circle of 80 % that none of them touches.
WHOLE = (
    '<rect width="32" height="32" fill="{color}"/>'
    '<g transform="translate(16 16) scale({scale}) translate(-16 -16)">{drawn}</g>'
)
# A shortcut of the app: a sign on a round ground.
ROUND = (
    '<circle cx="16" cy="16" r="16" fill="{color}"/>'
    '<g transform="translate(7 7) scale(0.75)" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" '
    'stroke-linejoin="round">{drawn}</g>'
)
PAGE = (
    '<body style="margin:0"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="{size}" height="{size}" '
    'style="display:block">{drawn}</svg>'
)


def main() -> None:
    """Draw all of them."""
    logo = _inside((CLIENT / "public" / "favicon.svg").read_text())
    sign = re.sub(r"<rect[^>]*/>", "", logo)
    pictures = {
        "icon-192": (192, logo),
        "icon-512": (512, logo),
        "maskable-192": (192, WHOLE.format(color=BRAND, scale=1.1, drawn=sign)),
        "maskable-512": (512, WHOLE.format(color=BRAND, scale=1.1, drawn=sign)),
        "apple-touch-icon": (180, WHOLE.format(color=BRAND, scale=1, drawn=sign)),
        "my-day": (96, ROUND.format(color=BRAND, drawn=_inside((LUCIDE / "sun.svg").read_text()))),
        "notices": (96, ROUND.format(color=BRAND, drawn=_inside((LUCIDE / "bell.svg").read_text()))),
    }
    ICONS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"))
        page = browser.new_page()
        for name, (size, drawn) in pictures.items():
            page.set_viewport_size({"width": size, "height": size})
            page.set_content(PAGE.format(size=size, drawn=drawn))
            page.screenshot(path=ICONS / f"{name}.png", omit_background=True)
        browser.close()


def _inside(svg: str) -> str:
    return re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    main()
