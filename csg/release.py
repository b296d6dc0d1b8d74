"""Let go of files that this session holds, so that others are no longer warned about them."""

import argparse
import os

from csg import claims, cli, errors, events, identity, paths, wording


def arguments(parser: argparse.ArgumentParser) -> None:
    """Files or --all, and whose."""
    parser.add_argument("file", nargs="*", help="files, as seen from the current directory")
    parser.add_argument("--all", action="store_true", help="everything the session holds")
    identity.arguments(parser)


def run(options: argparse.Namespace, here: "cli.Here") -> int:
    """Release; 1 if nothing was held."""
    if bool(options.file) == options.all:
        raise errors.UsageError("name the files to release, or say --all (not both)")
    session = identity.find(here, options.session)
    cwd = paths.canonical(here.cwd)
    targets = [claims.Target(paths.canonical(os.fsencode(name), here.cwd)) for name in options.file]
    wanted = {target.key for target in targets} if targets else set(claims.keys(here.home, session.name))
    released = []
    for key in sorted(wanted):
        held = {line["path"] for line in claims.standing(claims.records(here.home, session.name, key, 0.0))}
        if targets:
            held &= {paths.text(target.path) for target in targets}
        claims.note(
            here.home, session.name, key, [{"t": here.now, "released": None, "path": path} for path in sorted(held)]
        )
        released += sorted(held)
    for path in released:
        events.record(here.home, here.now, "release", session.id, path=path)
        print("released %s" % wording.name(paths.text(paths.relative(paths.from_text(path), cwd)), 400))
    for target in targets:
        if paths.text(target.path) not in released:
            print("not held: %s" % wording.name(paths.text(paths.relative(target.path, cwd)), 400))
    if not released and not targets:
        print("session %s holds nothing" % wording.short(session.id))
    return 0 if released else 1
