"""Why the local stack cannot start, or go on."""


class StartError(Exception):
    """The stack cannot start; the message is the one line a person reads, with what to do about it."""
