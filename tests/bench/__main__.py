"""Measure what hooks cost: `python3 -m tests.bench`.

Every figure is a ratio to the floor of the same run: bare `python3 -IS -c pass` of the same
interpreter.  The candidates are interleaved, so that what else the machine does falls on all alike; CPU
time (of the process, all its threads) says more than wall time on a machine that is busy.  Homes lie where TMPDIR
says: what a new file costs is that file system's, and much where many were removed lately (see `stage.Stage`); ext4
with a journal, as people have it, is steady, and on tmpfs a crowd is dearer by a tenth.

    python3 -m tests.bench [--rounds N] [--python PATH]... [--only PATTERN]... [--vs 'NAME=COMMAND']...
                           [--json FILE] [--archive FILE]
    python3 -m tests.bench --client [--rounds N] ...

With --client it measures in the real client what a Write and an Edit cost with a hook over what they cost with none;
the rounds are of `rounds.measure`, and each `--vs` is one more command hook.
"""

import argparse
import fnmatch
import functools
import json
import os
import shlex
import subprocess
import sys
from typing import Any, Dict, List

from csg.base import loader
from csg.setup import interpreters
from tests.bench import costs, modes, report, rounds, timing
from tests.bench.stage import Stage
from tests.client import client
from tests.support import archive, build


def main() -> int:
    """Measure, print, and perhaps write JSON."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.bench", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--client", action="store_true", help="measure in the real client what a hook costs a call")
    parser.add_argument("--rounds", type=int, help="runs of each candidate (default 60; with --client 120)")
    parser.add_argument("--python", action="append", help="an interpreter (may be repeated); default: the system's")
    parser.add_argument("--all-pythons", action="store_true", help="every interpreter that build.py finds")
    parser.add_argument(
        "--only", action="append", default=[], metavar="PATTERN", help="a part of a row's name, or a glob pattern"
    )
    parser.add_argument("--vs", action="append", default=[], metavar="NAME=COMMAND", help="another command, same stdin")
    parser.add_argument("--archive", default="", help="a built file; default: one built now for these interpreters")
    parser.add_argument("--json", default="", metavar="FILE", help="write the figures here too")
    options = parser.parse_args()
    return _in_client(options) if options.client else _alone(options)


def _alone(options: argparse.Namespace) -> int:
    """Hooks run by themselves."""
    default = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
    pythons = [_itself(python) for python in options.python or [default]]
    if options.all_pythons:
        pythons = _every_python()
    built = os.path.abspath(options.archive) if options.archive else _built(pythons)
    count = options.rounds or 60
    runs = []
    for python in pythons:
        results = _measure(python, built, count, _rivals(options), options.only)
        print("\n%s (%s), medians of %d interleaved rounds" % (_version(python), python, count))
        print(report.table(results), flush=True)
        runs.append({"python": python, "version": _version(python), "rows": report.as_json(results)})
    if options.json:
        _keep(options.json, {"rounds": count, "runs": runs})
    return 0


def _in_client(options: argparse.Namespace) -> int:
    """Hooks run by the real client."""
    path = client.find()
    if path is None:
        sys.exit("there is no real client to measure in: run %s, or name it in CSG_TEST_CLAUDE" % client.INSTALL)
    built = os.path.abspath(options.archive) if options.archive else _built(options.python or _every_python())
    if options.python:
        python = _itself(options.python[0])
    else:
        python = interpreters.hook_command(built, os.environ)[0].interpreter
    rivals = _rivals(options)
    always = {modes.NONE, modes.COMMAND, *rivals}  # what the others are compared with
    chosen = [mode for mode in modes.modes(rivals) if mode.name in always or _wanted(mode.name, options.only)]
    count = options.rounds or 120
    before = os.getloadavg()
    try:
        seconds = rounds.measure(chosen, path, built, python, count)
    except modes.Worthless as error:
        sys.exit("not measured: %s" % error)
    after = os.getloadavg()
    found = costs.as_json(seconds)
    words = (count, rounds.CONVERSATION, rounds.warm(count), _version(python), python)
    print("\nin the real client, ms of %d rounds, %d a conversation, its first %d left out; csg with %s (%s)" % words)
    print(costs.load(before, after))
    print("\n" + costs.table(found), flush=True)
    if options.json:
        _keep(options.json, {"rounds": count, "client": path, "load": [before, after], "kinds": found})
    return 0


def _keep(path: str, figures: Dict[str, Any]) -> None:
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"version": 1, "cpus": os.cpu_count(), **figures}, file, indent=1)


def _rivals(options: argparse.Namespace) -> Dict[str, str]:
    return dict(rival.partition("=")[::2] for rival in options.vs)


def _every_python() -> List[str]:
    """All that there can be bytecode for."""
    import build as builder

    return [python for python in builder.candidates() if builder.compiled(python)[1]]


def _itself(python: str) -> str:
    """The path of the interpreter that this name leads to, maybe through a version manager's shim."""
    command = [python, "-ISc", "import sys; print(sys.executable)"]
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=20).stdout.decode().strip()
    except (OSError, subprocess.SubprocessError) as error:
        sys.exit("--python %s does not run: %s" % (python, error))


def _built(pythons: List[str]) -> str:
    """The file to measure: $CSG_PYZ, or one built now for these interpreters."""
    if "CSG_PYZ" in os.environ:
        return archive()
    path = os.path.join(os.path.dirname(archive()), "bench.pyz")
    build(path, *[word for python in pythons for word in ("--python", python)])
    return path


def _measure(python: str, built: str, count: int, rivals: Dict[str, str], patterns: List[str]) -> List[timing.Result]:
    stage = Stage(python, [python, *loader.OPTIONS, loader.LOADER, built, "hook"], built)
    try:
        situations = stage.situations()
        for name, command in rivals.items():
            situations[name] = functools.partial(stage.edit, command=shlex.split(command))
        floor = timing.Candidate("floor: python3 -IS -c pass", [python, "-IS", "-c", "pass"], stage.environ)
        candidates = [make(name) for name, make in situations.items() if name in rivals or _wanted(name, patterns)]
        return timing.measure([floor, *candidates], count)
    finally:
        stage.remove()


def _wanted(name: str, patterns: List[str]) -> bool:
    return not patterns or any(fnmatch.fnmatch(name.lower(), "*%s*" % pattern.lower()) for pattern in patterns)


def _version(python: str) -> str:
    return subprocess.run([python, "--version"], stdout=subprocess.PIPE, timeout=20).stdout.decode().strip()


if __name__ == "__main__":
    sys.exit(main())
