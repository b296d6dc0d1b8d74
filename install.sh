#!/bin/sh
# Install csg for the user who runs this: one file into ~/.local/bin, then `csg install` and `csg doctor`.
#
#   sh install.sh [--mcp] [--skill] [--resident] [--no-hooks] [--no-shell-edits]      install, or bring up to date
#   sh install.sh --uninstall                                                         take it away again
#
# From a checkout it builds csg; else it downloads the release that it was made for and refuses what has
# another SHA-256.  PREFIX: where to (default ~/.local; the file goes to its bin).  CSG_PYTHON: which Python.
{
  # Stamped by `build.py --release URL`; empty in a checkout.
  RELEASE=''
  SHA256=''

  set -eu

  main() {
    uninstall=
    for word in "$@"; do
      case $word in
        --uninstall) uninstall=yes ;;
        --mcp | --skill | --resident | --no-resident | --no-hooks | --no-shell-edits) ;;
        -h | --help)
          usage
          return
          ;;
        *) die "there is no option $word (try: --help)" ;;
      esac
    done
    if [ -z "${PREFIX:-}" ] && [ -z "${HOME:-}" ]; then
      die "there is no HOME: set PREFIX to where csg shall go"
    fi
    bin=${PREFIX:-$HOME/.local}/bin
    case $bin in /*) ;; *) bin=$PWD/$bin ;; esac
    target=$bin/csg
    if [ -d "$target" ]; then
      die "$target is a directory: move it away, or set PREFIX"
    fi
    if [ -e "$target" ] && ! is_ours "$target"; then
      die "$target is another program of that name: move it away, or set PREFIX"
    fi
    find_python
    if [ -n "$uninstall" ]; then
      take_away
    else
      put_in_place
      wire "$@"
    fi
  }

  usage() {
    echo "usage: sh install.sh [--mcp] [--skill] [--resident] [--no-hooks] [--no-shell-edits]"
    echo "       sh install.sh --uninstall"
    echo "Installs csg into \$PREFIX/bin (default ~/.local/bin) and wires it into Claude Code; the options"
    echo "are those of \`csg install\`. CSG_PYTHON names the Python to use, where the one on PATH will not do."
  }

  die() {
    echo "install.sh: $*" >&2
    exit 1
  }

  # Is a file csg's?  Every build says so in its first lines.
  is_ours() {
    head -n 2 "$1" 2>/dev/null | grep -q 'claude-session-guard'
  }

  # Set `python` to a Python 3.8 or newer that is whole and no version manager's shim, or give up.
  find_python() {
    if [ -n "${CSG_PYTHON:-}" ]; then
      python=$(command -v "$CSG_PYTHON") || python=$CSG_PYTHON
      fits "$python" || die "CSG_PYTHON=$CSG_PYTHON is no Python 3.8 or newer that is whole: unset it, or set it to one"
      return
    fi
    set -f
    IFS=:
    # shellcheck disable=SC2086
    set -- $PATH /usr/bin /usr/local/bin /opt/homebrew/bin
    unset IFS
    set +f
    set -- "$@" "${HOME:-}"/.pyenv/versions/*/bin "${HOME:-}"/.local/share/uv/python/*/bin
    for name in python3 python3.14 python3.13 python3.12 python3.11 python3.10 python3.9 python3.8; do
      for folder in "$@"; do
        case $folder in "" | */shims | */shims/) continue ;; esac
        python=$folder/$name
        if [ -f "$python" ] && [ -x "$python" ] && fits "$python"; then
          return
        fi
      done
    done
    # Better a shim than nothing: it knows the interpreter behind it.
    if command -v python3 >/dev/null 2>&1 && fits python3; then
      python=$(python3 -c 'import sys; print(sys.executable)')
      return
    fi
    case $(uname -s) in
      Darwin) how="xcode-select --install, or brew install python3" ;;
      *) how="apt-get, dnf, apk or pacman have it as python3" ;;
    esac
    die "Python 3.8 or newer is needed, whole, and there is none on PATH: install it ($how), or set CSG_PYTHON"
  }

  # Is it new enough, and all there?  Debian's python3-minimal is not.
  fits() {
    # On a Mac without developer tools this one is a stub that opens a dialog.
    if [ "$1" = /usr/bin/python3 ] && [ "$(uname -s)" = Darwin ] && ! xcode-select -p >/dev/null 2>&1; then
      return 1
    fi
    [ "$("$1" -ISc 'import sys
sys.version_info >= (3, 8) or sys.exit(1)
import argparse, difflib, json, shlex, shutil, subprocess, zipfile, zlib
print("it fits")' </dev/null 2>/dev/null)" = "it fits" ]
  }

  # Build or download csg, and rename it into place: hooks that run meanwhile have the old file or the new.
  put_in_place() {
    if ! mkdir -p "$bin" 2>/dev/null || [ ! -w "$bin" ]; then
      die "$bin cannot be written: set PREFIX to a place of your own"
    fi
    fresh=$bin/.csg-$$
    trap 'rm -f "$fresh" "$fresh.sums"' EXIT
    trap 'exit 130' HUP INT TERM
    checkout=$(find_checkout)
    if [ -n "$checkout" ]; then
      echo "building csg from $checkout with $python"
      # bytecode for every Python on PATH, and for this one in any case
      PATH=$(dirname "$python"):$PATH "$python" "$checkout/build.py" --output "$fresh" >/dev/null ||
        die "the build failed, nothing was installed"
    elif [ -n "$RELEASE" ]; then
      download
    else
      die "nothing to install from: this is no checkout, and no release's install.sh (those say where releases are)"
    fi
    chmod 755 "$fresh"
    # Two pretend sessions meet: a csg that is broken must not take the place of one that works.
    "$python" "$fresh" demo >/dev/null || die "the new csg does not work, nothing was installed"
    if cmp -s "$fresh" "$target"; then
      echo "$target: already this version"
    else
      mv -f "$fresh" "$target"
      echo "$target: installed"
    fi
  }

  # The folder of this script if it is a checkout's.  From a pipe $0 is the shell: then it is none.
  find_checkout() {
    case $0 in install.sh | */install.sh) ;; *) return 0 ;; esac
    folder=$(cd "$(dirname "$0")" && pwd) || return 0
    if [ -f "$folder/install.sh" ] && [ -f "$folder/build.py" ] && [ -f "$folder/csg/__init__.py" ]; then
      echo "$folder"
    fi
  }

  download() {
    echo "downloading $RELEASE/csg.pyz"
    fetch "$RELEASE/SHA256SUMS" "$fresh.sums"
    if ! grep -q "^$SHA256  csg.pyz\$" "$fresh.sums"; then
      die "$RELEASE/SHA256SUMS is of another release than this install.sh: download install.sh again"
    fi
    fetch "$RELEASE/csg.pyz" "$fresh"
    sum=$("$python" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$fresh")
    if [ "$sum" != "$SHA256" ]; then
      die "$RELEASE/csg.pyz has the wrong SHA-256 ($sum, not $SHA256), nothing was installed"
    fi
  }

  # Download $1 to the file $2.
  fetch() {
    good=yes
    if command -v curl >/dev/null 2>&1; then
      curl -fsSL --connect-timeout 20 -o "$2" "$1" || good=
    elif command -v wget >/dev/null 2>&1; then
      wget -q -t 2 -O "$2" "$1" || good=
    else
      die "curl or wget is needed to download csg, and there is neither on PATH"
    fi
    if [ -z "$good" ]; then
      die "$1 could not be downloaded, nothing was installed: check the network and try again"
    fi
  }

  # Everything after the file is in place: the client's settings, and the proof that it works.
  wire() {
    "$python" "$target" install "$@"
    # While the folder is not on PATH the doctor would only say so, and that is said below.
    if report=$(PATH=$bin:$PATH "$python" "$target" doctor 2>&1); then
      echo "doctor: all is well"
    else
      echo "$report" | grep '✗' >&2 || echo "$report" >&2
      die "csg is installed, but doctor found the above: \`csg doctor\` shows all its checks"
    fi
    case :$PATH: in
      *:"$bin":*) ;;
      *) echo "note: $bin is not on your PATH: add it, and csg can be called by its name" ;;
    esac
  }

  take_away() {
    if [ ! -e "$target" ]; then
      echo "$target: not there"
      return
    fi
    "$python" "$target" uninstall || die "$target stays, since something that csg installed is still there"
    rm -f "$target"
    echo "$target: removed"
    home=${CLAUDE_SESSION_GUARD_HOME:-${XDG_DATA_HOME:-${HOME:-}/.local/share}/claude-session-guard}
    if [ -d "$home" ]; then
      echo "kept: $home (your config.env, if there is one, and the log): remove it by hand"
    fi
  }

  main "$@"
  exit
}
