"""What a git command may do to work that is not committed."""

DISCARD = "discard"
TAKE = "take"

#: The `shown` of what makes a whole checkout go.
REMOVE = "git worktree remove"


class Effect:
    """What one git command does.

    kind       DISCARD or TAKE
    shown      what to call it, such as "git reset --hard": fixed text, nothing of the command line's
    directory  where git works (absolute, not canonical); None if unknown: take the event's cwd
    paths      the pathspecs that limit it, as git reads them in `directory` (`.` is the directory
               itself, `*` matches `/` too); None: the whole repository
    """

    __slots__ = ("directory", "kind", "paths", "shown")

    def __init__(self, kind: str, shown: str, directory: "bytes | None", paths: "list[bytes] | None") -> None:
        self.kind = kind
        self.shown = shown
        self.directory = directory
        self.paths = paths

    def key(self) -> "tuple[str, str, bytes | None, tuple[bytes, ...] | None]":
        """Equal for effects that are the same."""
        return self.kind, self.shown, self.directory, None if self.paths is None else tuple(self.paths)

    def removes(self) -> bool:
        """Does the checkout itself go, with all that is in it?"""
        return self.shown == REMOVE
