"""Tables for a terminal: how wide their columns are where the lines are short, and each line."""

from typing import Collection, Dict, Mapping, Sequence

from csg.views import terminal

Row = Dict[str, str]


def widths(rows: Sequence[Row], shrinking: Mapping[str, int], dropping: Sequence[str], most: int) -> Dict[str, int]:
    """Column -> its width, such that a line has `most` columns at most; what is not among them is not shown.

    A column that says nothing in any row is not.  Where the lines are too short, those in `shrinking` are made
    narrower, in that order and no narrower than it says, and then those in `dropping` go, one after another."""
    full = [name for name in rows[0] if any(row[name] for row in rows)]
    natural = {name: max([terminal.columns(row[name]) for row in rows] + [len(name)]) for name in full}
    found: Dict[str, int] = {}
    for number in range(len(dropping) + 1):
        found = {name: natural[name] for name in full if name not in dropping[:number]}
        over = sum(found.values()) + 2 * (len(found) - 1) - most
        for name, least in shrinking.items():
            if over > 0 and name in found:
                less = min(over, max(0, found[name] - least))
                found[name], over = found[name] - less, over - less
        if over <= 0:
            return found
    share = max(1, (most + 2) // len(found) - 2)
    return {name: min(size, share) for name, size in found.items()}


def heading(widths: Mapping[str, int], right: Collection[str]) -> str:
    """The line of the columns' names."""
    return line({name: name for name in widths}, widths, right, {})


def line(row: Row, widths: Mapping[str, int], right: Collection[str], colours: Mapping[str, str]) -> str:
    """A row's line.  right: columns of numbers; colours: column -> SGR parameters"""
    cells = []
    for name, size in widths.items():
        cell = terminal.fit(row[name], size, right=name in right)
        cells.append(terminal.coloured(cell, colours.get(name, ""), True))
    return "  ".join(cells).rstrip()
