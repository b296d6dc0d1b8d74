"""Does a file have changes that git does not have?  Asked only about what a dead process left behind."""

import os
import subprocess
from typing import Optional

_LONGEST = 1.0  # seconds; a hook waits for this


def changes(root: bytes, path: bytes) -> Optional[bool]:
    """True, False, or None where git is missing, too slow, or has no say (as about an ignored file).

    root, path  the checkout and the file, canonical"""
    # The repository's settings must not hide new files from the answer, nor start a program of theirs.
    command = [b"git", b"--no-optional-locks", b"--literal-pathspecs", b"-c", b"core.fsmonitor=false", b"-C", root]
    command += [b"status", b"--porcelain", b"--untracked-files=normal", b"--ignored", b"--", path]
    # A client that was started by git, from a commit's hook say, has another repository in its environment.
    environ = {name: value for name, value in os.environb.items() if name[:4] != b"GIT_"}
    try:
        done = subprocess.run(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_LONGEST,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode or done.stdout[:2] == b"!!":
        return None
    return bool(done.stdout.strip())
