"""Command lines by hand: the shell's own ways of saying things.  For names in braces see `kit.names`."""

GROUPS = {
    "cd and lists": r"""
cd {d} && rm {b}
(cd {d} && rm {b})
cd {d}; > {b}
cd {d} && cat {kit}/new.txt > {b}
cd {top} && rm -f {in}
cd {top}; git checkout .
cd docs; cd ..; git checkout .
cd nowhere && git checkout .
cd nowhere; git checkout .
cd nowhere || git checkout .
cd src && cd - && git checkout .
cd "$(git rev-parse --show-toplevel)" && git checkout .
cd $(git rev-parse --show-toplevel); git stash
cd .. && rm -rf shop/docs
cd; git stash
cd ~ && ls
pushd docs >/dev/null; git checkout .; popd >/dev/null
pushd {d} > /dev/null && rm {b}
git status && git stash
git status || git stash
git status; git stash
git diff --quiet && git stash
git diff --quiet || git stash
false && rm {f}
true || rm {f}
true && rm {f}
false || rm {f}
test -f nowhere && rm {f}
[ -f {f} ] && rm {f}
[ -f {f} ] || git checkout .
[[ -f {f} ]] && rm {f}
if [ -f {f} ]; then rm {f}; fi
if [ ! -f {f} ]; then git reset --hard; fi
if git diff --quiet; then echo clean; else git checkout .; fi
rm nowhere || rm {f}
! rm {f}
{ rm {f}; }
{ git add -A; git commit -m x; }
(rm {f})
(git stash)
rm {f} & wait
rm {f} 2>/dev/null
rm {f} > /dev/null 2>&1 || true
set -e; git stash
set -euo pipefail{nl}git checkout .
set -e; false; git checkout .
exit 0; git checkout .
echo start; exit 1; rm {f}
return 0; git stash
git stash > /dev/null 2>&1
git stash | cat
git stash |& tail -1
git checkout . 2>&1 | head -5
ls | git checkout .
sleep 0; git stash
git \{nl}  stash
git checkout \{nl}  -- \{nl}  {f}
rm \{nl}  {f}
git log -1{nl}git stash{nl}git status
""",
    "variables and loops": r"""
F={f}; rm "$F"
F={f} && rm "$F"
F={f}; rm -f $F
f={dq}; git checkout -- "$f"
f={dq}; echo x > "$f"
f={dq}{nl}cat > "$f" <<'EOF'{nl}new{nl}EOF
DIR={d}; rm -f "$DIR"/*.{ext}
DIR={d}; rm "${DIR}/"{b}
export F={f}; rm "$F"
F={f} rm "$F"
readonly F={f}; truncate -s 0 "$F"
local F={f}; rm {o}
rm "$NOTHING"{f}
rm ${UNSET:-{f}}
X=stash; git $X
g=git; $g stash
git${IFS}stash
CMD="git checkout ."; $CMD
CMD="git checkout ."; eval "$CMD"
cmd=(git checkout .); "${cmd[@]}"
files=({f} {o}); git checkout -- "${files[@]}"
for f in {f}; do rm "$f"; done
for f in {f} {o}; do git checkout -- "$f"; done
for f in {o} {m}; do sed -i s/line/x/ "$f"; done
for f in {f} {o}; do echo x > "$f"; done
for f in a b c; do echo $f; done
for f in *.{ext}; do sed -i s/line/x/ "$f"; done
for f in {ds}*.{ext}; do mv "$f" "$f.old"; done
for f in {ds}*.{ext}; do cat "$f"; done
for d in src docs; do (cd $d && git checkout .); done
for d in docs src; do git -C "$d" clean -fd; done
for b in feature; do git checkout $b; done
for x in $(git ls-files -m); do git checkout "$x"; done
for i in {1..3}; do echo $i; done
while read -r f; do rm "$f"; done <<< {f}
while IFS= read -r f; do rm "$f"; done < {kit}/list
git ls-files -m | while read -r f; do git checkout -- "$f"; done
ls *.{ext} | while read -r f; do rm "$f"; done
until rm {f}; do break; done
case x in x) git stash;; esac
case x in y) git stash;; esac
function zap() { git stash; }; zap
zap() { rm {f}; }; zap
zap() { rm "$1"; }; zap {f}
zap() { git stash; }; echo not called
x=$(git stash)
echo "$(git stash)"
echo `git checkout .`
echo $(rm {f})
echo "$(echo 'git stash')"
diff <(git stash; echo a) <(echo b)
: ${X:=$(git stash)}
echo {a,b}.txt
rm -f {ds}{{stem},other}.{ext}
touch {ds}{one,two}.{ext}; rm {ds}{one,two}.{ext}
A=1 B=2 git stash
IFS=:; git stash
shopt -s globstar; rm -f **/*.{ext}
shopt -s nullglob dotglob; rm -f *.{ext}
set -- {f}; rm "$1"
set -f; rm -f *.{ext}
arr=(a b); echo ${#arr[@]}
let x=1; git stash
(( 1 )) && git stash
(( 0 )) && git stash
[[ main == ma* ]] && git stash
printf -v F '%s' {f}; rm "$F"
read -r F <<< {f}; rm "$F"
""",
    "through other programs": r"""
env rm {f}
env git stash
env GIT_PAGER=cat git stash
env -i PATH="$PATH" HOME="$HOME" git stash
env -C {top} git stash
env -u FOO git checkout .
nice rm {f}
nice -n 5 git checkout .
nohup git stash >/dev/null 2>&1
timeout 5 rm {f}
timeout -k 1 5s git reset --hard
time rm {f}
time git stash
command rm {f}
command git stash
\rm {f}
\git stash
builtin echo git stash
exec rm {f}
exec git checkout .
stdbuf -o0 git stash
flock {kit}/lock git stash
ionice git checkout .
eval "rm {f}"
eval rm {f}
eval "git stash"
eval 'git checkout .'
bash -c "rm {f}"
bash -c "git checkout ."
bash -c 'git stash'
sh -c "git checkout ."
sh -c 'rm "$0"' {f}
bash -c 'git checkout -- "$1"' _ {f}
bash -ec "cd {d} && rm -f *.{ext}"
bash -c 'bash -c "git stash"'
bash -c "echo git stash"
bash <<'EOF'{nl}rm {f}{nl}EOF
bash <<'EOF'{nl}git stash{nl}EOF
bash <<EOF{nl}cd {top}{nl}git checkout .{nl}EOF
sh <<EOF{nl}git reset --hard{nl}EOF
bash -s <<'EOF'{nl}git clean -fdx{nl}EOF
bash -es <<'EOF'{nl}rm -rf docs{nl}EOF
cat <<'EOF' | bash{nl}git stash{nl}EOF
cat <<'EOF'{nl}git stash{nl}rm {f}{nl}EOF
echo "git stash" | bash
echo "git stash" | sh
echo "rm {f}" | sh
printf 'git checkout .\n' | bash -s
bash <(echo git stash)
source <(echo "git checkout .")
. <(echo git stash)
source /dev/stdin <<< "git stash"
trap 'git stash' EXIT
trap "rm {f}" EXIT; echo working
trap 'git stash' INT; echo working
bash <<< "git stash"
bash <<< "rm {f}"
echo . | xargs git checkout
echo stash | xargs git
echo status | xargs git
echo {f} | xargs git checkout --
echo feature | xargs git checkout
echo {f} | xargs -n1 git restore
echo {f} | xargs -I@ cp {kit}/new.txt @
git ls-files -m | xargs git checkout --
git ls-files -m | xargs -r git checkout
git ls-files -m | xargs -d '\n' rm -f
git diff --name-only | xargs git checkout HEAD --
git diff --name-only | xargs -I{} git checkout {}
git diff --name-only -z | xargs -0 git restore
git status --porcelain | awk '{print $2}' | xargs git checkout --
git status --porcelain | cut -c4- | xargs -d '\n' rm -f
find . -maxdepth 1 -name '*.{ext}' | xargs git checkout --
find . -name '*.{ext}' -exec git checkout -- {} \;
ls | head -1 | xargs cat
awk 'BEGIN { system("git stash") }'
perl -e 'system("git stash")'
find . -maxdepth 0 -exec git stash \;
find . -maxdepth 0 -exec sh -c 'git stash' \;
yes | rm -i {f}
printf 'c\n' | git clean -id
git for-each-ref --shell --format='git log -1 %(refname)' | sh
""",
    "quoting and words": r"""
'git' stash
"git" stash
g"i"t stash
git 'stash'
git "st""ash"
$(which git) stash
"$(command -v git)" stash
$(echo git) stash
git $(echo stash)
git checkout $(echo .)
/usr/bin/env git stash
echo "git stash"
echo 'rm {r}'
echo git stash
grep -r "git reset --hard" .
# git stash
git log --grep="git reset --hard"
git log --oneline # git stash
printf "git checkout .\n"
: 'git stash'
: git stash
test "git stash"
git commit --allow-empty -m "git stash; rm {r}"
git commit --allow-empty -m 'revert "git reset --hard"'
git tag -a note -m "git checkout ."
git log --format='%H > x'
echo "a && git stash"
echo 'a; rm -rf docs'
cat <<< "git stash"
rg "git stash" . || true
alias zap='git stash'; zap
alias gs='git stash'
type git
which git
man git-stash | head -1
help cd | head -1
export GIT_STASH_NOTE="git stash"
rm\ -rf docs
rm$'\x20'{f}
git$'\t'stash
git	stash
  git   stash
;git stash
git stash;
git stash & wait
(git stash) & wait
git stash # tidy up
!git
git stash \
""",
}
