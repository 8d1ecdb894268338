"""Who may ask the API for what, before anything that they sent is looked at; docs/access.md has the table.

Guests get what is marked for them and nothing else. What depends on more than a role is for the actions to say.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app, request
from flask_login import current_user

from server.accounts import roles
from server.core.errors import unauthorized

# One's own account, which a guest may have; a visitor has none.
_ACCOUNT = {"factors", "invitations", "leaving", "letters", "oauth", "second_factor"}
# Below the accounts, where nobody knows of guests: who may follow a stream is asked of its feature.
_BELOW = ("streams.changes", "openapi.spec")
View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    """Close every view of the API to guests that is not marked with ``guests_too``."""
    app.before_request(_keep_guests_out)


def permitted(permission: roles.Permission) -> Callable[[View], View]:
    """Let only those into a view whose role allows ``permission``.

    Raises:
        Refused: ``unauthorized``, ``forbidden``.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*arguments: Any, **named: Any) -> Any:
            if not current_user.is_authenticated:
                raise unauthorized()
            roles.require(current_user, permission)
            return view(*arguments, **named)

        return cast(View, guarded)

    return decorate


def guests_too(view: View) -> View:
    """Let guests into a view. What they may do there is for the action to say, as for everybody."""
    view.for_guests = True  # type: ignore[attr-defined]
    return view


def _keep_guests_out() -> None:
    # Static files and fragments are the same for everybody and ask for no session.
    if not request.path.startswith("/api/") or not current_user.is_authenticated:
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if current_user.role != roles.GUEST or view is None or request.endpoint in _BELOW:
        return
    if request.blueprint in _ACCOUNT and not current_user.user.is_visitor:
        return
    if not getattr(view, "for_guests", False):
        raise roles.refusal(roles.Permission.USE_ROOMS)
