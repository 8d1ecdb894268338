"""Whether the server and its database answer."""

from pathlib import Path

from server.core.db import db


def test_all_is_well(visitor):
    response = visitor.client.get("/health")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_a_database_that_is_gone_is_told(app, visitor, tmp_path):
    with app.app_context():
        database = Path(db.engine.url.database)
        db.engine.dispose()
    database.rename(tmp_path / "away.db")
    database.mkdir()
    response = visitor.client.get("/health")
    assert response.status_code == 500
    assert response.get_json()["error"]["code"] == "error"
