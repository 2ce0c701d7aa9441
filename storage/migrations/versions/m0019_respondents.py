"""The register of respondents: who they are across cases, and what they bear.

Revision: 0019
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

RESPONDENTS = """
CREATE TABLE respondents (
    id text COLLATE "C" PRIMARY KEY,
    name bytea,
    known_since timestamptz NOT NULL,
    named_at timestamptz NOT NULL,
    points integer NOT NULL DEFAULT 0,
    suspended_until timestamptz,
    banned boolean NOT NULL DEFAULT false,
    blacklisted boolean NOT NULL DEFAULT false
);
CREATE INDEX respondents_by_entry ON respondents (known_since, id);
CREATE TABLE respondent_keys (
    mark bigint PRIMARY KEY,
    respondent text COLLATE "C" NOT NULL
);
CREATE TABLE respondent_cases (
    tracking_number text COLLATE "C" PRIMARY KEY,
    respondent text COLLATE "C" NOT NULL,
    named_at timestamptz NOT NULL,
    found_at timestamptz
);
CREATE INDEX respondent_cases_by_respondent ON respondent_cases (respondent, named_at);
CREATE TABLE penalties (
    id text COLLATE "C" PRIMARY KEY,
    respondent text COLLATE "C" NOT NULL,
    tracking_number text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    points integer,
    state text NOT NULL,
    is_stayed boolean NOT NULL,
    imposed_at timestamptz NOT NULL,
    effective_at timestamptz,
    until timestamptz,
    ended_at timestamptz
);
CREATE INDEX penalties_by_respondent ON penalties (respondent, imposed_at);
"""


def upgrade() -> None:
    """Add the tables; `redress rebuild` enters the respondents of the cases that are there already."""
    op.execute(RESPONDENTS)
