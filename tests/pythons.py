"""Pythons that will not do, and folders of PATH that hold them."""

import glob
import os
import shutil
import subprocess
import sys
import sysconfig
from typing import Optional

#: What csg takes of Python's library and Debian's python3-minimal lacks (dpkg -L libpython3.11-minimal).
LEFT_OUT = ("json", "shutil.py", "difflib.py", "shlex.py", "_json.", "_queue.", "queue.py", "site-packages", "test")

#: Where csg's header looks beyond PATH.
BEYOND = b" /usr/bin /usr/local/bin /opt/homebrew/bin "


def looks_nowhere_else(archive: str, copy: str) -> str:
    """The path of a copy of csg's file that looks for a Python nowhere but on PATH."""
    with open(archive, "rb") as file:
        data = file.read()
    assert data.count(BEYOND) == 1, data.count(BEYOND)
    with open(copy, "wb") as file:
        file.write(data.replace(BEYOND, BEYOND.replace(b"/", b"-")))
    os.chmod(copy, 0o755)
    return copy


def old() -> Optional[str]:
    """A Python 3 before 3.8; None if there is none here."""
    found = sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/3.[67].*/bin/python3")))
    return found[0] if found else None


def folder(place: str, target: str, name: str = "python3") -> str:
    """A folder for PATH with nothing but this program, under this name."""
    os.makedirs(place, exist_ok=True)
    os.symlink(target, os.path.join(place, name))
    return place


def minimal(place: str) -> Optional[str]:
    """This Python as python3-minimal has it: its library without the parts above.  None if it does not start like that.

    Where it looks for its library follows from where the program lies, so that is copied."""
    library = sysconfig.get_path("stdlib")
    program = os.path.join(place, "bin", "python3")
    there = os.path.join(place, "lib", os.path.basename(library))
    os.makedirs(os.path.dirname(program))
    os.makedirs(os.path.join(there, "lib-dynload"))
    shutil.copy(os.path.realpath(sys.executable), program)
    for source, target in ((library, there), (sysconfig.get_config_var("DESTSHARED"), there + "/lib-dynload")):
        for name in os.listdir(source) if os.path.isdir(source) else ():
            if not name.startswith(LEFT_OUT) and name not in ("lib-dynload", "__pycache__"):
                os.symlink(os.path.join(source, name), os.path.join(target, name))
    lacking = "import argparse, zlib, sys; assert sys.prefix == %r\ntry: import json\nexcept ImportError: pass" % place
    done = subprocess.run([program, "-ISc", lacking + "\nelse: sys.exit(1)"], stderr=subprocess.DEVNULL)
    return program if done.returncode == 0 else None
