"""Whether there is a Slack mirror, and with which settings: the environment, then config.env.

An empty variable in the environment counts as said: `SLACK_BOT_TOKEN= claude` runs one
client without the mirror.
"""

import posix

from csg.base import config, files, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = ("SLACK_BOT_TOKEN", "SLACK_CHANNEL_ID", "SLACK_API_URL")


class Settings:
    """What the mirror needs; never shown, `token` least of all.

    url             of the API, as stated, or ""    by_environment  something of it comes from the environment
    stamp           changes when the settings file does
    """

    __slots__ = ("by_environment", "channel", "stamp", "token", "url")

    def __init__(self, token: str, channel: str, url: str, by_environment: bool, stamp: str) -> None:
        self.token = token
        self.channel = channel
        self.url = url
        self.by_environment = by_environment
        self.stamp = stamp

    def fingerprint(self, salt: str) -> str:
        """16 hexadecimal digits that tell these settings from others and reveal nothing of them."""
        import hashlib

        text = "\0".join([salt, self.token, self.channel, self.url])
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def load(environ: "Mapping[bytes, bytes]", home: bytes) -> "Settings | None":
    """The settings; None if there is no token or no channel, that is, no mirror."""
    values, by_environment, stamp = _values(environ, home)
    token, channel, url = [values.get(name, "") for name in _NAMES]
    return Settings(token, channel, url, by_environment, stamp) if token and channel else None


def missing(environ: "Mapping[bytes, bytes]", home: bytes) -> "list[str]":
    """Which of the two settings that a mirror needs are not there."""
    values = _values(environ, home)[0]
    return [name for name in _NAMES[:2] if not values.get(name)]


def _values(environ: "Mapping[bytes, bytes]", home: bytes) -> "tuple[dict[str, str], bool, str]":
    """What is said, whether something of it comes from the environment, and the settings file's stamp."""
    stamp, values = "", {}
    path = paths.config_file(environ, home)
    try:
        status = posix.stat(path)
        data = files.head(path)
    except OSError:
        pass
    else:
        stamp = "%d %d" % (status.st_mtime_ns, status.st_size)
        values = {name: value for _, name, value in config.parse(paths.text(data), [], "")}
    by_environment = False
    for name in _NAMES:
        stated = environ.get(name.encode())
        if stated is not None:
            values[name] = paths.text(stated).strip()
            by_environment = True
    return values, by_environment, stamp
