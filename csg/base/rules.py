"""Rules by path: `GLOB=ACTION GLOB=ACTION …`, the first that fits wins.  Pure.

A glob without a slash fits a file's name anywhere; one with a slash fits the whole path inside the
repository (outside git: the absolute path).  `*` and `?` stop at slashes, `**` does not,
`[abc]` and `[!a-c]` are sets.
"""

from csg.base import policy

_PROBLEMS = 20  # named of one source; a file that is none of ours may have thousands


class Rule:
    """One glob with its action."""

    __slots__ = ("action", "glob")

    def __init__(self, glob: str, action: str) -> None:
        self.glob = glob
        self.action = action


def parse(text: str, problems: "list[str]", place: str) -> "list[Rule]":
    """The rules in a setting; a word that is none goes to `problems`."""
    found = []
    for word in text.split():
        glob, _, action = word.rpartition("=")
        if not glob or action not in policy.ACTIONS:
            wanted = "GLOB=ACTION is wanted, ACTION one of " + ", ".join(policy.ACTIONS)
            complain(problems, "%s: CSG_RULES: %s: %s" % (place, ascii(word[:80]), wanted))
        else:
            found.append(Rule(glob, action))
    return found


def complain(problems: "list[str]", problem: str) -> None:
    """Add a problem to the list, unless it is long already."""
    if len(problems) < _PROBLEMS:
        problems.append(problem)
    elif len(problems) == _PROBLEMS:
        problems.append("further problems are not listed")


def action(rules: "list[Rule]", path: str) -> str:
    """The action of the first rule that fits a path (inside the repository, or absolute outside git), or ""."""
    name = path[path.rfind("/") + 1 :]
    for rule in rules:
        glob = rule.glob
        if matches(glob.lstrip("/"), path.lstrip("/")) if "/" in glob else matches(glob, name):
            return rule.action
    return ""


def matches(glob: str, path: str) -> bool:
    """Does the glob fit the whole path?  The time is at most their lengths' product."""
    tokens = _tokens(glob)
    places = {0}
    for character in path:
        moved = set()
        for place in _reached(tokens, places):
            token = tokens[place] if place < len(tokens) else ""
            if token == "**" or (token == "*" and character != "/"):
                moved.add(place)
            elif _fits(token, character):
                moved.add(place + 1)
        places = moved
        if not places:
            return False
    return len(tokens) in _reached(tokens, places)


_OPTIONAL = ""  # before "**" and "/": all three together may stand for nothing, so that **/x fits x


def _tokens(glob: str) -> "list[str]":
    """What the glob is made of; of wildcards in a row that fit no more than one of them does, one."""
    tokens: list[str] = []
    i = 0
    while i < len(glob):
        # a "]" that comes first in a set is one of its characters
        end = glob.find("]", i + (3 if glob[i + 1 : i + 2] in ("!", "^") else 2)) if glob[i] == "[" else -1
        if glob.startswith("**/", i) and glob[i - 1 : i] in ("", "/"):
            if tokens[-3:] != [_OPTIONAL, "**", "/"]:
                tokens += [_OPTIONAL, "**", "/"]
            i += 3
        elif glob.startswith("**", i):
            if tokens[-1:] != ["**"]:
                tokens.append("**")
            i += 2
        elif glob[i] == "*" and tokens[-1:] in (["*"], ["**"]):
            i += 1
        elif end > 0:
            tokens.append(glob[i : end + 1])
            i = end + 1
        else:
            tokens.append(glob[i])
            i += 1
    return tokens


def _reached(tokens: "list[str]", places: "set[int]") -> "set[int]":
    """The places, and those that can be reached from them without a character."""
    reached: set[int] = set()
    todo = list(places)
    while todo:
        place = todo.pop()
        if place not in reached:
            reached.add(place)
            token = tokens[place] if place < len(tokens) else "end"
            if token in ("*", "**"):
                todo.append(place + 1)
            elif token == _OPTIONAL:
                todo += [place + 1, place + 3]
    return reached


def _fits(token: str, character: str) -> bool:
    if token == "?":
        return character != "/"
    if len(token) > 2 and token[0] == "[":
        inside = token[1:-1]
        negated = inside[0] in "!^"
        inside = inside[1:] if negated else inside
        found, i = False, 0
        while i < len(inside):
            if i + 2 < len(inside) and inside[i + 1] == "-":
                found = found or inside[i] <= character <= inside[i + 2]
                i += 3
            else:
                found = found or inside[i] == character
                i += 1
        return found != negated and character != "/"
    return token == character
