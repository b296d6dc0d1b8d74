"""What csg's plugin in OpenCode takes of an answer."""

import json
from typing import List


def problems(text: str) -> List[str]:
    """What the plugin would pass over, or stumble at."""
    answer = json.loads(text) if text else {}
    found = [name for name, value in answer.items() if name not in ("hold", "tell") or not isinstance(value, str)]
    return found + [name for name, value in answer.items() if not value]
