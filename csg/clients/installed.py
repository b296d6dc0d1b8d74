"""Which clients there are: all that may run what stands in the settings, not only the one that PATH finds first.

A client that does not understand how a hook is written runs none, and says nothing (seen: `args` by 2.1.100, an
unknown event by 1.0.128 to 2.1.100).  Where they are kept, by the client's own code (2.1.100 and 2.1.330):

    native    $XDG_DATA_HOME/claude/versions/<version>; ~/.local/bin/claude leads to one, earlier ones stay beside it
    local     <configuration>/local/node_modules/@anthropic-ai/claude-code
    npm       <prefix>/lib/node_modules/@anthropic-ai/claude-code; a version manager has a prefix for each node
    Homebrew  …/Caskroom/claude-code/<version>/claude
    editors   <extensions>/anthropic.claude-code-<version>-<platform>/resources/native-binary
"""

import glob
import json
import os
import re
import subprocess
from typing import Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

from csg.base import children

Version = Tuple[int, ...]

_PACKAGE = os.path.join("node_modules", "@anthropic-ai", "claude-code")
#: Prefixes of npm below a home directory, most of them version managers'.
_PREFIXES = (
    ".npm-global",
    ".npm-packages",
    ".nvm/versions/node/*",
    ".local/share/fnm/node-versions/*/installation",
    ".local/share/mise/installs/*/*",
    ".asdf/installs/nodejs/*",
    ".nodenv/versions/*",
    ".volta/tools/image/packages/@anthropic-ai/claude-code",
)
#: What is named by its version, below a home directory.
_NAMED = (".local/share/mise/installs/claude*/*",)
_VERSION = r"(\d+)\.(\d+)\.(\d+)"
_IN_PATH = (
    re.compile(r"/claude/versions/%s[^/]*$" % _VERSION),
    re.compile(r"/Caskroom/[^/]+/%s[^/]*/" % _VERSION),
    re.compile(r"/installs/claude[^/]*/%s[^/]*(?:/|$)" % _VERSION),
    re.compile(r"/anthropic\.claude-code-%s[^/]*$" % _VERSION),
)
_PATIENCE = 20.0  # seconds for `claude --version`; a cold disk takes a few
#: What the client's own command line goes by; it needs no token to tell its version or to change a file.
NEEDS = ("CLAUDE_CONFIG_DIR", "CLAUDE_CODE_DISABLE_", "DISABLE_", "XDG_", "SHELL", "TERM")


class Installed:
    """One client: where it is, and its version; None if it does not tell."""

    def __init__(self, path: str, version: Optional[Version]) -> None:
        self.path = path
        self.version = version

    def name(self) -> str:
        """`Claude Code 2.1.330`."""
        return "Claude Code " + (".".join(map(str, self.version)) if self.version else "of unknown version")


def find(home: str, config: str, environ: Mapping[str, str]) -> List[Installed]:
    """All clients of one person, each once; what PATH finds first comes first.

    home    the person's home directory      config  the client's configuration directory
    Only what does not show its version in its path or its package is run, to ask: half a second each."""
    found: Dict[str, Installed] = {}
    local = os.path.join(config, "local")
    for path in (*_programs([os.path.join(home, ".local", "bin"), local], environ), *_kept(home, config, environ)):
        real = os.path.realpath(path)
        if path == os.path.join(local, "claude"):  # a script that runs the package beside it
            real = os.path.realpath(os.path.join(local, _PACKAGE))
        package = _package(real)
        if (package or real) not in found:
            version = _stated(real) or (_of_package(package) if package else None)
            found[package or real] = Installed(path, version or _asked(path))
    return list(found.values())


def _programs(more: Sequence[str], environ: Mapping[str, str]) -> Iterator[str]:
    for folder in [*environ.get("PATH", "").split(os.pathsep), *more]:
        path = os.path.join(folder, "claude")
        if folder.startswith("/") and os.path.isfile(path) and os.access(path, os.X_OK):
            yield path
            cask = re.match(r"(.*/Caskroom/[^/]+)/[^/]+/claude$", os.path.realpath(path))
            if cask:
                yield from _executable(os.path.join(glob.escape(cask.group(1)), "*", "claude"))


def _kept(home: str, config: str, environ: Mapping[str, str]) -> Iterator[str]:
    below = glob.escape(home)
    data = environ.get("XDG_DATA_HOME", "")
    data = glob.escape(data) if data.startswith("/") else os.path.join(below, ".local", "share")
    yield from _executable(os.path.join(data, "claude", "versions", "*"))
    for pattern in _NAMED:
        yield from (path for path in sorted(glob.glob(os.path.join(below, pattern))) if not os.path.islink(path))
    prefixes = [os.path.join(below, prefix) for prefix in _PREFIXES]
    prefixes += [glob.escape(prefix) for prefix in _chosen_prefixes(home, environ)]
    places = [os.path.join(prefix, "lib", _PACKAGE) for prefix in prefixes]
    for pattern in [os.path.join(glob.escape(config), "local", _PACKAGE), *places]:
        yield from sorted(glob.glob(pattern))
    for folder in sorted(glob.glob(os.path.join(below, ".*", "extensions"))):
        leaving = _json(os.path.join(folder, ".obsolete"))
        for path in sorted(glob.glob(os.path.join(glob.escape(folder), "anthropic.claude-code-*"))):
            if os.path.basename(path) not in leaving and os.path.isdir(os.path.join(path, "resources/native-binary")):
                yield path


def _executable(pattern: str) -> List[str]:
    # the installer puts an empty file there before it has the client
    found = sorted(glob.glob(pattern))
    return [path for path in found if os.path.isfile(path) and os.path.getsize(path) and os.access(path, os.X_OK)]


def _chosen_prefixes(home: str, environ: Mapping[str, str]) -> List[str]:
    """npm's `prefix`, from the environment and from the person's .npmrc."""
    found = [environ.get("npm_config_prefix", ""), environ.get("NPM_CONFIG_PREFIX", "")]
    if environ.get("NVM_DIR"):
        found += glob.glob(os.path.join(glob.escape(environ["NVM_DIR"]), "versions", "node", "*"))
    try:
        with open(os.path.join(home, ".npmrc"), encoding="utf-8", errors="replace") as file:
            lines = [line.partition("=") for line in file]
        found += [value.strip().strip("\"'") for name, _, value in lines if name.strip() == "prefix"]
    except OSError:
        pass
    found = [re.sub(r"^~(?=/)|^\$\{HOME\}", lambda _: home, prefix) for prefix in found]
    return [prefix for prefix in found if prefix.startswith("/")]


def _package(real: str) -> str:
    """The folder of the npm package that a path is in, or is; "" if it is in none."""
    at = (real + "/").find("/" + _PACKAGE + "/")
    return real[: at + 1 + len(_PACKAGE)] if at >= 0 else ""


def _of_package(folder: str) -> Optional[Version]:
    return _numbers(str(_json(os.path.join(folder, "package.json")).get("version", "")))


def _stated(real: str) -> Optional[Version]:
    """The version in a path."""
    for pattern in _IN_PATH:
        found = pattern.search(real)
        if found:
            return tuple(map(int, found.groups()))
    return None


def _asked(program: str) -> Optional[Version]:
    """What it says itself."""
    try:
        done = subprocess.run(
            [program, "--version"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=children.environment(os.environ, *NEEDS),
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return _numbers(done.stdout.decode("ascii", "replace").strip())


def _numbers(text: str) -> Optional[Version]:
    found = re.match(_VERSION, text)
    return tuple(map(int, found.groups())) if found else None


def _json(path: str) -> Dict[str, object]:
    try:
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
