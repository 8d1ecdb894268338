"""The one list of what is plugged in."""

from typing import Any

from apiflask import APIFlask
from flask_migrate import Migrate

from server.accounts import access as accounts_access
from server.accounts import api as accounts_api
from server.chat import api as chat_api
from server.chat import changes as chat_changes
from server.chat import newest
from server.chat import sockets as chat_sockets
from server.core import catalogs, db, errors, i18n, limits, memory, schema, web
from server.core.config import settings
from server.demo import command as demo
from server.pages import views
from server.realtime import api as realtime_api
from server.realtime import hub
from server.realtime import sockets as realtime_sockets
from server.rooms import api as rooms_api
from server.rooms import changes as rooms_changes


def create_app(config: dict[str, Any] | None = None) -> APIFlask:
    """Return the application.

    Args:
        config: settings that come before those of the environment.

    Raises:
        OSError: the data directory cannot be made or written.
    """
    app = APIFlask(
        "server",
        title="Parley",
        version="1",
        spec_path="/api/v1/openapi.json",
        # The stock page for it loads scripts from elsewhere, which the Content-Security-Policy rightly refuses.
        docs_path=None,
        json_errors=False,
        # The built client has its own way out, with its own caching.
        static_folder=None,  # type: ignore[arg-type]
    )
    app.config.update(settings())
    app.config.update(config or {})
    web.init_app(app)
    db.init_app(app)
    i18n.init_app(app)
    errors.register(app)
    limits.init_app(app)
    accounts_access.login_manager.init_app(app)
    Migrate(app, db.db, directory=str(schema.MIGRATIONS))
    app.cli.add_command(catalogs.catalogs)
    app.cli.add_command(demo.demo)
    for api in (realtime_api, accounts_api, rooms_api, chat_api):
        app.register_blueprint(api.blueprint)
    views.init_app(app)
    rooms_changes.register()
    chat_changes.register()
    memory.start(shared_with_others=bool(app.config["REDIS_URL"]))
    newest.init_app(app)
    hub.init_app(app)
    realtime_sockets.register()
    chat_sockets.register()
    return app
