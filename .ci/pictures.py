"""The README's pictures, drawn from a played scene: `python3 .ci/pictures.py`, or `--check` whether they are current.

What csg shows of the scene on a terminal, as SVG.  All times are the scene's, so that one scene makes one picture.
"""

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import time
from typing import Dict, List, Sequence, Tuple

NOW = 1_790_000_000.0
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, HERE)
os.environ["TZ"] = "UTC"
time.tzset()
time.time = lambda: NOW

from csg.base import paths  # noqa: E402
from csg.base.here import Here  # noqa: E402
from csg.state import claims, events, names, notices, sessions  # noqa: E402
from csg.views import lanes, timeline_text, top_facts, top_layout, top_view  # noqa: E402

_UUID = "-0c5e-4d1f-9b2a-6a7c8d9e0f10"
_STYLES = {  # of the live view
    "title": "font-weight:bold",
    "head": "font-weight:bold;fill:var(--cyan)",
    "name": "font-weight:bold",
    "dim": "fill:var(--dim)",
    "contested": "font-weight:bold;fill:var(--red)",
    "warn": "fill:var(--yellow)",
    "good": "fill:var(--green)",
    "bad": "fill:var(--red)",
    "talk": "fill:var(--magenta)",
}
_SGR = {"1": "font-weight:bold", "2": "fill:var(--dim)", "31": "fill:var(--red)", "32": "fill:var(--green)"}
_SGR.update({"33": "fill:var(--yellow)", "35": "fill:var(--magenta)"})
_SGR.update(dict.fromkeys(("34", "36"), "fill:var(--cyan)"))
_SHELL = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %(width)d %(height)d" role="img"
  aria-label="%(label)s">
<style>
svg { --back: #ffffff; --front: #24292f; --dim: #6e7781; --red: #c0232c; --green: #1a7f37; --yellow: #8a5a00;
  --magenta: #8250df; --cyan: #0a6d8f; }
@media (prefers-color-scheme: dark) {
  svg { --back: #0d1117; --front: #d6dee6; --dim: #8b949e; --red: #ff7b72; --green: #56d364; --yellow: #e3b341;
    --magenta: #d2a8ff; --cyan: #6cc7e4; }
}
rect { fill: var(--back); stroke: var(--dim); stroke-width: 1; }
text { font: %(size)dpx ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  fill: var(--front); white-space: pre; }
</style>
<rect x="0.5" y="0.5" width="%(inner)d" height="%(below)d" rx="8"/>
%(lines)s
</svg>
"""
_SIZE, _ADVANCE, _LINE, _MARGIN = 13, 7.83, 18, 14  # pixels

Span = Tuple[str, str]


class Scene:
    """Five sessions on one afternoon, in a home of their own."""

    def __init__(self) -> None:
        self.box = os.path.realpath(tempfile.mkdtemp(prefix="csg-pictures-"))
        self.home = os.fsencode(os.path.join(self.box, "home"))
        self.shop = os.path.join(self.box, "shop")
        for folder in (self.shop, os.path.join(self.box, "shop-search")):
            os.makedirs(os.path.join(folder, ".git", "refs"))
            os.makedirs(os.path.join(folder, ".git", "objects"))
            branch = "search" if folder.endswith("search") else "main"
            with open(os.path.join(folder, ".git", "HEAD"), "w", encoding="ascii") as file:
                file.write("ref: refs/heads/%s\n" % branch)
        self.number = 0

    def here(self) -> Here:
        """The circumstances of somebody who looks at the end."""
        made = Here({b"HOME": os.fsencode(self.box), b"CLAUDE_SESSION_GUARD_HOME": self.home})
        made.now, made.cwd = NOW, os.fsencode(self.shop)
        return made

    def starts(self, ago: float, who: str, prompt: str, folder: str = "shop") -> None:
        """A Session begins, and is asked for something."""
        cwd = os.fsencode(os.path.join(self.box, folder))
        environ = {b"CLAUDE_PID": b"%d" % os.getpid()}
        sessions.start(self.home, sessions.observe(who, cwd, environ, NOW - ago))
        events.record(self.home, NOW - ago, "start", who, source="startup", cwd=paths.text(cwd))
        names.keep_prompt(self.home, paths.safe_name(who), prompt, NOW - ago)

    def edits(self, ago: float, who: str, file: str, *at: int, folder: str = "shop") -> None:
        """It edits a file, in these lines."""
        self.number += 1
        target = claims.Target(os.fsencode(os.path.join(self.box, folder, file)))
        name = paths.safe_name(who)
        first, _, _ = claims.publish(
            self.home, name, target, NOW - ago, "call-%d" % self.number, "", os.getpid(), "Edit", list(at)
        )
        if first:
            events.record(self.home, NOW - ago, "edit", who, path=paths.text(target.path), tool="Edit")
        moment = (NOW - ago, NOW - ago)
        for file_ in (claims.file(self.home, name, target.key), self.home + b"/state/" + name + b"/session.json"):
            os.utime(file_, moment)

    def meets(self, ago: float, who: str, other: str, file: str, decision: str) -> None:
        """It is told that another one is at work there."""
        path = os.path.join(self.shop, file)
        more = {"path": path, "tool": "Edit", "decision": decision, "others": [paths.text(paths.safe_name(other))]}
        events.record(self.home, NOW - ago, "conflict", who, **more)

    def play(self) -> None:
        """What happened."""
        prices, tests, docs, search = [start + _UUID for start in ("b3a1f0c2", "7c44e9d0", "e19d2b7a", "90fe12aa")]
        self.starts(6900, prices, "round prices to whole cents")
        self.starts(6600, tests, "write tests for the cart")
        self.starts(5200, search, "bring the search up to date", "shop-search")
        for ago in (6500, 6300, 6100, 5900, 5300):
            self.edits(ago, prices, "src/prices.py", 40, 52)
        for ago in (6400, 6000, 5500, 5000):
            self.edits(ago, tests, "tests/test_cart.py", 12, 30)
        for ago in (5100, 4700, 4300, 3900):
            self.edits(ago, search, "src/search.py", 5, 9, folder="shop-search")
        events.record(self.home, NOW - 5250, "committed", prices, path=os.path.join(self.shop, "src/prices.py"))
        self.starts(4200, docs, "tidy up the README")
        self.edits(4100, docs, "README.md", 1, 20)
        more = {"command": "git stash", "decision": "held", "root": self.shop}
        events.record(self.home, NOW - 3800, "git", docs, others=[tests], **more)
        self.edits(3700, docs, "README.md", 30, 44)
        for ago in (2400, 1500, 700, 410):
            self.edits(ago, prices, "src/cart.py", 88, 96)
        self.edits(1300, tests, "src/cart.py", 60, 61)
        self.meets(1300, tests, prices, "src/cart.py", "warned")
        self.edits(500, tests, "tests/test_cart.py", 30, 61)
        self.edits(95, tests, "src/cart.py", 90, 91)
        self.meets(95, tests, prices, "src/cart.py", "warned")
        more = {"to": [tests], "text": "the rounding moves to prices.py in a minute"}
        events.record(self.home, NOW - 40, "tell", prices, **more)
        notices.leave(self.home, paths.safe_name(tests), NOW - 40, {"kind": "message", "from": prices, "text": "x"})
        self.edits(25, prices, "src/prices.py", 52, 60)
        names.set_intent(self.home, paths.safe_name(prices), "round prices to whole cents", NOW - 6000)

    def remove(self) -> None:
        """Take it away."""
        shutil.rmtree(self.box)


def live_view(scene: Scene, width: int, height: int) -> List[List[Span]]:
    """`csg top` as spans of (text, CSS)."""
    reader = top_facts.Reader(scene.here())
    try:
        shown = top_layout.screen(reader.read(NOW), top_view.View(), width, height)
    finally:
        reader.close()
    return [[(text, _STYLES.get(style, "")) for text, style in line.spans] for line in shown.lines]


def timeline(scene: Scene, width: int) -> List[List[Span]]:
    """`csg timeline` likewise."""
    facts = json.loads(json.dumps(lanes.facts(scene.here(), NOW - 7200)).replace(scene.box, "/src"))
    lines = timeline_text.text(facts, width, True)
    return [_coloured(line) for line in lines]


def _coloured(line: str) -> List[Span]:
    spans: List[Span] = []
    style = ""
    for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
        if piece.startswith("\x1b"):
            codes = piece[2:-1].split(";")
            style = ";".join(_SGR[code] for code in codes if code in _SGR)
        elif piece:
            spans.append((piece, style))
    return spans


def drawing(prompt: str, lines: Sequence[Sequence[Span]], columns: int, label: str) -> str:
    """Lines of a terminal as SVG, below the command that shows them."""
    rows = [[("$ ", "fill:var(--dim)"), (prompt, "font-weight:bold")], *lines]
    while rows and not "".join(text for text, _ in rows[-1]).strip():
        rows.pop()
    drawn = []
    for number, row in enumerate(rows):
        at, pieces = 0, []
        for text, style in row:
            look = ' style="%s"' % style if style else ""
            if text.strip():
                pieces.append('<tspan x="%.1f"%s>%s</tspan>' % (_MARGIN + at * _ADVANCE, look, _escaped(text)))
            at += len(text)
        if pieces:
            drawn.append('<text y="%d">%s</text>' % (_MARGIN + _LINE * (number + 1) - 5, "".join(pieces)))
    width, height = int(2 * _MARGIN + columns * _ADVANCE), 2 * _MARGIN + _LINE * len(rows)
    values = {"width": width, "height": height, "inner": width - 1, "below": height - 1, "size": _SIZE}
    return _SHELL % dict(values, label=_escaped(label), lines="\n".join(drawn))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def pictures() -> Dict[str, str]:
    """Each file's name and what belongs into it."""
    scene = Scene()
    try:
        scene.play()
        top, lanes_ = live_view(scene, 100, 24), timeline(scene, 100)
    finally:
        scene.remove()
    return {
        "top.svg": drawing("csg top", top, 100, "csg top: four sessions, the file that two of them hold first"),
        "timeline.svg": drawing("csg timeline --since 2h", lanes_, 100, "csg timeline: a lane each session"),
    }


def main() -> int:
    """Write them, or say which are not current: then 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    check, old = parser.parse_args().check, 0
    for name, text in pictures().items():
        path = os.path.join(HERE, ".github", name)
        if check:
            try:
                with open(path, encoding="utf-8") as file:
                    same = file.read() == text
            except FileNotFoundError:
                same = False
            if not same:
                print("%s is not what csg shows now: run python3 .ci/pictures.py" % path, file=sys.stderr)
                old += 1
        else:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
