"""The language of the terminal."""

import os


def terminal_language() -> str:
    """Give `zh` where the terminal is set to Chinese by LC_ALL, LC_MESSAGES or LANG, else `en`."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    set_to = next((value for name in names if (value := os.environ.get(name))), "")
    return "zh" if set_to.lower().startswith("zh") else "en"
