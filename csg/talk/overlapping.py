"""Which files are at work on in several working trees of a repository, by whom, and whether the versions merge now."""

from csg.base import paths, wording
from csg.git import merging, repository
from csg.talk import asking, terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from csg.state import holdings

    #: What one Session holds of one file: its newest Holding there, and the edits of all its agents.
    Side = tuple[holdings.Holding, int]

CLEAN, CONFLICT, UNKNOWN = "clean", "conflict", "unknown"


def overlaps(asker: asking.Asker, everywhere: bool) -> "dict[str, Any]":
    """Each pair of Sessions that hold twins of a file, with these files; the latest first.

    everywhere  in all repositories, not in the asker's only
    Of a pair the asker comes first, else the one whose id does; `lines` are the first one's.  Judging takes a second
    at most for each repository: what is late is `unknown`."""
    pairs: dict[tuple[bytes, bytes], list[tuple[Side, Side]]] = {}
    for sides in _twins(asker, everywhere):
        for n, one in enumerate(sides):
            for other in sides[n + 1 :]:
                if one[0].name != other[0].name and one[0].root != other[0].root:
                    first, second = sorted((one, other), key=lambda side: _order(asker, side))
                    pairs.setdefault((first[0].name, second[0].name), []).append((first, second))
    asked: dict[bytes, merging.Merging] = {}
    found = []
    for names, both in pairs.items():
        both.sort(key=lambda two: -_newest(two))
        rows = [_row(asker, two, asked) for two in both]
        found.append((_newest(both[0]), {"sessions": [_session(asker, name) for name in names], "files": rows}))
    found.sort(key=lambda item: -item[0])
    return {"scope": "all" if everywhere else "repository", "pairs": [pair for _, pair in found]}


def _twins(asker: asking.Asker, everywhere: bool) -> "list[list[Side]]":
    """For each file of a repository that is held in several of its working trees, who holds it where."""
    held: dict[tuple[bytes, bytes], dict[tuple[bytes, bytes], Side]] = {}
    for holding in asker.everything():  # newest first
        if holding.common and (everywhere or holding.common == asker.place()):
            sides = held.setdefault((holding.common, paths.folded(holding.inside())), {})
            newest, edits = sides.get((holding.name, holding.root), (holding, 0))
            sides[(holding.name, holding.root)] = (newest, edits + holding.edits)
    return [list(sides.values()) for sides in held.values() if len({root for _, root in sides}) > 1]


def _order(asker: asking.Asker, side: "Side") -> "tuple[bool, bytes]":
    name = side[0].name
    return (asker.me is None or name != asker.me.name, name)


def _newest(two: "tuple[Side, Side]") -> float:
    return max(side[0].newest for side in two)


def _session(asker: asking.Asker, name: bytes) -> "dict[str, Any]":
    about = asker.about(name)
    return {key: about[key] for key in ("session", "yours", "branch", "process", "intent")}


def _row(asker: asking.Asker, two: "tuple[Side, Side]", asked: "dict[bytes, merging.Merging]") -> "dict[str, Any]":
    (mine, _), (theirs, _) = two
    verdict = _verdict(asker, mine, theirs, asked)
    return {
        "path": wording.name(paths.text(mine.inside()), terms.PATH),
        "merge": UNKNOWN if verdict is None else CONFLICT if verdict.lines else CLEAN,
        "lines": [list(place) for place in verdict.lines] if verdict else [],
        "says": "" if verdict is None else verdict.words(),
        "worktrees": [wording.name(paths.text(side[0].root), terms.PATH) for side in two],
        "edits": [side[1] for side in two],
        "age_seconds": [asker.age(side[0].newest) for side in two],
    }


def _verdict(
    asker: asking.Asker,
    mine: "holdings.Holding",
    theirs: "holdings.Holding",
    asked: "dict[bytes, merging.Merging]",
) -> "merging.Verdict | None":
    here, there = repository.find(mine.root), repository.find(theirs.root)
    versions = [merging.contents(holding.path) for holding in (mine, theirs)]
    if here is None or there is None or here.common != there.common or versions[0] is None or versions[1] is None:
        return None
    if mine.root not in asked:
        asked[mine.root] = merging.Merging(asker.home, here, asker.environ)
    return asked[mine.root].verdict(mine.inside(), versions[0], there, versions[1])
