"""Where a page goes: into a file that the person names, or into the home and the browser."""

import os
import subprocess
import sys
from typing import List, Mapping

from csg.base import children, errors, files, paths, wording
from csg.base.here import Here

#: What a browser needs to find its screen, its windows and its profile.
_NEEDS = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "XDG_", "WSL_DISTRO_NAME")
_START = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"
_SECONDS = 20.0  # for a browser to be started, which goes on by itself


def write(name: str, cwd: bytes, page: bytes) -> str:
    """Put a page into a file, whole or not at all, readable by this user only; what was done, in words.

    name  as it was typed; `-`: to stdout.  CsgError where it is something else than a file"""
    if name == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(page)
        return ""
    try:
        path = paths.canonical(paths.from_text(name), paths.canonical(cwd))
    except ValueError:
        raise errors.UsageError("--html wants a file's name") from None
    shown = wording.name(name, 400)
    if files.is_directory(path) or name.endswith("/"):
        raise errors.UsageError("%s is a directory: --html wants a file's name" % shown)
    if not files.is_readable(path):
        raise errors.CsgError("%s is no file, or cannot be read: it is left alone" % shown)
    _put(path, page, shown)
    return "written: %s (%d KB)" % (shown, (len(page) + 1023) // 1024)


def show(here: Here, name: bytes, page: bytes) -> str:
    """Keep a page in the home, under a name, and have a browser show it.  What was done, in words; CsgError."""
    folder = here.home + b"/pages"
    files.make_directory(folder)
    path = folder + b"/" + name + b".html"
    shown = wording.name(paths.text(path), 400)
    _put(path, page, shown)
    if not _browse("file://" + _quoted(path), os.environ):
        raise errors.CsgError("no browser could be started; the page is in %s" % shown)
    return "shown: %s" % shown


def _put(path: bytes, page: bytes, shown: str) -> None:
    try:
        files.replace(path, page)
    except OSError as error:
        raise errors.CsgError("%s cannot be written: %s" % (shown, error.strerror or error)) from None


def _quoted(path: bytes) -> str:
    from urllib.parse import quote

    return quote(path)


def _browse(url: str, environ: Mapping[str, str]) -> bool:
    command: List[str] = [sys.executable, "-ISc", _START, url]
    try:
        started = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=children.environment(environ, *_NEEDS),
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return started.wait(_SECONDS) == 0
    except subprocess.TimeoutExpired:  # a browser that stays in the foreground: it is there
        return True
