"""Command lines by hand: the rest of git.  For names in braces see `kit.names`."""

GROUPS = {
    "patches and trees": r"""
git apply {kit}/held.patch
git apply --index {kit}/held.patch
git apply --cached {kit}/held.patch
git apply --check {kit}/held.patch
git apply --stat {kit}/held.patch
git apply -R {kit}/undo.patch
git apply --reverse < {kit}/undo.patch
git apply --3way {kit}/held.patch
git apply --reject {kit}/held.patch
git apply {kit}/other.patch
git apply --exclude='*.{ext}' {kit}/undo.patch
git diff | git apply -R
git diff {f} | git apply -R
git diff HEAD | git apply -R
git diff -- {f} | git apply --reverse
git diff --cached | git apply -R --index
git diff > {kit}/all.patch && git apply -R {kit}/all.patch
git show HEAD | git apply -R
git show HEAD:{in} > {f}
git show HEAD:./{f} > {f}
git show v1:{in} > {f}
git show fix/x:{in} >| {f}
git show HEAD:{in} | cat > {f}
git show HEAD:{in} | tee {f}
git show HEAD:{in}
git cat-file -p HEAD:{in} > {f}
git cat-file blob HEAD:{in} | tee {f} >/dev/null
git archive HEAD | tar x
git archive HEAD | tar -x -C .
git archive HEAD | tar x -C {up}
git archive HEAD {d} | tar xf -
git archive --format=tar feature | (cd {up} && tar xf -)
git archive -o {kit}/head.tar HEAD && tar xf {kit}/head.tar
mkdir ../export && git archive HEAD | tar x -C ../export
git checkout-index -a
git checkout-index -a -f
git checkout-index -f {f}
git checkout-index -fua
git checkout-index -q -f -a
git checkout-index -f -- {f}
git checkout-index --prefix=../export/ -a
git checkout-index -f {o}
git ls-files -z | git checkout-index -f -z --stdin
git read-tree HEAD
git read-tree --reset -u HEAD
git read-tree -m -u HEAD
git read-tree -m -u HEAD feature
git read-tree --empty
git read-tree -u -m HEAD HEAD~1
git read-tree --reset -u fix/x
git sparse-checkout set docs
git sparse-checkout init --cone
git sparse-checkout set --no-cone '/*' '!docs/'
git sparse-checkout disable
git merge-file {f} {o} {o2}
git merge-file -p {f} {o} {o2}
git diff --output={f}
git format-patch -1 --stdout > {f}
git log --oneline > {f}
git bundle create {f} main
git archive -o {f} HEAD
""",
    "where": r"""
git -C {up} checkout .
git -C {top} stash
git -C {top} reset --hard
git -C {d} checkout -- .
git -C docs checkout .
git -C src stash
git -C src clean -fd
git -C {d} checkout -- {b}
git --git-dir={top}/.git --work-tree={top} checkout .
git --work-tree={top} checkout -- .
GIT_DIR={top}/.git GIT_WORK_TREE={top} git reset --hard
cd {top} && git checkout .
cd docs && git checkout .
cd src && git checkout -- .
cd {d} && git checkout {b}
cd {d} && git stash
cd docs && git add -A && git commit -m "docs"
cd docs && git clean -fd
cd / && git -C {top} reset --hard
(cd {top}; git stash)
pushd {d} && git checkout . && popd
git -c core.quotePath=false checkout .
git --no-pager checkout .
git -P reset --hard
git --no-optional-locks stash
git --literal-pathspecs checkout -- {f}
git --literal-pathspecs checkout -- '*.{ext}'
git --glob-pathspecs checkout -- '*.{ext}'
git --noglob-pathspecs checkout -- '*.{ext}'
git --icase-pathspecs checkout -- {f}
git -c alias.zap='checkout .' zap
git -c alias.zap='!git checkout .' zap
git config alias.zap 'reset --hard' && git zap
""",
    "looking": r"""
git status
git status -sb
git st
git log --oneline -5
git log -p -1 -- {f}
git diff
git diff HEAD -- {f}
git diff --stat main feature
git show --stat HEAD
git show v1:README.md
git blame {o}
git grep -n half-done
git ls-files -m
git ls-files --others --exclude-standard
git ls-tree -r HEAD
git rev-parse --abbrev-ref HEAD
git remote -v
git fetch
git fetch --all --prune
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
git bundle create ../main.bundle main
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
git check-ignore -v {f}
git merge-tree main feature
git diff --no-index README.md {o}
git cat-file -t HEAD
git rev-list --count HEAD
git help -a
git version
git stash -h
git checkout -h
""",
}
