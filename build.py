#!/usr/bin/env python3
"""Build csg: one executable file, dist/csg.pyz.

    python3 build.py [--output FILE] [--python INTERPRETER]... [--plugin DIR] [--release URL]

The file is a zip archive of the package's sources with a shell header in front.  Beside the
sources lies bytecode of what hooks import, for every interpreter that is found (or
named with --python); under any other interpreter it is slower, never wrong.  The same sources and
the same interpreters give the same bytes.

--plugin also makes a plugin for Claude Code of it.  --release writes beside it what goes to URL
together with it: install.sh, which then knows where to download it from, and SHA256SUMS.
"""

import argparse
import glob
import hashlib
import os
import re
import struct
import subprocess
import sys
import zipfile
from typing import Dict, List, Tuple

from csg.base.loader import LOADER

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = "csg"
OLDEST = (3, 8)
RELEASE_URL = re.compile(r"https?://[\w.:\[\]-]+(/[\w.~/%+@=-]*)?$", re.ASCII)
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can hold

#: What is compiled for every interpreter, in groups of what is needed together.  The first is what
#: every edit needs, in an order in which each module comes after what it imports.
GROUPS = {
    "edit": """base git state hooks
        base.errors base.wire base.files base.paths base.policy git.repository state.roster state.events state.claims
        hooks.call hooks.edit hooks.editing hooks.hook __main__""",
    "record": "base.processes state.sessions state.sweep",
    "facts": "state.holdings base.wording hooks.briefing",
    "judge": "base.rules base.config state.notices hooks.telling hooks.meeting",
    "command": "hooks.git_guard",
    "shell": """shell shell.words shell.options shell.characters shell.budget shell.heredocs shell.source shell.command
        shell.line shell.environment shell.unfinished shell.expansion shell.redirections shell.compounds shell.wrappers
        shell.unwrapping shell.runners shell.execution shell.lists shell.lexer shell.command_line shell.writers
        shell.written shell.start git.effects git.pathspecs git.command_options git.invocation git.judges git.commands
        git.reach hooks.git_facts hooks.git_decision hooks.git_telling hooks.shell_edits""",
    "mirror": "slack base.spawn base.slack_settings state.outbox slack.delivery",
    "server": "mcp mcp.server mcp.tools",
}

HEADER = """#!/bin/sh
# csg (claude-session-guard): a shell header, then a zip archive of Python (unzip -l shows it).
# The interpreter is $CSG_PYTHON, or the first python3 on PATH that is not a version manager's
# shim: a shim costs ten times what Python does.
p=$CSG_PYTHON
if [ -z "$p" ]; then
  set -f
  IFS=:
  for d in $PATH; do
    case $d in */shims | "") continue ;; esac
    if [ -x "$d/python3" ]; then
      p=$d/python3
      break
    fi
  done
  unset IFS
fi
if [ -z "$p" ] && ! command -v python3 >/dev/null 2>&1; then
  case $1 in hook | start | stop | pre-edit) exit 0 ;; esac
  echo "csg: Python 3.8 or newer is needed, and there is no python3 on PATH" >&2
  exit 1
fi
exec "${p:-python3}" -ISc '%(loader)s' "$0" "$@"
#:
if sys.version_info < (3, 8):
    if sys.argv[2:3] in (["hook"], ["start"], ["stop"], ["pre-edit"]): sys.exit(0)
    sys.exit("csg: Python 3.8 or newer is needed; %%s is too old (CSG_PYTHON can name another)" %% sys.executable)
del sys.argv[0]
b = %(table)s.get(sys.modules["_frozen_importlib_external"].MAGIC_NUMBER)
if b:
    import marshal
    c, b = marshal.loads(posix.pread(d, b[1], b[0]))
    n = {"__name__": "csg.boot"}
    exec(c, n)
    n["install"](a, *b)
else:
    sys.path.append(a)
posix.close(d)
try:
    from csg.__main__ import main
except Exception:  # the file was replaced while it was read
    if sys.argv[1:2] in (["hook"], ["start"], ["stop"], ["pre-edit"]): sys.exit(0)
    raise
main()
#:
"""

# `python3 csg.pyz`, by way of runpy: the same start as through the header.
MAIN = (
    """import sys
sys.argv.insert(0, "-c")
%s
"""
    % LOADER
)

# Run by each interpreter on (package directory, groups as GROUPS has them): magic number, then bytecode.
COMPILE = r"""
import importlib.util, marshal, os, sys, zlib
folder = sys.argv[1]
def compiled(name):
    path = name.replace(".", "/") + ".py"
    if not os.path.exists(folder + "/" + path):
        path = path[:-3] + "/__init__.py"  # by which boot knows a package
    with open(folder + "/" + path, "rb") as file:
        source = file.read()
    # no docstrings, and a file name that says nothing of where this was built
    return compile(source, "csg/" + path, "exec", dont_inherit=True, optimize=2)
def stripped(code):
    # no line numbers, a sixth of the size: errors are reported with the function's name too
    lines = "co_linetable" if hasattr(code, "co_linetable") else "co_lnotab"
    consts = tuple(stripped(c) if isinstance(c, type(code)) else c for c in code.co_consts)
    return code.replace(**{lines: b"", "co_consts": consts})
def packed(value):
    data = marshal.dumps(value)
    return len(data), zlib.compress(data, 9)
first, where, groups = [("csg", compiled("__init__"))], {}, {}
for number, group in enumerate(sys.argv[2:]):
    title, _, names = group.partition(":")
    code = [("csg." + name, compiled(name)) for name in names.split()]
    if number:
        code = [(name, stripped(one)) for name, one in code]
        where.update((name, title) for name, _ in code)
        groups[title] = packed(dict(code))
    else:
        first += code
out = getattr(sys.stdout, "buffer", sys.stdout)
out.write(importlib.util.MAGIC_NUMBER + marshal.dumps((compiled("boot"), (packed(tuple(first)), where, groups))))
"""


def main() -> int:
    """Build; say what was built."""
    parser = argparse.ArgumentParser(description="Build csg as one executable file.")
    parser.add_argument("--output", default=os.path.join(HERE, "dist", "csg.pyz"), help="default: dist/csg.pyz")
    parser.add_argument(
        "--python",
        action="append",
        metavar="INTERPRETER",
        help="compile for this one (may be repeated); default: every Python 3.8 or newer that is found; '' for none",
    )
    parser.add_argument("--plugin", metavar="DIR", help="also make a plugin for Claude Code in this directory")
    parser.add_argument(
        "--release", metavar="URL", help="also make install.sh and SHA256SUMS; URL: where all three lie"
    )
    options = parser.parse_args()
    if options.release:
        check_release(options.release, options.output)
    named = options.python is not None
    bundles: Dict[bytes, bytes] = {}
    for python in [p for p in options.python if p] if named else candidates():
        version, magic, bundle = compiled(python)
        if not magic:
            if named:
                sys.exit("build.py: %s is no Python %d.%d or newer: %s" % (python, *OLDEST, version))
            continue
        if magic not in bundles:
            bundles[magic] = bundle
            print("bytecode for Python %s (%s)" % (version, python))
    data = archive(bundles)
    write(options.output, data)
    print("%s: %d KB" % (os.path.relpath(options.output), len(data) // 1024))
    if options.plugin:
        plugin(options.plugin, data)
    if options.release:
        release(options.release, os.path.dirname(os.path.abspath(options.output)), data)
    return 0


def candidates() -> List[str]:
    """Interpreters that are worth asking: on PATH, where systems and version managers keep them."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    folders += ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
    folders += sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/3.*/bin")))
    folders += sorted(glob.glob(os.path.expanduser("~/.local/share/uv/python/cpython-3*/bin")))
    folders += sorted(glob.glob("/Library/Frameworks/Python.framework/Versions/3.*/bin"))
    found: List[str] = []
    for folder in folders:
        if not folder or folder.rstrip("/").endswith("/shims"):
            continue
        for path in sorted(glob.glob(os.path.join(folder, "python3*"))):
            name = os.path.basename(path)[len("python3") :]
            if (not name or (name[:1] == "." and name[1:].isdigit())) and os.access(path, os.X_OK):
                real = os.path.realpath(path)
                if real not in found:
                    found.append(real)
    return found


def compiled(python: str) -> Tuple[str, bytes, bytes]:
    """(version, magic number, bundle) by this interpreter; without a magic number if it will not do."""
    # PYTHONHASHSEED: the order of a frozenset in bytecode follows it
    environ = {"PYTHONHASHSEED": "0", "PATH": os.environ.get("PATH", "")}
    ask = "import sys; print('%d.%d.%d' % sys.version_info[:3], sys.implementation.name)"
    try:
        told = subprocess.run([python, "-Ssc", ask], env=environ, capture_output=True, timeout=20)
        version, _, implementation = told.stdout.decode().strip().partition(" ")
        if implementation != "cpython" or tuple(map(int, version.split(".")[:2])) < OLDEST:
            return version or "it does not run", b"", b""
        command = [python, "-X", "no_debug_ranges", "-Ssc", COMPILE, os.path.join(HERE, PACKAGE)]
        command += ["%s:%s" % group for group in GROUPS.items()]
        output = subprocess.run(command, env=environ, stdout=subprocess.PIPE, timeout=60, check=True).stdout
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return str(error), b"", b""
    return version, output[:4], output[4:]


def sources() -> List[str]:
    """The package's modules, as paths in the checkout."""
    found = []
    for folder, _, names in os.walk(os.path.join(HERE, PACKAGE)):
        found += [os.path.relpath(os.path.join(folder, name), HERE) for name in names if name.endswith(".py")]
    return sorted(found)


def archive(bundles: Dict[bytes, bytes]) -> bytes:
    """The whole file: header, bytecode, sources."""
    # The header names offsets that depend on its own length: numbers have a fixed width.
    blank = dict.fromkeys(bundles, (0, 0))
    start = len(header(blank))
    entries = [("bytecode/" + magic[:2].hex(), bundles[magic]) for magic in sorted(bundles)]
    for path in sources():
        with open(os.path.join(HERE, path), "rb") as file:
            entries.append((path, file.read()))
    entries.append(("__main__.py", MAIN.encode()))
    temporary = os.path.join(HERE, "dist", ".building-%d" % os.getpid())
    os.makedirs(os.path.dirname(temporary), exist_ok=True)
    try:
        with open(temporary, "wb") as file:
            file.write(b"\0" * start)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as zipped:
                for name, data in entries:
                    info = zipfile.ZipInfo(name, _DATE)
                    info.external_attr = 0o644 << 16
                    info.create_system = 3  # Unix, wherever it is built
                    if not name.startswith("bytecode/"):
                        info.compress_type = zipfile.ZIP_DEFLATED
                    zipped.writestr(info, data)
        with open(temporary, "rb") as file:
            data = file.read()
        places = {}
        with zipfile.ZipFile(temporary) as zipped:
            for magic in bundles:
                info = zipped.getinfo("bytecode/" + magic[:2].hex())
                # the local header: 30 bytes, then the name and the extra field (APPNOTE.TXT 4.3.7)
                at = info.header_offset
                name_size, extra_size = struct.unpack_from("<HH", data, at + 26)
                places[magic] = (at + 30 + name_size + extra_size, info.file_size)
    finally:
        os.unlink(temporary)
    return header(places) + data[start:]


def header(places: Dict[bytes, Tuple[int, int]]) -> bytes:
    """The shell header, with where each interpreter's bytecode is in the file: (offset, size)."""
    rows = ["%r: (%s, %s)" % (magic, padded(places[magic][0]), padded(places[magic][1])) for magic in sorted(places)]
    text = HEADER % {"loader": LOADER, "table": "{%s}" % ", ".join(rows)}
    data = text.encode("ascii")
    if len(data) > 4096:
        sys.exit("build.py: the header has %d bytes; LOADER reads 4096" % len(data))
    return data


def padded(number: int) -> str:
    """The number in a fixed width, as Python source."""
    return "%8d" % number


def plugin(folder: str, data: bytes) -> None:
    """Make the plugin: what csg.plugin_files lists, and the built file."""
    from csg.setup import plugin_files

    if os.path.isdir(folder) and os.listdir(folder) and not os.path.exists(os.path.join(folder, ".claude-plugin")):
        sys.exit("build.py: %s is not empty and no plugin: name another directory" % folder)
    for name, text in plugin_files.texts().items():
        write(os.path.join(folder, name), text.encode(), 0o644)
    write(os.path.join(folder, plugin_files.ARCHIVE), data)
    print("%s: plugin" % os.path.relpath(folder))


def check_release(url: str, output: str) -> None:
    """Exit with a line if the URL or the file's name will not do."""
    if not RELEASE_URL.match(url):
        sys.exit("build.py: %r is no http or https URL that can be stamped into install.sh" % url)
    if os.path.basename(output) != "csg.pyz":
        sys.exit("build.py: a release's file is called csg.pyz, not %s" % os.path.basename(output))


def release(url: str, folder: str, data: bytes) -> None:
    """Write install.sh with the stamps filled in, and SHA256SUMS (in sha256sum's own form)."""
    with open(os.path.join(HERE, "install.sh"), "rb") as file:
        script = file.read()
    checksum = hashlib.sha256(data).hexdigest()
    for name, value in (("RELEASE", url.rstrip("/")), ("SHA256", checksum)):
        empty = b"\n  %s=''\n" % name.encode()
        if script.count(empty) != 1:
            sys.exit("build.py: install.sh has no line %s='' to stamp" % name)
        script = script.replace(empty, ("\n  %s='%s'\n" % (name, value)).encode())
    sums = "%s  csg.pyz\n%s  install.sh\n" % (checksum, hashlib.sha256(script).hexdigest())
    write(os.path.join(folder, "install.sh"), script)
    write(os.path.join(folder, "SHA256SUMS"), sums.encode(), 0o644)
    print("%s: install.sh and SHA256SUMS for %s" % (os.path.relpath(folder), url))


def write(path: str, data: bytes, mode: int = 0o755) -> None:
    """Put the file in place whole: hooks may be running the old one."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    temporary = "%s.%d" % (path, os.getpid())
    with open(temporary, "wb") as file:
        file.write(data)
    os.chmod(temporary, mode)
    os.replace(temporary, path)


if __name__ == "__main__":
    sys.exit(main())
