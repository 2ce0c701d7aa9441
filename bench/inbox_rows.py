"""Rows of the desk list as a year would leave them: few open, many archived; made by the database itself."""

from typing import Any, Final

import psycopg

_BATCH: Final = 25_000

# What is drawn by chance stands in one place, so that a case is made up once and not for each of its columns.
_ROWS: Final = """
WITH drawn AS MATERIALIZED (
    SELECT n, md5(n::text) AS hash, random() AS a, random() AS b, random() AS c, random() AS d, random() AS e,
        random() AS f, now() - interval '365 days' * (1 - n / %s::float) AS received_at
    FROM generate_series(%s::integer, %s::integer) AS n
),
aged AS MATERIALIZED (
    SELECT *, received_at > now() - CASE WHEN d < 0.02 THEN interval '90 days' ELSE interval '9 days' END AS is_open
    FROM drawn
)
INSERT INTO complaints (
    tracking_number, pack, pack_version, service_line, channel, region, stage, waiting_on, level, urgency, severity,
    category, kind, department, handler, cycle, sequence, breached, red_alert, alert_since, next_due_at, received_at,
    resolved_at, closed_at, archived_at, updated_at, order_index, search_text, snapshot, head_hash
)
SELECT
    'RD-' || upper(substr(hash, 1, 4) || '-' || substr(hash, 5, 4) || '-' || substr(hash, 9, 4)),
    (ARRAY['retail', 'shared-mobility', 'citizen-hotline', 'home-service'])[1 + (4 * a * a)::integer %% 4],
    2, 'line', (ARRAY['web', 'app', 'hotline'])[1 + (3 * b)::integer %% 3], 'district-' || n %% 16,
    CASE WHEN NOT is_open THEN CASE WHEN c < 0.93 THEN 'closed' WHEN c < 0.98 THEN 'withdrawn' ELSE 'merged' END
        WHEN c < 0.5 THEN 'investigating' WHEN c < 0.65 THEN 'awaiting_complainant' WHEN c < 0.75 THEN 'deciding'
        WHEN c < 0.85 THEN 'resolved' WHEN c < 0.95 THEN 'remedying' WHEN c < 0.98 THEN 'mediating'
        ELSE 'adjudicating' END,
    CASE WHEN is_open AND c BETWEEN 0.5 AND 0.65 THEN 'complainant' WHEN is_open AND c < 0.05 THEN 'respondent' END,
    CASE WHEN b < 0.9 THEN 1 WHEN b < 0.99 THEN 2 ELSE 3 END,
    CASE WHEN e < 0.01 THEN 'critical' WHEN e < 0.1 THEN 'urgent' ELSE 'normal' END,
    'ordinary', 'other', 'other', 'department-' || (12 * f * f)::integer,
    CASE WHEN is_open AND e > 0.85 THEN NULL ELSE (1 + (600 * d * f)::integer)::text END,
    1, 8, a < 0.06, e < 0.004, CASE WHEN is_open AND e < 0.004 THEN received_at END,
    CASE WHEN is_open THEN now() + interval '1 hour' * (72 * f - 3 * a) END, received_at,
    CASE WHEN NOT is_open THEN received_at + interval '3 days' END,
    CASE WHEN NOT is_open THEN received_at + interval '5 days' END,
    CASE WHEN NOT is_open THEN received_at + interval '9 days' END,
    received_at + interval '5 days', decode(hash, 'hex'),
    (SELECT string_agg((%s::text[])[1 + (random() * 1e6)::integer %% %s], '，') FROM generate_series(1, 4 + n %% 5))
        || (SELECT string_agg(chr(19968 + (300 * random())::integer), '') FROM generate_series(1, 20 + n %% 9))
        || CASE WHEN n %% 20 = 0 THEN ' the brake failed on order ' || substr(hash, 1, 6) ELSE '' END
        || CASE WHEN n %% 50000 = 7 THEN '，在彗星撞击处' ELSE '' END,
    decode(repeat(hash, 90), 'hex'), decode(repeat(hash, 2), 'hex')
FROM aged
"""
_WORDS: Final = (
    *("包裹一直没有送到", "快递员态度恶劣", "外包装被压坏了", "商品少了一件", "签收人不是我", "客服电话打不通"),
    *("商家不肯退款", "要求我自己去取", "已经投诉两次没有人管", "押金没有退还", "骑行两分钟车就坏了", "刹车失灵"),
    *("多收了我三十块钱", "小区夜里施工噪声很大", "保姆没有按时上门", "空调不制冷", "发票开错了抬头", "路灯不亮"),
    *("请尽快处理", "要求全额退款", "希望赔偿并道歉", "请给一个说法", "自来水有异味", "垃圾没有人清运"),
)
_LOOSE: Final = "SELECT indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT LIKE '%%_pkey'"
_TABLES: Final = ["complaints", "complaint_words"]


async def fill(connection: psycopg.AsyncConnection[Any], cases: int) -> None:
    """Put so many cases into the list and their words beside them, as the owner of the tables, who commits each step.

    Indexes are taken away for so long: making them afterwards takes a fraction of the time.
    """
    made = [row[0] for row in await (await connection.execute(_LOOSE, (_TABLES,))).fetchall()]
    for definition in made:
        await connection.execute(f"DROP INDEX {definition.split(' ON ')[0].split()[-1]}")
    await connection.execute("ALTER TABLE complaints DISABLE TRIGGER complaints_keep_words")
    for first in range(1, cases + 1, _BATCH):
        last = min(cases, first + _BATCH - 1)
        await connection.execute(_ROWS, (cases, first, last, list(_WORDS), len(_WORDS)))
    await connection.execute(
        "INSERT INTO complaint_words "
        "SELECT tracking_number, array_to_tsvector(search_words(search_text)) FROM complaints"
    )
    await connection.execute("ALTER TABLE complaints ENABLE TRIGGER complaints_keep_words")
    await connection.execute("SET maintenance_work_mem = '512MB'")
    for definition in made:
        await connection.execute(definition)
    await connection.execute("VACUUM ANALYZE complaints, complaint_words")
