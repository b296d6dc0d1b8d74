"""One self-contained page of HTML: nothing of it is fetched, and what it shows is text, whatever it says."""

import base64
import hashlib
import html
import json
from typing import Any, List

from csg.views import page_style

#: In a script element these could end it, or begin a comment; JSON has other ways to write them.
_AS_JSON = {ord(c): "\\u%04x" % ord(c) for c in "<>&\u2028\u2029"}


def document(title: str, body: str, style: str = "", script: str = "", data: Any = None) -> bytes:
    """The page.

    title   raw text                    body   HTML, in which everything foreign was `escaped`
    style   CSS beside that of all pages       script  JavaScript, which finds `data` (JSON) in the element #data
    The policy lets nothing be loaded, and only this very script be run."""
    allowed = ["default-src 'none'", "style-src 'unsafe-inline'", "base-uri 'none'", "form-action 'none'"]
    if script:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        allowed.append("script-src 'sha256-%s'" % digest)
    parts: List[str] = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" content="%s">' % "; ".join(allowed),
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">',
        "<title>%s</title>" % escaped(title),
        "<style>%s%s</style></head><body>" % (page_style.CSS, style),
        body,
    ]
    if script:
        parts.append('<script type="application/json" id="data">%s</script>' % as_json(data))
        parts.append("<script>%s</script>" % script)
    return "\n".join([*parts, "</body></html>\n"]).encode("utf-8", "replace")


def escaped(text: str) -> str:
    """Raw text as HTML that shows it, also in an attribute."""
    return html.escape(text, quote=True)


def as_json(data: Any) -> str:
    """JSON that cannot end the element that it stands in."""
    return json.dumps(data, separators=(",", ":")).translate(_AS_JSON)
