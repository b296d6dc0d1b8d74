"""Which repository it is on other machines: the normalised URL of its remote `origin`.  Pure, but for `of`."""

import re
import time
from typing import Mapping, Optional
from urllib.parse import unquote

from csg.base import children, config, files, paths
from csg.git.repository import Repository

_SCP = re.compile(r"(?:[^@/:]+@)?(\[[0-9A-Fa-f:.]+\]|[^@/:]+):(?!//)(.+)$")  # git's other form: user@host:path
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(?:[^@/]*@)?(\[[^\]/]+\]|[^:/]*)(?::([0-9]*))?(?:/(.*))?$", re.DOTALL)
_HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]+$|\[")  # a single letter is a drive's
_PORTS = {"ssh": "22", "git+ssh": "22", "ssh+git": "22", "https": "443", "http": "80", "git": "9418"}
_LONGEST = 500  # characters
_SECONDS = 5.0


def normalised(url: str) -> str:
    """`host/path` of a URL by which git reaches another machine; "" for a path on this one, or what is no URL.

    ssh, https and the scp form of one repository are the same; credentials, default ports, `.git` and the host's case
    say nothing.  A port of another kind stays: another server may answer there."""
    url = url.strip()
    found = _URL.match(url)
    if found:
        scheme, host, port, path = found.group(1).lower(), found.group(2), found.group(3) or "", found.group(4) or ""
        if scheme not in _PORTS:
            return ""
        path, port = unquote(path), "" if port == _PORTS[scheme] else port
    else:
        scp = _SCP.match(url)
        if not scp:
            return ""
        host, path, port = scp.group(1), scp.group(2), ""
    names = [name for name in path.split("/") if name not in ("", ".")]
    if names and names[-1].endswith(".git"):
        names[-1] = names[-1][:-4]
    if not _HOST.match(host) or not names or not names[-1] or ".." in names or "\\" in path:
        return ""
    text = "%s%s/%s" % (host.lower(), ":" + port if port else "", "/".join(names))
    return text if len(text) <= _LONGEST and text.isprintable() and " " not in text else ""


def of(repo: Repository, environ: Mapping[bytes, bytes]) -> str:
    """What a repository is called elsewhere: CSG_REPOSITORY in its `.csg`, else its normalised `origin`; else ""."""
    return _stated(repo.root) or _origin(repo, environ) or ""


def _stated(root: bytes) -> Optional[str]:
    try:
        data = files.head(root.rstrip(b"/") + b"/.csg")
    except OSError:
        return None
    for _, name, value in config.parse(paths.text(data), [], ""):
        if name == "CSG_REPOSITORY":
            return normalised(value) or normalised("https://" + value) or None
    return None


def _origin(repo: Repository, environ: Mapping[bytes, bytes]) -> str:
    """By git's own rules, with includes and `insteadOf`; `--get-url` asks nobody (git-ls-remote(1))."""
    git = children.find(b"git", environ, repo.root)
    if not git:
        return ""
    words = [git, b"-C", repo.root, b"ls-remote", b"--get-url", b"origin"]
    given = children.environment(environ, "XDG_CONFIG_HOME", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL")
    said = children.output(words, given, time.monotonic() + _SECONDS, 1 << 16)
    return normalised((said or b"").decode("utf-8", "replace"))
