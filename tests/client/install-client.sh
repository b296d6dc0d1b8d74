#!/bin/sh
# Install the real Claude Code client for the tests in this directory.
#
#   tests/client/install-client.sh [VERSION]
#
# It goes to $CSG_TEST_CACHE (default ~/.cache/csg-test-client), some 400 MB, from npm; the path of
# the client is printed.  What is there already is left alone.  The client is proprietary: it is
# fetched for the tests and must never be copied into the repository.  Its native binary comes in
# a package for the platform, so no install script of any package is run.
set -eu

main() {
    version=${1:-2.1.330}
    cache=${CSG_TEST_CACHE:-$HOME/.cache/csg-test-client}
    package=$cache/node_modules/@anthropic-ai/claude-code/package.json
    if [ "$(installed)" != "$version" ] || ! find_client >/dev/null; then
        if ! command -v npm >/dev/null 2>&1; then
            echo "install-client.sh: npm is needed to fetch the client, and there is none on PATH" >&2
            exit 1
        fi
        mkdir -p "$cache"
        printf '{"name": "csg-test-client", "private": true}\n' >"$cache/package.json"
        (cd "$cache" && npm install --no-audit --no-fund --ignore-scripts --loglevel=error \
            "@anthropic-ai/claude-code@$version") >&2
    fi
    if ! find_client; then
        echo "install-client.sh: npm put no client for this platform into $cache" >&2
        exit 1
    fi
}

# The version that is there, or nothing.
installed() {
    [ ! -f "$package" ] || sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$package" | head -n 1
}

# The client's path (client.py looks in the same place).
find_client() {
    # before 2.1.113 it is a script for node
    for file in "$cache"/node_modules/@anthropic-ai/claude-code-*/claude \
        "$cache"/node_modules/@anthropic-ai/claude-code/cli.js; do
        if [ -x "$file" ] || { [ -f "$file" ] && [ "${file##*/}" = cli.js ]; }; then
            printf '%s\n' "$file"
            return 0
        fi
    done
    return 1
}

main "$@"
