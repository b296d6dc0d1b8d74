#!/bin/sh
# Install the other real clients for the tests in this directory.
#
#   tests/agents/install-agents.sh [NAME...]
#
# They go to $CSG_TEST_AGENTS (default ~/.cache/csg-test-agents), a folder each, 1.1 GB in all, from npm.
# What is there already in the right version is left alone.  They are fetched for the tests and must never
# be copied into the repository.
set -eu

agents=${CSG_TEST_AGENTS:-$HOME/.cache/csg-test-agents}

# name, package, version: those that the dialects were seen with
pinned='codex @openai/codex 0.169.0
gemini @google/gemini-cli 0.61.0
copilot @github/copilot 1.0.102
opencode opencode-ai 1.18.33
qwen @qwen-code/qwen-code 0.15.10'

main() {
    if ! command -v npm >/dev/null 2>&1; then
        echo "install-agents.sh: npm is needed to fetch the clients, and there is none on PATH" >&2
        exit 1
    fi
    printf '%s\n' "$pinned" | while read -r name package version; do
        case " $* " in "  " | *" $name "*) ;; *) continue ;; esac
        [ "$(installed "$agents/$name/node_modules/$package/package.json")" != "$version" ] || continue
        mkdir -p "$agents/$name"
        printf '{"name": "csg-test-%s", "private": true}\n' "$name" >"$agents/$name/package.json"
        # the script of opencode-ai links the binary of this platform; the others do without theirs
        scripts=--ignore-scripts
        [ "$name" != opencode ] || scripts=
        (cd "$agents/$name" && npm install --no-audit --no-fund $scripts --loglevel=error "$package@$version") >&2
    done
}

# The version in a package.json, or nothing.
installed() {
    [ ! -f "$1" ] || sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$1" | head -n 1
}

main "$@"
