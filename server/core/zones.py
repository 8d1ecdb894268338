"""Time zones, by their names in the IANA's database."""

import functools
from zoneinfo import available_timezones


def is_zone(name: str) -> bool:
    """Return whether there is a time zone of this name, such as ``Europe/Berlin``."""
    return name in _zones()


@functools.cache
def _zones() -> frozenset[str]:
    # Not "localtime", which some systems list: it would be this machine's own.
    return frozenset(available_timezones() - {"localtime", "Factory"})
