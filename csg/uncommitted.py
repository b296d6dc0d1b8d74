"""Does a file have changes that git does not have?  Asked only about what a dead process left behind."""

import subprocess
from typing import Optional

_LONGEST = 1.0  # seconds; a hook waits for this


def changes(root: bytes, path: bytes) -> Optional[bool]:
    """True, False, or None where git is missing, too slow, or has no say.

    root, path  the checkout and the file, canonical"""
    command = [b"git", b"-C", root, b"--no-optional-locks", b"status", b"--porcelain", b"--", path]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_LONGEST
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return bool(done.stdout.strip()) if done.returncode == 0 else None
