"""Command lines by hand: git, on the working tree.  For names in braces see `kit.names`."""

GROUPS = {
    "stash": r"""
git stash
git stash -u
git stash -a
git stash --all
git stash -q
git stash -k
git stash -S
git stash -p
git stash push
git stash push -u
git stash push -m "wip before rebase"
git stash push --include-untracked --message wip
git stash push -- {f}
git stash push -u -- {f}
git stash push -m wip -- {o}
git stash push {d}
git stash push --keep-index -u
git stash push --staged
git stash save
git stash save "before the merge"
git stash save -u wip
git stash -- {f}
git stash push -- . ':!{r}'
git stash push -- ':(exclude){r}'
git stash push -- ':(top)'
git stash push -- ':/docs'
git stash push -- '*.md'
git stash push -- '*.{ext}'
git stash push -- src
git stash push docs/
printf '%s\n' {f} | git stash push --pathspec-from-file=-
git stash && git pull && git stash pop
git stash; git checkout feature
git stash && git stash pop
git stash -u && git stash apply
git stash -u && git checkout feature && git checkout main && git stash pop
git stash list
git stash show
git stash show -p stash@{0}
git stash pop
git stash apply
git stash apply --index stash@{0}
git stash drop
git stash clear
git stash branch wip-branch
git stash create
git stash store -m x $(git stash create)
git save
""",
    "reset": r"""
git reset
git reset --hard
git reset --hard HEAD
git reset --hard HEAD~1
git reset --hard origin/main
git reset --hard @{u}
git reset --hard v1
git reset -q --hard
git reset --hard -q feature
git reset HEAD^ --hard
git reset --har
git reset --soft HEAD~1
git reset --soft HEAD
git reset HEAD~1
git reset --mixed HEAD~2
git reset --keep HEAD~1
git reset --keep feature
git reset --merge
git reset --merge HEAD~1
git reset -- {f}
git reset HEAD -- {f}
git reset HEAD {f}
git reset -q HEAD -- .
git reset -p
git reset -N
git reset {o}
git fetch -q origin && git reset --hard origin/main
git fetch -q && git reset -q --hard FETCH_HEAD
git reset --hard && git clean -fd
git reset --hard HEAD && git clean -fdx
git undo
git unstage {f}
""",
    "checkout of files": r"""
git checkout .
git checkout -- .
git checkout ./
git checkout -- {f}
git checkout {f}
git checkout HEAD -- {f}
git checkout HEAD {f}
git checkout HEAD~1 -- {f}
git checkout v1 {f}
git checkout HEAD .
git checkout @ -- .
git checkout feature -- {f}
git checkout fix/x {f}
git checkout fix/x -- .
git checkout -p
git checkout -p -- {f}
git checkout -- {o}
git checkout {o}
git checkout -- {o} {m}
git checkout -- {d}
git checkout {d}
git checkout -- '*.{ext}'
git checkout -- *.{ext}
git checkout *.{ext}
git checkout -- '*.py' '*.md'
git checkout -- :/
git checkout ':/'
git checkout -- ':/docs'
git checkout ':(top)*.md'
git checkout -- . ':!{r}'
git checkout -- . ':^{r}'
git checkout -- ':(exclude){r}' .
git checkout -- ':(glob)**/*.{ext}'
git checkout -- ':(literal){r}'
git checkout -- {e}
git checkout -- {dq}
git checkout -- {abs}
git checkout --ours -- {f}
git checkout --theirs {f}
git checkout --conflict=merge -- {f}
git checkout --no-overlay HEAD~1 -- .
git checkout --pathspec-from-file=- <<< {f}
printf '%s\n' {f} | git checkout --pathspec-from-file=-
git checkout --pathspec-from-file={kit}/list
git checkout feature -- docs
git co .
git co -- {f}
git checkout -- nothing-here
""",
    "restore": r"""
git restore .
git restore {f}
git restore -- {f}
git restore {o}
git restore {m}
git restore {f} {f2}
git restore --staged {f}
git restore --staged .
git restore -S {f}
git restore -SW {f}
git restore --staged --worktree {f}
git restore --staged --worktree .
git restore -s HEAD~1 {f}
git restore --source=HEAD~1 -- {f}
git restore --source=fix/x --staged --worktree -- {d}
git restore -s v1 .
git restore :/
git restore ':/*.md'
git restore ':(top)'
git restore . ':!{r}'
git restore '*.{ext}'
git restore -p .
git restore --worktree {f}
git restore --ours {f}
git restore --overlay --source=feature .
git restore -q .
git restore --pathspec-from-file={kit}/list
""",
    "clean": r"""
git clean -f
git clean -fd
git clean -df .
git clean -fdx
git clean -xf
git clean -fX
git clean -fdX
git clean -n
git clean -nfd
git clean -ffdx
git clean -f {f}
git clean -f -- {d}
git clean -fd src
git clean -fdx build
git clean -fdx -e '*.cfg'
git clean -fd -e '{r}'
git clean -fd -e {b}
git clean -fdx --exclude='*.{ext}'
git clean -fd -e build
git clean -fd ':!{r}'
git clean -fd :/
git clean -fd '*.{ext}'
git clean -fdq
git clean -i
git clean
git -c clean.requireForce=false clean
git -c clean.requireForce=false clean -d
git clean -fd && git checkout .
git clean --force -d --quiet
git clean -f ..
""",
    "rm and mv": r"""
git rm {f}
git rm -f {f}
git rm -q -f -- {f}
git rm --cached {f}
git rm -r --cached -q .
git rm -rf {d}
git rm -rf -q .
git rm -n {f}
git rm -f '*.{ext}'
git rm {o}
git rm -rq docs
git rm -rfq docs src
git rm --ignore-unmatch -f {f} nothing-here
git rm -rf -q --cached . && git add .
git rm -f --pathspec-from-file={kit}/list
git mv {f} moved.{ext}
git mv -f {o} {f}
git mv {f} docs/
git mv -k {f} renamed.{ext}
git mv -n {f} renamed.{ext}
git mv src source
git mv {o} other-name.md
mkdir -p pkg && git mv {f} pkg/
git mv docs documents && git commit -q -m "docs moved"
""",
}
