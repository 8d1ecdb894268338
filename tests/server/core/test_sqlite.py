"""What Parley asks of SQLite."""


def test_what_is_committed_survives_a_power_cut(app):
    with app.extensions["writer"].engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    full = 2
    assert settings == {"journal_mode": "wal", "synchronous": full, "foreign_keys": 1}
