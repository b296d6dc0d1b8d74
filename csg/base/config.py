"""The person's settings: the environment, then config.env.  Read only where a hook needs them.

config.env holds KEY=VALUE lines with comments, quotes and `export`, as a shell would read them,
but nothing is expanded or run.  A repository may have a file `.csg` of the same form, of
which only CSG_RULES counts.  Of either the first 64 KB are read.
"""

import posix

from csg.base import files, paths, policy, rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_LIMIT = 1 << 16
_ACTIONS = {"CSG_ON_" + kind.upper(): kind for kind in policy.DEFAULTS}
_OWN = ("CSG_WINDOW_MINUTES", "CSG_RULES", "CSG_PROMPTS", "CSG_NOTIFY", *_ACTIONS)
_OTHERS = ("SLACK_BOT_TOKEN", "SLACK_CHANNEL_ID", "SLACK_API_URL", "CSG_POSTGRES", "CSG_SHARE", "CSG_MACHINE")
_MOST_MINUTES = 24 * 60.0
_COMMAND = 4000  # characters


class Settings:
    """What is in force.

    window    seconds a Claim counts
    actions   policy's kind of call -> one of policy.ACTIONS
    rules     by path; they go before `actions`
    notify    the command to run when a Session is held, or told something; "" for none
    prompts   may the first line of a prompt be kept, as a Session's name?
    problems  what was wrong: one line each, the first few, with its place and never a secret's value
    stamp     changes when the file does, so that a problem is reported once
    """

    __slots__ = ("actions", "notify", "problems", "prompts", "rules", "stamp", "window")

    def __init__(self) -> None:
        self.window = policy.WINDOW
        self.actions = dict(policy.DEFAULTS)
        self.rules: list[rules.Rule] = []
        self.notify = ""
        self.prompts = True
        self.problems: list[str] = []
        self.stamp = b""

    def ignores(self, inside: str) -> bool:
        """Has the person turned everything off for this path (inside its repository)?"""
        return rules.action(self.rules, inside) == policy.OFF

    def action(self, kind: str, inside: str, repositorys: "list[rules.Rule]") -> str:
        """The action for a kind of call on a path, with the rules of the repository it is in."""
        own = rules.action(self.rules, inside) or self.actions[kind]
        return policy.combined(own, rules.action(repositorys, inside)) if repositorys else own


def load(environ: "Mapping[bytes, bytes]", home: bytes) -> Settings:
    """The settings in force; never raises for a bad value or file: see `problems`."""
    settings = Settings()
    values: dict[str, tuple[str, str]] = {}
    path = paths.config_file(environ, home)
    if not path:
        settings.problems.append(unusable(environ))
    try:
        status = posix.stat(path)
        data = files.head(path, _LIMIT)
    except FileNotFoundError:
        pass
    except OSError as error:
        rules.complain(settings.problems, "%s: unreadable: %s" % (paths.text(path), error.strerror))
    else:
        settings.stamp = b"%d %d" % (status.st_mtime_ns, status.st_size)
        if status.st_mode & 0o077:
            text = "%s: others on this machine can read it: chmod 600 %s"
            rules.complain(settings.problems, text % (paths.text(path), paths.text(path)))
        _check_size(status.st_size, path, settings.problems)
        for number, name, value in parse(paths.text(data), settings.problems, paths.text(path)):
            place = "%s:%d" % (paths.text(path), number)
            if name in _OWN:
                values[name] = (value, place)
            elif name not in _OTHERS:
                rules.complain(settings.problems, "%s: unknown setting %s" % (place, name[:60]))
    for name in _OWN:
        stated = environ.get(name.encode())
        if stated is not None:
            values[name] = (paths.text(stated), "environment")
    for name, (value, place) in values.items():
        _set(settings, name, value, place)
    return settings


def unusable(environ: "Mapping[bytes, bytes]") -> str:
    """What to say where `paths.config_file` finds no name for the settings file."""
    chosen = paths.text(environ.get(b"CLAUDE_SESSION_GUARD_CONFIG", b""))
    return "CLAUDE_SESSION_GUARD_CONFIG is %s: it must be an absolute path" % ascii(chosen[:400])


def repository_rules(root: bytes, problems: "list[str]") -> "list[rules.Rule]":
    """The rules in a checkout's `.csg`; none if it has no such file."""
    path = root.rstrip(b"/") + b"/.csg"
    try:
        data = files.head(path, _LIMIT)
        _check_size(posix.stat(path).st_size, path, problems)
    except OSError:
        return []
    found = []
    for number, name, value in parse(paths.text(data), problems, paths.text(path)):
        place = "%s:%d" % (paths.text(path), number)
        if name == "CSG_RULES":
            found += rules.parse(value, problems, place)
        elif name != "CSG_REPOSITORY":  # machines/remotes reads it
            rules.complain(problems, "%s: only CSG_RULES and CSG_REPOSITORY count here, not %s" % (place, name[:60]))
    return found


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
            rules.complain(problems, "%s:%d: not KEY=VALUE" % (path, number))
            continue
        value = value.strip()
        if value[:1] in ("'", '"'):
            end = value.find(value[0], 1)
            rest = value[end + 1 :].strip()
            if end < 0 or (rest and not rest.startswith("#")):
                rules.complain(problems, "%s:%d: the quotes of %s do not match" % (path, number, name[:60]))
                continue
            value = value[1:end]
        else:
            value = (" " + value).split(" #", 1)[0].strip()
        found.append((number, name, value))
    return found


def _check_size(size: int, path: bytes, problems: "list[str]") -> None:
    if size > _LIMIT:
        rules.complain(problems, "%s: longer than %d KB: the rest is not read" % (paths.text(path), _LIMIT >> 10))


def _set(settings: Settings, name: str, value: str, place: str) -> None:
    if name == "CSG_RULES":
        settings.rules = rules.parse(value, settings.problems, place)
    elif name == "CSG_WINDOW_MINUTES":
        try:
            minutes = float(value)
        except ValueError:
            minutes = -1.0
        if 0 < minutes <= _MOST_MINUTES:
            settings.window = 60 * minutes
        else:
            _refuse(
                settings,
                name,
                value,
                place,
                "a number of minutes over 0 and at most %d" % _MOST_MINUTES,
                "%g" % (policy.WINDOW / 60),
            )
    elif name == "CSG_PROMPTS":
        settings.prompts = value == "on"
        if value not in ("on", "off"):  # a word that is not known keeps nothing rather than too much
            _refuse(settings, name, value, place, "one of on, off", "off")
    elif name == "CSG_NOTIFY":
        if len(value) <= _COMMAND and value.replace("\t", " ").isprintable():
            settings.notify = value
        else:  # it may hold a secret, so it is not repeated
            text = "%s: CSG_NOTIFY: a command of one line and at most %d characters is wanted; none is run"
            rules.complain(settings.problems, text % (place, _COMMAND))
    elif value in policy.ACTIONS:
        settings.actions[_ACTIONS[name]] = value
    else:
        default = policy.DEFAULTS[_ACTIONS[name]]
        _refuse(settings, name, value, place, "one of " + ", ".join(policy.ACTIONS), default)


def _refuse(settings: Settings, name: str, value: str, place: str, wanted: str, used: str) -> None:
    text = "%s: %s=%s: %s is wanted; %s is used" % (place, name, ascii(value[:40]), wanted, used)
    rules.complain(settings.problems, text)
