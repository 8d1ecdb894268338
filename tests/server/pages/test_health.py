"""Whether the server and its database answer."""

from server.core.db import db


def test_all_is_well(visitor):
    response = visitor.client.get("/health")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_a_database_that_is_gone_is_told(app, visitor, tmp_path):
    with app.app_context():
        db.engine.dispose()
    (tmp_path / "data" / "parley.db").rename(tmp_path / "away.db")
    (tmp_path / "data" / "parley.db").mkdir()
    response = visitor.client.get("/health")
    assert response.status_code == 500
    assert response.get_json()["error"]["code"] == "error"
