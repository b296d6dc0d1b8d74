"""Checks of the resident hook: its net, whether each client accepts it, and whether its server is started here."""

import os
import shutil
from typing import Iterator, List, Optional, Sequence

from csg.base import loader
from csg.clients import claude, ownership, resident, server_policy, wiring
from csg.clients.settings_file import shown
from csg.setup.checks.patient import Finding, Patient

_NAME = "MCP"


def is_wired(patient: Patient) -> bool:
    """Is the MCP server asked at some event?"""
    return any(hook.resident for hook in patient.hooks)


def wires(patient: Patient, plain: Sequence[wiring.Wire]) -> List[wiring.Wire]:
    """All that is to be wired: `plain`, if commands do all of it, and the net of a resident hook."""
    return [*plain, resident.AFTER_TURNS] if is_wired(patient) else list(plain)


def without_net(patient: Patient, wanted: Sequence[wiring.Wire]) -> List[str]:
    """Where the net should be and another hook is, for people."""
    found = []
    for wire in wanted if is_wired(patient) else ():
        covering = [hook for hook in patient.hooks if hook.covers(wire)]
        if covering and resident.is_net(wire) and not any(hook.net for hook in covering):
            found.append("%s with %s" % (wire.name(), resident.OPTION))
    return found


def silences(patient: Patient, version: Optional[wiring.Version]) -> str:
    """What becomes of all hooks, csg's and others', in a client of this version that does not accept the resident one:
    "runs NO hook at all", or "" where there is none, or the client accepts it."""
    if resident.suits(version) or not is_wired(patient):
        return ""
    return "%s NO hook at all" % ("runs" if resident.silences(version) else "may run")


def is_there(path: str) -> bool:
    """Is the program of a registered server there, or on PATH where it is only named?"""
    return os.path.isfile(path) if path.startswith("/") else bool(shutil.which(path))


def server(patient: Patient) -> Iterator[Finding]:
    """Is the server that the hook asks registered, there, and not kept from being started?"""
    back = patient.csg("install", "--no-resident")
    words = patient.client.server()
    if words is None or not ownership.is_server(words):
        what = "is not registered" if words is None else "is another one than csg's"
        text = "the MCP server csg, which is asked at edits, %s: edits go unguarded" % what
        again = patient.csg("install", "--resident") if words is None and patient.client.program else back
        yield Finding(_NAME, False, text, again)
        return
    path = loader.as_path(words[-2])
    if not is_there(path):
        text = "%s, which is asked at edits, is not there: edits go unguarded" % shown(path)
        yield Finding(_NAME, False, text, patient.csg("install", "--resident") if patient.client.program else back)
        return
    good = True
    for place, setting in server_policy.kept_out(patient.sources, words):
        good = False
        text = "%s keeps the client from starting csg's MCP server (%s): edits go unguarded" % (shown(place), setting)
        yield Finding(_NAME, False, text, "%s, or have csg let in there" % back)
    for place in server_policy.in_its_place(patient.client, patient.here.cwd):
        good = False
        text = "%s: another server is called csg in this project: edits go unguarded here" % shown(place)
        yield Finding(_NAME, False, text, "%s, or give that server another name" % back)
    if server_policy.switched_off(patient.client, patient.here.cwd):
        good = False
        text = "csg's MCP server is switched off in this project (disabledMcpServers): edits go unguarded here"
        yield Finding(_NAME, False, text, "type /mcp enable %s in claude, here" % claude.SERVER)
    if good:
        yield Finding(_NAME, True, "%s, asked at edits too" % shown(path))
