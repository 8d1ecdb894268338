"""Keys between which there is always room, as the client's package makes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.todos import order


@pytest.mark.parametrize(
    ("before", "after", "between"),
    [
        # What the package for JavaScript gives, too.
        (None, None, "a0"),
        (None, "a0", "Zz"),
        (None, "Zz", "Zy"),
        ("a0", None, "a1"),
        ("a1", None, "a2"),
        ("a0", "a1", "a0V"),
        ("a1", "a2", "a1V"),
        ("a0V", "a1", "a0l"),
        ("Zz", "a0", "ZzV"),
        ("Zz", "a1", "a0"),
        (None, "Y00", "Xzzz"),
        ("bzz", None, "c000"),
        ("a0", "a0V", "a0G"),
        ("a0", "a0G", "a08"),
        ("b125", "b129", "b127"),
        ("a0", "a1V", "a1"),
        ("Zz", "a01", "a0"),
        (None, "a0V", "a0"),
        (None, "b999", "b99"),
        (None, "A000000000000000000000000001", "A000000000000000000000000000V"),
        ("zzzzzzzzzzzzzzzzzzzzzzzzzzy", None, "zzzzzzzzzzzzzzzzzzzzzzzzzzz"),
        ("zzzzzzzzzzzzzzzzzzzzzzzzzzz", None, "zzzzzzzzzzzzzzzzzzzzzzzzzzzV"),
    ],
)
def test_a_key_between_two_others(before, after, between):
    assert order.between(before, after) == between


@given(st.lists(st.integers(0, 10_000), max_size=60))
def test_wherever_one_goes_between_it_stays_between(places):
    keys = [order.between(None, None)]
    for place in places:
        index = place % (len(keys) + 1)
        before = keys[index - 1] if index else None
        after = keys[index] if index < len(keys) else None
        keys.insert(index, order.between(before, after))
    assert keys == sorted(set(keys))
    assert all(order.is_key(key) for key in keys)


def test_before_the_first_of_all_whole_numbers_there_is_room_too():
    key = "a0"
    for _ in range(200):
        smaller = order.between(None, key)
        assert order.is_key(smaller) and smaller < key
        key = smaller
    lowest = "A" + "0" * 25 + "1"
    for _ in range(5):
        smaller = order.between(None, lowest)
        assert order.is_key(smaller) and smaller < lowest
        lowest = smaller


@pytest.mark.parametrize(
    "text", ["", "a", "0", "a00", "a0V0", "b1", "a-", "a0 ", "ä0", "A" + "0" * 26, "a" + "1" * 200, "aé"]
)
def test_what_is_no_key(text):
    assert not order.is_key(text)
