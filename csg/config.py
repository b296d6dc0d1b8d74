"""The person's settings: the environment, then config.env.  Read only where a hook needs them.

config.env holds KEY=VALUE lines, with comments, quotes and `export` as a shell would read
them, but nothing is expanded or run.
"""

import posix

from csg import files, paths, policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_LIMIT = 1 << 18
_DEFAULTS = {"CSG_WINDOW_MINUTES": "10", "CSG_ON_EDIT": policy.WARN, "CSG_ON_WRITE": policy.PAUSE}
_OTHERS = ("SLACK_BOT_TOKEN", "SLACK_CHANNEL_ID", "SLACK_API_URL")
_LONGEST_WINDOW = 24 * 60.0


class Settings:
    """What is in force.

    window             seconds a Claim counts
    on_edit, on_write  one of policy.ACTIONS
    problems           what was wrong: one line each, with its place and never a secret's value
    stamp              changes when the file does, so that a problem is reported once
    """

    __slots__ = ("on_edit", "on_write", "problems", "stamp", "window")

    def __init__(self) -> None:
        self.window = 600.0
        self.on_edit = policy.WARN
        self.on_write = policy.PAUSE
        self.problems: list[str] = []
        self.stamp = b""


def load(environ: "Mapping[bytes, bytes]", home: bytes) -> Settings:
    """The settings in force; never raises for a bad value or file: see `problems`."""
    settings = Settings()
    values = {name: (value, "the default") for name, value in _DEFAULTS.items()}
    path = paths.config_file(environ, home)
    try:
        status = posix.stat(path)
        data = files.read(path, _LIMIT)
    except FileNotFoundError:
        pass
    except OSError as error:
        settings.problems.append("%s: unreadable: %s" % (paths.text(path), error.strerror))
    else:
        settings.stamp = b"%d %d" % (status.st_mtime_ns, status.st_size)
        if status.st_mode & 0o077:
            settings.problems.append(
                "%s: others on this machine can read it: chmod 600 %s" % (paths.text(path), paths.text(path))
            )
        for number, name, value in parse(paths.text(data), settings.problems, paths.text(path)):
            place = "%s:%d" % (paths.text(path), number)
            if name in _DEFAULTS or name in _OTHERS:
                values[name] = (value, place)
            else:
                settings.problems.append("%s: unknown setting %s" % (place, name[:60]))
    for name in _DEFAULTS:
        stated = environ.get(name.encode())
        if stated is not None:
            values[name] = (paths.text(stated), "environment")
    settings.window = 60 * _minutes(values["CSG_WINDOW_MINUTES"], settings.problems)
    settings.on_edit = _action("CSG_ON_EDIT", values, settings.problems)
    settings.on_write = _action("CSG_ON_WRITE", values, settings.problems)
    return settings


def parse(text: str, problems: "list[str]", path: str) -> "list[tuple[int, str, str]]":
    """(line number, name, value) of every setting; what is none of that goes to `problems`."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("export "):
            line = line[7:].lstrip()
        name, equals, value = line.partition("=")
        name = name.rstrip()
        if not equals or not name.isidentifier():
            problems.append("%s:%d: not KEY=VALUE" % (path, number))
            continue
        value = value.strip()
        if value[:1] in ("'", '"'):
            end = value.find(value[0], 1)
            rest = value[end + 1 :].strip()
            if end < 0 or (rest and not rest.startswith("#")):
                problems.append("%s:%d: the quotes of %s do not match" % (path, number, name[:60]))
                continue
            value = value[1:end]
        else:
            value = (" " + value).split(" #", 1)[0].strip()
        found.append((number, name, value))
    return found


def _minutes(stated: "tuple[str, str]", problems: "list[str]") -> float:
    value, place = stated
    try:
        minutes = float(value)
    except ValueError:
        minutes = -1.0
    if 0 < minutes <= _LONGEST_WINDOW:
        return minutes
    problems.append(
        "%s: CSG_WINDOW_MINUTES=%s: a number of minutes over 0 and at most %d is wanted; %s is used"
        % (place, ascii(value[:40]), _LONGEST_WINDOW, _DEFAULTS["CSG_WINDOW_MINUTES"])
    )
    return float(_DEFAULTS["CSG_WINDOW_MINUTES"])


def _action(name: str, values: "Mapping[str, tuple[str, str]]", problems: "list[str]") -> str:
    value, place = values[name]
    if value in policy.ACTIONS:
        return value
    problems.append(
        "%s: %s=%s: one of %s is wanted; %s is used"
        % (place, name, ascii(value[:40]), ", ".join(policy.ACTIONS), _DEFAULTS[name])
    )
    return _DEFAULTS[name]
