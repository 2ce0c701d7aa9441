"""The register of respondents (被投诉人名册), as statements see it (E8).

A respondent is known by marks, of which nobody can read what they stand for; the name is sealed by the house. What they
bear is computed from `penalties`, one row for each matter of a penalty, and written beside it.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text

from storage.tables import INSTANT, NUMBER, metadata

respondents = Table(
    "respondents",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("name", LargeBinary),
    Column("known_since", INSTANT, nullable=False),
    Column("named_at", INSTANT, nullable=False),
    Column("points", Integer, nullable=False, server_default="0"),
    Column("suspended_until", INSTANT),
    Column("banned", Boolean, nullable=False, server_default="false"),
    Column("blacklisted", Boolean, nullable=False, server_default="false"),
)
Index("respondents_by_entry", respondents.c.known_since, respondents.c.id)

respondent_keys = Table(
    "respondent_keys",
    metadata,
    Column("mark", BigInteger, primary_key=True, autoincrement=False),
    Column("respondent", NUMBER, nullable=False),
)

respondent_cases = Table(
    "respondent_cases",
    metadata,
    Column("tracking_number", NUMBER, primary_key=True),
    Column("respondent", NUMBER, nullable=False),
    Column("named_at", INSTANT, nullable=False),
    Column("found_at", INSTANT),
)
Index("respondent_cases_by_respondent", respondent_cases.c.respondent, respondent_cases.c.named_at)

penalties = Table(
    "penalties",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("respondent", NUMBER, nullable=False),
    Column("tracking_number", NUMBER, nullable=False),
    Column("kind", Text, nullable=False),
    Column("points", Integer),
    Column("state", Text, nullable=False),
    Column("is_stayed", Boolean, nullable=False),
    Column("imposed_at", INSTANT, nullable=False),
    Column("effective_at", INSTANT),
    Column("until", INSTANT),
    Column("ended_at", INSTANT),
)
Index("penalties_by_respondent", penalties.c.respondent, penalties.c.imposed_at)
