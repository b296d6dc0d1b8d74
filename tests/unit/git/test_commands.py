"""What git commands do to uncommitted work: a table, directories, and generated lines."""

import functools
import random
import time
import unittest
from typing import Callable, List, Optional, Tuple

from csg.git import commands
from csg.git.effects import Effect

CWD = b"/w"
FILES = {b"/w/a.py", b"/w/b.py", b"/w/src", b"/w/src/c.py", b"/w/sub/a.py"}

#: Command line, and what it does: "-", or kind and pathspecs ("*" is the whole repository).
#: In FILES' directory: a.py, b.py and src exist; main and topic are branches.
THROWS_AWAY: List[Tuple[str, str]] = [
    ("git reset --hard", "discard *"),
    ("git reset --hard HEAD~1", "discard *"),
    ("git reset --hard origin/main", "discard *"),
    ("git reset -q --hard", "discard *"),
    ("git reset --soft --hard", "discard *"),
    ("git reset --merge", "discard *"),
    ("git checkout .", "discard ."),
    ("git checkout -- .", "discard ."),
    ("git checkout -- a.py", "discard a.py"),
    ("git checkout -- a.py b.py", "discard a.py b.py"),
    ("git checkout a.py", "discard a.py"),
    ("git checkout a.py b.py", "discard a.py b.py"),
    ("git checkout main a.py", "discard a.py"),
    ("git checkout HEAD a.py", "discard a.py"),
    ("git checkout HEAD~2 -- a.py src/", "discard a.py src/"),
    ("git checkout HEAD -- .", "discard ."),
    ("git checkout stash@{0} -- a.py", "discard a.py"),
    ("git checkout ./src", "discard ./src"),
    ("git checkout src/", "discard src/"),
    ("git checkout '*.py'", "discard *.py"),
    ("git checkout *.py", "discard *.py"),
    ("git checkout -q -- a.py", "discard a.py"),
    ("git checkout --ours a.py", "discard a.py"),
    ("git checkout --theirs -- a.py", "discard a.py"),
    ("git checkout :/", "discard *"),
    ("git checkout -- ':!a.py'", "discard *"),
    ("git checkout -- src ':!src/c.py'", "discard src"),
    ("git checkout -- ':(top)src'", "discard *"),
    ("git checkout -- ':(icase)A.py'", "discard A.py"),
    ("git checkout -f", "discard *"),
    ("git checkout --force topic", "discard *"),
    ("git checkout -f -b new", "discard *"),
    ("git checkout -qf topic", "discard *"),
    ("git checkout -p", "discard *"),
    ("git checkout -p -- a.py", "discard a.py"),
    ("git checkout --pathspec-from-file=list", "discard *"),
    ('git checkout -- "my file.py"', "discard my file.py"),
    ('git checkout -- "$FILE"', "discard *"),
    ('git checkout -- src/"$FILE"', "discard src/"),
    ("git checkout -- src/{c,d}.py", "discard src/"),
    ("git checkout -- $(git diff --name-only)", "discard *"),
    ("git restore .", "discard ."),
    ("git restore a.py", "discard a.py"),
    ("git restore -- a.py b.py", "discard a.py b.py"),
    ("git restore --source=HEAD~1 a.py", "discard a.py"),
    ("git restore -s HEAD a.py", "discard a.py"),
    ("git restore --source HEAD --staged --worktree .", "discard ."),
    ("git restore -SW a.py", "discard a.py"),
    ("git restore --worktree a.py", "discard a.py"),
    ("git restore -p", "discard *"),
    ("git restore :/", "discard *"),
    ("git switch -f topic", "discard *"),
    ("git switch --force topic", "discard *"),
    ("git switch --discard-changes topic", "discard *"),
    ("git switch -fc new", "discard *"),
    ("git stash", "discard *"),
    ("git stash push", "discard *"),
    ("git stash -u", "discard *"),
    ("git stash --include-untracked", "discard *"),
    ("git stash --all", "discard *"),
    ("git stash -k", "discard *"),
    ("git stash -m 'list of things'", "discard *"),
    ("git stash push -m wip", "discard *"),
    ("git stash push -m 'a.py'", "discard *"),
    ("git stash push a.py", "discard a.py"),
    ("git stash push -m wip -- a.py b.py", "discard a.py b.py"),
    ("git stash -- a.py", "discard a.py"),
    ("git stash save wip", "discard *"),
    ("git stash save -u 'wip pop'", "discard *"),
    ("git stash --staged", "discard *"),
    ("git clean -f", "discard ."),
    ("git clean -fd", "discard ."),
    ("git clean -fdx", "discard ."),
    ("git clean -xdf src", "discard src"),
    ("git clean --force -d", "discard ."),
    ("git clean -f -e keep.txt", "discard ."),
    ("git clean -i", "discard ."),
    ("git -c clean.requireForce=false clean -d", "discard ."),
    ("git rebase main", "discard *"),
    ("git rebase -i HEAD~3", "discard *"),
    ("git rebase --autostash main", "discard *"),
    ("git rebase --abort", "discard *"),
    ("git rebase --skip", "discard *"),
    ("git merge --abort", "discard *"),
    ("git cherry-pick --abort", "discard *"),
    ("git revert --abort", "discard *"),
    ("git am --abort", "discard *"),
    ("git cherry-pick --skip", "discard *"),
    ("git pull --rebase --autostash", "discard *"),
    ("git pull --autostash origin main", "discard *"),
    ("git -c rebase.autoStash=true pull --rebase", "discard *"),
    ("git merge --autostash topic", "discard *"),
    ("git rm a.py", "discard a.py"),
    ("git rm -rf src", "discard src"),
    ("git rm -f -- a.py b.py", "discard a.py b.py"),
    ("git checkout-index -f -a", "discard *"),
    ("git checkout-index -fa", "discard *"),
    ("git checkout-index --force a.py", "discard a.py"),
    ("git read-tree --reset -u HEAD", "discard *"),
    ("git read-tree -u --reset HEAD", "discard *"),
    # wherever the command stands
    ("git fetch && git reset --hard @{u}", "discard *"),
    ("git status; git stash", "discard *"),
    ("true | git stash", "discard *"),
    ("git stash | cat", "discard *"),
    ("git stash & wait", "discard *"),
    ("git stash>/dev/null 2>&1", "discard *"),
    ("(git stash)", "discard *"),
    ("{ git stash; }", "discard *"),
    ("! git stash", "discard *"),
    ("if git diff --quiet; then :; else git stash; fi", "discard *"),
    ("for f in a.py b.py; do git checkout -- $f; done", "discard *"),
    ('while read f; do git restore "$f"; done < list', "discard *"),
    ("case $1 in x) git stash;; esac", "discard *"),
    ("[[ -d .git ]] && git stash", "discard *"),
    ("f() { git stash; }; f", "discard *"),
    ("echo $(git stash)", "discard *"),
    ('echo "$(git stash)"', "discard *"),
    ("echo `git stash`", "discard *"),
    ("diff <(git stash) x", "discard *"),
    ('echo "${x:-$(git stash)}"', "discard *"),
    ("FOO=1 BAR=2 git stash", "discard *"),
    ("env FOO=1 git stash", "discard *"),
    ("env -u FOO git stash", "discard *"),
    ("env -S 'git stash'", "discard *"),
    ("sudo git stash", "discard *"),
    ("sudo -n -u bob git stash", "discard *"),
    ("sudo --user=bob git stash", "discard *"),
    ("doas -u bob git stash", "discard *"),
    ("nice -n 10 git stash", "discard *"),
    ("nohup git stash &", "discard *"),
    ("time -p git stash", "discard *"),
    ("timeout -k 5 30s git stash", "discard *"),
    ("command git stash", "discard *"),
    ("exec git stash", "discard *"),
    ("stdbuf -oL git stash", "discard *"),
    ("ionice -c 3 git stash", "discard *"),
    ("bash -c 'git stash'", "discard *"),
    ('sh -c "git stash"', "discard *"),
    ("zsh -lc 'git stash'", "discard *"),
    ("bash -eo pipefail -c 'true && git stash'", "discard *"),
    ("bash -c \"bash -c 'git stash'\"", "discard *"),
    ("sudo env X=1 bash -c 'cd x; git stash'", "discard *"),
    ("eval 'git stash'", "discard *"),
    ("eval git stash", "discard *"),
    ("git ls-files -m | xargs git checkout --", "discard *"),
    ("git ls-files -m | xargs -0 -n 1 git restore", "discard *"),
    ("git ls-files -m | xargs -I{} git checkout -- {}", "discard *"),
    ("find . -name '*.py' -exec git checkout -- {} +", "discard *"),
    ("/usr/bin/git stash", "discard *"),
    ("git.exe stash", "discard *"),
    ("\\git stash", "discard *"),
    ("'git' \"stash\"", "discard *"),
    ("git \\\n  stash", "discard *"),
    ("git --no-pager stash", "discard *"),
    ("git -c user.name=x -p stash", "discard *"),
    ("git --exec-path=/x --namespace=y stash", "discard *"),
    ("git stash list && git stash && git stash pop", "discard *"),
    ("cat <<EOF\ngit status\nEOF\ngit stash", "discard *"),
    ("git commit -m \"$(cat <<'EOF'\nit's (half) done\nEOF\n)\" && git stash", "discard *"),
    ("git stash && git rebase main", "discard *; discard *"),
    ("git add a.py && git reset --hard", "take a.py; discard *"),
]

TAKES_ALONG: List[Tuple[str, str]] = [
    ("git add -A", "take *"),
    ("git add --all", "take *"),
    ("git add -u", "take *"),
    ("git add -A src", "take src"),
    ("git add -u .", "take ."),
    ("git add .", "take ."),
    ("git add ./", "take ./"),
    ("git add :/", "take *"),
    ("git add src", "take src"),
    ("git add src/ a.py", "take src/ a.py"),
    ("git add *.py", "take *.py"),
    ("git add '*.py'", "take *.py"),
    ("git add -f a.py", "take a.py"),
    ("git add -- a.py", "take a.py"),
    ("git add -v -A .", "take ."),
    ("git stage .", "take ."),
    ("git ls-files -m | xargs git add", "take *"),
    ("git add $(git diff --name-only)", "take *"),
    ('git add a.py "$OTHER"', "take a.py"),
    ("git commit -a", "take *"),
    ("git commit -am 'wip'", "take *"),
    ("git commit -qam wip", "take *"),
    ("git commit --all --amend --no-edit", "take *"),
    ("git commit -m wip -a", "take *"),
    ("git commit a.py -m 'only this'", "take a.py"),
    ("git commit -m wip -- a.py b.py", "take a.py b.py"),
    ("git add -A && git commit -m wip && git push", "take *"),
    ("git add . && git commit -am wip", "take .; take *"),
]

HARMLESS = r"""
git status
git status --short --branch
git diff
git diff HEAD -- a.py
git diff --stat @{u}..HEAD
git log --oneline -5
git log -p -- a.py
git show HEAD:a.py
git show --stat
git blame a.py
git branch
git branch -a
git branch -D topic
git branch -f topic HEAD~1
git remote -v
git fetch --all --prune
git push --force origin main
git pull
git pull --ff-only
git pull --rebase
git pull --rebase --no-autostash
git pull --autostash --no-autostash
git -c rebase.autostash=true pull --rebase --no-autostash
git clone https://example.org/x.git
git tag -f v1
git rev-parse --show-toplevel
git ls-files -m
git grep 'reset --hard'
git config alias.wipe 'reset --hard'
git help stash
git stash --help
git reset -h
git --help reset --hard
git --version
git
git -C
git reset
git reset HEAD
git reset HEAD a.py
git reset a.py
git reset -- a.py
git reset --soft HEAD~1
git reset --mixed HEAD~1
git reset --keep HEAD~1
git reset --hard --soft
git reset -q HEAD~1
git checkout
git checkout main
git checkout topic
git checkout -
git checkout HEAD
git checkout HEAD --
git checkout main --
git checkout v1.2.3
git checkout feature/reset
git checkout origin/main
git checkout -b new
git checkout -b a.py
git checkout -b new origin/main
git checkout -B topic
git checkout -B main HEAD~1
git checkout -qb new
git checkout --orphan new
git checkout --detach
git checkout -t origin/topic
git checkout -m topic
git checkout $BRANCH
git checkout "$(git branch --show-current)"
git restore
git restore --staged .
git restore --staged a.py
git restore -S a.py
git restore --source=HEAD --staged a.py
git switch topic
git switch -
git switch -c new
git switch -C topic
git switch -m topic
git switch --detach HEAD~1
git stash list
git stash list -p
git stash show
git stash show -p stash@{1}
git stash pop
git stash apply stash@{0}
git stash drop
git stash clear
git stash branch new
git stash create
git stash store abc123
git stash nonsense
git clean
git clean -n
git clean -nd
git clean -ndx
git clean --dry-run -f
git clean -fdn
git clean -d
git rebase --continue
git rebase --quit
git rebase --edit-todo
git rebase --show-current-patch
git merge topic
git merge --no-ff topic
git merge --continue
git merge --quit
git cherry-pick abc123
git cherry-pick --continue
git revert HEAD
git am patch.mbox
git apply fix.patch
git rm --cached a.py
git rm -r --cached src
git rm -n a.py
git rm --dry-run -f a.py
git mv a.py z.py
git worktree list
git worktree add ../other topic
git worktree prune
git checkout-index -a
git checkout-index -f -a --prefix=/tmp/out/
git checkout-index a.py
git read-tree HEAD
git read-tree --reset HEAD
git read-tree -n -u --reset HEAD
git bisect start
git add
git add -n .
git add --dry-run -A
git add -N .
git add -p
git add -i
git add --refresh .
git add "$f"
for f in *.py; do git add "$f"; done
git commit -m 'add -A'
git commit -m "git reset --hard"
git commit -m wip --amend
git commit --amend --no-edit
git commit -F message.txt
git commit -uall -m wip
git commit -Sall -m wip
git commit -C HEAD
git commit --fixup HEAD
git commit --dry-run -a
git commit --author='A <a@b>' -m 'all'
git commit --trailer 'a: b' -m x
echo git stash
echo "git stash"
echo 'git reset --hard; git stash'
echo "use \`git stash\` here"
echo "use '$(echo git stash)' here"
echo \"; echo git stash
printf %s 'git clean -fd'
grep -rn "git reset --hard" docs
# git stash
ls # && git stash
man git-stash
which git && echo stash
type git
command -v git stash
ssh host 'git stash'
alias gs='git stash'
x='git stash'
x="git stash"; echo $x
commands=(git stash)
for c in git stash; do echo $c; done
[[ git > stash ]]
[ git = stash ]
echo $((git - stash))
python3 -c 'import subprocess; print("git stash")'
bash -c 'echo git stash'
bash -c "echo 'git stash'"
bash git stash
bash script.sh -c 'git stash'
sudo -u git stash
env git=stash
gitk stash
legit stash
./git-stash
digit reset --hard
$GIT stash
"$(which git)" stash
git $COMMAND
git "$@"
git wipe
rg --files | grep git
npm install git+https://example.org/stash.git
mkdir -p .git/hooks && ls .git
cat <<'EOF'\ngit stash\nEOF
cat > notes.md <<EOF\ngit reset --hard\nEOF
cat <<-EOF | tee x\n\tgit stash\n\tEOF
bash <<EOF\ngit stash\nEOF
cat <<< 'git stash'
git log <<A --oneline\ngit stash\nA
git commit -m "$(cat <<'EOF'\nnot git stash\n\nit's (git reset --hard) \`git stash\`\nEOF\n)"
xargs echo git stash
find . -name git -o -name stash
git log --grep='reset --hard' | xargs -I{} echo {}
"""


def exists(path: bytes) -> bool:
    return path in FILES


def shown(effects: List[Effect]) -> str:
    lines = [
        effect.kind + " " + ("*" if effect.paths is None else b" ".join(effect.paths).decode()) for effect in effects
    ]
    return "; ".join(lines) or "-"


class Table(unittest.TestCase):
    def check(self, rows: List[Tuple[str, str]]) -> None:
        for command, expected in rows:
            with self.subTest(command):
                self.assertEqual(shown(commands.verdict(command, CWD, exists)), expected)

    def test_what_throws_work_away(self) -> None:
        self.check(THROWS_AWAY)

    def test_what_takes_others_work_along(self) -> None:
        self.check(TAKES_ALONG)

    def test_what_does_neither(self) -> None:
        self.check([(line, "-") for line in harmless()])

    def test_half_of_the_table_is_harmless(self) -> None:
        commands = [command for command, _ in THROWS_AWAY + TAKES_ALONG]
        self.assertGreaterEqual(len(set(harmless())), len(set(commands)))
        self.assertGreaterEqual(len(set(harmless() + commands)), 350)

    def test_without_a_disk_a_bare_name_is_a_branch(self) -> None:
        for command, expected in [
            ("git checkout a.py", "-"),
            ("git checkout ./a.py", "discard ./a.py"),
            ("git checkout src/", "discard src/"),
            ("git checkout HEAD a.py", "discard a.py"),
            ("git checkout a.py b.py", "discard a.py b.py"),
        ]:
            with self.subTest(command):
                self.assertEqual(shown(commands.verdict(command, CWD)), expected)


def harmless() -> List[str]:
    """The table above: one a line, in which \\n is a newline and \\t a tab."""
    return [line.replace("\\n", "\n").replace("\\t", "\t") for line in HARMLESS.split("\n") if line]


class Directory(unittest.TestCase):
    def check(self, command: str, directory: Optional[str], paths: str = "*", home: bytes = b"") -> None:
        with self.subTest(command):
            effects = commands.verdict(command, CWD, None, home)
            self.assertEqual(len(effects), 1, command)
            self.assertEqual(effects[0].directory, directory.encode() if directory else None)
            self.assertEqual("*" if effects[0].paths is None else b" ".join(effects[0].paths).decode(), paths)

    def test_cd(self) -> None:
        self.check("git stash", "/w")
        self.check("cd x && git stash", "/w/x")
        self.check("cd x; git stash", "/w/x")
        self.check("cd x\ngit stash", "/w/x")
        self.check("cd /y && git stash", "/y")
        self.check("cd x && cd y && git stash", "/w/x/y")
        self.check("cd x/y/.. && git stash", "/w/x")
        self.check("cd ../v && git stash", "/v")
        self.check("cd ../../../.. && git stash", "/")
        self.check("cd 'a b' && git stash", "/w/a b")
        self.check("cd -P x && git stash", "/w/x")
        self.check("cd -- x && git stash", "/w/x")
        self.check("cd x || exit 1; git stash", "/w/x")
        self.check("if cd x; then git stash; fi", "/w/x")
        self.check("cd x && git add a.py", "/w/x", "a.py")
        self.check("pushd x && git stash", "/w/x")
        self.check("eval 'cd x' && git stash", "/w/x")

    def test_cd_that_does_not_reach_it(self) -> None:
        self.check("(cd x); git stash", "/w")
        self.check("(cd x && ls) && git stash", "/w")
        self.check("x=$(cd x; pwd); git stash", "/w")
        self.check("`cd x`; git stash", "/w")
        self.check("cd x | cat; git stash", "/w")
        self.check("true | cd x; git stash", "/w")
        self.check("cd x && make & git stash", "/w")
        self.check("bash -c 'cd x'; git stash", "/w")
        self.check("sudo cd x; git stash", "/w")
        self.check("pushd x; popd; git stash", "/w")
        self.check("echo cd x; git stash", "/w")
        self.check("[ -d x ] || mkdir x; git stash", "/w")

    def test_cd_inside(self) -> None:
        self.check("(cd x && git stash)", "/w/x")
        self.check("bash -c 'cd x && git stash'", "/w/x")
        self.check("cd x && bash -c 'git stash'", "/w/x")
        self.check("cd x && (cd y; git stash)", "/w/x/y")
        self.check("echo $(cd x; git stash)", "/w/x")

    def test_unknown(self) -> None:
        self.check('cd "$DIR" && git stash', None)
        self.check("cd $(git rev-parse --show-toplevel) && git stash", None)
        self.check("cd - && git stash", None)
        self.check("cd && git stash", None)
        self.check("cd ~/x && git stash", None)
        self.check("cd x || cd y; git stash", None)
        self.check("popd; git stash", None)
        self.check("cd *x && git stash", None)
        self.check("git -C $X stash", None)

    def test_unknown_and_then_known(self) -> None:
        self.check('cd "$DIR" && cd /y && git stash', "/y")
        self.check('cd "$DIR" && git -C /y stash', "/y")

    def test_the_home_directory(self) -> None:
        self.check("cd && git stash", "/home/u", home=b"/home/u")
        self.check("cd ~/x && git stash", "/home/u/x", home=b"/home/u")
        self.check("cd $HOME/x && git stash", "/home/u/x", home=b"/home/u")
        self.check('cd "${HOME}/x" && git stash', "/home/u/x", home=b"/home/u")
        self.check("git -C ~/x stash", "/home/u/x", home=b"/home/u")
        self.check("cd '~/x' && git stash", "/w/~/x", home=b"/home/u")
        self.check("cd ~bob/x && git stash", None, home=b"/home/u")

    def test_options_of_git(self) -> None:
        self.check("git -C x stash", "/w/x")
        self.check("git -C x -C y stash", "/w/x/y")
        self.check("git -C x -C /y stash", "/y")
        self.check("git -C '' stash", "/w")
        self.check("git -C .. stash", "/w/..")
        self.check("cd x && git -C y stash", "/w/x/y")
        self.check("git -c a.b=c -C x checkout -- a.py", "/w/x", "a.py")
        self.check("git --work-tree=/t --git-dir=/g stash", "/t")
        self.check("git --git-dir /g --work-tree t stash", "/w/t")
        self.check("git -C x --work-tree=t stash", "/w/x/t")
        self.check("git --work-tree=/ checkout -- a.py", "/w", "a.py")
        self.check("git --git-dir=.git stash", "/w")
        self.check("GIT_WORK_TREE=/t GIT_DIR=/g git stash", "/t")
        self.check("env GIT_WORK_TREE=/t git stash", "/t")
        self.check("env -C x git stash", "/w/x")
        self.check("sudo --chdir=x git stash", "/w/x")

    def test_a_worktree_that_is_removed(self) -> None:
        self.check("git worktree remove ../other", "/w/../other")
        self.check("git worktree remove --force /y", "/y")
        self.check("git -C x worktree remove -f y", "/w/x/y")
        self.check('git worktree remove "$W"', None)


class Shown(unittest.TestCase):
    def test_nothing_of_the_command_line_is_in_the_name(self) -> None:
        for command, expected in [
            ("git -C x reset -q --hard evil", "git reset --hard"),
            ("git checkout -- evil", "git checkout --"),
            ("git checkout -qf evil", "git checkout -f"),
            ("git switch --discard-changes evil", "git switch -f"),
            ("git stash push -m evil", "git stash"),
            ("git add -vA evil", "git add -A"),
            ("git add --update", "git add -u"),
            ("git commit -qam evil", "git commit -a"),
            ("git cherry-pick --abort", "git cherry-pick --abort"),
            ("git worktree remove evil", "git worktree remove"),
        ]:
            with self.subTest(command):
                self.assertEqual([e.shown for e in commands.verdict(command, CWD)], [expected])

    def test_the_same_twice_is_told_once(self) -> None:
        self.assertEqual(len(commands.verdict("git stash; git pull; git stash", CWD)), 1)
        self.assertEqual(len(commands.verdict("git stash; cd x; git stash", CWD)), 2)

    def test_names_that_are_not_utf_8(self) -> None:
        effects = commands.verdict("cd d\udcff && git checkout -- \udcfe.py", CWD)
        self.assertEqual((effects[0].directory, effects[0].paths), (b"/w/d\xff", [b"\xfe.py"]))


def cpu(work: Callable[[], object]) -> float:
    """Seconds of processor time; the best of three, since others use this machine too."""
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


class Generated(unittest.TestCase):
    """Any text is taken, and none takes long: 5 ms each is asked for, where the machine is not busy."""

    def test_ten_thousand_lines(self) -> None:
        chance = random.Random(20260401)
        seeds = harmless() + [command for command, _ in THROWS_AWAY + TAKES_ALONG]
        lines = [generated(chance, seeds) for _ in range(10_000)]
        found = 0
        slow: List[str] = []
        start = time.process_time()
        for line in lines:
            before = time.process_time()
            found += len(commands.verdict(line, CWD, exists))
            if time.process_time() - before > 0.005:
                slow.append(line)
        average = (time.process_time() - start) / len(lines)
        self.assertGreater(found, 1000)  # else they would all be noise
        self.assertLess(average, 0.001)
        for line in slow:
            self.assertLess(cpu(functools.partial(commands.verdict, line, CWD, exists)), 0.005, line)

    def test_giants(self) -> None:
        size = 100_000
        units: List[str] = []
        for part in UNITS:
            units += part
        lines = [("%r repeated" % unit, unit * (size // len(unit)) + " git") for unit in units]
        lines.append(("parentheses around much", "((" * 1000 + "git " * 24_000 + ")"))
        lines.append(("tabs in a here-document", "git <<-EOF\n" + "\t" * 50_000 + "EOFx" * 12_000))
        lines.append(("a long cd", "cd " + "a/" * 2000 + ";cd .;" * 500 + "git stash"))
        nested = "git stash"
        for _ in range(10):
            nested = "bash -c '" + nested.replace("'", "'\\''") + "'"
        lines.append(("shells in shells", nested[: 10 * size]))
        for name, line in lines:
            with self.subTest(name):
                self.assertLess(cpu(functools.partial(commands.verdict, line, CWD)), 0.02)

    def test_what_is_long_but_plain_is_read_to_its_end(self) -> None:
        for line in (
            "cat > f <<'EOF'\n" + "it's git (\n" * 10_000 + "EOF\ngit stash",
            "git commit -m '" + 'word " word \n' * 9_000 + "'; git stash",
            "# " + "git ' " * 20_000 + "\ngit stash",
            "git log " + "x" * 100_000 + "; git stash",
        ):
            with self.subTest(line[:20]):
                self.assertEqual(shown(commands.verdict(line, CWD)), "discard *")

    def test_deep_nesting_is_read_as_far_as_it_is_sensible(self) -> None:
        line = "git stash"
        for _ in range(3):
            line = "bash -c '" + line.replace("'", "'\\''") + "'"
        self.assertEqual(shown(commands.verdict(line, CWD)), "discard *")
        self.assertEqual(shown(commands.verdict("$(" * 10 + "git stash" + ")" * 10, CWD)), "discard *")

    def test_a_line_with_nul_cannot_be_run(self) -> None:
        self.assertEqual(commands.verdict("git stash\0", CWD), [])

    def test_lone_surrogates(self) -> None:
        self.assertEqual(shown(commands.verdict("git stash \ud800", CWD)), "-")
        self.assertEqual(shown(commands.verdict("echo \ud800; git stash", CWD)), "discard *")


#: Repeated to 100 KB each.
UNITS = (
    ["(", "$(", "$((", "((", "`", "'", '"', "\\", ";", "|", "&", "<", ">", "<(", "${", "[[", "{", "}", "&&", "||"],
    [";;"],
    ["\n", " ", "\t", "a", "\u00e9", "git", "git ", "git;", "git&&", "git stash;", "git stash\n", "git -C a "],
    ["bash -c ", "bash -c '", "eval ", 'eval "', "xargs ", "sudo ", "xargs -I{} ", "find -exec ", "a=b "],
    ["cd a;", "cd ..;", "cd a/b/../c;", '"${x:-', '"$(', "<<E\n", "<<-E\nE\nx", "<<a\naaaaa", "> f ", "$'\\x'"],
    ["{a,b} ", "$x", "*", "~/a ", "((a)(a", "a=(", "f()", "if git ", "case x in a)"],
    ["git add a b ", "\\`", "`\\", "git commit -m 'a b' && "],
)

FRAGMENTS = [
    *["git", "git ", "stash", "reset", "--hard", "checkout", "--", ".", "a.py", "clean", "add", "-A", "commit"],
    *["'", '"', "\\", "`", "$(", "(", ")", "{", "}", ";", "|", "&&", "||", "&", "\n", " ", "\t", ">", ">>"],
    *["<<EOF\n", "\nEOF\n", "<<", "<<<", "<<-", "bash -c ", "sh -c '", "eval ", "sudo -u x ", "env A=1 ", "xargs "],
    *["cd x", "cd ..", "cd ", "pushd ", "popd", "-f", "case x in", "esac", "if ", "then ", "fi", "for x in ", "do "],
    *["[[", "]]", "((", "))", "$((", "${x", "$x", "#", "*", "?", "[", "~"],
    *["$'", "=", "a=(", "find . -exec ", "\\;", "{}"],
    *["-am", "2>&1", "|&", "-C", "done", "{a,b}", "\u00e9", "\udcff", "%", "!", "0", "\r"],
    *["<(", ">(", "function ", "coproc ", "time ", "exec ", "\0"],
]


def generated(chance: random.Random, seeds: List[str]) -> str:
    """A command line made of fragments, or a real one with something wrong."""
    if chance.random() < 0.5:
        return "git " + "".join(chance.choice(FRAGMENTS) for _ in range(chance.randrange(1, 40)))
    line = chance.choice(seeds)
    for _ in range(chance.randrange(1, 6)):
        at, kind = chance.randrange(len(line) + 1), chance.randrange(5)
        if kind == 0:
            line = line[:at] + line[at + chance.randrange(1, 4) :]
        elif kind == 1:
            line = line[:at] + chance.choice(FRAGMENTS) + line[at:]
        elif kind == 2:
            line = line[:at] + chr(chance.randrange(1, 0x250)) + line[at:]
        elif kind == 3:
            line = line + chance.choice((" && ", "; ", " | ", "\n", " ")) + chance.choice(seeds)
        else:
            other = chance.choice(seeds)
            line = line[:at] + other[chance.randrange(len(other)) :]
    return line


if __name__ == "__main__":
    unittest.main()
