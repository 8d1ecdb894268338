"""When a to-do comes again: by tables made by hand, and by what dateutil says of any rule on any day."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from server.todos.recurrence import (
    LONGEST,
    NeverDue,
    check_rule,
    next_due,
    next_time,
    until_instant,
)

ZONES = ["Europe/Berlin", "America/New_York", "America/Santiago", "Asia/Shanghai", "Pacific/Apia", "UTC"]


def day(text):
    return date.fromisoformat(text)


def midnight(of):
    return datetime.combine(of, datetime.min.time())


def done(day_, clock="12:00", zone="UTC"):
    """Noon, where nothing else is said."""
    return datetime.fromisoformat(f"{day_}T{clock}").replace(tzinfo=ZoneInfo(zone))


def after(rule, due, *, done_on=None, after_done=False, due_time=None, zone=None):
    at = done(done_on or due, zone=zone or "UTC")
    found = next_due(check_rule(rule), day(due), due_time, zone, after_done=after_done, done_at=at)
    return found and found.isoformat()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("FREQ=DAILY", "FREQ=DAILY"),
        (" rrule:freq=daily;interval=1 ", "FREQ=DAILY"),
        ("INTERVAL=03;FREQ=DAILY;", "FREQ=DAILY;INTERVAL=3"),
        ("FREQ=WEEKLY;BYDAY=FR,MO,FR;WKST=MO", "FREQ=WEEKLY;BYDAY=MO,FR"),
        ("FREQ=WEEKLY;WKST=SU;BYDAY=SU;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU"),
        ("FREQ=MONTHLY;BYDAY=+1MO,-1FR", "FREQ=MONTHLY;BYDAY=-1FR,1MO"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,31,+15", "FREQ=MONTHLY;BYMONTHDAY=-1,15,31"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ("FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
        ("FREQ=YEARLY;BYDAY=53MO", "FREQ=YEARLY;BYDAY=53MO"),
        ("COUNT=5;FREQ=DAILY", "FREQ=DAILY;COUNT=5"),
        ("FREQ=DAILY;UNTIL=20271231", "FREQ=DAILY;UNTIL=20271231"),
        ("FREQ=DAILY;UNTIL=20271231T225959Z", "FREQ=DAILY;UNTIL=20271231T225959Z"),
    ],
)
def test_a_rule_is_kept_in_one_form(written, kept):
    assert check_rule(written) == kept
    assert check_rule(kept) == kept


@pytest.mark.parametrize(
    "rule",
    [
        *[
            "",
            " ",
            "every day",
            "FREQ",
            "FREQ=",
            "=DAILY",
            "FREQ=HOURLY",
            "FREQ=SECONDLY",
            "INTERVAL=2",
            "\x00",
        ],
        *["FREQ=DAILY\nFREQ=DAILY", "DTSTART:20260101\nRRULE:FREQ=DAILY", "FREQ=DAILY;DTSTART=20260101"],
        *["FREQ=DAILY;EXDATE=20260101", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;X=1", "FREQ=DAILY;BYHOUR=3"],
        *[
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;INTERVAL=1000",
            "FREQ=DAILY;INTERVAL=-1",
            "FREQ=DAILY;INTERVAL=x",
        ],
        *["FREQ=DAILY;INTERVAL=٣", "FREQ=DAILY;INTERVAL=1.5", "FREQ=DAILY;INTERVAL=" + "9" * 100],
        *["FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=1000", "FREQ=DAILY;COUNT=2;UNTIL=20270101"],
        *["FREQ=DAILY;UNTIL=2027", "FREQ=DAILY;UNTIL=20270230", "FREQ=DAILY;UNTIL=20270101T250000Z"],
        *["FREQ=WEEKLY;BYDAY=", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=0MO"],
        *["FREQ=YEARLY;BYDAY=54MO", "FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=MONTHLY;BYMONTHDAY=32"],
        *["FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;BYMONTH=-1"],
        *["FREQ=MONTHLY;BYSETPOS=1", "FREQ=WEEKLY;WKST=1", "FREQ=DAILY" + ";" * LONGEST],
    ],
)
def test_what_is_no_rule_is_refused(rule):
    with pytest.raises(ValueError):
        check_rule(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=4,6,9,11;BYMONTHDAY=31",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=-30",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=15",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
        "FREQ=DAILY;BYMONTH=1;BYSETPOS=2",
        "FREQ=YEARLY;BYMONTH=1;BYDAY=10MO",
    ],
)
def test_what_never_comes_is_refused_at_once(rule):
    # dateutil would look for it until the year 9999.
    with pytest.raises(NeverDue):
        check_rule(rule)


@given(st.text(max_size=60) | st.text(alphabet="FREQ=DAILYWKNTVBO;MU,0123456789-+", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_rule_or_none(text):
    try:
        kept = check_rule(text)
    except ValueError:
        return
    assert check_rule(kept) == kept


@pytest.mark.parametrize(
    ("rule", "due", "done_on", "comes"),
    [
        # every day, every weekday, and two weeks in the middle of which it was done
        ("FREQ=DAILY", "2026-11-27", None, "2026-11-28"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-11-27", None, "2026-11-30"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-11-27", None, "2026-12-11"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "2026-11-23", None, "2026-11-27"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "2026-11-27", None, "2026-12-07"),
        # which week a Sunday belongs to is the reason why WKST exists
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU", "2026-11-24", None, "2026-11-29"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "2026-11-24", None, "2026-12-06"),
        # done before it was due: no earlier than the next
        ("FREQ=WEEKLY", "2026-11-27", "2026-11-20", "2026-12-04"),
        # overdue: not one for each time that was missed
        ("FREQ=DAILY", "2026-11-01", "2026-11-27", "2026-11-28"),
        ("FREQ=WEEKLY", "2026-10-30", "2026-11-27", "2026-12-04"),
        ("FREQ=WEEKLY;INTERVAL=3", "2026-10-30", "2026-11-27", "2026-12-11"),
        ("FREQ=DAILY;INTERVAL=10", "2026-01-01", "2026-11-27", "2026-12-07"),
        # ends of months
        ("FREQ=MONTHLY", "2027-01-31", None, "2027-03-31"),
        ("FREQ=MONTHLY", "2027-01-30", None, "2027-03-30"),
        ("FREQ=MONTHLY", "2028-01-29", None, "2028-02-29"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2027-01-31", None, "2027-02-28"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2028-01-31", None, "2028-02-29"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2027-03-31", None, "2027-05-31"),
        ("FREQ=MONTHLY;INTERVAL=2", "2026-12-31", "2027-05-05", "2027-08-31"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27", None, "2026-12-25"),
        ("FREQ=MONTHLY;BYDAY=1MO,3MO", "2026-12-07", None, "2026-12-21"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-11-30", None, "2026-12-31"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2026-11-13", None, "2027-08-13"),
        # leap days
        ("FREQ=YEARLY", "2028-02-29", None, "2032-02-29"),
        ("FREQ=YEARLY", "2096-02-29", None, "2104-02-29"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "2028-02-29", None, "2029-02-28"),
        ("FREQ=YEARLY", "2026-11-27", "2031-01-01", "2031-11-27"),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=1TU", "2024-11-05", "2026-01-01", "2028-11-07"),
        ("FREQ=YEARLY;INTERVAL=999", "2026-11-27", None, "3025-11-27"),
        # the second of three in the middle of its week; dateutil alone would say Friday
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2", "2026-11-25", None, "2026-12-02"),
    ],
)
def test_the_calendar_says_when_it_comes_again(rule, due, done_on, comes):
    assert after(rule, due, done_on=done_on) == comes


@pytest.mark.parametrize(
    ("rule", "done_on", "comes"),
    [
        ("FREQ=DAILY;INTERVAL=3", "2026-11-27", "2026-11-30"),
        ("FREQ=WEEKLY;INTERVAL=2", "2026-11-27", "2026-12-11"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-11-27", "2026-11-30"),
        # a month after the last day of January is no later than February
        ("FREQ=MONTHLY", "2027-01-31", "2027-02-28"),
        ("FREQ=MONTHLY;INTERVAL=3", "2026-11-30", "2027-02-28"),
        ("FREQ=YEARLY", "2028-02-29", "2029-02-28"),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "2026-11-27", "2026-12-01"),
    ],
)
@pytest.mark.parametrize("due", ["2020-02-02", "2026-11-27", "2031-12-12"])
def test_or_it_is_counted_from_when_it_was_done(rule, done_on, comes, due):
    assert after(rule, due, done_on=done_on, after_done=True) == comes


@pytest.mark.parametrize(
    ("zone", "comes"),
    [
        # It is the 28th in Shanghai already, and still the 27th in New York.
        ("Asia/Shanghai", "2026-11-29"),
        ("America/New_York", "2026-11-28"),
        (None, "2026-11-28"),
    ],
)
@pytest.mark.parametrize("after_done", [False, True])
def test_the_day_it_was_done_is_the_zone_s(zone, comes, after_done):
    at = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
    found = next_due("FREQ=DAILY", day("2026-11-20"), None, zone, after_done=after_done, done_at=at)
    assert found == day(comes)


class TestItEnds:
    def test_after_so_many_times(self):
        rule, due, days = "FREQ=DAILY;COUNT=4", day("2026-11-27"), []
        while True:
            found = next_time(rule, due, None, None, after_done=False, done_at=done(due))
            if found is None:
                break
            due, rule = found
            days.append((due.isoformat(), rule))
        assert days == [
            ("2026-11-28", "FREQ=DAILY;COUNT=3"),
            ("2026-11-29", "FREQ=DAILY;COUNT=2"),
            ("2026-11-30", "FREQ=DAILY;COUNT=1"),
        ]

    def test_times_that_were_missed_count(self):
        at = done("2026-12-03")
        found = next_time("FREQ=DAILY;COUNT=10", day("2026-11-27"), None, None, after_done=False, done_at=at)
        assert found == (day("2026-12-04"), "FREQ=DAILY;COUNT=3")
        late = done("2026-12-06")
        assert (
            next_due("FREQ=DAILY;COUNT=10", day("2026-11-27"), None, None, after_done=False, done_at=late)
            is None
        )

    def test_counted_from_done_it_is_one_less(self):
        at = done("2026-12-31")
        found = next_time("FREQ=DAILY;COUNT=3", day("2026-11-27"), None, None, after_done=True, done_at=at)
        assert found == (day("2027-01-01"), "FREQ=DAILY;COUNT=2")

    @pytest.mark.parametrize(
        ("until", "due_time", "zone", "comes"),
        [
            ("20261128", None, None, "2026-11-28"),
            ("20261127", None, None, None),
            ("20261128", "23:59", "Asia/Shanghai", "2026-11-28"),
            # 17:00 in Shanghai is 09:00 in UTC.
            ("20261128T090000Z", "17:00", "Asia/Shanghai", "2026-11-28"),
            ("20261128T085959Z", "17:00", "Asia/Shanghai", None),
            ("20261128T170000", "17:00", "Asia/Shanghai", "2026-11-28"),
            ("20261128T165959", "17:00", "Asia/Shanghai", None),
            ("20261128T085959Z", None, "Asia/Shanghai", "2026-11-28"),
        ],
    )
    @pytest.mark.parametrize("after_done", [False, True])
    def test_with_a_day_or_an_instant(self, until, due_time, zone, comes, after_done):
        rule = f"FREQ=DAILY;UNTIL={until}"
        assert after(rule, "2026-11-27", due_time=due_time, zone=zone, after_done=after_done) == comes

    @pytest.mark.parametrize(
        ("rule", "due"),
        [
            # Every seventh day from a Tuesday on is no Monday, and February has no 30th.
            ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "2026-11-24"),
            ("FREQ=YEARLY;BYMONTH=2", "2026-11-30"),
            ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30", "2024-02-29"),
            ("FREQ=DAILY", "9999-12-31"),
            ("FREQ=YEARLY", "9999-12-31"),
        ],
    )
    def test_what_never_comes_from_there_on_has_ended(self, rule, due):
        assert after(rule, due) is None


@pytest.mark.parametrize(
    ("until", "due_time", "zone", "instant"),
    [
        ("20261231", "17:00", "Asia/Shanghai", "20261231T090000Z"),
        ("20261231", "17:00", "America/New_York", "20261231T220000Z"),
        ("20260701", "17:00", "America/New_York", "20260701T210000Z"),
        ("20261231T120000", "17:00", "Europe/Berlin", "20261231T110000Z"),
        ("20261231T120000Z", "17:00", "Europe/Berlin", "20261231T120000Z"),
    ],
)
def test_calendars_get_an_end_in_utc(until, due_time, zone, instant):
    assert until_instant(until, due_time, zone) == instant


# As people would say it, and a good deal beyond.
DAYS = st.lists(
    st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=4, unique=True
)
MONTHS = st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True)
MONTH_DAYS = st.lists(
    st.integers(-31, 31).filter(bool) | st.sampled_from([31, 30, 29, -1]), min_size=1, max_size=3, unique=True
)
ORDINAL_DAYS = st.lists(
    st.builds("{}{}".format, st.sampled_from([1, 2, 3, 4, 5, -1, -2]), st.sampled_from(["MO", "FR", "SU"])),
    min_size=1,
    max_size=3,
    unique=True,
)


def part(name, values):
    return st.none() | values.map(lambda some: f"{name}={','.join(map(str, some))}")


@st.composite
def rules(draw):
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    interval = draw(st.sampled_from([1, 1, 2, 3, 4, 7, 12]))
    months = draw(part("BYMONTH", MONTHS))
    monthly = frequency in ("MONTHLY", "YEARLY")
    days = draw(part("BYDAY", ORDINAL_DAYS if monthly and draw(st.booleans()) else DAYS))
    month_days = None if frequency == "WEEKLY" else draw(part("BYMONTHDAY", MONTH_DAYS))
    # See the table for weeks, where dateutil is asked otherwise.
    position = draw(st.sampled_from(["BYSETPOS=1", "BYSETPOS=-1"])) if monthly and days else None
    week = draw(st.sampled_from([None, "WKST=SU"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={interval}", months, month_days, days, position, week]
    try:
        return check_rule(";".join(filter(None, parts)))
    except NeverDue:
        assume(False)


# Many a start is the end of a month, a leap day, or near a change of the clocks.
STARTS = st.one_of(
    st.dates(date(1970, 1, 1), date(2100, 1, 1)),
    st.builds(
        lambda year, month: date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1),
        st.integers(1996, 2032),
        st.integers(1, 12),
    ),
    st.sampled_from([day("2024-02-29"), day("2026-03-29"), day("2026-10-25"), day("2026-11-01")]),
)


def by_dateutil(rule, start, later_than):
    """The first of dateutil's own days after another, asked in the plainest way."""
    moments = rrulestr(rule, dtstart=midnight(start))
    return next((moment.date() for moment in moments if moment.date() > later_than), None)


@given(rule=rules(), due=STARTS, late=st.integers(-40, 3000))
@settings(max_examples=300, deadline=None)
def test_dateutil_says_the_same(rule, due, late):
    done_on = due + timedelta(days=late)
    found = next_due(rule, due, None, None, after_done=False, done_at=done(done_on))
    # An interval can leave out every day that there is, and the 31st that only the start names is not in February. To
    # find what never comes takes dateutil half a minute.
    assert found is not None or "INTERVAL" in rule or "DAY=" not in rule
    assume(found is not None)
    assert found == by_dateutil(rule, due, max(due, done_on))


@given(rule=rules(), due=STARTS)
@settings(max_examples=100, deadline=None)
def test_one_time_after_the_other_is_the_whole_series(rule, due):
    moments = rrulestr(rule, dtstart=midnight(due))
    # What never comes takes dateutil very long.
    assume(next_due(rule, due, None, None, after_done=False, done_at=done(due)))
    expected = list(itertools.islice((moment.date() for moment in moments if moment.date() > due), 4))
    found = [due]
    for _ in expected:
        found.append(next_due(rule, found[-1], None, None, after_done=False, done_at=done(found[-1])))
    assert found[1:] == expected


@given(
    zone=st.sampled_from(ZONES),
    start=st.sampled_from([day("2026-03-06"), day("2026-03-27"), day("2026-10-23"), day("2026-10-30")]),
    minutes=st.integers(0, 24 * 60 - 1),
)
@settings(max_examples=200, deadline=None)
def test_the_clock_on_the_wall_stays_when_clocks_are_changed(zone, start, minutes):
    clock = ZoneInfo(zone)
    due_time = f"{minutes // 60:02}:{minutes % 60:02}"
    aware = datetime(start.year, start.month, start.day, minutes // 60, minutes % 60, tzinfo=clock)
    # dateutil counts on the wall when it is given a zone.
    moments = itertools.islice(rrulestr("FREQ=DAILY", dtstart=aware), 1, 6)
    here = start
    for moment in moments:
        at = datetime.combine(here, aware.time(), clock).astimezone(UTC)
        here = next_due("FREQ=DAILY", here, due_time, zone, after_done=False, done_at=at)
        assert (here, due_time) == (moment.date(), f"{moment:%H:%M}")
