"""Command lines by hand: programs that change files.  For names in braces see `kit.names`."""

GROUPS = {
    "rm": r"""
rm {f}
rm -f {f}
rm -v {f}
rm -- {f}
rm ./{f}
rm {e}
rm {dq}
rm {abs}
rm "$PWD"/{f}
rm -f "$(pwd)"/{f}
rm -i {f}
rm -rf {d}
rm -r {d}
rm -rf src docs
rm -rf build
rm -rf ./docs/*
rm -f *.{ext}
rm -f {ds}*.{ext}
rm -f {ds}{stem}.*
rm -f {ds}{stem}.{bak,{ext}}
rm -f {ds}?*.{ext}
rm -f **/*.{ext}
rm {o}
rm -f {o} {m}
rm -f {f} {o}
rm *.log
rm -rf nothing-here
unlink {f}
shred -u {f}
rmdir docs
find . -name {b} -delete
find . -name '*.{ext}' -delete
find . -name '*.{ext}' -not -path './.git/*' -delete
find {d} -maxdepth 1 -type f -delete
find . -name '*.{ext}' -exec rm {} +
find . -name {b} -exec rm -f {} \;
find . -name '*.{ext}' -print0 | xargs -0 rm
find . -path ./.git -prune -o -type f -newer README.md -exec rm {} +
find . -name '*.orig' -delete
find . -name '*.{ext}' -print
find . -maxdepth 1 -name '*.log' -delete
find . -type d -name docs -exec rm -rf {} +
find . -type d -empty -delete
ls *.{ext} | xargs rm
echo {f} | xargs rm
printf '%s\0' {f} | xargs -0 rm -f
xargs -d '\n' rm -f < {kit}/list
xargs -I{} rm {} <<< {f}
git ls-files -o --exclude-standard | xargs -d '\n' rm -f
git ls-files -z --others | xargs -0 rm -f
rm -rf .git
rm -f .git/index
rm -f $(git ls-files -m)
rm -f `git ls-files -o`
""",
    "mv": r"""
mv {f} old.{ext}
mv {f} {f}.bak
mv {o} {f}
mv -f {kit}/new.txt {f}
mv -n {o} {f}
mv {f} ..
mv {f} nowhere/
mv -t docs {f}
mv *.{ext} docs/
mv {m} mine2.py
mv {o} renamed.md
mv {d} gone
mv src source
mv docs ../docs-elsewhere
mv {f} {f}.tmp && mv {f}.tmp {f}
mkdir attic && mv {f} attic/
mv -T {kit}/new.txt {f}
mv {kit}/new.txt {d}/
mv --backup {kit}/new.txt {f}
mv -u {o} {f}
""",
    "cp": r"""
cp {o} {f}
cp {kit}/new.txt {f}
cp -f {kit}/new.txt {f}
cp -n {kit}/new.txt {f}
cp {f} {f}.bak
cp {f} ../copy.txt
cp {f} {kit}/saved && cp {kit}/saved {f}
cp -r {kit}/tree/. .
cp -r {kit}/tree/. {up}
cp -a {kit}/tree/. {up}/
cp -R {kit}/tree/docs {kit}/tree/src .
cp {kit}/tree/*.py .
cp -t {d} {kit}/tree/{in}
cp {kit}/tree/{in} {d}
cp {kit}/tree/{in} {d}/
cp {kit}/tree/{in} {f}
cp --remove-destination {kit}/new.txt {f}
cp -u {o} {f}
cp /dev/null {f}
cp -p {kit}/new.txt {kit}/other.txt
cp -b {kit}/new.txt {f}
install -m 644 {kit}/new.txt {f}
install {o} {f}
install -D {kit}/new.txt {f}
install -t {d} {kit}/new.txt
ln -sf {abs} shortcut
ln -sf {kit}/new.txt {f}
ln -f {kit}/new.txt {f}
ln -s {f} shortcut
ln {f} second-name
rsync -a --delete --exclude .git {kit}/tree/ ./
rsync -a {kit}/tree/ .
rsync -a . ../mirror
rsync -a {kit}/new.txt {f}
""",
    "redirection": r"""
> {f}
: > {f}
: >| {f}
true > {f}
echo x > {f}
echo x >{f}
echo x 1> {f}
echo x >> {f}
echo "x" > {dq}
echo "x" > {e}
echo x > {abs}
echo x > "$PWD"/{f}
echo x > {o}
echo x > {m}
echo x > new-file.txt
printf 'x\n' > {f}
printf '%s\n' one two >> {f}
cat {kit}/new.txt > {f}
cat {o} >> {f}
cat {o} {o2} > {f}
cat > {f} <<'EOF'{nl}new{nl}EOF
cat >> {f} <<EOF{nl}more{nl}EOF
cat <<EOF > {f}{nl}new{nl}EOF
cat > new-file.md <<'EOF'{nl}rm {f}{nl}git stash{nl}EOF
tee {f} < {kit}/new.txt
echo x | tee {f}
echo x | tee -a {f}
echo x | tee {o} {f} > /dev/null
cat {kit}/new.txt | tee "{r}" >/dev/null
ls > {f}
ls -l &> {f}
ls nowhere 2> {f}
ls nowhere &>> {f}
grep -r one . > {f} 2>&1
exec 3> {f}; echo x >&3
exec > {f}; echo x
{ echo a; echo b; } > {f}
(echo a; echo b) > {f}
if true; then echo x; fi > {f}
for i in 1 2; do echo $i; done > {f}
while read -r l; do echo "$l"; done < {kit}/new.txt > {f}
sort {o} -o {f}
sort -o {f} {f}
sort --output={f} {o}
uniq {o} {f}
<{f} cat
cat < {f} > {kit}/out.txt
echo 'x > {r}'
echo "not > a redirection"
truncate -s 0 {f}
truncate -s0 {abs}
truncate --size=10 {f}
truncate -s +10 {f}
dd if=/dev/null of={f}
dd if={kit}/new.txt of={f} status=none
dd if=/dev/zero of={f} bs=1 count=5
dd if={kit}/new.txt of={f} conv=notrunc
dd if={f} of={kit}/saved status=none
curl -s -o {f} file://{abs}
split -l 3 {o} {ds}part-
csplit -s -f {ds}part- {o} 3
tr a-z A-Z < {o} > {f}
head -n 2 {f} > {kit}/t && mv {kit}/t {f}
tac {f} > {kit}/t && cp {kit}/t {f}
awk 'NR>2' {f} > {kit}/t && mv {kit}/t {f}
awk '{print}' {o} > {f}
awk '{print > "new-file.txt"}' {o}
awk -v out={f} 'BEGIN {print "x" > out}'
grep -v half {f} > {f}.new && mv {f}.new {f}
sed 's/line/x/' {f} > {f}.new && mv {f}.new {f}
base64 {o} > {f}
gzip -k {f}
gzip {f}
gzip -c {f} > {kit}/f.gz
""",
    "sed": r"""
sed -i s/line/LINE/ {f}
sed -i 's/half-done/done/' {f}
sed -i '3d' {f}
sed -i '8s/line/LINE/' {f}
sed -i.bak 's/line/LINE/' {f}
sed -i -e 's/line/x/' -e '$d' {f}
sed --in-place 's/half/whole/g' {f}
sed --in-place=.orig 's/half/whole/g' {f}
sed -i 's/nowhere/x/' {f}
sed -i '1,$d' {f}
sed -i '1i first' {f}
sed -i '$a last' {f}
sed -n -i '1p' {f}
sed -i -n 1,4p {f}
sed -E -i 's/(line) ([0-9]+)/\2 \1/' {f}
sed -Ei 's/half-done/done/' {f}
sed -i -f - {f} <<< 's/half/whole/'
sed -i s/line/x/ {o}
sed -i s/line/x/ {ds}*.{ext}
sed -i '$d' *.{ext}
sed -i s/line/x/ src/*.py
sed -i s/line/x/ {f} {o}
sed -i s/line/x/ $(git ls-files '*.{ext}')
sed 's/line/x/' {f}
sed 's/line/x/w new-file.txt' {f}
sed -n '1,5p' {f}
grep -rl half-done . --include='*.{ext}' | xargs sed -i s/half/whole/
grep -rlZ half-done --exclude-dir=.git . | xargs -0 sed -i s/half/whole/
find . -name '*.{ext}' -exec sed -i s/line/x/ {} +
find . -name {b} -exec sed -i s/line/x/ {} \;
git ls-files -z | xargs -0 sed -i s/line/LINE/
git grep -lz line | xargs -0 sed -i s/line/LINE/
perl -pi -e 's/line/LINE/' {f}
perl -pi -e 's/half-done/done/' {f}
perl -i -ne 'print unless m{half}' {f}
perl -i.bak -pe 's/line/LINE/' {f}
perl -0pi -e 's/line 1\n//' {f}
perl -pe 's/line/LINE/' {f}
perl -e 'unlink shift' {f}
perl -e 'open F, ">", shift; print F "x"' {f}
ed -s {f} <<< $'1d\nw'
printf '%s\n' '3d' w q | ed -s {f}
ex -s -c '3d' -c x {f}
""",
    "patch and archives": r"""
patch -p1 < {kit}/held.patch
patch -p1 -i {kit}/held.patch
patch -p1 -R < {kit}/undo.patch
patch -R -p1 -s -i {kit}/undo.patch
patch -p1 --dry-run < {kit}/held.patch
patch -d {up} -p1 < {kit}/held.patch
patch {f} {kit}/held.patch
patch -R {f} {kit}/undo.patch
patch -p1 < {kit}/other.patch
cat {kit}/held.patch | patch -p1
git diff {f} | patch -R -p1
git diff HEAD | patch -p1 -R
tar xf {kit}/tree.tar
tar -xf {kit}/tree.tar -C {up}
tar -C {up} -xf {kit}/tree.tar {in}
tar xkf {kit}/tree.tar
tar tf {kit}/tree.tar
tar xf {kit}/tree.tar --exclude='*.{ext}'
tar -x --strip-components=1 -f {kit}/tree.tar
mkdir -p ../unpacked && tar xf {kit}/tree.tar -C ../unpacked
tar cf ../out.tar {f}
tar --remove-files -cf ../out.tar {f}
tar cf {f} {o}
cat {kit}/tree.tar | tar xf -
(cd {kit}/tree && tar cf - .) | tar xf -
unzip -o -q {kit}/tree.zip
unzip -n -q {kit}/tree.zip
unzip -o -q {kit}/tree.zip -d {up}
unzip -l {kit}/tree.zip
zip -q -m ../out.zip {f}
zip -q ../out.zip {f}
""",
    "python": r"""
python3 -c "open({py},'w').write('x')"
python3 -c "open({py},'a').write('x')"
python3 -c "print(open({py}).read())"
python3 -c "import os; os.remove({py})"
python3 -c "import os; os.rename({py}, 'elsewhere.txt')"
python3 -c "import shutil; shutil.rmtree('src')"
python3 -c "import shutil; shutil.copy('README.md', {py})"
python3 -c "import pathlib; pathlib.Path({py}).unlink()"
python3 -c "import pathlib; p=pathlib.Path({py}); p.write_text(p.read_text().replace('line','LINE'))"
python3 -c "import subprocess; subprocess.run(['git','checkout','.'])"
python3 -c "import os; os.system('git stash')"
python3 - <<'EOF'{nl}import pathlib{nl}p = pathlib.Path({py}){nl}p.write_text('x'){nl}EOF
python3 - <<'EOF'{nl}with open({py}, 'w') as f:{nl}    f.write('x'){nl}EOF
python3 <<EOF{nl}import os{nl}os.remove({py}){nl}EOF
python3 - <<'EOF'{nl}import subprocess{nl}subprocess.run(["git", "reset", "--hard"]){nl}EOF
python3 - <<'EOF'{nl}print("git reset --hard"){nl}EOF
python3 - <<'EOF'{nl}import re{nl}s = open({py}).read(){nl}open({py}, 'w').write(re.sub('half', 'whole', s)){nl}EOF
python3 - <<'EOF'{nl}open('new-file.txt', 'w').write('x'){nl}EOF
python3 scripts/generate.py
""",
    "programs of the repository": r"""
make
make clean
make fmt
make pristine
sh scripts/reset.sh
./scripts/reset.sh
bash scripts/reset.sh
./scripts/run.sh
""",
    "harmless": r"""
ls -la
cat {f}
head -n 3 {f}
tail -n 3 {f}
wc -l {f} {o}
grep -n half {f}
grep -rn "git stash" .
diff {f} {o}
cmp {f} {f2}
cat {f} | sort | uniq -c
stat {f}
file {f}
md5sum {f}
touch {f}
touch new-file.txt
chmod +x {f}
chmod 600 {f}
mkdir -p new/dir
pwd
echo hello
env
true
test -f {f}
[ -s {f} ] && echo yes
ls *.{ext}
du -sh .
date
find . -name '*.{ext}' | wc -l
python3 -c 'print(1)'
tar cf ../backup.tar docs
cp -r docs ../docs-copy
sort {f} | head -3
sha1sum {o} > ../sums
echo "rm -rf {r}"
echo 'git reset --hard'
printf 'git checkout .\n'
rm --help
rm -rf ../out
mkdir ../out && cd ../out && touch a && rm a
mktemp -d
x={f}; echo "$x"
""",
}
