"""One call of git as its command line says it: the directory, the settings, the arguments."""

from csg.base import paths
from csg.git import pathspecs
from csg.git.command_options import ASKING, NONE, OPTIONS, VALUED
from csg.git.effects import TAKE, Effect
from csg.shell.command import Command
from csg.shell.options import Options
from csg.shell.words import Pattern, Unsure, join, part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Invocation:
    """A git command, its general options taken off.

    arguments  the command's name and what follows it; none if git only prints something
    directory  where git works; None if unknown
    config     the values of -c, in small letters
    more       xargs adds arguments that are not known
    exists     see commands.verdict
    """

    __slots__ = ("arguments", "config", "directory", "exists", "more")

    def __init__(self, command: Command, exists: "Callable[[bytes], bool] | None") -> None:
        self.directory = command.cwd
        self.more = command.more
        self.exists = exists
        self.config: list[bytes] = []
        self.arguments: list[bytes] = []
        tree: bytes | None = None  # --work-tree
        for word in command.assigned:
            name, _, value = word.partition(b"=")
            if name == b"GIT_WORK_TREE":
                tree = part(word, value)
        words = command.words
        k = 1
        while k < len(words) and words[k][:1] == b"-":
            word = words[k]
            name, equals, value = word.partition(b"=")
            k += 1
            if name in VALUED and not equals:
                value = words[k] if k < len(words) else b""
                k += 1
            elif name in ASKING and not (name == b"--exec-path" and equals):
                return
            else:
                value = part(word, value)
            if name == b"-C" and value:
                self.directory = join(self.directory, value)
            elif name == b"-c":
                self.config.append(value.lower())
            elif name == b"--work-tree":
                tree = value
        if k < len(words) and not isinstance(words[k], (Unsure, Pattern)):
            self.arguments = words[k:]
        if tree is not None:
            self._enter_tree(tree)

    def _enter_tree(self, stated: bytes) -> None:
        """--work-tree, relative to -C's directory: git goes to its top unless it is in it already."""
        tree = join(self.directory, stated)
        inside = tree is not None and self.directory is not None and paths.is_below(self.directory, tree)
        if not inside:
            self.directory = tree

    def effect(self, kind: str, shown: str, named: "list[bytes] | None" = None) -> "Effect | None":
        """An Effect, limited to these pathspecs if there are any and all are known."""
        limits: list[bytes] = []
        for word in named or []:
            if isinstance(word, Unsure):
                if kind == TAKE and not word.many:
                    continue  # `git add "$file"`: hardly ever somebody else's
                word = word.before[: word.before.rfind(b"/") + 1]
            pathspec = pathspecs.without_magic(bytes(word))
            if pathspec is None:
                continue
            if not pathspec:
                return Effect(kind, shown, self.directory, None)
            limits.append(pathspec)
        if self.more:
            return Effect(kind, shown, self.directory, None)
        if not limits and kind == TAKE and any(isinstance(word, Unsure) for word in named or []):
            return None
        return Effect(kind, shown, self.directory, limits or None)

    def configured(self, setting: bytes) -> bool:
        """Is this (name=value, in small letters) among the -c options?"""
        return setting in self.config

    def options(self, words: "list[bytes]") -> Options:
        """The command's own arguments, or some of them, taken apart."""
        valued = OPTIONS.get(self.arguments[0], NONE)
        return Options(words, valued.short, valued.long, valued.attached)
