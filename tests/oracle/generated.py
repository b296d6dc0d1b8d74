"""Command lines made up from git's own lists of options, by a generator with a seed.

A command's long options are what `git CMD --git-completion-helper-all` prints; the short ones stand in `git CMD -h`.
Values and operands are such as a person would give; many a line is refused by git or does nothing, and that is wanted.
"""

import random
import re
import subprocess
from typing import Dict, Iterator, List, NamedTuple, Sequence, Tuple

from tests.oracle.lines import Line

_FILES = ("{f}", "{f} {f2}", "-- {f}", "{o}", "-- {o} {m}", "{m}", ".", "-- .", "{d}", "'*.{ext}'", "*.{ext}")
_MAGIC = ("-- . ':!{r}'", "':/'", "':/docs'", "':(top)'", "':(exclude){r}' .", "':(glob)**/*.{ext}'", "docs", "-- src")
_REVISIONS = ("HEAD", "HEAD~1", "feature", "fix/x", "main", "v1", "origin/main", "@{u}", "-")
_NONE = ("",)
_PATCHES = ("{kit}/held.patch", "{kit}/undo.patch", "{kit}/other.patch", "< {kit}/held.patch", "-R {kit}/undo.patch")


class Command(NamedTuple):
    """A git command to make lines of.  `often`: its weight; `least`: options that are always there."""

    name: str
    operands: Tuple[str, ...]
    often: int = 2
    least: str = ""


def _with(revisions: Sequence[str], files: Sequence[str]) -> Tuple[str, ...]:
    return tuple("%s %s" % (r, f if f.startswith("--") else "-- " + f) for r in revisions for f in files)


COMMANDS = (
    Command("add", _FILES + _MAGIC + _NONE, 6),
    Command("am", ("{kit}/series.mbox", "{kit}/held.mbox", "< {kit}/held.mbox", ""), 2),
    Command("apply", _PATCHES, 4),
    Command("branch", ("topic", "feature", "feature HEAD", "main feature", "", "topic origin/main"), 2),
    Command("checkout", _REVISIONS + _FILES + _MAGIC + _with(("HEAD", "fix/x"), _FILES), 10),
    Command("checkout", ("topic", "topic feature", "feature", "main origin/main"), 2, "-b"),
    Command("checkout-index", ("{f}", "-- {f}", "{o}", "", "-a"), 2),
    Command("cherry-pick", ("feature", "fix/x", "HEAD~1", "v1..HEAD", "feature fix/x"), 2),
    Command("clean", ("", ".", "{d}", "{f}", "'*.{ext}'", "':!{r}'", "docs", "build"), 5),
    Command("clean", ("", ".", "{d}", "'*.{ext}'", "':!{r}'", "src"), 4, "-f"),
    Command("commit", _FILES + _MAGIC + _NONE * 8, 8, "-m x"),
    Command("commit", _NONE, 2, "-a -m x"),
    Command("merge", ("feature", "fix/x", "origin/main", "HEAD~1", "v1", "", "feature fix/x"), 4),
    Command("mv", ("{f} moved.{ext}", "{o} {f}", "{f} docs/", "docs papers", "{o} other.md", "{f} {o}"), 2),
    Command("pull", ("", "origin main", "origin fix/x", "origin feature", "origin"), 3),
    Command("read-tree", ("HEAD", "feature", "HEAD fix/x", "HEAD HEAD feature", ""), 2),
    Command("rebase", ("feature", "fix/x", "origin/main", "HEAD~1", "HEAD~2", "", "main feature", "v1"), 4),
    Command("reset", _REVISIONS + _NONE * 4 + _FILES + _with(("HEAD~1",), _FILES[:4]), 6),
    Command("restore", _FILES + _MAGIC, 8),
    Command("revert", ("HEAD", "HEAD~1", "feature", "HEAD~2..HEAD"), 2, "--no-edit"),
    Command("rm", _FILES + _MAGIC, 4),
    Command("rm", _FILES, 2, "-r"),
    Command("stash push", _NONE * 10 + _FILES + _MAGIC, 6),
    Command("stash", _NONE, 1),
    Command("stash pop", ("", "stash@{0}"), 1),
    Command("stash apply", ("", "stash@{0}"), 1),
    Command("stash drop", ("", "stash@{1}"), 1),
    Command("switch", (*_REVISIONS, "topic", "feature2"), 5),
    Command("switch", ("topic", "topic feature", "feature"), 2, "-c"),
    Command("update-index", ("{f}", "{o}", "{f} {m}", ""), 2),
    Command("worktree add", ("../made", "../made feature", "../made HEAD~1"), 1),
    Command("worktree remove", ("{wt}", "../nowhere"), 1),
    Command("sparse-checkout set", ("docs", "src docs"), 1),
    Command("symbolic-ref", ("HEAD", "HEAD refs/heads/feature", "-m x HEAD refs/heads/fix/x"), 1),
    Command(
        "update-ref", ("HEAD HEAD~1", "refs/heads/main feature", "refs/heads/topic HEAD", "-d refs/heads/fix/x"), 1
    ),
    Command("fetch", ("", "origin", "origin main:topic", ". feature:main"), 1),
    Command("tag", ("now", "-d v1", "", "v1 HEAD"), 1),
    Command("bisect start", ("HEAD v1", "", "HEAD HEAD~2 -- src"), 1),
    Command("notes add", ("HEAD", ""), 1, "-m x"),
    Command("merge-file", ("{f} {o} {o2}", "{o} {o2} {m}"), 1),
    Command("gc", _NONE, 1),
)

#: What an option's value may be; an option with a value that is not here is left out.
VALUES: Dict[str, Tuple[str, ...]] = {
    "chmod": ("+x", "-x"),
    "pathspec-from-file": ("{kit}/list",),
    "conflict": ("merge", "diff3"),
    "source": ("HEAD", "HEAD~1", "fix/x", "v1"),
    "exclude": ("'*.{ext}'", "'{r}'", "build", "docs"),
    "include": ("'*.{ext}'", "'docs/*'"),
    "directory": ("docs",),
    "message": ("x", "'wip: more'"),
    "author": ("'Other <other@example.invalid>'",),
    "date": ("2024-04-01T00:00:00Z",),
    "cleanup": ("strip", "verbatim"),
    "fixup": ("HEAD",),
    "squash": ("HEAD",),
    "reuse-message": ("HEAD",),
    "strategy": ("ours", "recursive", "resolve"),
    "strategy-option": ("theirs", "ours"),
    "into-name": ("main",),
    "onto": ("feature", "HEAD~1", "v1"),
    "exec": ("true", "false", "'git status'"),
    "whitespace": ("fix", "nowarn"),
    "empty": ("drop", "keep"),
    "orphan": ("alone",),
    "create": ("topic", "feature"),
    "force-create": ("topic", "feature"),
    "prefix": ("../made/", "sub/"),
    "stage": ("2", "all"),
    "mainline": ("1",),
    "sort": ("refname",),
    "patch-format": ("mbox",),
    "index-output": ("../made-index",),
    "index-version": ("2", "4"),
    "trailer": ("'Seen-by: Other'",),
    "quoted-cr": ("nowarn",),
    "set-upstream-to": ("origin/feature",),
    "points-at": ("HEAD",),
    "depth": ("1",),
    "ref": ("refs/notes/more",),
    "p": ("1", "0"),
    "C": ("1",),
    "X": ("theirs", "ours"),
    "s": ("ours", "resolve"),
    "e": ("'*.{ext}'", "'{r}'", "build"),
    "b": ("topic",),
    "B": ("topic", "feature"),
    "c": ("topic",),
}

#: Not to be had here: keys, a person at an editor, other machines, what runs on after the command.
_LEFT_OUT = {
    "gpg-sign",
    "verify-signatures",
    "S",
    "edit",
    "template",
    "upload-pack",
    "server-option",
    "build-fake-ancestor",
}
_LEFT_OUT |= {
    "fsmonitor",
    "fsmonitor-valid",
    "unsafe-paths",
    "jobs",
    "j",
    "local-user",
    "sign",
    "edit-description",
    "help",
}
_LEFT_OUT |= {"test-untracked-cache", "untracked-cache", "force-untracked-cache", "split-index", "h", "e"}


class Options(NamedTuple):
    """What a command takes: words that stand alone, and names that want a value."""

    alone: List[str]
    valued: List[str]


def options(cwd: str, command: str) -> Options:
    """A git command's options as git lists them; `cwd` is a repository."""
    found = Options([], [])
    words = [word for word in _ask(cwd, *command.split(), "--git-completion-helper-all").split() if word != "--"]
    for word in words:
        name = word.strip("-").rstrip("=")
        if re.sub("^no-", "", name) in _LEFT_OUT or not word.startswith("--"):
            continue
        (found.valued if word.endswith("=") else found.alone).append(name if word.endswith("=") else word)
    listed = re.findall(r"^ +-(\w)(?:, --[\w\[\]-]+)?(?:\s{2,}|$)", _ask(cwd, *command.split(), "-h"), re.MULTILINE)
    found.alone.extend("-" + letter for letter in listed if letter not in _LEFT_OUT)
    return found


def _ask(cwd: str, *words: str) -> str:
    environ = {"PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin", "GIT_CONFIG_NOSYSTEM": "1", "HOME": cwd}
    done = subprocess.run(
        ["git", *words],
        cwd=cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.stdout.decode(errors="replace")


def lines(cwd: str, seed: int) -> Iterator[Line]:
    """Made-up lines without end, each another; `cwd` is a repository that git is asked in."""
    generator = random.Random("oracle %d" % seed)
    known: Dict[str, Options] = {}
    weights = [command.often for command in COMMANDS]
    seen = set()
    while True:
        (command,) = generator.choices(COMMANDS, weights)
        if command.name not in known:
            known[command.name] = options(cwd, command.name)
        text = _placed(generator, _made(generator, command, known[command.name]))
        if text not in seen:
            seen.add(text)
            yield Line("made up: " + command.name.split()[0], text)


def _made(generator: random.Random, command: Command, listed: Options) -> str:
    words = ["git", command.name] + ([command.least] if command.least else [])
    for _ in range(generator.choice((0, 1, 1, 1, 2, 2, 3))):
        values = [name for name in listed.valued if name in VALUES]
        if values and generator.random() < 0.25:
            name = generator.choice(values)
            words.append("--%s=%s" % (name, generator.choice(VALUES[name])))
            continue
        short = [word for word in listed.alone if not word.startswith("--")]
        long = [word for word in listed.alone if word.startswith("--") and not word.startswith("--no-")]
        denied = [word for word in listed.alone if word.startswith("--no-")]
        pools = [pool for pool, often in ((short, 5), (long, 5), (denied, 1)) for _ in range(often) if pool]
        if pools:
            words.append(generator.choice(generator.choice(pools)))
    operands = generator.choice(command.operands)
    if any(word.startswith("--pathspec-from-file") for word in words):
        operands = generator.choice(("", "", "", operands))  # git takes only one of the two
    return " ".join([*dict.fromkeys(words), operands]).strip()


def _placed(generator: random.Random, text: str) -> str:
    """Some lines do more than one thing, or are said from elsewhere."""
    way = generator.random()
    if way < 0.04:
        return "git -C {top} " + text[len("git ") :]
    if way < 0.08:
        return "cd {up} && " + text
    if way < 0.10:
        return "git -c advice.statusHints=false " + text[len("git ") :]
    if way < 0.14:
        return "git add {m} && " + text
    if way < 0.17:
        return text + " && git commit -q -m after"
    if way < 0.20:
        return (
            text + " || " + generator.choice(("git checkout -q .", "git status", "git merge --abort", "git stash -q"))
        )
    return text
