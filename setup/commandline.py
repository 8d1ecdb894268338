"""The commands of run.py, up to where the virtual environment's Python takes over."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from setup import catalogs, checks, client, machine, measuring, python_packages, screen, stamps
from setup.failures import Failure
from setup.places import HERE

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = "5000"
# Settings that take one of a few words. A misspelt SIGN_UP=closed must not leave the door open.
CHOICES = {"ASYNC_MODE": ("eventlet", "gevent"), "SIGN_UP": ("open", "closed")}


def carry_out(arguments: list[str], usage: str, again: list[str]) -> int:
    """Carry out a command line and return the exit status, unless another program takes this one's place.

    Args:
        usage: what ``--help`` prints.
        again: run.py and the option that makes it do its second part.

    Raises:
        Failure: something a person can mend.
    """
    if arguments and arguments[0] in ("-h", "--help", "help"):
        print(usage.strip())
        return 0
    named = bool(arguments) and not arguments[0].startswith("-")
    command, rest = (arguments[0], arguments[1:]) if named else ("serve", arguments)
    commands: dict[str, Callable[[list[str], list[str]], int]] = {
        "serve": _serve,
        "demo": _demo,
        "flask": _flask,
        "test": _test,
        "bench": _bench,
    }
    if command not in commands:
        raise Failure(f"There is no command {command}. There are: {', '.join(commands)}; see run.py --help.")
    return commands[command](rest, again)


def _serve(arguments: list[str], again: list[str]) -> int:
    parser = _parser("serve")
    parser.add_argument("--host", default=os.environ.get("HOST") or DEFAULT_HOST)
    parser.add_argument("--port", default=os.environ.get("PORT") or DEFAULT_PORT)
    options = parser.parse_args(arguments)
    port = _port(options.port)
    _check_settings()
    machine.check_address(options.host, port)
    _use_data_folder(options.data_dir)
    _set_up("requirements-gevent.txt" if os.environ.get("ASYNC_MODE") == "gevent" else "requirements.txt")
    return _become(*again, "serve", options.host, str(port))


def _demo(arguments: list[str], again: list[str]) -> int:
    _use_data_folder(_parser("demo").parse_args(arguments).data_dir)
    _set_up()
    return _become(*again, "demo")


def _flask(arguments: list[str], again: list[str]) -> int:
    _set_up(with_client=False)
    return _become(*again, "flask", *arguments)


def _test(arguments: list[str], again: list[str]) -> int:
    del again
    return checks.run(HERE, arguments)


def _bench(arguments: list[str], again: list[str]) -> int:
    del again
    if arguments in (["--list"], ["-h"], ["--help"]):
        print(measuring.listing())
        return 0
    names = measuring.chosen(arguments)
    os.environ.update(measuring.set_up(HERE))
    return _become("bench", *names)


def _parser(command: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"run.py {command}", allow_abbrev=False)
    parser.add_argument("--data-dir", default=os.environ.get("DATA_DIR") or HERE.root / "data", type=Path)
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Failure(f"{text} is no port: choose one from 1 to 65535 with --port.")
    return int(text)


def _check_settings() -> None:
    for name, words in CHOICES.items():
        if os.environ.get(name, words[0]) not in ("", *words):
            raise Failure(f"{name} is {os.environ[name]}: choose one of {', '.join(words)}.")
    if not (os.environ.get("TRUSTED_PROXIES") or "0").isdecimal():
        raise Failure(
            f"TRUSTED_PROXIES is {os.environ['TRUSTED_PROXIES']}: how many proxies stand before Parley?"
        )


def _use_data_folder(folder: Path) -> None:
    machine.check_data_folder(folder)
    os.environ["DATA_DIR"] = str(folder.resolve())


def _set_up(lock: str = "requirements.txt", *, with_client: bool = True) -> None:
    with stamps.one_at_a_time(HERE.root):
        machine.check_room(HERE)
        python_packages.install(HERE, lock)
        if with_client:
            client.prepare(HERE)
        catalogs.compile_changed(HERE)


def _become(*arguments: str) -> NoReturn:
    """Go on as the virtual environment's Python, so that signals reach it directly."""
    os.chdir(HERE.root)
    screen.flush()
    os.execv(HERE.python, [str(HERE.python), *arguments])
