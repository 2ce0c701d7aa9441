"""A policy pack with other lengths of time, made for one run in a folder of its own: a whole life in seconds."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


def write_retimed(pack: Path, *, folder: Path, windows: Mapping[str, Any], allowances: Mapping[str, str]) -> Path:
    """Copy a pack with changed times, and the calendars that lie beside it.

    Args:
        pack: the file to copy; it stays as it is.
        folder: where the copy goes, under the same name.
        windows: keys of the pack with their new values, such as `feedback_window: PT2S`; what is within them and not
            named stays.
        allowances: by milestone, in place of its own; `*` stands for all that are not named.

    Raises:
        KeyError: the pack has no such key.
    """
    yaml = YAML(typ="safe")
    content: dict[str, Any] = yaml.load(pack)
    for key, value in windows.items():
        inner = content[key]
        content[key] = {**inner, **value} if isinstance(inner, dict) else value
    for milestone in content["milestones"]:
        if allowance := allowances.get(milestone["name"], allowances.get("*")):
            milestone["allowance"] = allowance
    folder.mkdir(parents=True, exist_ok=True)
    if (calendars := pack.parent / "calendars").is_dir():
        shutil.copytree(calendars, folder / calendars.name, dirs_exist_ok=True)
    copy = folder / pack.name
    with copy.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(content, file)
    return copy
