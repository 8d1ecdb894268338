"""What administrators change about the workspace as a whole."""

import json
import re
from typing import Any

from flask_babel import lazy_gettext

from server.accounts.actions import check_name
from server.accounts.audit.actions import record, where_from
from server.accounts.models import Workspace
from server.core.errors import invalid, not_found
from server.core.writer import Transaction, write
from server.rooms import guests

SIGN_UPS = ("open", "domains", "invited")
LARGEST_LOGO = 262_144  # bytes
MOST_DOMAINS = 50
# By how a file of that kind begins. No SVG: it is a document that can hold scripts.
_IMAGES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
# What ``Workspace.settings`` may hold.
SWITCHES = ("guests", "members_invite")


def change_workspace(actor_id: int | None, **wanted: Any) -> Workspace:
    """Change what is given: ``name``, ``sign_up`` (one of ``SIGN_UPS``), ``email_domains`` (a list), ``SWITCHES``.

    Raises:
        Refused: ``invalid`` with what is wrong with which input.
    """
    fields: dict[str, Any] = {}
    if "name" in wanted:
        wanted["name"], fields = check_name(wanted["name"], "name")
    if wanted.get("sign_up", "open") not in SIGN_UPS:
        fields["sign_up"] = lazy_gettext("Please choose one of these.")
    if "email_domains" in wanted:
        wanted["email_domains"] = _domains(wanted["email_domains"], fields)
    if fields:
        raise invalid(fields)
    address = where_from()

    def do_change(tx: Transaction) -> Workspace:
        workspace = _workspace(tx)
        domains = wanted.get("email_domains", workspace.email_domains)
        if wanted.get("sign_up", workspace.sign_up) == "domains" and not domains:
            raise invalid({"email_domains": lazy_gettext("Please name at least one domain.")})
        switches = json.loads(workspace.settings)
        for name, value in wanted.items():
            if name in SWITCHES:
                switches[name] = bool(value)
            else:
                setattr(workspace, name, value)
        workspace.settings = json.dumps(switches)
        if wanted.get("guests") is False:
            guests.see_all_out(tx)
        record(tx, actor_id, "workspace.change", "", address, **wanted)
        return workspace

    return write(do_change)


def set_logo(actor_id: int | None, image: bytes) -> Workspace:
    """Show this picture beside the workspace's name: PNG, JPEG or WebP, at most ``LARGEST_LOGO``.

    Raises:
        Refused: ``invalid``.
    """
    kind = next((kind for start, kind in _IMAGES.items() if image.startswith(start)), None)
    if kind is None or (kind == "image/webp" and image[8:12] != b"WEBP"):
        raise invalid({"logo": lazy_gettext("Please choose a PNG, JPEG or WebP picture.")})
    if len(image) > LARGEST_LOGO:
        too_large = lazy_gettext(
            "At most %(most)s KB, please. Make the picture smaller.", most=LARGEST_LOGO // 1024
        )
        raise invalid({"logo": too_large})
    return _change_logo(actor_id, image, kind)


def remove_logo(actor_id: int | None) -> Workspace:
    """Show no picture any more."""
    return _change_logo(actor_id, None, "")


def _change_logo(actor_id: int | None, image: bytes | None, kind: str) -> Workspace:
    address = where_from()

    def do_change(tx: Transaction) -> Workspace:
        workspace = _workspace(tx)
        workspace.logo, workspace.logo_type = image, kind
        workspace.logo_version += 1
        record(tx, actor_id, "workspace.logo", "", address, size=len(image or b""))
        return workspace

    return write(do_change)


def _workspace(tx: Transaction) -> Workspace:
    workspace = tx.session.get(Workspace, 1)
    if workspace is None:
        raise not_found()
    return workspace


def _domains(given: list[str], fields: dict[str, Any]) -> str:
    domains = list(
        dict.fromkeys(domain.strip().lower().removeprefix("@") for domain in given if domain.strip())
    )
    wrong = [domain for domain in domains if not _DOMAIN.fullmatch(domain)]
    if wrong:
        fields["email_domains"] = lazy_gettext(
            "%(domain)s is not a domain such as example.org.", domain=wrong[0]
        )
    elif len(domains) > MOST_DOMAINS:
        fields["email_domains"] = lazy_gettext("At most %(most)s domains, please.", most=MOST_DOMAINS)
    return " ".join(domains)
