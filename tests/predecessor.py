"""What claude-session-guard keeps in the home: a file a session, as its saveState writes it."""

import json
import os
import time
from typing import Any, Dict, List, Sequence, Tuple

from tests.support import Sandbox


def stamp(t: float, zone: int = 0) -> str:
    """Go's time.RFC3339, `zone` minutes ahead of UTC."""
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(t + zone * 60))
    return text + ("%+03d:%02d" % (zone // 60, zone % 60) if zone else "Z")


def state(session: str, cwd: str, claims: Sequence[Tuple[str, float]], now: float, zone: int = 0) -> Dict[str, Any]:
    """A session that claimed these files (absolute), so many seconds ago."""
    rows: List[Dict[str, str]] = []
    for path, ago in claims:
        inside = path.startswith(cwd + "/")
        shown = os.path.relpath(path, cwd) if inside else path
        rows.append({"file": shown, "abs": os.path.realpath(path), "at": stamp(now - ago, zone)})
    return {
        "session_id": session,
        "session_short": session[:8],
        "cwd": cwd,
        "repo": os.path.basename(cwd),
        "branch": "main",
        "host": "box",
        "started_at": stamp(now - max([3600.0, *[ago for _, ago in claims]]), zone),
        "claims": rows,
        "edit_count": len(rows),
    }


def put(box: Sandbox, value: Dict[str, Any], idle: float = 0.0) -> str:
    """Write a session's file, last written `idle` seconds ago; its path."""
    path = os.path.join(box.home, "state", value["session_id"] + ".json")
    if not os.path.isdir(os.path.dirname(path)):
        os.makedirs(os.path.dirname(path))
        os.chmod(box.home, 0o700)  # MkdirAll(…, 0o700) makes what is above so, too
    with open(path, "w", encoding="utf-8") as file:  # MarshalIndent, which escapes for HTML
        text = json.dumps(value, indent=2, ensure_ascii=False)
        file.write(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
    os.utime(path, (time.time() - idle, time.time() - idle))
    return path
