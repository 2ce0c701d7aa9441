"""Where a command works: the settings of the stack in `--data-dir`, or of the environment."""

from typing import Final

import typer

from console.frame import Failure, data_dir
from settings import STACK_FILE, Settings, SettingsError

_WHAT_TO_DO: Final = "`redress up` makes one, --data-dir names another folder"


def load_settings(context: typer.Context) -> Settings:
    """Read the settings; the environment wins over the stack's own file.

    Raises:
        Failure: some are missing or wrong, and what to do about it.
    """
    folder = data_dir(context)
    try:
        return Settings.load(folder)
    except SettingsError as error:
        where = "" if (folder / STACK_FILE).exists() else f"there is no stack in {folder} ({_WHAT_TO_DO}); "
        raise Failure(f"{where}{error}") from None
