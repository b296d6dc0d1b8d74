"""Command lines by hand: git, on the index, commits and branches.  For names in braces see `kit.names`."""

GROUPS = {
    "branches": r"""
git checkout feature
git checkout -q feature
git checkout fix/x
git checkout feature --
git checkout -
git checkout main
git checkout -b new-work
git checkout -b new-work origin/main
git checkout -B feature
git checkout -B main origin/main
git checkout --detach
git checkout HEAD~1
git checkout v1
git checkout feature2
git checkout -t origin/feature
git checkout --track -b mine origin/fix/x
git checkout --orphan empty
git checkout -m feature
git checkout --merge fix/x
git checkout -f
git checkout -f main
git checkout -f feature
git checkout -q -f HEAD
git checkout --force fix/x
git checkout feature && git checkout main
git checkout feature || git checkout -f feature
git checkout -b tmp && git add -A && git commit -q -m wip && git checkout main
git switch feature
git switch -q fix/x
git switch -c new-work
git switch --create new-work origin/main
git switch -C feature
git switch -f feature
git switch -f main
git switch --discard-changes main
git switch --force fix/x
git switch -d HEAD~1
git switch --detach
git switch -m fix/x
git switch -
git switch feature2
git switch --orphan empty
git switch -t origin/feature
git switch main
git switch nowhere
git fetch origin && git switch feature2
gh pr checkout 1
git branch topic
git branch -f feature HEAD
git branch -f main HEAD~1
git branch -m renamed
git branch -M main trunk
git branch -D feature
git branch --show-current
git update-ref HEAD HEAD~1
git update-ref refs/heads/main feature
git symbolic-ref HEAD refs/heads/feature
git symbolic-ref --short HEAD
git worktree add ../another
git worktree add ../another feature && cd ../another && git log --oneline -1
git worktree list
git worktree prune
git tag now
git tag -f v1
git bisect start HEAD v1
git bisect start && git bisect bad && git bisect good v1
git bisect start HEAD v1 && git bisect reset
git bisect start HEAD v1 && git bisect run true
""",
    "add": r"""
git add {f}
git add .
git add -A
git add --all
git add -A .
git add -u
git add -p
git add -N {f}
git add -N .
git add -n .
git add {d}
git add *.{ext}
git add '*.{ext}'
git add {m}
git add {m} {o}
git add -f .
git add -f {f}
git add -v {m}
git add -A {d}
git add -A :/
git add -- . ':!{r}'
git add -A -- ':(exclude){r}'
git add --renormalize .
git add --refresh .
git add --chmod=+x {f}
git add -u src
git add -u && git status
git stage {f}
git add $(git diff --name-only)
git ls-files -mo --exclude-standard | xargs -d '\n' git add
git ls-files -mo --exclude-standard -z | xargs -0 git add --
git update-index {f}
git update-index --add {f}
git update-index --remove {f}
git update-index --force-remove {f}
git update-index --assume-unchanged {f}
git update-index --skip-worktree {f}
git update-index --refresh
git update-index --again
""",
    "commit": r"""
git commit -m x
git commit -q -m "feat: the thing"
git commit -am x
git commit -a -m "fix tests"
git commit --all -m x
git commit -m x {f}
git commit -m x -- {f}
git commit -m x -- {m}
git commit -m x {m}
git commit -o {m} -m x
git commit -i {m} -m x
git commit --include {m} -m x
git commit --only -m x -- {m}
git commit -m x .
git commit -m x -- {d}
git commit -q -m x -- . ':!{r}'
git commit -m x -- '*.{ext}'
git commit --amend --no-edit
git commit --amend -m x
git commit -a --amend --no-edit
git commit --amend --no-edit -- {m}
git commit --dry-run
git commit --dry-run -a
git commit --allow-empty -m x
git commit --fixup HEAD
git commit -a --fixup=HEAD
git commit -p -m x
git commit -F - <<< "message"
git commit -m "$(cat <<'EOF'{nl}Fix it{nl}{nl}For good.{nl}EOF{nl})"
git commit -am "$(cat <<'EOF'{nl}Fix it{nl}EOF{nl})"
git add -A && git commit -m "all of it"
git add . && git commit -qm x
git add . ; git commit -m x
git add {m} && git commit -m "mine"
git add {m} && git commit -m mine -- {m}
git add -u && git commit -m x
git add {m}{nl}git commit -m "mine"
git add -A; git commit -m x; git reset --soft HEAD~1
git add -A && git commit -q -m x && git reset --hard HEAD~1
echo x >> {m} && git commit -am "x"
git commit -q -m x; git push -q origin main
git ci -am x
git wip
git diff --cached --quiet || git commit -m x
git commit-tree HEAD^{tree} -m x
git write-tree
""",
    "merge": r"""
git merge feature
git merge --ff-only feature
git merge --no-ff -m m feature
git merge --squash feature
git merge --no-commit feature
git merge fix/x
git merge -X theirs fix/x
git merge -s ours fix/x
git merge --autostash feature
git merge --autostash fix/x
git merge --abort
git merge --quit
git merge --continue
git merge origin/main
git fetch -q && git merge FETCH_HEAD
git merge feature -m x && git reset --hard ORIG_HEAD
git merge fix/x || git merge --abort
git -c merge.autoStash=true merge feature
git pull
git pull --rebase
git pull -r
git pull --ff-only
git pull --no-rebase origin feature
git pull --rebase --autostash
git pull --autostash
git pull -q origin main
git pull origin fix/x --rebase
git -c rebase.autoStash=true pull --rebase
git config pull.rebase true && git pull
git config rebase.autoStash true && git pull --rebase
git config rebase.autostash true; git rebase feature
git cherry-pick feature
git cherry-pick -n feature
git cherry-pick -x feature
git cherry-pick fix/x
git cherry-pick --abort
git cherry-pick fix/x || git cherry-pick --abort
git cherry-pick fix/x; git cherry-pick --quit
git revert --no-edit HEAD
git revert -n HEAD
git revert --no-commit HEAD~1
git revert --no-edit HEAD~1 || git revert --abort
git revert --no-edit HEAD && git reset --hard HEAD~1
git am {kit}/series.mbox
git am -3 {kit}/held.mbox
git am --abort
git am -q {kit}/held.mbox || git am --abort
git am < {kit}/series.mbox
""",
    "rebase": r"""
git rebase feature
git rebase -q origin/main
git rebase -i HEAD~2
git rebase --onto v1 HEAD~1
git rebase --autostash feature
git rebase --autostash fix/x
git rebase --abort
git rebase --skip
git rebase --continue
git rebase --root
git rebase --exec true HEAD~1
git rebase -f HEAD~1
git rebase main feature
git rebase feature || git rebase --abort
git -c rebase.autoStash=true rebase feature
git -c rebase.autoStash=true rebase fix/x
git fetch -q && git rebase origin/main
git rebase --force-rebase --autostash HEAD~1
""",
}
