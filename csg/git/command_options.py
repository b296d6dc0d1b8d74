"""Options of git and its commands that take a value, from their manual pages: the next word is no argument then."""


class Valued:
    """See shell.options.Options, which reads them."""

    __slots__ = ("attached", "long", "short")

    def __init__(self, short: bytes = b"", long: bytes = b"", attached: bytes = b"") -> None:
        self.short = short
        self.long = tuple([b"--" + name for name in long.split()])
        self.attached = attached


NONE = Valued()
_ADD = Valued(b"U", b"chmod pathspec-from-file")
OPTIONS = {
    b"reset": Valued(b"U"),
    b"checkout": Valued(b"bBU", b"orphan pathspec-from-file conflict"),
    b"restore": Valued(b"sU", b"source conflict pathspec-from-file"),
    b"switch": Valued(b"cC", b"create force-create orphan conflict"),
    b"stash": Valued(b"m", b"message pathspec-from-file"),
    b"clean": Valued(b"e", b"exclude"),
    b"rebase": Valued(b"xsX"),
    b"merge": Valued(b"msXF", b"strategy strategy-option into-name file cleanup", b"S"),
    b"rm": Valued(b"", b"pathspec-from-file"),
    b"checkout-index": Valued(b"", b"prefix stage"),
    b"add": _ADD,
    b"stage": _ADD,
    b"update-index": Valued(b"", b"chmod cacheinfo index-version"),
    b"read-tree": Valued(b"", b"prefix index-output"),
    b"apply": Valued(b"pC", b"exclude include directory whitespace"),
    b"archive": Valued(b"o", b"output prefix format remote exec"),
    b"diff": Valued(b"SGOlU", b"output"),
    b"log": Valued(b"nSGOlUL", b"output"),
    b"show": Valued(b"nSGOlU", b"output"),
    b"merge-file": Valued(b"L", b"marker-size"),
    b"submodule": Valued(b"bj", b"reference depth jobs branch"),
    b"commit": Valued(
        b"mFCctU",
        b"message file author date template reuse-message reedit-message fixup squash cleanup trailer"
        b" pathspec-from-file",
        b"uS",
    ),
}

#: General options that take a value (`handle_options` in git.c), and those that only print.
VALUED = frozenset(
    b"-C -c --git-dir --work-tree --namespace --super-prefix --config-env --attr-source --list-cmds".split()
)
ASKING = frozenset(b"-h --help -v --version --exec-path --html-path --man-path --info-path".split())

#: Other commands that people type: no aliases.
OTHERS = frozenset(
    b"annotate bisect blame branch cat-file check-ignore clone config describe diff-tree fetch for-each-ref"
    b" format-patch fsck gc grep help init lfs ls-files ls-remote ls-tree maintenance merge-base mergetool notes prune"
    b" push range-diff reflog remote repack rerere rev-list rev-parse shortlog sparse-checkout status symbolic-ref tag"
    b" update-ref version whatchanged write-tree".split()
)
