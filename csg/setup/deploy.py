"""This very file put on other machines over ssh, wired in there and checked: several hosts side by side.

How a host is reached is up to the person's ssh and its configuration; no password is seen here, and
nothing is sent but the file.
"""

import json
import os
import subprocess
import threading
from typing import Any, Callable, Dict, List, Sequence

from csg.base import children, errors, loader, wording

#: What ssh needs besides: the agent, and how to ask for a passphrase.
_SSH = ["SSH_AUTH_SOCK", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "SSH_SK_PROVIDER", "KRB5CCNAME", "SHELL", "TERM"]
_SSH += ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"]
_PATIENCE = 600.0  # seconds for one host, a person who types a passphrase included
_AT_ONCE = 8  # hosts side by side
_LONGEST = 1 << 20  # bytes of a host's answer that are looked at
_MARK = "csg-deploy:"
_NOT_WIRED = ("hooks", "rehearsal")  # what doctor misses where no hooks were wanted

# Run on the host by `sh`; it reads the file from stdin and speaks in lines that begin with _MARK, since a
# login shell may print greetings.  An ssh command's PATH is poorer than the one that the person's
# shell has, so that shell is asked.
_SCRIPT = r"""
size=%(size)d hooks=%(hooks)s
say() { printf "\n%(mark)s %%s\n" "$*"; }
fail() { say "failed $*"; exit 1; }
theirs=$("${SHELL:-/bin/sh}" -lic "printf \"\\n%%s\\n\" \"\$PATH\"" </dev/null 2>/dev/null | tail -n 1)
case $theirs in */*) PATH=$PATH:$theirs ;; *) theirs=$PATH ;; esac
[ -n "$HOME" ] || fail "there is no home directory"
usual=$HOME/.local/bin
there=$(PATH=$theirs; command -v csg)
folder=
set -f; IFS=:
for each in "${there%%/csg}" "$usual" $theirs; do
  case :$theirs: in *:"$each":*) ;; *) continue ;; esac
  case $each in
    "$usual") mkdir -p "$usual" 2>/dev/null ;;
    "$HOME"/* | /usr/local/bin | /opt/homebrew/bin) ;;
    *) continue ;;
  esac
  if [ -d "$each" ] && [ -w "$each" ]; then folder=$each; break; fi
done
unset IFS; set +f
if [ -z "$folder" ]; then
  mkdir -p "$usual" 2>/dev/null
  [ -d "$usual" ] && [ -w "$usual" ] || fail "there is no folder of PATH to put it into, and $usual cannot be written"
  folder=$usual
  say "note $usual is not on PATH there: add it"
fi
target=$folder/csg
if [ -e "$target" ] && ! head -n 2 "$target" | grep -q claude-session-guard; then
  fail "$target is another program of that name: move it away"
fi
fresh=$folder/.csg-$$
trap "rm -f \"$fresh\"" EXIT
cat >"$fresh" || fail "$folder: the file could not be written"
[ "$(wc -c <"$fresh")" -eq "$size" ] || fail "the copy was cut off"
python=
set -f; IFS=:
for name in python3 python3.14 python3.13 python3.12 python3.11 python3.10 python3.9 python3.8; do
  for each in $CSG_PYTHON $PATH; do
    case $each in */shims | */shims/) continue ;; */*) ;; *) continue ;; esac
    [ -d "$each" ] && each=$each/$name
    [ -f "$each" ] && [ -x "$each" ] || continue
    "$each" -c "import sys; sys.exit(sys.version_info < (3, 8))" 2>/dev/null && python=$each && break 2
  done
done
unset IFS; set +f
[ -n "$python" ] || fail "Python 3.8 or newer is needed, and there is none on PATH"
chmod 755 "$fresh" && "$python" "$fresh" demo </dev/null >/dev/null || fail "csg does not run there with $python"
mv -f "$fresh" "$target" || fail "$target could not be put in place"
PATH=$folder:$PATH
export PATH
if [ $hooks = yes ]; then
  said=$("$python" "$target" install </dev/null 2>&1) || fail "csg install: $(echo "$said" | sed -n "s/^csg: //p")"
  replaced=$(echo "$said" | grep "^claude-session-guard")
  [ -z "$replaced" ] || say "note $replaced"
fi
say "python $("$python" "$target" version)"
say "target $target"
say "doctor"
"$python" "$target" doctor --json </dev/null 2>&1
say "end"
exit 0
"""


Say = Callable[[str], None]


def deploy(names: Sequence[str], hooks: bool, say: Say, progress: Say) -> bool:
    """Put csg on the hosts; did all go well?  CsgError.

    names     as ssh takes them            hooks  also wire it in there
    say       is given a line a host, as soon as it is done
    progress  is given whom is waited for, "" for nobody; both are called by several threads in turn"""
    for name in names:
        if name.startswith("-"):
            raise errors.UsageError("%r is no host" % name)
    path = loader.archive()
    with open(path, "rb") as file:
        data = file.read()
    hosts = [_Host(name, data, hooks) for name in dict.fromkeys(names)]
    _Round(hosts, say, progress).go()
    return all(host.good for host in hosts)


class _Host:
    """One host, and what came of it."""

    def __init__(self, name: str, data: bytes, hooks: bool) -> None:
        self.name = name
        self.hooks = hooks
        script = (_SCRIPT % {"size": len(data), "hooks": "yes" if hooks else "no", "mark": _MARK}).encode()
        self.command = _command(len(script))
        self.stdin = script + data
        self.good = False
        self.process: subprocess.Popen[bytes] | None = None

    def deploy(self) -> str:
        """Do it; the line for the person."""
        try:
            # no terminal: it would change the bytes; no agent and no display: the host needs neither
            self.process = subprocess.Popen(
                ["ssh", "-T", "-a", "-x", self.name, self.command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=children.environment(os.environ, *_SSH),
            )
        except FileNotFoundError:
            return "there is no ssh on PATH"
        bound = threading.Timer(_PATIENCE, self.process.kill)
        bound.start()
        try:
            out, err = self.process.communicate(self.stdin)
        finally:
            bound.cancel()
        if self.process.returncode < 0:
            return "no answer within %d minutes" % (_PATIENCE // 60)
        return self._result(_Answer(out[:_LONGEST].decode("utf-8", "replace")), err)

    def _result(self, answer: "_Answer", err: bytes) -> str:
        if answer.failed:
            return wording.name(answer.failed, 400)
        if not answer.ended:
            lines = [line for line in err.decode("utf-8", "replace").splitlines() if line.strip()]
            if not lines:
                return "the connection ended early"
            said = wording.name(lines[-1].strip(), 300)
            return said if said.startswith("ssh: ") else "ssh: " + said
        wrong = [check for check in answer.checks if check.get("good") is False]
        if not self.hooks:
            wrong = [check for check in wrong if check.get("name") not in _NOT_WIRED]
        notes = "".join("; " + wording.name(note, 400) for note in answer.notes)
        where = "%s: %s" % (wording.name(answer.target, 300), wording.name(answer.python, 200))
        if not answer.checks:
            return "%s; but doctor does not run there%s" % (where, notes)
        if wrong:
            said = "; ".join(wording.name("%s: %s" % (check.get("name"), check.get("text")), 300) for check in wrong)
            return "%s; but doctor says: %s%s" % (where, said, notes)
        self.good = True
        return "%s; %s; doctor: all is well%s" % (where, "wired in" if self.hooks else "hooks left alone", notes)


class _Answer:
    """What the script said, without what a login shell printed around it."""

    def __init__(self, text: str) -> None:
        self.failed = self.python = self.target = ""
        self.notes: List[str] = []
        self.ended = False
        self.checks: List[Dict[str, Any]] = []
        collected: List[str] | None = None
        for line in text.split("\n"):
            if not line.startswith(_MARK + " "):
                if collected is not None:
                    collected.append(line)
                continue
            word, _, rest = line[len(_MARK) + 1 :].partition(" ")
            if word in ("failed", "python", "target"):
                setattr(self, word, rest or "?")
            elif word == "note":
                self.notes.append(rest)
            elif word == "doctor":
                collected = []
            elif word == "end":
                self.ended = True
                self.checks = _checks("\n".join(collected or []))


def _checks(text: str) -> List[Dict[str, Any]]:
    """The checks of `doctor --json`; [] if that is something else."""
    try:
        checks = json.JSONDecoder().raw_decode(text[text.index("{") :])[0]["checks"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []
    return [check for check in checks if isinstance(check, dict)] if isinstance(checks, list) else []


def _command(size: int) -> str:
    """What ssh has the host's login shell run, be it sh, fish or csh: read the script from stdin, then run it.

    dd with a block size of 1 takes exactly the script and leaves the file that follows it; a shell that
    reads its own script from stdin may take more."""
    return "exec sh -c 'eval \"$(dd bs=1 count=%d 2>/dev/null)\"'" % size


class _Round:
    """All hosts, some side by side; a line for each as soon as it is done."""

    def __init__(self, hosts: List[_Host], say: Say, progress: Say) -> None:
        self.say = say
        self.progress = progress
        self.left = list(hosts)
        self.waiting: List[_Host] = []
        self.width = max(len(wording.name(host.name)) for host in hosts)
        self.lock = threading.Lock()

    def go(self) -> None:
        """Deploy to all of them."""
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(min(_AT_ONCE, len(self.left)))]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        except KeyboardInterrupt:
            with self.lock:
                self.left.clear()
                for host in self.waiting:
                    if host.process:
                        host.process.terminate()
            raise
        finally:
            self.progress("")

    def _work(self) -> None:
        while True:
            with self.lock:
                if not self.left:
                    return
                host = self.left.pop(0)
                self.waiting.append(host)
                self.progress(self._names())
            try:
                line = host.deploy()
            except Exception as error:  # one host must not keep the others from their line
                line = "%s: %s" % (type(error).__name__, error)
            with self.lock:
                self.waiting.remove(host)
                self.progress("")
                mark = "\u2713" if host.good else "\u2717"
                self.say("%s %-*s  %s" % (mark, self.width, wording.name(host.name), line))
                self.progress(self._names())

    def _names(self) -> str:
        names = ", ".join(wording.name(host.name) for host in self.waiting)
        return "waiting for %s \u2026" % names if names else ""
