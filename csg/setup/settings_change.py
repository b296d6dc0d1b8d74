"""A change to a client's settings file that is on record before it is made, so that it can be taken back."""

from typing import Any, Callable, Dict, List, Mapping, Optional

from csg.base import errors
from csg.clients import settings_file
from csg.setup import install_record, work

#: What to record of a change, given what is recorded of the file already.
About = Callable[[settings_file.Changed, Mapping[str, Any]], Dict[str, Any]]


def make(
    run: work.Work, path: str, edit: settings_file.Edit, about: About, mode: int = 0o600, is_json: bool = True
) -> settings_file.Changed:
    """Make it, or show it.  CsgError, with the file's name: nothing was written then.

    mode   of a file that is made"""
    if run.dry:
        done = settings_file.preview_whole(path, edit, is_json)
        for said in done.difference():
            run.say(said)
        return done
    tried: List[settings_file.Changed] = []
    known: Optional[Dict[str, Any]] = run.record.settings.get(path)

    def announce(changed: settings_file.Changed) -> None:
        tried[:] = [changed]
        run.record.settings[path] = about(changed, known or {})
        run.record.announce()

    settings_file.remove_leftovers(path)
    try:
        done = settings_file.change_whole(path, edit, mode, announce, is_json)
    except errors.CsgError:
        if tried and settings_file.read(path).data != tried[0].data:
            _call_off(run, path, known)
        raise
    if run.record.settings.get(path, {}).get("done") is False:
        run.record.settings[path]["done"] = True
        run.record.note()
    return done


def take_back(
    run: work.Work,
    path: str,
    edit: Callable[[settings_file.Contents, Mapping[str, Any]], Optional[bytes]],
    is_json: bool = True,
) -> settings_file.Changed:
    """Take it back, or show that.  CsgError, OSError.

    edit   what is to be in the file (None: no file), given what is on record of it"""
    facts = run.record.settings.get(path, {})

    def whole(now: settings_file.Contents) -> Optional[bytes]:
        return edit(now, facts)

    if run.dry:
        done = settings_file.preview_whole(path, whole, is_json)
        for line in done.difference():
            run.say(line)
        return done
    if facts:  # until it is forgotten: where no entry of ours is found then, all is done
        run.record.settings[path] = dict(facts, done=False)
        run.record.note()
    done = settings_file.change_whole(path, whole, is_json=is_json)
    settings_file.remove_leftovers(path)
    settings_file.remove_backup(path)
    install_record.remove_made(facts)
    run.record.settings.pop(path, None)
    run.record.save()
    return done


def _call_off(run: work.Work, path: str, known: Optional[Dict[str, Any]]) -> None:
    """What was announced does not happen: forget it, if that can be."""
    announced = run.record.settings.pop(path)
    if known is not None:
        run.record.settings[path] = known
    run.record.note()
    if known is None:
        settings_file.remove_backup(path)
        install_record.remove_made(announced)
