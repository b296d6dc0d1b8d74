"""What every check of doctor is given, and what it gives back."""

import os
import shlex
import shutil
from typing import Callable, Iterable, Iterator, Optional

from csg.base import errors, loader
from csg.base.here import Here
from csg.clients import claude, ownership, wired


class Finding:
    """What one check found.

    good  True, False, or None: neither, only worth knowing
    mend  what to do about it, where good is False: a command to type, or a step to take
          (tests/e2e/test_mends.py follows them)
    """

    def __init__(self, name: str, good: Optional[bool], text: str, mend: str = "") -> None:
        self.name = name
        self.good = good
        self.text = text
        self.mend = mend


class Patient:
    """The machine that is looked at."""

    def __init__(self, here: Here) -> None:
        self.here = here
        self.client = claude.Client(here.environ)
        self.sources = wired.sources(self.client, here.cwd)
        self.everything = wired.find(self.sources)
        self.hooks = [w for w in self.everything if w.owner == ownership.OURS]

    def csg(self, *words: str) -> str:
        """A command line of csg's for the person to type: by its path, where its name leads elsewhere."""
        try:
            here = loader.archive()
        except errors.CsgError:
            here = ""
        program = "csg" if not here or same_program(shutil.which("csg") or "", here) else here
        return " ".join(map(shlex.quote, [program, *words]))

    def scope(self, path: str) -> Optional[str]:
        """Whose settings a file is: one of claude.SCOPES; None for an administrator's, a plugin's."""
        scopes = {self.client.settings(scope, self.here.cwd): scope for scope in reversed(claude.SCOPES)}
        return scopes.get(path)

    def install(self, where: Iterable[wired.Source] = ()) -> str:
        """What brings the hooks in these files up to date; without any, the user's own settings."""
        steps = []
        for source in {source.path: source for source in where}.values():
            scope = self.scope(source.path)
            if source.plugin:
                steps.append(self.plugin("update", source))
            elif scope is None:
                steps.append("ask whoever administers this machine to see to %s" % source.path)
            else:
                steps.append(self.csg("install", *(["--scope", scope] if scope != claude.USER else [])))
        return " && ".join(dict.fromkeys(steps)) or self.csg("install")

    def plugin(self, verb: str, source: wired.Source) -> str:
        """The client's command about the plugin that a file belongs to."""
        names = [name for name, folder in self.client.plugins().items() if folder == source.plugin]
        return "claude plugin %s %s" % (verb, shlex.quote(names[0]) if names else "csg")


def same_program(one: str, other: str) -> bool:
    """Are two paths the same file, or files with the same contents?"""
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    try:
        with open(one, "rb") as a, open(other, "rb") as b:
            return a.read() == b.read()
    except OSError:
        return False


#: One check: looks at one thing, changes nothing, says how to mend it.  CsgError and OSError become a finding.
Check = Callable[[Patient], Iterator[Finding]]
