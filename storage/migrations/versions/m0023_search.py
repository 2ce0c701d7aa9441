"""Words to find a case by, and an order for each filter of the desk list.

Revision: 0023
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# Dense is what is written without blanks: kana to hangul, and the planes of the rarer characters.
# A dense character goes with the one after it; what is spaced is a word as it stands.
FUNCTIONS = r"""
CREATE FUNCTION search_words(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
WITH letters AS (
    SELECT letter, place,
        letter COLLATE "C" BETWEEN 'ぁ' AND '힣' OR letter COLLATE "C" BETWEEN U&'\+020000' AND U&'\+03FFFF' AS is_dense
    FROM unnest(string_to_array(lower(said), NULL)) WITH ORDINALITY AS each (letter, place)
),
pairs AS (
    SELECT letter || CASE WHEN lead(is_dense) OVER places THEN lead(letter) OVER places ELSE '' END AS word, is_dense
    FROM letters WINDOW places AS (ORDER BY place)
),
spaced AS (
    SELECT string_agg(CASE WHEN is_dense THEN ' ' ELSE letter END, '' ORDER BY place) AS said FROM letters
)
SELECT coalesce(array_agg(DISTINCT word), '{}') FROM (
    SELECT word FROM pairs WHERE is_dense
    UNION ALL
    SELECT left(word[1], 40) FROM spaced, regexp_matches(spaced.said, '[[:alnum:]]+', 'g') AS found (word)
) AS words
$$;
CREATE FUNCTION search_query(said text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(string_agg(quote_literal(word) || ending, ' & ' ORDER BY word), '')::tsquery FROM (
    SELECT word, CASE WHEN length(word) = 2 OR word ~ '^[a-z0-9]$' THEN '' ELSE ':*' END AS ending
    FROM unnest(search_words(said)) AS word
    WHERE NOT EXISTS (SELECT FROM unnest(search_words(said)) AS longer WHERE longer <> word AND right(longer, 1) = word)
) AS wanted
$$;
"""

TABLE = """
CREATE TABLE complaint_words (
    tracking_number text COLLATE "C" PRIMARY KEY,
    words tsvector NOT NULL
);
INSERT INTO complaint_words SELECT tracking_number, array_to_tsvector(search_words(search_text)) FROM complaints;
CREATE INDEX complaint_words_by_word ON complaint_words USING gin (words);
CREATE FUNCTION keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM complaint_words WHERE tracking_number = OLD.tracking_number;
        RETURN NULL;
    END IF;
    INSERT INTO complaint_words VALUES (NEW.tracking_number, array_to_tsvector(search_words(NEW.search_text)))
    ON CONFLICT (tracking_number) DO UPDATE SET words = excluded.words;
    RETURN NULL;
END
$$;
CREATE TRIGGER complaints_keep_words AFTER INSERT OR DELETE OR UPDATE OF search_text ON complaints
    FOR EACH ROW EXECUTE FUNCTION keep_words();
"""

# The filter first, then what the list is sorted by; partial ones hold the open cases, few beside all that ever were.
INDEXES = """
CREATE INDEX complaints_by_stage
    ON complaints (stage, coalesce(next_due_at, 'infinity'::timestamptz), tracking_number);
CREATE INDEX complaints_by_stage_received ON complaints (stage, received_at, tracking_number);
CREATE INDEX complaints_by_level
    ON complaints (level, coalesce(next_due_at, 'infinity'::timestamptz), tracking_number);
CREATE INDEX complaints_by_urgency
    ON complaints (urgency, coalesce(next_due_at, 'infinity'::timestamptz), tracking_number);
CREATE INDEX complaints_by_pack
    ON complaints (pack, coalesce(next_due_at, 'infinity'::timestamptz), tracking_number);
CREATE INDEX complaints_breached
    ON complaints (coalesce(next_due_at, 'infinity'::timestamptz), tracking_number) WHERE breached;
CREATE INDEX complaints_open
    ON complaints (coalesce(next_due_at, 'infinity'::timestamptz), tracking_number) WHERE closed_at IS NULL;
CREATE INDEX complaints_open_breached
    ON complaints (coalesce(next_due_at, 'infinity'::timestamptz), tracking_number)
    WHERE breached AND closed_at IS NULL;
CREATE INDEX complaints_open_unassigned
    ON complaints (coalesce(next_due_at, 'infinity'::timestamptz), tracking_number)
    WHERE handler IS NULL AND closed_at IS NULL;
CREATE INDEX complaints_open_by_handler
    ON complaints (handler, coalesce(next_due_at, 'infinity'::timestamptz), tracking_number)
    WHERE handler IS NOT NULL AND closed_at IS NULL;
CREATE INDEX complaints_by_waiting
    ON complaints (waiting_on, coalesce(next_due_at, 'infinity'::timestamptz), tracking_number)
    WHERE waiting_on IS NOT NULL;
CREATE INDEX complaints_open_received ON complaints (received_at, tracking_number) WHERE closed_at IS NULL;
CREATE INDEX complaints_by_handler_received
    ON complaints (handler, received_at, tracking_number) WHERE handler IS NOT NULL;
"""


def upgrade() -> None:
    """Make the words of the cases that are there, and the indexes; a million cases take some minutes."""
    for statements in (FUNCTIONS, TABLE, INDEXES):
        op.execute(statements)
