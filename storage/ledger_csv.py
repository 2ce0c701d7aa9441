"""The ledger as CSV for an accountant (导出), safe to open in a spreadsheet: no cell is a formula."""

import csv
import io
from collections.abc import Sequence
from typing import Final

from domain.ledger import ACCOUNT_TITLES, Account
from storage.ledger_book import Line

HEADINGS: Final = (
    "transaction",
    "at",
    "key",
    "what",
    "reference",
    "subject",
    "account",
    "account_title",
    "debit_fen",
    "credit_fen",
    "currency",
    "posted_by",
    "corrects",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_line(cells: Sequence[object]) -> str:
    """Give one line of CSV with its end; a text that a spreadsheet would take for a formula gets an apostrophe."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_guarded(cell) for cell in cells])
    return line.getvalue()


def _guarded(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def cells(line: Line) -> list[object]:
    """Give the cells of an entry, as the headings have them."""
    debit, credit = max(line.amount_fen, 0), max(-line.amount_fen, 0)
    title = ACCOUNT_TITLES[Account(line.account)].zh
    before = [line.transaction, line.at.isoformat(), line.key, line.what, line.reference, line.subject]
    return [*before, line.account, title, debit, credit, line.currency, line.posted_by, line.corrects or ""]
