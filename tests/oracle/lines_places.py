"""Command lines for linked worktrees and submodules.  For names in braces see `kit.names`."""

#: (kinds of holding, as a prefix of their names) -> group -> lines
SPECIAL = {
    "worktree": {
        "worktree": r"""
git worktree remove {wt}
git worktree remove --force {wt}
git worktree remove -f {wt}
git worktree remove --force fix
git worktree remove --force shop-fix
git worktree move {wt} ../moved
git worktree lock {wt} && git worktree remove --force {wt}
git worktree prune
git worktree list
git worktree repair
git worktree add -f ../more fix/y
rm -rf {wt}
rm -rf {wt} && git worktree prune
rm -r {wt}/docs
mv {wt} ../moved
git -C {wt} checkout .
git -C {wt} stash
git -C {wt} stash -u
git -C {wt} clean -fd
git -C {wt} reset --hard
git -C {wt} switch feature
git -C {wt} switch -c other
git -C {wt} commit -am x
git -C {wt} add -A
git -C {wt} status
git -C {wt} checkout -- {b}
git -C {wt} rebase feature
cd {wt} && git stash
cd {wt} && git checkout .
cd {wt} && git add -A && git commit -m x
cd {wt} && git checkout -b elsewhere
(cd {wt} && git clean -fdx)
git --work-tree={wt} checkout -- .
git --work-tree={wt} checkout -f
GIT_WORK_TREE={wt} git checkout -- {b}
GIT_WORK_TREE={wt} git reset --hard
git --git-dir={wt}/.git status
git --git-dir={wt}/.git --work-tree={wt} checkout -- .
cp README.md {f}
cp {kit}/new.txt {wt}/app.py
rsync -a --delete --exclude .git ./ {wt}/
git branch -D fix/y
git branch -f fix/y HEAD
git branch -m fix/y fix/z
git update-ref refs/heads/fix/y HEAD~1
git checkout fix/y
git checkout --ignore-other-worktrees fix/y
git merge fix/y
git rebase fix/y
git clean -fdx
git clean -ffdx
git clean -ffdx .trees
rm -rf .trees
find .. -name app.py -delete
git stash list
git add -A
git stash -u
git push -q . HEAD:fix/y
git fetch -q . main:fix/y
""",
    },
    "submodule": {
        "submodule": r"""
git submodule update
git submodule update --init
git submodule update --init --force
git submodule update --force lib
git submodule update --checkout --force
git submodule update --remote
git submodule update --remote --force
git submodule deinit lib
git submodule deinit -f lib
git submodule deinit --all -f
git submodule foreach git checkout .
git submodule foreach 'git stash'
git submodule foreach --recursive git clean -fdx
git submodule foreach --quiet 'git reset -q --hard'
git submodule foreach git status
git submodule foreach 'git switch feature'
git submodule status
git submodule sync
git submodule absorbgitdirs
git submodule summary
git submodule set-branch -b feature lib
git reset --hard --recurse-submodules
git checkout --recurse-submodules -f
git checkout --recurse-submodules feature
git checkout -f --recurse-submodules feature
git switch --recurse-submodules -f feature
git -c submodule.recurse=true checkout -f feature
git -c submodule.recurse=true reset --hard
git config submodule.recurse true && git reset --hard
git restore --recurse-submodules .
git restore lib
git checkout -- lib
git read-tree -u --reset --recurse-submodules HEAD
git -C lib checkout .
git -C lib stash
git -C lib clean -fd
git -C lib switch feature
git -C lib checkout v1
git -C lib reset --hard HEAD~1
git -C lib commit -am x
git -C lib add -A
cd lib && git stash
cd lib && git checkout v1
cd lib && git add -A && git commit -m "lib"
(cd lib && git reset --hard)
git rm -f lib
git rm --cached lib
rm -rf lib
mv lib lib2
git mv lib vendor-lib
git add lib
git add -A
git commit -am x
git stash
git stash -u
git clean -fdx
git clean -ffdx
git pull --recurse-submodules
git merge feature
cp {kit}/new.txt {f}
sed -i s/line/x/ {ds}*.c
find . -name '*.c' -delete
git ls-files --recurse-submodules | xargs rm -f
git archive HEAD | tar x
git --git-dir=.git/modules/lib --work-tree=lib checkout .
""",
    },
}
