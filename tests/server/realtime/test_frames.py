"""WebSocket frames: whatever the pieces they come in, and each way to break the protocol."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.realtime import frames
from server.realtime.frames import BINARY, CLOSE, PING, PONG, TEXT, FrameError, Reader

LARGEST = 100_000
KEY = b"\x37\xfa\x21\x3d"


def masked(first: int, payload: bytes, key: bytes = KEY) -> bytes:
    """Return a client's frame, masked byte by byte as RFC 6455 section 5.3 describes it."""
    length = len(payload)
    if length < 126:
        head = bytes((first, 0x80 | length))
    elif length < 65536:
        head = bytes((first, 0x80 | 126)) + length.to_bytes(2, "big")
    else:
        head = bytes((first, 0x80 | 127)) + length.to_bytes(8, "big")
    return head + key + bytes(byte ^ key[index % 4] for index, byte in enumerate(payload))


def read(data: bytes, largest: int = LARGEST) -> list[tuple[int, bytes]]:
    return list(Reader(largest).feed(data))


messages = st.lists(
    st.one_of(
        st.tuples(st.just(TEXT), st.text(max_size=300).map(str.encode)),
        st.tuples(st.just(BINARY), st.binary(max_size=300)),
        st.tuples(st.sampled_from((PING, PONG)), st.binary(max_size=125)),
    ),
    max_size=6,
)


@given(messages, st.lists(st.integers(1, 60), max_size=40), st.binary(min_size=4, max_size=4))
def test_messages_arrive_whole_in_whatever_pieces_they_come(sent, cuts, key):
    data = b"".join(masked(0x80 | opcode, payload, key) for opcode, payload in sent)
    reader, arrived = Reader(LARGEST), []
    for cut in [*cuts, len(data) + 1]:
        arrived += reader.feed(data[:cut])
        data = data[cut:]
    assert arrived == sent


@given(st.lists(st.text(max_size=80), min_size=2, max_size=6))
def test_fragments_become_one_message_with_pings_in_between(parts):
    pieces = [part.encode() for part in parts]
    data = masked(TEXT, pieces[0])
    for piece in pieces[1:-1]:
        data += masked(0x80 | PING, b"still here?") + masked(0, piece)
    data += masked(0x80, pieces[-1])
    arrived = [payload for opcode, payload in read(data) if opcode == TEXT]
    assert arrived == [b"".join(pieces)]


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65535, 65536, LARGEST])
def test_every_form_of_length_is_read_and_written(length):
    payload = bytes(index % 251 for index in range(length))
    assert read(masked(0x80 | BINARY, payload)) == [(BINARY, payload)]
    frame = frames.encode(BINARY, payload)
    assert frame.endswith(payload)
    head = {True: 2, length >= 126: 4, length >= 65536: 10}[True]
    assert len(frame) == head + length


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"\x81\x02hi", frames.PROTOCOL_ERROR, id="not masked"),
        pytest.param(masked(0xC1, b"hi"), frames.PROTOCOL_ERROR, id="reserved bit: compressed"),
        pytest.param(masked(0x91, b"hi"), frames.PROTOCOL_ERROR, id="reserved bit"),
        pytest.param(masked(0x83, b"hi"), frames.PROTOCOL_ERROR, id="unknown opcode"),
        pytest.param(masked(0x80, b"hi"), frames.PROTOCOL_ERROR, id="continues nothing"),
        pytest.param(masked(TEXT, b"a") + masked(0x81, b"b"), frames.PROTOCOL_ERROR, id="new one in between"),
        pytest.param(masked(PING, b""), frames.PROTOCOL_ERROR, id="ping in fragments"),
        pytest.param(masked(0x80 | PING, b"x" * 126), frames.PROTOCOL_ERROR, id="ping too long"),
        pytest.param(masked(0x80 | CLOSE, b"\x03"), frames.PROTOCOL_ERROR, id="half a close code"),
        pytest.param(
            masked(0x80 | CLOSE, b"\x03\xed"), frames.PROTOCOL_ERROR, id="close code for nobody's use"
        ),
        pytest.param(masked(0x80 | CLOSE, b"\x03\xe8\xff"), frames.NOT_UTF8, id="close reason not UTF-8"),
        pytest.param(masked(0x81, b"\xff\xfe"), frames.NOT_UTF8, id="text not UTF-8"),
        pytest.param(masked(0x82, b"x" * (LARGEST + 1)), frames.TOO_LARGE, id="frame too large"),
        pytest.param(
            masked(BINARY, b"x" * LARGEST) + masked(0x80, b"x"), frames.TOO_LARGE, id="too large in fragments"
        ),
    ],
)
def test_what_breaks_the_protocol_is_told_by_its_code(data, code):
    with pytest.raises(FrameError) as caught:
        read(data)
    assert caught.value.code == code


def test_a_huge_length_is_refused_before_anything_of_it_is_kept():
    with pytest.raises(FrameError) as caught:
        read(b"\x82\xff" + (2**62).to_bytes(8, "big") + KEY)
    assert caught.value.code == frames.TOO_LARGE


def test_text_that_is_cut_inside_a_character_is_whole_again():
    word = "好".encode()
    assert read(masked(TEXT, word[:1]) + masked(0x80, word[1:])) == [(TEXT, word)]
