"""A small pack that is right, to be spoilt one line at a time."""

from pathlib import Path
from typing import NamedTuple

from policies.problems import PackRefused, Problem
from policies.reader import read_policy

PACK = """\
pack: parcels
version: 3
title: {zh: 快递投诉办法, en: Parcel complaints}
zone: Asia/Shanghai
calendar: weekdays
service_lines: [parcel, locker]
flags: [legal, media]
departments:
  desk: {title: {zh: 客服部, en: Desk}}
  depot: {title: {zh: 网点, en: Depot}}
ladder: [handler, team_lead, director]
catalogue:
  delivery:
    title: {zh: 派送, en: Delivery}
    kinds:
      lost: {title: {zh: 丢失, en: Lost}, words: [丢件, lost], department: depot}
      late: {title: {zh: 延误, en: Late}, words: [迟到, late], department: desk}
  other:
    title: {zh: 其他, en: Other}
    kinds:
      other: {title: {zh: 其他, en: Other}, department: desk}
unmatched: {category: other, kind: other}
red_alert: {words: [起火], notify: director, remind_every: PT10M}
grading:
  level:
    - {give: 3, when: "'legal' in flags || amount_fen > 500000", because: {zh: 法律, en: legal}}
    - {give: 2, when: "department == 'depot'", because: {zh: 需核实, en: to be checked}}
    - {give: 1, when: "true", because: {zh: 一般, en: ordinary}}
  urgency:
    - {give: critical, when: "red_alert", because: {zh: 红色预警, en: red alert}}
    - {give: normal, when: "true", because: {zh: 一般, en: ordinary}}
  severity:
    - {give: ordinary, when: "true", because: {zh: 一般, en: ordinary}}
amount_bands: {small: 20000, medium: 200000}
milestones:
  - {name: first_contact, allowance: PT30M, met_by: [acknowledged], statutory: true}
  - {name: solved, when: "level == 1", allowance: PT2H, met_by: [answered, remedied], warn_at: [0.8, 0.5]}
  - {name: solved, allowance: {working_days: 7}, met_by: [resolved], pauses: true}
climb_every: PT1H
reopen: restart
remedies:
  - {rule: late_voucher, when: "delayed_minutes >= 60", give: {kind: voucher, amount_fen: 500}}
  - {rule: double_back, when: "overcharged_fen > 0", give: {kind: refund, amount_fen: "overcharged_fen * 2"}}
straight_through: "level == 1 && confidence >= 90 && total_fen <= 5000"
authority: {handler: 5000, team_lead: 50000, director: null}
silence: {after: P3D, means: accepted}
panel: {size: 3, from: panel_member}
feedback_window: P7D
appeal_window: P30D
hearing: {window: PT72H}
penalties:
  - {when: "responsible == 'respondent'", give: {kind: points, points: 3}}
retention: {ordinary: P2Y, important: forever, important_when: "level == 3"}
quiet_hours: {from: "22:00", to: "08:00"}
review: {every: P1Y, owner: director}
"""

CALENDAR = """\
calendar: weekdays
weekly:
  mon: [["09:00", "18:00"]]
  tue: [["09:00", "18:00"]]
years: [2025, 2026]
"""


class Fault(NamedTuple):
    """One thing done wrong, and the problem that it must come to."""

    old: str
    new: str
    key: str
    value: str
    expected: str


def spoilt(*changes: tuple[str, str], text: str = PACK) -> str:
    """Change the sample; each change names a piece of it that stands there once."""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the sample"
        text = text.replace(old, new)
    return text


def write_pack(folder: Path, text: str = PACK, *, name: str = "parcels.yaml") -> Path:
    """Write a pack, with its calendar beside it."""
    calendars = folder / "calendars"
    calendars.mkdir(parents=True, exist_ok=True)
    (calendars / "weekdays.yaml").write_text(CALENDAR, encoding="utf-8")
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(path: Path) -> tuple[Problem, ...]:
    """Read a pack with its calendar, and give what is wrong with it."""
    try:
        read_policy(path)
    except PackRefused as refused:
        return refused.problems
    return ()


def line_of(piece: str, text: str) -> int:
    """Find the line, from 1, on which a piece of text stands."""
    return text[: text.index(piece)].count("\n") + 1


def only_problem(path: Path) -> Problem:
    """Read a pack in which exactly one thing is wrong, and give it."""
    problems = problems_of(path)
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]
