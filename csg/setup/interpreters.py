"""Which Python runs a hook fastest on this machine.

A hook is mostly the interpreter's start, and a version manager's shim costs ten times that.  So
installing looks once for every interpreter, sees through shims and virtual environments,
measures the real start of the hook, and what is wired is the interpreter itself.
"""

import os
import re
import shlex
import subprocess
import sys
import threading
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from csg.base import children, errors
from csg.base.loader import LOADER, OPTIONS, as_text
from csg.clients import resident

OLDEST = (3, 8)
#: Where to look besides PATH: a hook's PATH may be poorer than a shell's, and the other way round.
FOLDERS: Tuple[str, ...] = ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin")
_NAME = re.compile(r"python3(\.\d+)?$")
_STUB = "/usr/bin/python3"  # on macOS: opens a dialog where the developer tools are not installed
_DEVELOPER_TOOLS = "/Library/Developer/CommandLineTools/usr/bin"
_PATIENCE = 10.0  # seconds for one interpreter or shim to answer
_TIE = 1.03  # measured differences below this are noise: the more lasting path wins
_NEVER = 60.0  # seconds: stands for a start that failed
_KEEP = 1.15  # and an interpreter that is wired already stays unless another beats it by this
_QUIET = {"PATH": "/usr/bin:/bin", "CLAUDE_SESSION_GUARD_HOME": "/dev/null/none"}  # nobody can make it, not even root
#: What version managers' shims decide by, and an interpreter outside the system's folders may need to start.
_SHIMS = ("PYENV_", "ASDF_", "MISE_", "RTX_", "XDG_", "LD_LIBRARY_PATH")
_PROBE = (
    "import json,sys,zlib;print('%d.%d.%d'%sys.version_info[:3],sys.implementation.name,"
    "sys.modules['_frozen_importlib_external'].MAGIC_NUMBER[:2].hex(),sys.executable,sep='\\n')"
)


class Interpreter:
    """One Python that can run csg.

    path      absolute; as lasting a name as there is (`/usr/bin/python3` outlives its target)
    version   (3, 11, 2)
    magic     its bytecode's magic number, 4 hexadecimal digits
    seconds   the shortest measured start of a hook (CPU time); 0.0 before `measure`, which the only one needs not
    """

    def __init__(self, path: str, version: Tuple[int, ...], magic: str) -> None:
        self.path = path
        self.version = version
        self.magic = magic
        self.seconds = 0.0

    def version_text(self) -> str:
        """`3.11.2`."""
        return ".".join(map(str, self.version))


class HookCommand:
    """The command that runs a hook: `interpreter OPTIONS LOADER archive hook`; or another verb that is as fast, or
    one with options."""

    def __init__(self, interpreter: str, archive: str, *verb: str) -> None:
        self.interpreter = interpreter
        self.archive = archive
        self.verb = verb or ("hook",)

    def net(self) -> "HookCommand":
        """The hook that looks whether the resident one answered (clients/resident)."""
        return HookCommand(self.interpreter, self.archive, *self.verb, resident.OPTION)

    def words(self) -> List[str]:
        """Program and arguments, for subprocess."""
        return [self.interpreter, *OPTIONS, LOADER, self.archive, *self.verb]

    def texts(self) -> List[str]:
        """The same for a settings file.  CsgError if a path is not UTF-8."""
        return [as_text(word) for word in self.words()]

    def shell(self) -> str:
        """One line for `sh -c`."""
        return " ".join(map(shlex.quote, self.texts()))

    def handler(self, exec_form: bool) -> Dict[str, object]:
        """The fields of a hook in a client's settings.

        exec_form  saves the shell's start, a tenth of the whole; from Claude Code 2.1.139 (an older
                   client would run the bare interpreter)."""
        if exec_form:
            words = self.texts()
            return {"type": "command", "command": words[0], "args": words[1:]}
        return {"type": "command", "command": self.shell()}


def hook_command(archive: str, environ: Mapping[str, str], current: str = "") -> Tuple[HookCommand, List[Interpreter]]:
    """The fastest command for this machine, and all interpreters it was chosen from (the chosen one first).

    archive  absolute path of the built file      current  the interpreter that is wired now, or ""
    $CSG_PYTHON decides where it is set.  CsgError if no Python will do."""
    chosen = environ.get("CSG_PYTHON", "")
    if chosen:
        found = probe(chosen)
        if found is None:
            raise errors.CsgError("CSG_PYTHON=%s is no Python %d.%d or newer that runs" % (chosen, *OLDEST))
        everyone = [found]
    else:
        everyone = candidates(environ)
        same = [i for i in everyone if current and _same(i.path, current)]
        if current and not same:
            known = probe(current)
            if known is not None and _same(known.path, current):  # a shim that is wired is not kept
                everyone.append(known)
    if not everyone:
        raise errors.CsgError("no Python %d.%d or newer was found on PATH" % OLDEST)
    if len(everyone) > 1:  # else there is nothing to choose by
        measure(everyone, archive)
    best = choose(everyone, current)
    everyone.sort(key=lambda i: (i is not best, i.seconds))
    return HookCommand(best.path, archive), everyone


def choose(measured: Sequence[Interpreter], current: str = "") -> Interpreter:
    """The best of those that were measured: fast, and of equally fast ones the one with the most lasting path."""
    least = min(i.seconds for i in measured)
    for i in measured:
        if current and i.seconds <= least * _KEEP and _same(i.path, current):
            return i
    return min((i for i in measured if i.seconds <= least * _TIE), key=lambda i: (_transience(i.path), i.seconds))


def candidates(environ: Mapping[str, str], platform: str = sys.platform) -> List[Interpreter]:
    """Every usable Python on PATH, in the systems' folders and behind shims; none twice."""
    folders = [f for f in environ.get("PATH", "").split(os.pathsep) if f.startswith("/")] + list(FOLDERS)
    if platform == "darwin":
        folders.append(_DEVELOPER_TOOLS)
    found: Dict[str, Interpreter] = {}
    asked = set()
    for folder in dict.fromkeys(f.rstrip("/") for f in folders):
        shims = os.path.basename(folder) == "shims"
        for name in _names(folder):
            path = os.path.join(folder, name)
            real = os.path.realpath(path)
            if platform == "darwin" and path == _STUB:
                continue
            if real in asked and not shims:
                _prefer(found, real, path)
                continue
            asked.add(real)
            one = probe(path, environ)
            if one is None:
                continue
            real = os.path.realpath(one.path)
            asked.add(real)
            found.setdefault(real, one)
            _prefer(found, real, one.path)
            if shims:  # asking is slow, and its other names lead to the same tool
                break
    if not found and platform == "darwin" and _has_developer_tools():
        one = probe(_STUB, environ)
        return [one] if one else []
    return list(found.values())


def probe(path: str, environ: Optional[Mapping[str, str]] = None) -> Optional[Interpreter]:
    """Ask a program what Python it is; None if it is none that will do.

    A shim or wrapper is answered for by the interpreter behind it, a virtual
    environment (which may vanish) by the Python that it was made from."""
    base = _base(path)
    if base and base != path and os.access(base, os.X_OK):
        path = base
    try:
        done = subprocess.run(
            [path, "-ISc", _PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=children.environment(os.environ if environ is None else environ, *_SHIMS),
            timeout=_PATIENCE,
        )
        version, kind, magic, executable = done.stdout.decode().split("\n")[:4]
        numbers = tuple(map(int, version.split(".")))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    if numbers < OLDEST or kind != "cpython":
        return None
    if executable.startswith("/") and not _same(executable, path):  # a shim or wrapper
        base = _base(executable)
        path = base if base and os.access(base, os.X_OK) else executable
    return Interpreter(os.path.abspath(path), numbers, magic)


def measure(interpreters: Sequence[Interpreter], archive: str) -> None:
    """Set `seconds` of each: the shortest start of a hook that has nothing to do.

    The rounds are interleaved, so that a busy moment of the machine hits all alike; who is far behind
    after a few rounds is not run again."""
    for i in interpreters:
        i.seconds = 0.0
    running = list(interpreters)
    for rounds in (4, 8, 12):
        for _ in range(rounds):
            for i in running:
                taken = timed(HookCommand(i.path, archive).words())
                i.seconds = min(i.seconds or taken, taken)
        least = min(i.seconds for i in running)
        running = [i for i in running if i.seconds <= least * 1.25]
        if len(running) == 1:
            return


def timed(words: Sequence[str]) -> float:
    """CPU seconds that one run takes (`_NEVER` if it fails); its stdin is an event of no kind, which no hook acts on.

    CPU time is the wall time of a start with warm caches, without the waits that a busy machine adds."""
    process = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_QUIET
    )
    bound = threading.Timer(_NEVER, process.kill)
    bound.start()
    try:
        if process.stdin:
            try:
                process.stdin.write(b"{}")
                process.stdin.close()
            except BrokenPipeError:
                pass
        _, status, used = os.wait4(process.pid, 0)
    finally:
        bound.cancel()
    process.returncode = status  # it is reaped
    return used.ru_utime + used.ru_stime if status == 0 else _NEVER


def against_floor(interpreter: str, archive: str, enough: float = 0.0) -> Tuple[float, float]:
    """CPU seconds of a hook's start and of the interpreter's own barest start: the shortest of a dozen, interleaved.

    enough  four will do where the hook's is then at most so many times the other"""
    hook = floor = _NEVER
    for number in range(1, 13):
        hook = min(hook, timed(HookCommand(interpreter, archive).words()))
        floor = min(floor, timed([interpreter, "-ISc", "pass"]))
        if number >= 4 and hook <= floor * enough:
            break
    return hook, floor


def has_bytecode(archive: str, magic: str) -> bool:
    """Does the built file hold bytecode for this magic number?"""
    import zipfile

    try:
        with zipfile.ZipFile(archive) as file:
            return "bytecode/" + magic in file.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _names(folder: str) -> List[str]:
    try:
        names = [name for name in os.listdir(folder) if _NAME.match(name)]
    except OSError:
        return []
    return sorted(name for name in names if os.access(os.path.join(folder, name), os.X_OK))


def _prefer(found: Dict[str, Interpreter], real: str, path: str) -> None:
    """Give an interpreter that is known already the better of two names."""
    one = found.get(real)
    if one and not _base(path) and (_transience(path), len(path)) < (_transience(one.path), len(one.path)):
        one.path = path


def _transience(path: str) -> int:
    folder = os.path.dirname(path)
    return 0 if folder == "/usr/bin" else 1 if folder in FOLDERS else 2


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _base(path: str) -> str:
    """The Python that a virtual environment's `path` was made from; "" if it is in none.

    pyvenv.cfg lies beside the program or one folder up and names the base's folder (PEP 405)."""
    folder = os.path.dirname(path)
    for place in (folder, os.path.dirname(folder)):
        try:
            with open(os.path.join(place, "pyvenv.cfg"), encoding="utf-8", errors="replace") as file:
                lines = file.read().splitlines()
        except OSError:
            continue
        for line in lines:
            key, _, value = line.partition("=")
            if key.strip() == "home":
                return _first([os.path.join(value.strip(), name) for name in (os.path.basename(path), "python3")])
    return ""


def _first(paths: Sequence[str]) -> str:
    return next((path for path in paths if os.path.exists(path)), "")


def _has_developer_tools() -> bool:
    try:
        subprocess.run(
            ["xcode-select", "-p"],
            env=children.environment(os.environ, "DEVELOPER_DIR"),
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True
