"""Light and dark: as the system says, or as chosen."""

from playwright.sync_api import Page, expect

from tests.e2e.people import Person
from tests.e2e.places import rooms


def test_the_page_follows_the_system(alice: Person) -> None:
    light, dark = alice.open(), alice.another_device(color_scheme="dark").open()
    for page in (light, dark):
        expect(rooms(page)).to_be_visible()
    assert _brightness(light) > 0.8
    assert _brightness(dark) < 0.3
    dark.emulate_media(color_scheme="light")
    assert _brightness(dark) > 0.8


def test_a_chosen_theme_holds_at_once_and_from_then_on(alice: Person) -> None:
    page = alice.open("/settings")
    page.get_by_role("main").get_by_role("radio", name="Dark").check()
    assert _brightness(page) < 0.3
    page.reload()
    expect(page.get_by_role("main").get_by_role("radio", name="Dark")).to_be_checked()
    assert _brightness(page) < 0.3
    page.get_by_role("main").get_by_role("radio", name="System").check()
    assert _brightness(page) > 0.8


def _brightness(page: Page) -> float:
    """Return how bright the ground of the page is, from 0 to 1, as it is really painted."""
    return page.evaluate(
        """() => {
          const canvas = document.createElement("canvas");
          const pen = canvas.getContext("2d");
          pen.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
          pen.fillRect(0, 0, 1, 1);
          const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
          return (red + green + blue) / 3 / 255;
        }"""
    )
