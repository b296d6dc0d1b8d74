"""Command lines that run git, and what each does to uncommitted work."""

from typing import List, Tuple

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


def harmless() -> List[str]:
    """The table above: one a line, in which \\n is a newline and \\t a tab."""
    return [line.replace("\\n", "\n").replace("\\t", "\t") for line in HARMLESS.split("\n") if line]


def exists(path: bytes) -> bool:
    return path in FILES


def shown(effects: List[Effect]) -> str:
    lines = [
        effect.kind + " " + ("*" if effect.paths is None else b" ".join(effect.paths).decode()) for effect in effects
    ]
    return "; ".join(lines) or "-"
