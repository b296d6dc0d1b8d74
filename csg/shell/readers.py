"""Programs that write no files, by themselves: after a line of nothing else there is nothing to look for."""

from csg.shell.words import Unsure, basename
from csg.shell.written import is_device

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.shell.command import Command

_PROGRAMS = frozenset(
    b"""ls cat head tail wc grep egrep fgrep rg ag pwd cd pushd popd dirs echo printf sleep true false : test [ [[ which
    type command whoami id uname hostname date uptime env printenv du df ps pgrep jq uniq cut tr diff cmp comm file stat
    readlink realpath basename dirname nl less more man history wait jobs set shopt export unset local declare read exit
    return seq md5sum sha1sum sha256sum cksum xxd od strings lsof ss netstat column fold rev tac break continue shift
    kill pkill killall""".split()
)
_GIT = frozenset(
    b"""status log diff show ls-files ls-tree rev-parse rev-list blame grep describe cat-file shortlog merge-base
    for-each-ref show-ref name-rev check-ignore count-objects""".split()
)
_FIND = frozenset(b"-delete -exec -execdir -ok -okdir -fprint -fprint0 -fprintf -fls".split())


def only_reads(command: "Command") -> bool:
    """Is it certain that the command changes no file?"""
    words = command.words
    if any(not is_device(target) for target in command.targets):
        return False
    if not words:
        return True
    if isinstance(words[0], Unsure):
        return False
    name = basename(words[0])
    if name == b"find":
        return _FIND.isdisjoint(words)
    if name == b"git":
        return len(words) > 1 and words[1] in _GIT and not any(word[:8] == b"--output" for word in words)
    return name in _PROGRAMS
