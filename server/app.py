"""The one list of what is plugged in."""

from typing import Any

from apiflask import APIFlask
from flask_migrate import Migrate

from server.accounts import access as accounts_access
from server.accounts import api as accounts_api
from server.accounts import cookies, gate
from server.accounts.audit import models as _audit  # noqa: F401
from server.accounts.factors import api as factors_api
from server.accounts.factors import models as _factors  # noqa: F401
from server.accounts.factors import sign_in_api
from server.accounts.invitations import access as invitations_access
from server.accounts.invitations import api as invitations_api
from server.accounts.leaving import api as leaving_api
from server.accounts.letters import api as letters_api
from server.accounts.oauth import api as oauth_api
from server.accounts.oauth import models as _oauth  # noqa: F401
from server.accounts.oauth import remote as providers
from server.accounts.standing import api as standing_api
from server.administration import api as administration_api
from server.administration import commands as administration_commands
from server.administration import list_commands, workspace_commands
from server.chat import access as chat_access
from server.chat import actions as chat_actions
from server.chat import api as chat_api
from server.chat import changes as chat_changes
from server.chat import history
from server.chat import leaving as chat_leaving
from server.chat import sockets as chat_sockets
from server.chat.moderation import api as moderation_api
from server.chat.moderation import changes as moderation_changes
from server.core import catalogs, db, errors, i18n, limits, mail, memory, places, schema, shortcut, web
from server.core.config import settings
from server.core.shortcut import Question
from server.demo import command as demo
from server.notifications import acting, looking, unsubscribing
from server.notifications import api as notifications_api
from server.notifications import changes as notifications_changes
from server.notifications import digest as _digest  # noqa: F401
from server.notifications import leaving as notifications_leaving
from server.notifications import sockets as notifications_sockets
from server.notifications import standing as notifications_standing
from server.notifications.push import api as push_api
from server.pages import views
from server.realtime import api as realtime_api
from server.realtime import catching_up, connections, hub, processes
from server.realtime import sockets as realtime_sockets
from server.rooms import api as rooms_api
from server.rooms import changes as rooms_changes
from server.rooms import guests_api, invited, upkeep_api
from server.rooms import leaving as rooms_leaving
from server.rooms import notices as rooms_notices
from server.todos import actions as todos_actions
from server.todos import agenda_api, comments_api, completing, defaults, made_api, waiting
from server.todos import api as todos_api
from server.todos import changes as todos_changes
from server.todos import leaving as todos_leaving
from server.todos import roll_calls as _roll_calls  # noqa: F401
from server.todos import sockets as todos_sockets
from server.todos import trash as _trash  # noqa: F401
from server.todos.exchange import api as exchange_api
from server.todos.feed import actions as feed_actions
from server.todos.feed import api as feed_api


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
    mail.init_app(app, accounts_access.site)
    places.init_app(app)
    accounts_access.login_manager.init_app(app)
    gate.init_app(app)
    providers.init_app(app)
    Migrate(app, db.db, directory=str(schema.MIGRATIONS))
    app.cli.add_command(catalogs.catalogs)
    app.cli.add_command(demo.demo)
    app.cli.add_command(administration_commands.user)
    app.cli.add_command(administration_commands.room)
    for command in (*workspace_commands.COMMANDS, list_commands.lists):
        app.cli.add_command(command)
    for api in (
        realtime_api,
        accounts_api,
        factors_api,
        sign_in_api,
        leaving_api,
        oauth_api,
        rooms_api,
        chat_api,
    ):
        app.register_blueprint(api.blueprint)
    app.register_blueprint(oauth_api.callbacks)
    for api in (standing_api, upkeep_api, guests_api, moderation_api):
        app.register_blueprint(api.blueprint)
    for api in (letters_api, invitations_api, notifications_api, push_api):
        app.register_blueprint(api.blueprint)
    for api in (todos_api, comments_api, agenda_api, made_api, exchange_api, feed_api):
        app.register_blueprint(api.blueprint)
    for blueprint in (
        unsubscribing.blueprint,
        feed_api.calendar,
        administration_api.blueprint,
        administration_api.logo,
    ):
        app.register_blueprint(blueprint)
    views.init_app(app)
    invitations_access.with_rooms(invited.InvitationRooms())
    rooms_changes.register()
    for leaving in (rooms_leaving, chat_leaving, todos_leaving, notifications_leaving):
        leaving.register()
    chat_changes.register()
    moderation_changes.register()
    todos_changes.register()
    feed_actions.register()
    defaults.register()
    # What crosses between the siblings: a to-do is made of a message, and its room hears when it is done.
    todos_actions.look_messages_up_with(chat_access.message)
    completing.announce_with(chat_actions.post_within, chat_access.message)
    # And somebody's post is the answer that somebody else has waited for.
    chat_actions.tell_of_posts(waiting.hear)
    memory.start(shared_with_others=bool(app.config["REDIS_URL"]))
    history.register()
    catching_up.register()
    shortcut.init_app(
        app,
        cookies.sender,
        Question(history.PATH, history.QUERY, history.answer),
        Question(rooms_api.PATH, set(), rooms_api.answer),
        Question(realtime_api.PATH, {"since"}, realtime_api.answer),
    )
    hub.init_app(app)
    processes.init_app(app)
    realtime_sockets.register()
    connections.keep_sessions_with(accounts_access.living)
    chat_sockets.register()
    todos_sockets.register()
    _tell_people()
    return app


def _tell_people() -> None:
    """Plug in what has to do with notices."""
    for part in (
        rooms_notices,
        notifications_changes,
        notifications_standing,
        notifications_sockets,
        looking,
    ):
        part.register()
    acting.act_with(
        "message",
        "reply",
        lambda person_id, data, text, uid: chat_actions.post_message(person_id, data["room_id"], uid, text),
    )
    acting.act_with(
        "todo",
        "done",
        lambda person_id, data, text, uid: todos_actions.tick(person_id, data["uid"]),
    )
