"""A database of places of the tests' own, in the format that GeoLite2 and others come in (MaxMind DB 2.0)."""

from ipaddress import IPv4Network, ip_network
from pathlib import Path
from typing import Any

PLACES = {
    "81.2.69.0/24": {
        "city": {"names": {"en": "London", "zh-CN": "伦敦"}},
        "country": {"names": {"en": "United Kingdom", "zh-CN": "英国"}},
    },
    "89.160.20.0/24": {"country": {"names": {"en": "Sweden", "zh-CN": "瑞典"}}},
}
_MARK = b"\xab\xcd\xefMaxMind.com"
_MAP, _TEXT, _LIST = 7, 2, 11
# Readers are strict about how many bits a number of the description may have.
_SHORT, _NUMBER, _LONG = 5, 6, 9
_KINDS = {"node_count": _NUMBER, "build_epoch": _LONG}


def write_places(path: Path, places: dict[str, Any] = PLACES) -> Path:
    """Write a database that knows these networks; return where it is."""
    # Each node is where a bit of the address leads: to a node by its number, to nothing, or to a place.
    nodes: list[list[Any]] = [[None, None]]
    for network, place in places.items():
        _add(nodes, ip_network(network), place)
    data, tree = b"", b""
    for node in nodes:
        for way in node:
            if isinstance(way, dict):
                tree += (len(nodes) + 16 + len(data)).to_bytes(3, "big")
                data += _encode(way)
            else:
                tree += (len(nodes) if way is None else way).to_bytes(3, "big")
    about = {
        "node_count": len(nodes),
        "record_size": 24,
        "ip_version": 4,
        "database_type": "Test-City",
        "languages": ["en", "zh-CN"],
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": 1_790_000_000,
        "description": {"en": "Places of tests"},
    }
    path.write_bytes(tree + bytes(16) + data + _MARK + _encode(about))
    return path


def _add(nodes: list[list[Any]], network: Any, place: dict[str, Any]) -> None:
    assert isinstance(network, IPv4Network)
    bits = f"{int(network.network_address):032b}"[: network.prefixlen]
    here = 0
    for bit in map(int, bits[:-1]):
        if nodes[here][bit] is None:
            nodes.append([None, None])
            nodes[here][bit] = len(nodes) - 1
        here = nodes[here][bit]
    nodes[here][int(bits[-1])] = place


def _encode(value: Any, number_kind: int = _SHORT) -> bytes:
    if isinstance(value, dict):
        pairs = (_encode(key) + _encode(each, _KINDS.get(key, _SHORT)) for key, each in value.items())
        return _head(_MAP, len(value)) + b"".join(pairs)
    if isinstance(value, list):
        return _head(_LIST, len(value)) + b"".join(map(_encode, value))
    if isinstance(value, int):
        number = value.to_bytes(4, "big").lstrip(b"\0")
        return _head(number_kind, len(number)) + number
    text = value.encode()
    return _head(_TEXT, len(text)) + text


def _head(kind: int, size: int) -> bytes:
    assert size < 29
    # Kinds from 8 on have a byte of their own.
    return bytes([kind << 5 | size]) if kind < 8 else bytes([size, kind - 7])
