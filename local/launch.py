"""Launch: turns itself into another program that goes when its parent goes and, if told so, runs as somebody else.

Run by its path with `python -I -S`, so that it is quick and imports nothing of the house:
`launch.py PARENT DEATH_SIGNAL USER GROUP PROGRAM [ARGUMENT …]`; USER and GROUP are -1 to stay who one is.
"""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_SECUREBITS = 28
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_NO_SETUID_FIXUP = 1 << 2
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522
_STAY = -1


def main(parent: int, death_signal: int, user: int, group: int, *command: str) -> None:
    """Become `command`; return only by an exception."""
    os.umask(0o077)
    if sys.platform == "linux":
        if user != _STAY:
            _become(user, group)
        # A change of user clears this wish, so it comes after it; it survives the exec.
        _prctl(_PR_SET_PDEATHSIG, death_signal)
    elif user != _STAY:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    if os.getppid() != parent:
        sys.exit("the parent was gone before its child began")
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


def _become(user: int, group: int) -> None:
    """Be another user who still may enter the folders that root alone may enter, and may do nothing else of root's."""
    may_keep_rights = _ask_to_keep_rights()
    os.setgroups([])
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
    if may_keep_rights:
        _keep_only(1 << _CAP_DAC_OVERRIDE)
        _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def _ask_to_keep_rights() -> bool:
    # Without this bit access(2), by which PostgreSQL looks at its own binaries, would not count the capability.
    # A container may deny it; then everything still goes well in folders that anybody may enter.
    try:
        _prctl(_PR_SET_SECUREBITS, _NO_SETUID_FIXUP)
    except PermissionError:
        return False
    return True


def _keep_only(capabilities: int) -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    # Effective, permitted, inheritable: the lower half of each, then the upper halves.
    sets = (ctypes.c_uint32 * 6)(capabilities, capabilities, capabilities, 0, 0, 0)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "cannot keep the right to enter folders of root")


def _prctl(option: int, first: int, second: int = 0) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_ulong(argument) for argument in (first, second, 0, 0)]
    if libc.prctl(option, *arguments) != 0:
        raise OSError(ctypes.get_errno(), f"the kernel refused prctl {option}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), *sys.argv[5:])
