"""Command lines by which a session edits files: what shell Claims are measured with.  For names see `kit.names`.

The other lines by hand that change files (`BORROWED`: their groups) are run too.
"""

BORROWED = (
    *("rm", "mv", "cp", "redirection", "sed", "patch and archives", "python", "programs of the repository"),
    *("cd and lists", "variables and loops", "patches and trees", "rm and mv", "checkout of files", "restore"),
)

LINES = r"""
cat > src/new_module.py <<'EOF'{nl}def f():{nl}    return 1{nl}EOF
cat > {f} <<'EOF'{nl}one > two{nl}rm other{nl}EOF
cat >> {f} <<'EOF'{nl}appended{nl}EOF
mkdir -p pkg/sub && touch pkg/__init__.py pkg/sub/__init__.py
mkdir -p pkg && echo 'x = 1' > pkg/a.py && echo 'y = 2' > pkg/b.py
mkdir pkg && cd pkg && echo x > a.py && echo y > b.py
printf 'a\nb\n' | tee -a {f} docs/new.md > /dev/null
sed -i 's/line 4/line four/' {f} && git diff --stat
sed -i 's/line 4/line four/; s/line 6/line six/' {f}
sed -i 's/line 4/line four/' {f} {o} && echo done
sed -i '/line 7/d' {f}
sed -i '4c\changed' {f}
sed -i -e '1i # header' src/*.py
sed -i "s/line 4/$(date +%Y)/" {f}
sed -i 's/line 4/4/' src/core.py; sed -i 's/line 5/5/' src/util.py
for f in src/core.py src/util.py; do sed -i 's/line/row/' "$f"; done
for f in src/*.py; do echo '# end' >> "$f"; done
for n in 1 2 3; do echo $n > "docs/part$n.md"; done
for f in $(git ls-files src); do echo '# end' >> "$f"; done
find docs -name '*.md' -exec sed -i 's/line/row/' {} +
find src -name '*.py' | xargs -d '\n' sed -i 's/line/row/'
grep -rl 'line 4' src | xargs -d '\n' sed -i 's/line 4/four/'
git ls-files '*.md' | xargs -d '\n' perl -pi -e 's/line/row/'
perl -pi -e 's/line 4/four/' {f}
python3 - <<'EOF'{nl}import pathlib{nl}p = pathlib.Path({py}){nl}p.write_text(p.read_text() + "four"){nl}EOF
python3 - <<'EOF'{nl}path = {py}{nl}s = open(path).read(){nl}open(path, "w").write(s.replace("line", "row")){nl}EOF
python3 - <<'EOF'{nl}for n in range(3):{nl}    open("docs/gen%d.md" % n, "w").write("x"){nl}EOF
python3 -c "open('docs/new.md','w').write('x')"
python3 -c "import json; json.dump({}, open('data/out.json', 'w'))"
python3 scripts/generate.py
python3 scripts/generate.py && sed -i 's/generated/made/' docs/changes.md
make
make fmt
make all && cp build/out.txt docs/out.txt
awk '{print NR": "$0}' {f} > numbered.txt
awk '{sub("line 4","four")}1' {f} > {f}.tmp && mv {f}.tmp {f}
head -5 {f} > short.txt
jq . nothing.json > out.json
sort -u data/list.txt -o data/list.txt
sort -r data/list.txt > data/sorted.txt
cut -d' ' -f2 {f} | sort | uniq > words.txt
tr 'a-z' 'A-Z' < {f} > upper.txt
cp {f} {f}.orig
cp {o} docs/copy.md
cp -r docs manual
cp src/core.py src/util.py tests/
mv {o} docs/moved.md
mv src/core.py src/kernel.py && sed -i 's/core/kernel/' src/util.py
git mv src/core.py src/kernel.py && sed -i 's/core/kernel/' src/util.py
git rm -q tests/test_app.py
rm -f tests/test_app.py data/list.txt
rm -r tests
rm -rf build && mkdir build && echo x > build/out.txt
echo 'build2/' >> .gitignore
echo x > local.cfg
echo 'export A=1' > .env && chmod 600 .env
chmod +x {f}
chmod -x scripts/run.sh
touch {f}
touch brand-new.txt
truncate -s 0 {f}
ln -s {f} link-to-it
dd if=/dev/zero of=blob.bin bs=16 count=1
echo x > ../outside.txt
echo x > ../kit/outside.txt
echo x > "$TMPDIR"/scratch
cd .. && echo x > outside.txt
cd docs && echo x > inside.md
cd docs; sed -i 's/line/row/' guide.md; cd ..; sed -i 's/line/row/' README.md
cd src && sed -i 's/line 4/four/' core.py && cd ../docs && sed -i 's/line 4/four/' changes.md
(cd src && sed -i 's/line 4/four/' core.py); echo x >> README.md
pushd docs > /dev/null && echo x >> changes.md && popd > /dev/null
D=docs; echo x > $D/made.md
D=docs; N=made; cat > "$D/$N.md" <<'EOF'{nl}x{nl}EOF
OUT={f}; echo x > "$OUT"
export OUT={f}; echo x >> "$OUT"
echo x > {f} && false
sed -i 's/line/row/' {f}; exit 3
sed -i 's/line/row/' {f} nowhere.txt
sed -i 's/nothing like it/x/' {f}
false && echo x > {f}
true || rm {f}
test -f nowhere && sed -i 's/line/row/' {f}
[ -f {f} ] && sed -i 's/line/row/' {f}
if [ -f nowhere ]; then rm {f}; else echo x >> {o}; fi
[ -d nowhere ] || mkdir nowhere
ls nowhere && rm {f}
grep -q 'not in it' {f} && sed -i 's/line/row/' {f}
grep -q 'line 4' {f} && sed -i 's/line 4/four/' {f}
cp nowhere.txt {f}
mv nowhere.txt {f}
rm -f nowhere.txt
rm nowhere.txt && rm {f}
cp -n {o} {f}
cd nowhere && echo x > {f}
set -e; false; echo x > {f}
exit 0; echo x > {f}
case no in yes) echo x > {f};; esac
while false; do echo x > {f}; done
f() { echo x > made-by-f.txt; }; f
f() { echo x > {f}; }; echo not called
echo "echo x > {r}" > script.sh
bash -c "sed -i 's/line 4/four/' {f}"
sh -c 'echo x > by-sh.txt'
bash <<'EOF'{nl}echo x > by-bash.txt{nl}sed -i 's/line/row/' README.md{nl}EOF
env LC_ALL=C sort data/list.txt -o data/list.txt
timeout 5 sed -i 's/line/row/' {f}
nohup sed -i 's/line/row/' {f} > /dev/null 2>&1
time sed -i 's/line/row/' {f}
sed -i 's/line/row/' {f} & wait
(sleep 0.1; echo x > later.txt) & wait
patch -p1 < {kit}/other.patch
git apply {kit}/other.patch
git apply {kit}/held.patch
git checkout -- {f}
git checkout HEAD~1 -- {o}
git restore --source=v1 src
git checkout -q feature
git switch -q -c topic
git stash -q
git stash -q -u && git stash pop -q
git merge -q feature
git commit -qam "x"
echo x >> {f} && git add -A && git commit -qm x
git reset -q --hard HEAD~1
git clean -fdq
git revert --no-edit HEAD
git cherry-pick feature
tar xf {kit}/tree.tar docs
unzip -o -q {kit}/tree.zip 'docs/*'
tar czf docs.tar.gz docs
zip -q docs.zip docs/guide.md
split -l 4 data/list.txt data/part-
tee {f} <<< "x"
exec > log.txt; echo x
echo x >| {f}
echo x 2> errors.txt
ls -la > listing.txt 2>&1
ls nowhere > out.txt 2> err.txt
{ echo a; echo b; } > both.txt
cat {o} {o2} > all.txt
diff {o} {o2} > diff.txt
git diff > changes.diff
git log --oneline > history.txt
git show HEAD:README.md > README.old
echo x > a{1,2}.txt
touch docs/{one,two}.md
rm -f src/{core,util}.py
rm -f docs/*.md
mv docs/*.md data/
cp {kit}/tree/*.py src/
install -m 755 {kit}/new.txt scripts/new.sh
ed -s {f} <<< $'4c\nfour\n.\nw'
printf 'x' > 'name with space.txt'
echo x > "docs/größe neu.md"
echo x > 'odd[2].txt'
cat {o} | sed 's/line/row/' > {f}
sed 's/line/row/' {o} | tee {f} | wc -l
xargs -I{} sed -i 's/line/row/' {} <<< {f}
while read -r n; do echo "$n" > "docs/$n.txt"; done <<< 'name'
"""
