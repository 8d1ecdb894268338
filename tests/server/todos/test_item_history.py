"""What has happened to a to-do."""


def kinds(person, item):
    status, answer = person.get(f"/items/{item['uid']}/history")
    assert status == 200, answer
    return [(event["actor"]["name"], event["kind"], event["detail"]) for event in answer["events"]]


def test_each_change_is_a_line_the_newest_first(alice, bob, shared, add, change):
    item = add(bob, shared, "Plan", labels=["x"], priority=1)
    change(alice, item, text="Plan it")
    change(alice, item, due={"date": "2027-01-05"})
    change(alice, item, notes="long")
    change(alice, item, assignee_id=bob.id)
    change(bob, item, labels=["y"], position="Zz")
    change(bob, item, done=True)
    change(alice, item, done=False, deleted=True)
    change(alice, item, deleted=False)
    assert kinds(alice, item) == [
        ("alice", "restored", {}),
        ("alice", "deleted", {}),
        ("alice", "reopened", {}),
        ("bob", "done", {}),
        ("bob", "labels", {"labels": ["y"]}),
        ("alice", "assignee", {"assignee_id": bob.id}),
        ("alice", "notes", {}),
        ("alice", "due", {"due_date": "2027-01-05"}),
        ("alice", "text", {"from": "Plan", "to": "Plan it"}),
        ("bob", "created", {}),
    ]


def test_what_changes_nothing_is_no_line(alice, shared, add, change):
    item = add(alice, shared, "Plan")
    change(alice, item, text="Plan", done=False, priority=0)
    assert kinds(alice, item) == [("alice", "created", {})]


def test_a_next_one_says_what_it_repeats(alice, shared, add, change, items):
    item = add(alice, shared, due={"date": "2097-01-01"}, repeat={"rule": "FREQ=DAILY"})
    change(alice, item, done=True)
    [new] = items(alice, shared)
    assert kinds(alice, new) == [("alice", "created", {"repeats": item["uid"]})]
