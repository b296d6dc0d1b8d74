"""What doctor checks, in a table; and what the checks found, for people and for programs."""

import os
from typing import Any, Callable, Dict, List, Sequence, Tuple

from csg.base import errors, paths, wording
from csg.base.here import Here
from csg.setup.checks import client, home, machines, other_clients, program, status_line
from csg.setup.checks.patient import Check, Finding, Patient

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1
_MARKS = {True: "\u2713", False: "\u2717", None: "-"}
_COLOURS = {True: "32", False: "31", None: "2"}

#: In the order in which they are shown; what it is called while it runs.
CHECKS: Tuple[Tuple[str, Check], ...] = (
    ("measuring the interpreters", program.interpreter),
    ("looking at PATH", program.on_path),
    ("reading the client's settings", client.hooks),
    ("reading the client's settings", client.switched_off),
    ("reading the client's settings", status_line.line),
    ("asking the client for its version", client.client),
    ("looking at the home", home.home),
    ("looking at the disk", home.disk),
    ("looking at the clock", home.clock),
    ("looking at the sessions", home.stale),
    ("looking for claude-session-guard", home.migration),
    ("looking at the outbox", home.slack),
    ("asking the database of other machines", machines.machines),
    ("looking at the MCP server", client.server),
    ("reading other clients' settings", other_clients.hooks),
    ("asking other clients for their versions", other_clients.version),
    ("asking Codex what it may run", other_clients.trust),
    ("reading other clients' settings", other_clients.server),
    ("reading other clients' settings", other_clients.folder),
    ("rehearsing", client.rehearse),
)


def examine(here: Here, progress: Callable[[str], None]) -> List[Finding]:
    """Run all checks; one that cannot be made is a finding too."""
    patient = Patient(here)
    found: List[Finding] = []
    for doing, check in CHECKS:
        progress(doing)
        try:
            found += check(patient)
        except errors.CsgError as error:
            found.append(Finding(check.__name__.replace("_", " "), False, wording.name(str(error), 500)))
        except OSError as error:
            file = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else ""
            text = "%s: %s" % (wording.name(file, 400), error.strerror) if file else wording.name(str(error), 500)
            mend = "mend what stands above, then: %s" % patient.csg("doctor")
            found.append(Finding(check.__name__.replace("_", " "), False, text, mend))
    return found


def well(found: Sequence[Finding]) -> bool:
    """Is nothing wrong?"""
    return all(finding.good is not False for finding in found)


def facts(found: Sequence[Finding], here: Here) -> Dict[str, Any]:
    """What --json shows."""
    checks = [{"name": f.name, "good": f.good, "text": f.text, "mend": f.mend} for f in found]
    return {"version": SHAPE, "good": well(found), "home": paths.text(here.home), "checks": checks}


def line(finding: Finding, colour: bool) -> str:
    """A finding for people."""
    mark = _MARKS[finding.good]
    if colour:
        mark = "\033[%sm%s\033[0m" % (_COLOURS[finding.good], mark)
    mend = "; mend: " + finding.mend if finding.mend else ""
    return "%s %-11s %s%s" % (mark, finding.name, finding.text, mend)
