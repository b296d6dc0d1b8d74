#!/usr/bin/env python3
"""Build csg: one executable file, dist/csg.pyz.

    python3 build.py [--output FILE] [--python INTERPRETER]... [--plugin DIR] [--release URL]

The file is a zip archive of the package's sources with a shell header in front.  Beside the
sources lies bytecode of what hooks import, for every interpreter that is found (or
named with --python); under any other interpreter it is slower, never wrong.  The same sources and
the same interpreters give the same bytes.

--plugin also makes a plugin for Claude Code of it.  --release writes beside it what goes to URL
together with it: install.sh, which then knows where to download it from, and SHA256SUMS.
"""

import glob
import os
import subprocess
import sys
from typing import Dict, List, Tuple

OLDEST = (3, 8)
#: What csg and this script take of Python's library, and Debian's python3-minimal lacks.
WHOLE = "import argparse, difflib, json, shlex, shutil, subprocess, zipfile, zlib"


def candidates() -> List[str]:
    """Interpreters that are worth asking: on PATH, where systems and version managers keep them."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    folders += ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
    folders += sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/3.*/bin")))
    folders += sorted(glob.glob(os.path.expanduser("~/.local/share/uv/python/cpython-3*/bin")))
    folders += sorted(glob.glob("/Library/Frameworks/Python.framework/Versions/3.*/bin"))
    found: List[str] = []
    for folder in folders:
        if not folder or folder.rstrip("/").endswith("/shims"):
            continue
        for path in sorted(glob.glob(os.path.join(folder, "python3*"))):
            name = os.path.basename(path)[len("python3") :]
            if (not name or (name[:1] == "." and name[1:].isdigit())) and os.access(path, os.X_OK):
                real = os.path.realpath(path)
                if real not in found:
                    found.append(real)
    if os.path.realpath(sys.executable) not in found:
        found.append(os.path.realpath(sys.executable))
    return found


def let_another_do_it() -> None:
    """This Python will not do: run the script with the next one that will, or say so."""
    test = "import sys; sys.version_info >= %r or sys.exit(1); %s" % (OLDEST, WHOLE)
    for python in candidates():
        try:
            if subprocess.call([python, "-ISc", test], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
                os.execv(python, [python, *sys.argv])
        except OSError:
            continue
    sys.exit(
        "build.py: %s is too old or lacks a part of its library, and no Python %d.%d or newer was found beside it: "
        "install python3, or run this with another one" % (sys.executable, *OLDEST)
    )


if sys.version_info < OLDEST:
    let_another_do_it()
try:
    import argparse
    import hashlib
    import io
    import marshal
    import re
    import zipfile
except ImportError:
    let_another_do_it()

from csg.base import loader  # noqa: E402  an old Python may fail at it

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = "csg"
RELEASE_URL = re.compile(r"https?://[\w.:\[\]-]+(/[\w.~/%+@=-]*)?$", re.ASCII)
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can hold

#: A line of a module.  What lies below it, up to the next such line, is compiled apart, and made when it is asked for:
#: no edit that meets nobody comes there; in the groups after the first, no conflict and no start.  What only some of
#: these come to has a line with a name, as `#: cold: meeting`.  Below are functions and classes only.  What one part
#: names of another is asked of the module instead, which then makes that (COMPILE).
COLD = r"^#: cold(?:: ([a-z]+))?$"

#: What is compiled for every interpreter, in groups of what is needed together and read as a whole: all that hooks may
#: need.  A cold part that is not listed (`module:cold`, or `module:` and its name) is in its module's group, or is one
#: of its own where that lies plain.  What is in no group has only its source in the file.
GROUPS = {
    # what every hook needs, in an order in which each module comes after what it imports; made at once
    "every": """base git state hooks
        base.errors base.wire base.files base.paths base.tools git.repository state.roster state.claims state.events
        hooks.call hooks.hook entry""",
    "edit": "hooks.edit hooks.editing state.claims:publishing",
    "recording": "base.logs base.policy state.events:cold",
    "record": "base.processes base.wire:records state.salvage state.sessions",
    "life": "hooks.life",
    "names": "state.names",
    "start": "hooks.starting hooks.briefing state.sweep state.roster:cold",
    "others": """base.wording base.paths:cold base.wire:cold state.salvage:lines state.holdings state.told
        hooks.answer""",
    "telling": "state.notices hooks.telling state.claims:cold",
    "meeting": """hooks.siblings hooks.warning hooks.settling hooks.meeting base.policy:cold state.holdings:meeting
        state.told:meeting""",
    "settings": "base.rules base.config",
    "actions": "hooks.actions",
    "overlap": "git.merging hooks.overlap",
    "line": "hooks.status_line talk talk.naming",
    "way out": "hooks.way_out",
    "guests": "state.predecessor",
    "crowd": "state.crowd",
    "hearing": "clients.running hooks.hearing base.accelerator",
    "facts": """base.children git.gitconfig git.refs git.conversions git.plumbing git.selection git.status git.facts
        git.revisions git.uncommitted git.listings hooks.git_looks""",
    "command": "hooks.shell_guard",
    "afterwards": "hooks.afterwards hooks.shell_began",
    "shell": """shell shell.words shell.options shell.characters shell.budget shell.command shell.places shell.heredocs
        shell.source shell.patterns shell.environment shell.line shell.braces shell.unfinished shell.wrappers
        shell.writers shell.removers shell.finding shell.embedded shell.outputs shell.expansion shell.redirections
        shell.compounds shell.flow shell.unwrapping shell.runners shell.conditions shell.builtins shell.execution
        shell.lists shell.parentheses shell.lexer shell.command_line shell.unpacking shell.written shell.start
        shell.losses git.effects git.pathspecs git.command_options git.invocation git.judges git.detours git.taking
        git.applying git.writing git.commands git.worktrees git.reach hooks.git_facts hooks.git_decision
        hooks.git_guard hooks.git_telling hooks.shell_losses hooks.shell_line hooks.shell_edits git.chains git.head_move
        git.head_moves hooks.head_guard shell.readers hooks.shell_changes""",
    "heads": """state.heads hooks.head_news git.head_names git.head_changes git.head_course git.head_outcomes
        hooks.head_telling state.deeds hooks.deed_telling""",
    "places": "hooks.edit_places",
    "kill": "clients.signs base.process_table shell.finders shell.kills hooks.kill_targets hooks.kill_guard",
    "mirror": "state.outbox state.events:settings",
    "locks": "base.locks",
    "delivery": "slack slack.delivery",
    "mirror settings": "base.slack_settings",
    "background": "base.spawn",
    "notifying": "state.fields talk.notifying",
    "machines": "machines machines.starting",
    "elsewhere": "state.elsewhere",
    "server": "mcp mcp.rpc mcp.server",
    "resident": "state.residents mcp.resident",
    "net": "clients.transcript hooks.missed hooks.net",
    "another client": "clients clients.dialects clients.dialects.terms hooks.another_client",
    "sender": "hooks.sender",
    "codex": "clients.dialects.codex",
    "patch": "clients.dialects.patch_text clients.dialects.patch_places clients.dialects.patch_input",
    "patch command": "clients.dialects.patch_command",
    "gemini": "clients.dialects.gemini",
    "qwen": "clients.dialects.qwen",
    "copilot": "clients.dialects.copilot",
    "opencode": "clients.dialects.opencode",
    "patching": "hooks.patching",
}
#: Classes on an edit's way that only hold a few facts; nobody hashes them, or asks whether something is one.
RECORDS = "git.repository.Repository hooks.edit.Edit state.claims.Target"
#: Groups that lie in the file as they are loaded; the others are deflated.  To inflate those that a meeting needs
#: costs it 0.08 of a bare interpreter's start and saves 47 KB an interpreter: that is done for those that are no
#: longer maintained.
PLAIN_BEFORE_3_11 = {"every", "edit", "recording"}
PLAIN = PLAIN_BEFORE_3_11 | {"record", "life", "names", "start", "others", "telling", "meeting"}
PLAIN |= {"crowd", "settings", "actions", "line", "mirror", "locks", "delivery", "places"}
#: Every call of another client is so much dearer than one of Claude Code as it loads: inflating alone would be 0.06.
PLAIN |= {"another client", "codex", "patch", "patching", "gemini", "qwen", "copilot", "opencode"}

# Parsed by the shell as far as it is run: what an everyday start needs comes first.
HEADER = """#!/bin/sh
# csg (claude-session-guard): a shell header, then a zip archive of Python (unzip -l shows it).
# Should this end without having become Python, a hook is silent and exits 0, and a person gets a line.
again='[ -z "$e" ] || [ -n "$n" ] || exec /bin/sh "$0" --another-python "$e" "$@"' # it was no program at all
c='' e='' h='' n='' s=''
if [ "$1" = --another-python ]; then # the Python named next sends us: it is too old, or not all there
  n=$2
  shift 2
fi
case $1 in hook | start | stop | pre-edit) h=$1 && trap "$again; exit 0" 0 && exec 2>/dev/null ;; esac
if [ -z "$h" ]; then
  m="$0 does not start: install csg again, or set CSG_PYTHON to a Python that runs"
  trap "$again; trap - 0;"' echo "csg: $m" >&2; exit 1' 0
  c='import sys
def _(kind, error, trace, file=sys.argv[1]):
    sys.stderr.write("csg: %%s cannot be run (%%s: %%s): install csg again\\n" %% (file, kind.__name__, error))
sys.excepthook = _
'
else
  s='%(silent)s'
fi
run() {
  e=$1
  shift
  exec "$e" ${n:+-Xanother} %(options)s "$c"'%(before)s'"$s"'%(after)s' "$@"
}

# The interpreter is $CSG_PYTHON, or the first python3 on PATH that is not a version manager's
# shim: a shim costs ten times what Python does.
[ -z "$BASH_VERSION" ] || shopt -s execfail
p=$CSG_PYTHON
if [ -z "$p" ]; then
  set -f
  IFS=:
  for d in $PATH; do
    case $d in */shims | "") continue ;; esac
    if [ -x "$d/python3" ]; then
      p=$d/python3
      break
    fi
  done
  unset IFS
  set +f
fi
case $n:$p in
:*/python) p=${p}3 ;;
esac
case $n:$p in
:*/python3 | :*/python3.* | :*/pypy3*) [ -x "$p" ] && [ -f "$p" ] && run "$p" "$0" "$@" ;;
:python3*) command -v "$p" >/dev/null && run "$p" "$0" "$@" ;;
esac

# That will not do, or its name says nothing: look further, and ask.  Only from here on may it take time.
fits() {
  [ -x "$1" ] && [ -f "$1" ] && [ "$(/usr/bin/env -i "PATH=$PATH" "HOME=$HOME" "$1" -ISc 'import sys
sys.version_info >= (3, 8) or sys.exit(1)
import argparse, difflib, json, shlex, shutil, subprocess, zipfile, zlib
print("it fits")' </dev/null 2>/dev/null)" = "it fits" ]
}
other() {
  fits "$1" || return
  [ -z "$CSG_PYTHON" ] || echo "csg: CSG_PYTHON=$CSG_PYTHON is no Python 3.8 or newer that is whole: $1 is used" >&2
  run "$@"
}
p=${n:-$CSG_PYTHON}
n=${n:-none}
f=$(command -v "$CSG_PYTHON") && fits "$f" && run "$f" "$0" "$@"
set -f
IFS=:
for d in $PATH /usr/bin /usr/local/bin /opt/homebrew/bin $HOME/.pyenv/versions/*/bin \
  $HOME/.local/share/uv/python/*/bin $HOME/.local/share/mise/installs/python/*/bin; do
  set +f
  for f in $d/python3 $d/python3.[0-9] $d/python3.[0-9][0-9]; do
    case $d in */shims | "") ;; *) other "$f" "$0" "$@" ;; esac
  done
done
f=$(command -v python3) && other "$f" "$0" "$@"
m="Python 3.8 or newer is needed, whole, and there is none${p:+ ($p will not do)}: install python3, or set CSG_PYTHON"
exit 1
#:
if sys.version_info < (3, 8):
    posix.execv("/bin/sh", ["sh", a, "--another-python", sys.executable] + sys.argv[2:])
import marshal
from _frozen_importlib_external import MAGIC_NUMBER as m
p = marshal.loads(posix.pread(d, %(size)d, %(directory)d + %(mark)d)).get(m)
if p:  # a command from before the directory was looked into by LOADER itself
    b = marshal.loads(posix.pread(d, *p))
    exec(b[0])
else:
    del sys.argv[0]
    posix.close(d)
    sys.path.append(a)
    from csg.entry import main
    main()
#:
"""

# `python3 csg.pyz`, by way of runpy: the same start as through the header.
MAIN = """import sys
sys.argv.insert(0, "-c")
if "hook" in sys.argv:
    %s
else:
    %s
""" % (loader.LOADER, loader.LOADER_ALOUD)

# Run by each interpreter on the package's directory, COLD, BEGIN, RECORDS, and the groups (1 or 0: does it lie plain?,
# modules).  It writes its magic number, two sizes, and what they are of: BEGIN's code; what that reads (boot's code,
# and what boot.start wants).  Then the rest.
COMPILE = r"""
import ast, importlib.util, marshal, os, re, sys, zlib
folder, mark, begin, records = sys.argv[1:5]
records = {"csg." + name for name in records.split()}
groups = [words.split() for words in sys.argv[5:]]
made = {"csg." + name for name in groups[0][1:]}
placed = {name for names in groups for name in names if ":" in name}
in_file = {"csg." + name for names in groups for name in names[1:]}
sources = []
for place, _, names in os.walk(folder):
    for name in names:
        if name[-3:] == ".py":
            with open(os.path.join(place, name), encoding="utf-8") as file:
                sources.append(file.read())
asked = set(re.findall(r"\.(_\w+)", "\n".join(sources)))
stated = set(re.findall(r"(\w+)=", "\n".join(sources)))  # all that may be an argument's name in a call, and some more
class Bare(ast.NodeTransformer):
    # what only readers and type checkers want is left out
    def __init__(self, module):
        self.module = module
    def visit_ClassDef(self, node):
        # to make a class costs more than thirty functions: what only holds a few facts is made by one
        node = self.generic_visit(node)
        if self.module + "." + node.name not in records:
            return node
        (made,) = [one for one in node.body if isinstance(one, ast.FunctionDef)]
        this = made.args.args.pop(0).arg
        begin = ast.parse("%s = __modules__['sys'].implementation.__class__()" % this).body
        made.name, made.body = node.name, [*begin, *made.body, ast.Return(ast.Name(this, ast.Load()))]
        return made
    def visit_FunctionDef(self, node):
        node.returns = None
        given = node.args
        for argument in [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]:
            if argument:
                argument.annotation = None
        return self.generic_visit(node)
    def visit_AnnAssign(self, node):
        return node.value and ast.copy_location(ast.Assign([node.target], node.value), node)
    def visit_If(self, node):
        checking = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return None if checking else self.generic_visit(node)
    def visit_ImportFrom(self, node):
        # a module that is made at once is taken from where it is, of others its package is asked (boot): by way of
        # importlib it costs the more the more modules there are
        given, found = [], []
        for name in node.names:
            full = "%s.%s" % (node.module, name.name)
            if full in made:
                there = "__modules__[%r]" % full
            elif full in in_file and node.module in made:
                there = "__modules__[%r].%s" % (node.module, name.name)
            else:
                given.append(name)
                continue
            target = ast.Name(name.asname or name.name, ast.Store())
            found.append(ast.Assign([target], ast.parse(there, mode="eval").body))
        return [*found, *([ast.ImportFrom(node.module, given, 0)] if given else [])]
    def visit_Assign(self, node):
        name = getattr(node.targets[0], "id", "")
        # slots guard against mistakes, which tests find; to make them costs a hook more than they save
        return None if name == "TYPE_CHECKING" or (name == "__slots__" and self.module in made) else node
class Elsewhere(ast.NodeTransformer):
    # a name of what lies in another part: the module is asked for it
    def __init__(self, module, names):
        self.module, self.names = module, names
    def visit_Name(self, node):
        if node.id not in self.names:
            return node
        return ast.copy_location(ast.parse("__modules__[%r].%s" % (self.module, node.id), mode="eval").body, node)
    def visit_FunctionDef(self, node):
        # but for what the function calls so itself
        kept = self.names
        self.names = kept - {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
        bound = [one for one in ast.walk(node) if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)]
        self.names -= {one.id for one in bound}
        node = self.generic_visit(node)
        self.names = kept
        return node
def constants(texts):
    # what is private to a module and never changes is put where it is used: a name costs more
    found, tree = {}, ast.parse("\n".join(texts))
    bound = [one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)]
    used = [one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)]
    for node in tree.body:
        name = getattr(node.targets[0], "id", "") if isinstance(node, ast.Assign) else ""
        if name[:1] != "_" or name in asked or bound.count(name) > 1 or len(node.targets) > 1:
            continue
        parts = [one for one in ast.walk(Constants(found).visit(node.value)) if isinstance(one, ast.expr)]
        if all(isinstance(one, (ast.Constant, ast.BinOp, ast.UnaryOp)) for one in parts):
            value = eval(compile(ast.fix_missing_locations(ast.Expression(node.value)), "", "eval"))
            if type(value) in (int, float) or used.count(name) == 1:
                found[name] = value
    return found
class Constants(ast.NodeTransformer):
    def __init__(self, found):
        self.found = found
    def visit_Name(self, node):
        return ast.copy_location(ast.Constant(self.found[node.id]), node) if node.id in self.found else node
    def visit_Assign(self, node):
        return None if getattr(node.targets[0], "id", "") in self.found else self.generic_visit(node)
def compiled(source, path, module="", elsewhere=frozenset(), known=()):
    tree = Bare(module).visit(ast.parse(source))
    if known:
        tree = Constants(known).visit(tree)
    if elsewhere:
        tree = Elsewhere(module, elsewhere).visit(tree)
    tree = ast.fix_missing_locations(tree)
    # no docstrings, and a file name that says nothing of where this was built
    return compile(tree, path, "exec", dont_inherit=True, optimize=2)
def parts(name):
    # a module's code, the names in its named cold parts with those (None if it has no cold part), and the parts' code
    path = name.replace(".", "/") + ".py"
    if not os.path.exists(folder + "/" + path):
        path = path[:-3] + "/__init__.py"  # by which boot knows a package
    with open(folder + "/" + path, encoding="utf-8") as file:
        hot, *apart = re.split(mark, file.read(), flags=re.MULTILINE)
    titles, texts, line = [title or "cold" for title in apart[::2]], [], hot.count("\n")
    for text in apart[1::2]:
        texts.append("\n" * line + text)  # so that its lines have their numbers
        line += text.count("\n")
    defined = [{node.name for node in ast.parse(text).body} for text in texts]
    every, codes, known = {one for names in defined for one in names}, {}, constants([hot, *texts])
    for title, text, own in zip(titles, texts, defined):
        codes[title] = compiled(text, "csg/" + path, "csg." + name, every - own, known)
    hot = compiled(hot, "csg/" + path, "csg." + name, every, known)
    where = {one: title for title, names in zip(titles, defined) if title != "cold" for one in sorted(names)}
    return hot, where if codes else None, codes
def stripped(code):
    # no line numbers, a sixth of the size: errors are reported with the function's name too; nor the names of local
    # variables, for which only a debugger asks, and of arguments that no call states
    lines = "co_linetable" if hasattr(code, "co_linetable") else "co_lnotab"
    given = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4) + bool(code.co_flags & 8)
    kept = stated.intersection(code.co_varnames[:given]) | set(code.co_cellvars)
    changed = {
        lines: b"",
        "co_consts": tuple(stripped(c) if isinstance(c, type(code)) else c for c in code.co_consts),
        "co_varnames": tuple(name if name in kept else "" for name in code.co_varnames),
    }
    if hasattr(code, "co_qualname"):
        changed["co_qualname"] = code.co_name
    return code.replace(**changed)
first, places, rest = [("csg", (parts("__init__")[0], None))], b"\n", b""
def place(names, offset, size, inflated):
    global places
    names = "".join(name[4:] + " " for name in names)
    places += b"%x %x %x %s\n" % (offset, size, inflated, names.encode())
def group(codes, plain):
    global rest, against
    data, inflated = marshal.dumps(codes), 0
    if not plain:
        if against is None:  # what lies plain until here is what they are deflated against
            against = rest[-32768:]
            place([""], len(rest) - len(against), len(against), 0)
        deflating = zlib.compressobj(9, memLevel=9, zdict=against)
        data, inflated = deflating.compress(data) + deflating.flush(), len(data)
    place(codes, len(rest), len(data), inflated)
    rest += data
against = None
for number, (plain, *names) in enumerate(groups):
    codes, plain = {}, int(plain)
    for name in names:
        name, _, title = name.partition(":")
        hot, where, apart = parts(name)
        if title:
            codes["csg.%s:%s" % (name, title)] = stripped(apart[title]), None
            continue
        if number == 0:
            first.append(("csg." + name, (stripped(hot), where)))
        else:
            codes["csg." + name] = stripped(hot), where
        for title, code in apart.items():
            part = "%s:%s" % (name, title)
            if part in placed:
                continue
            if plain:
                group({"csg." + part: (stripped(code), None)}, True)
            else:
                codes["csg." + part] = stripped(code), None
    if codes:
        group(codes, plain)
begin = marshal.dumps(stripped(compiled(begin, "csg")))
now = [[]]  # read one after the other, each into the room of the one before (boot.start): 5 and 20 KB are no better
for one in first:
    if len(marshal.dumps(now[-1] + [one])) > 12 << 10:
        now.append([])
    now[-1].append(one)
at = []
for part in now:
    data = marshal.dumps(part[::-1])
    at.append([len(rest), len(data)])
    rest += data
front = marshal.dumps((stripped(parts("boot")[0]), at, places))
out = getattr(sys.stdout, "buffer", sys.stdout)
out.write(importlib.util.MAGIC_NUMBER + b"%8d%8d" % (len(begin), len(front)) + begin + front + rest)
"""


#: BEGIN's code; how many bytes that reads of the bytecode, and all of it.
Bundle = Tuple[bytes, int, bytes]
NOTHING: Bundle = (b"", 0, b"")


def main() -> int:
    """Build; say what was built."""
    parser = argparse.ArgumentParser(description="Build csg as one executable file.")
    parser.add_argument("--output", default=os.path.join(HERE, "dist", "csg.pyz"), help="default: dist/csg.pyz")
    parser.add_argument(
        "--python",
        action="append",
        metavar="INTERPRETER",
        help="compile for this one (may be repeated); default: every Python 3.8 or newer that is found; '' for none",
    )
    parser.add_argument("--plugin", metavar="DIR", help="also make a plugin for Claude Code in this directory")
    parser.add_argument(
        "--release", metavar="URL", help="also make install.sh and SHA256SUMS; URL: where all three lie"
    )
    options = parser.parse_args()
    if options.release:
        check_release(options.release, options.output)
    named = options.python is not None
    bundles: Dict[bytes, Bundle] = {}
    for python in [p for p in options.python if p] if named else candidates():
        version, magic, bundle = compiled(python)
        if not magic:
            if named:
                sys.exit("build.py: %s is no Python %d.%d or newer: %s" % (python, *OLDEST, version))
            continue
        if magic not in bundles:
            bundles[magic] = bundle
            print("bytecode for Python %s (%s)" % (version, python))
    data = archive(bundles)
    write(options.output, data)
    print("%s: %d KB" % (os.path.relpath(options.output), len(data) // 1024))
    if options.plugin:
        plugin(options.plugin, data)
    if options.release:
        release(options.release, os.path.dirname(os.path.abspath(options.output)), data)
    return 0


def compiled(python: str) -> Tuple[str, bytes, Bundle]:
    """(version, magic number, bundle) by this interpreter; without a magic number if it will not do."""
    # PYTHONHASHSEED: the order of a frozenset in bytecode follows it
    environ = {"PYTHONHASHSEED": "0", "PATH": os.environ.get("PATH", "")}
    ask = "import sys; print('%d.%d.%d' % sys.version_info[:3], sys.implementation.name)"
    try:
        told = subprocess.run([python, "-Ssc", ask], env=environ, capture_output=True, timeout=20)
        version, _, implementation = told.stdout.decode().strip().partition(" ")
        numbers = tuple(map(int, version.split(".")[:2]))
        if implementation != "cpython" or numbers < OLDEST:
            return version or "it does not run", b"", NOTHING
        command = [python, "-X", "no_debug_ranges", "-Ssc", COMPILE, os.path.join(HERE, PACKAGE), COLD]
        command += [loader.BEGIN if numbers >= (3, 13) else loader.KEEP_GARBAGE + loader.BEGIN, RECORDS]
        plain = PLAIN if numbers >= (3, 11) else PLAIN_BEFORE_3_11
        command += ["%d %s" % (title in plain, names) for title, names in GROUPS.items()]
        output = subprocess.run(command, env=environ, stdout=subprocess.PIPE, timeout=60, check=True).stdout
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return str(error), b"", NOTHING
    rest = 20 + int(output[4:12])
    return version, output[:4], (output[20:rest], int(output[12:20]), output[rest:])


def sources() -> List[str]:
    """The package's modules, as paths in the checkout."""
    found = []
    for folder, _, names in os.walk(os.path.join(HERE, PACKAGE)):
        found += [os.path.relpath(os.path.join(folder, name), HERE) for name in names if name.endswith(".py")]
    return sorted(found)


def archive(bundles: Dict[bytes, Bundle]) -> bytes:
    """The whole file: header, directory of the bytecode, where each begins, bytecode, sources."""
    buffer = io.BytesIO(header())
    buffer.seek(loader.DIRECTORY + loader.DIRECTORY_SIZE + loader.BEGIN_SIZE)
    directory, begins = {}, b""
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as zipped:
        for magic in sorted(bundles):
            begin, size, data = bundles[magic]
            begins += loader.BEGIN_MARK + magic + begin
            name = "bytecode/" + magic[:2].hex()
            info = add(zipped, name, data, zipfile.ZIP_STORED)
            # the local header: 30 bytes, then the name; there is no extra field (APPNOTE.TXT 4.3.7)
            directory[magic] = (size, info.header_offset + 30 + len(name))
        for path in sources():
            with open(os.path.join(HERE, path), "rb") as file:
                add(zipped, path, file.read(), zipfile.ZIP_DEFLATED)
        add(zipped, "__main__.py", MAIN.encode(), zipfile.ZIP_DEFLATED)
    packed = loader.MARK + marshal.dumps(directory, 2)  # a form that every Python reads
    if len(packed) > loader.DIRECTORY_SIZE or len(begins) > loader.BEGIN_SIZE:
        sys.exit("build.py: %d interpreters are too many for the directory" % len(bundles))
    for magic in bundles:
        if begins.count(magic) != 1:  # LOADER looks for nothing else
            sys.exit("build.py: the magic number %s also stands in another interpreter's bytecode" % magic.hex())
    for place, data in ((loader.DIRECTORY, packed), (loader.DIRECTORY + loader.DIRECTORY_SIZE, begins)):
        buffer.seek(place)
        buffer.write(data)
    return buffer.getvalue()


def add(zipped: zipfile.ZipFile, name: str, data: bytes, how: int) -> zipfile.ZipInfo:
    """One more entry of the archive, with nothing in it of when or where it was made."""
    info = zipfile.ZipInfo(name, _DATE)
    info.external_attr = 0o644 << 16
    info.create_system = 3  # Unix, wherever it is built
    info.compress_type = how
    zipped.writestr(info, data, compresslevel=9)
    return info


def header() -> bytes:
    """The shell header, filled up to where the directory begins."""
    before, silent, after = loader.LOADER.partition(loader.SILENT)
    values = {"before": before, "silent": silent, "after": after, "mark": len(loader.MARK)}
    values["options"] = " ".join(loader.OPTIONS)
    data = (HEADER % dict(values, directory=loader.DIRECTORY, size=loader.DIRECTORY_SIZE)).encode("ascii")
    if len(data) > loader.DIRECTORY:
        sys.exit("build.py: the header has %d bytes; there is room for %d" % (len(data), loader.DIRECTORY))
    return data.ljust(loader.DIRECTORY, b"\n")


def plugin(folder: str, data: bytes) -> None:
    """Make the plugin: what csg.plugin_files lists, and the built file."""
    from csg.setup import plugin_files

    if os.path.isdir(folder) and os.listdir(folder) and not os.path.exists(os.path.join(folder, ".claude-plugin")):
        sys.exit("build.py: %s is not empty and no plugin: name another directory" % folder)
    for name, text in plugin_files.texts().items():
        write(os.path.join(folder, name), text.encode(), 0o644)
    write(os.path.join(folder, plugin_files.ARCHIVE), data)
    print("%s: plugin" % os.path.relpath(folder))


def check_release(url: str, output: str) -> None:
    """Exit with a line if the URL or the file's name will not do."""
    if not RELEASE_URL.match(url):
        sys.exit("build.py: %r is no http or https URL that can be stamped into install.sh" % url)
    if os.path.basename(output) != "csg.pyz":
        sys.exit("build.py: a release's file is called csg.pyz, not %s" % os.path.basename(output))


def release(url: str, folder: str, data: bytes) -> None:
    """Write install.sh with the stamps filled in, and SHA256SUMS (in sha256sum's own form)."""
    with open(os.path.join(HERE, "install.sh"), "rb") as file:
        script = file.read()
    checksum = hashlib.sha256(data).hexdigest()
    for name, value in (("RELEASE", url.rstrip("/")), ("SHA256", checksum)):
        empty = b"\n  %s=''\n" % name.encode()
        if script.count(empty) != 1:
            sys.exit("build.py: install.sh has no line %s='' to stamp" % name)
        script = script.replace(empty, ("\n  %s='%s'\n" % (name, value)).encode())
    sums = "%s  csg.pyz\n%s  install.sh\n" % (checksum, hashlib.sha256(script).hexdigest())
    write(os.path.join(folder, "install.sh"), script)
    write(os.path.join(folder, "SHA256SUMS"), sums.encode(), 0o644)
    print("%s: install.sh and SHA256SUMS for %s" % (os.path.relpath(folder), url))


def write(path: str, data: bytes, mode: int = 0o755) -> None:
    """Put the file in place whole: hooks may be running the old one."""
    temporary = "%s.%d" % (path, os.getpid())
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except OSError as error:
        if os.path.exists(temporary):
            os.unlink(temporary)
        sys.exit("build.py: %s cannot be written (%s): choose another place (--help)" % (path, error.strerror))


if __name__ == "__main__":
    sys.exit(main())
