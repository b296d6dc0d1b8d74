"""Whether there is a Slack mirror, and with which settings: the environment, then config.env.

An empty variable in the environment counts as said: `SLACK_BOT_TOKEN= claude` runs one
client without the mirror.
"""

import posix

from csg.base import config, files, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SLACK = "https://slack.com/api/"
_NAMES = ("SLACK_BOT_TOKEN", "SLACK_CHANNEL_ID", "SLACK_API_URL")


class Settings:
    """What the mirror needs; never shown, `token` least of all.

    url             of the API, as stated      by_environment  something of it comes from the environment
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
    token, channel, url = [values.get(name, "") for name in _NAMES]
    if not token or not channel:
        return None
    return Settings(token, channel, url or SLACK, by_environment, stamp)
