"""Command lines that speak of git and leave uncommitted work alone."""

from typing import List

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
git checkout -p
git rebase --no-autostash main
git submodule status
git diff --stat --output-indicator-new=x
git checkout -p -- a.py
git restore -p
git reset -p
git clean -i
git stash -p
git add -p a.py
git reset --hard a.py
git apply --check x.patch
git read-tree -m -u main topic
git clean -f --no-force
git checkout -m -f a.py
git checkout -3 --conflict=diff3 -- a.py
git checkout -2 -f a.py
git checkout --no-track -- a.py
git restore -S -m a.py
git restore --ours --conflict=diff3 a.py
git restore -S --no-staged --no-worktree a.py
git -C nowhere stash
git stash push --pathspec-from-file=no-such-list
git cherry-pick -n main..topic
git status || git checkout .
git apply --stat < x.patch
git merge-file -p a.py b.py c.py
git bundle verify a.bundle
git archive --format=tar HEAD
git submodule update --init
git submodule foreach git status
git -c alias.st=status st
git checkout --orphan new -- a.py
git restore --no-worktree a.py
git update-index --refresh
git update-index --assume-unchanged a.py
git status -sb
git diff --stat main feature
git show --stat HEAD
git show v1:README.md
git grep -n half-done
git ls-files --others --exclude-standard
git ls-tree -r HEAD
git rev-parse --abbrev-ref HEAD
git fetch
git fetch origin feature2:topic2
git push -q origin main
git push -q -f origin HEAD:wip
git push -q origin --delete feature
git reflog
git reflog expire --expire=now --all
git shortlog -sn HEAD
git describe --tags
git cherry main feature
git merge-base main feature
git range-diff v1 main feature
git format-patch -1 -o ../out
git clone -q . ../clone
git init -q ../fresh
git notes add -m x
git gc -q
git prune
git repack -adq
git fsck
git config user.name Other
git config --list
git rerere
git merge-tree main feature
git rev-list --count HEAD
git help -a
git version
git stash -h
git checkout -h
git branch -a
git branch -vv
git branch --contains HEAD
git log --all --graph
git ls-remote origin
git tag -l
git stash show -p
git worktree list --porcelain
git reflog -5
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
git reset --soft HEAD~1
git reset --keep HEAD~1
git reset --hard --soft
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
git rebase --quit
git rebase --edit-todo
git rebase --show-current-patch
git merge topic
git merge --no-ff topic
git merge --quit
git cherry-pick abc123
git revert HEAD
git am patch.mbox
git rm --cached a.py
git rm -r --cached src
git rm -n a.py
git rm --dry-run -f a.py
git worktree list
git worktree add ../other topic
git worktree prune
git checkout-index -a
git checkout-index -f -a --prefix=/tmp/out/
git checkout-index a.py
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
git commit --dry-run -a
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
"$(which git)" status
git $COMMAND
git "$@"
git wipe
rg --files | grep git
npm install git+https://example.org/stash.git
mkdir -p .git/hooks && ls .git
cat <<'EOF'\ngit stash\nEOF
cat > notes.md <<EOF\ngit reset --hard\nEOF
cat <<-EOF | tee x\n\tgit stash\n\tEOF
bash <<EOF\ngit status\nEOF
cat <<< 'git stash'
git log <<A --oneline\ngit stash\nA
xargs echo git stash
find . -name git -o -name stash
git log --grep='reset --hard' | xargs -I{} echo {}
"""


def harmless() -> List[str]:
    """The table above, one a line, in which \\n is a newline and \\t a tab."""
    return [line.replace("\\n", "\n").replace("\\t", "\t") for line in HARMLESS.split("\n") if line]
