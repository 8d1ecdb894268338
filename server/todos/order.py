"""Order keys: text between any two of which there is always room for another, compared byte by byte.

The keys are those of the ``fractional-indexing`` packages, of which the client uses one. A key is a number whose first
letter says how many digits its whole part has ("a" one, "b" two …, "Z" one and below zero …); what follows is the
fraction, which never ends in the smallest digit.
"""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SMALLEST_WHOLE = "A" + "0" * 26
FIRST = "a0"
LONGEST = 200


def is_key(key: str) -> bool:
    """Return whether this is an order key, of at most ``LONGEST`` characters."""
    if not 2 <= len(key) <= LONGEST or any(digit not in _DIGITS for digit in key):
        return False
    size = _size_of_whole(key[0])
    if not size or size > len(key) or key == _SMALLEST_WHOLE:
        return False
    return len(key) == size or key[-1] != "0"


def between(before: str | None, after: str | None) -> str:
    """Return a key that comes after ``before`` and before ``after``; None is the beginning and the end.

    Args:
        before: a key, smaller than ``after``.
    """
    if before is None:
        if after is None:
            return FIRST
        return _before(after)
    whole, fraction = _parts(before)
    if after is None:
        next_whole = _step(whole, up=True)
        return whole + _middle(fraction, "") if next_whole is None else next_whole
    whole_after, fraction_after = _parts(after)
    if whole == whole_after:
        return whole + _middle(fraction, fraction_after)
    next_whole = _step(whole, up=True)
    if next_whole is not None and next_whole < after:
        return next_whole
    return whole + _middle(fraction, "")


def _before(after: str) -> str:
    whole, fraction = _parts(after)
    if whole == _SMALLEST_WHOLE:
        return whole + _middle("", fraction)
    if whole < after:
        return whole
    smaller = _step(whole, up=False)
    if smaller is None or smaller == _SMALLEST_WHOLE:
        # By itself it is no key, for nothing could come before it.
        return _SMALLEST_WHOLE + _DIGITS[-1]
    return smaller


def _parts(key: str) -> tuple[str, str]:
    size = _size_of_whole(key[0])
    return key[:size], key[size:]


def _size_of_whole(head: str) -> int:
    """Return how many characters the whole part has, the head among them; 0 when this heads none."""
    if "a" <= head <= "z":
        return ord(head) - ord("a") + 2
    return ord("Z") - ord(head) + 2 if "A" <= head <= "Z" else 0


def _step(whole: str, *, up: bool) -> str | None:
    """Return the next (or previous) whole part; None beyond the last."""
    head, digits = whole[0], list(whole[1:])
    last, first = (_DIGITS[-1], "0") if up else ("0", _DIGITS[-1])
    for index in reversed(range(len(digits))):
        if digits[index] != last:
            digits[index] = _DIGITS[_DIGITS.index(digits[index]) + (1 if up else -1)]
            return head + "".join(digits)
        digits[index] = first
    edge, over, other = ("Z", "a", "z") if up else ("a", "Z", "A")
    if head == edge:
        return over + first
    if head == other:
        return None
    head = chr(ord(head) + (1 if up else -1))
    return head + first * (_size_of_whole(head) - 1)


def _middle(before: str, after: str) -> str:
    """Return a fraction between two others; an empty ``after`` is 1."""
    if after:
        common = 0
        while common < len(after) and before[common : common + 1].ljust(1, "0") == after[common]:
            common += 1
        if common:
            return after[:common] + _middle(before[common:], after[common:])
    low = _DIGITS.index(before[0]) if before else 0
    high = _DIGITS.index(after[0]) if after else len(_DIGITS)
    if high - low > 1:
        return _DIGITS[(low + high + 1) // 2]
    if len(after) > 1:
        return after[0]
    return _DIGITS[low] + _middle(before[1:], "")
