"""What the application's role may do with each table: what its stores do, and nothing that undoes the event log."""

from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.dialects import postgresql

ADD: Final = "SELECT, INSERT"
CHANGE: Final = "SELECT, INSERT, UPDATE"
ALL: Final = "SELECT, INSERT, UPDATE, DELETE"

GRANTS: Final = {
    "access_codes": ALL,
    "alembic_version": "SELECT",
    "case_keys": CHANGE,
    "complaints": ALL,
    "custody": ADD,
    "custody_heads": CHANGE,
    "daily_heads": ADD,
    "events": ADD,
    "incident_calls": ADD,
    "incident_events": ADD,
    "incidents": CHANGE,
    "likeness_marks": ALL,
    "notices": CHANGE,
    "policies": ADD,
    "remedies": ALL,
    "requests": ALL,
    "sealed_heads": ADD,
    "staff": CHANGE,
    "staff_absences": ALL,
    "staff_tokens": CHANGE,
    "sealed_custody": ADD,
    "file_claims": ALL,
    "authority_acts": ADD,
    "authority_register": CHANGE,
    "ledger_accounts": "SELECT",
    "ledger_transactions": ADD,
    "ledger_entries": ADD,
    "escrow_fundings": ADD,
    "matter_events": ADD,
    "matters": CHANGE,
    "respondents": CHANGE,
    "respondent_keys": ADD,
    "respondent_cases": ALL,
    "penalties": CHANGE,
    "staff_interests": CHANGE,
    "sealed_chains": ADD,
    "looks": ADD,
    "look_chains": CHANGE,
    "complaint_words": ALL,
    "staff_credentials": CHANGE,
    "staff_sessions": ALL,
    "sign_in_brakes": ALL,
    "staff_sign_ins": ADD,
}


def grant(connection: Connection, *, role: str) -> None:
    """Let `role` do what stands above and nothing else; run after every upgrade, since grants are part of it.

    A role that owns the tables keeps what it has: there the triggers alone guard the event log.
    """
    if connection.scalar(text("SELECT current_user")) == role:
        return
    name = postgresql.dialect().identifier_preparer.quote_identifier(role)  # type: ignore[no-untyped-call]
    for table, privileges in GRANTS.items():
        connection.execute(text(f"REVOKE ALL ON {table} FROM {name}"))
        connection.execute(text(f"GRANT {privileges} ON {table} TO {name}"))
    connection.execute(text(f"GRANT USAGE ON SEQUENCE staff_ids TO {name}"))
