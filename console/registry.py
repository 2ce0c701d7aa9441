"""Every command of `redress`: what it is for, and the module that is loaded when it is called.

Commands are loaded by name so that each pays for what it uses alone: `redress --help` answers at once, and each of the
local stack's processes starts without the others' libraries. A test holds every summary to its module's own.
"""

from typing import Final, NamedTuple


class Entry(NamedTuple):
    """A command, or a group of them, in the list that `redress --help` shows."""

    module: str
    summary: str
    is_hidden: bool = False


COMMANDS: Final = {
    "up": Entry("console.up", "Run the whole system on this machine until Ctrl-C."),
    "api": Entry("console.api", "Run the API against servers given by settings."),
    "worker": Entry("console.worker", "Run a worker against servers given by settings."),
    "neighbours": Entry("console.neighbours", "Run the local stack's neighbours.", is_hidden=True),
    "import": Entry("console.import_command", "File the complaints of a CSV or JSON lines file."),
    "show": Entry("console.show", "Show a case in the terminal."),
    "staff": Entry("console.staff", "Add, list and disable members of staff, and lend their authority."),
    "policy": Entry("console.policy", "Check, list and explain policy packs, and move running cases to them."),
    "calendar": Entry("console.calendar", "Make and show working calendars."),
    "database": Entry("console.database", "Upgrade, back up and restore the database."),
    "engine": Entry("console.engine", "Prepare a Temporal cluster."),
    "audit": Entry("console.audit", "Look for anything altered or missing in the event log."),
    "bench": Entry("console.bench", "Measure, on a stack of its own; a table, then one line of JSON."),
    "export": Entry("console.export", "Write the whole file of a case as one readable HTML."),
    "rebuild": Entry("console.rebuild", "Make the read model anew from the event log."),
    "evidence": Entry("console.evidence", "Look for evidence that is missing or altered."),
    "ledger": Entry("console.ledger", "Compare, total, export and fund the ledger."),
    "panel": Entry("console.panel", "Draw panels again, and compare."),
}
