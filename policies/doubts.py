"""Doubts: what a pack may say, but hardly means. A pack with doubts works; its author should look at them."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path as File

from domain.allowance import MOST_WORKING_MINUTES, Allowance
from domain.facts import OF_THE_RECORD
from domain.pack import Pack
from domain.permissions import COMMANDS_OF_ROLE
from policies.conditions import TABLES, expressions_of
from policies.coverage import firings, unanswered
from policies.document import read_document
from policies.problems import Finding, Path, Problem, key_path
from policies.vocabulary import comparisons_in, words_of


def doubts_about(pack: Pack, *, file: File) -> tuple[Problem, ...]:
    """Find what is doubtful in a pack that was read from `file`, with its lines, in their order."""
    document = read_document(file)
    problems = [document.problem(finding) for finding in find_doubts(pack)]
    return tuple(sorted(problems, key=lambda problem: problem.line))


def find_doubts(pack: Pack) -> Iterator[Finding]:
    """Go through what is doubtful in a pack."""
    yield from _shared_words(pack)
    yield from _unknown_words(pack)
    yield from _facts_too_early(pack)
    yield from _rows_that_never_fire(pack)
    yield from _rows_without_an_answer(pack)
    yield from _due_after_the_plan(pack)
    yield from _records_asked_elsewhere(pack)
    yield from _penalties_for_the_unheard(pack)
    yield from _panels_of_nobody(pack)


def _shared_words(pack: Pack) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for category, entry in pack.catalogue.items():
        for key, kind in entry.kinds.items():
            for place, word in enumerate(kind.words):
                if first.setdefault(word.casefold(), key) != key:
                    path = ("catalogue", category, "kinds", key, "words", place)
                    yield Finding(path, f"{first[word.casefold()]} has this word, too; it tells neither kind")


def _unknown_words(pack: Pack) -> Iterator[Finding]:
    words = words_of(pack)
    for path, expression in expressions_of(pack):
        for fact, word in dict.fromkeys(comparisons_in(expression.tree)):
            if fact in words and word not in {"", *words[fact]}:
                near = get_close_matches(word, words[fact], n=1)
                hint = f" (did you mean {near[0]}?)" if near else ""
                known = ", ".join(words[fact]) or "nothing"
                yield Finding(path, f"{fact} is never {word!r}{hint}; here it can be {known}")


def _facts_too_early(pack: Pack) -> Iterator[Finding]:
    for path, expression in expressions_of(pack):
        for fact in _undecided(path):
            if fact in expression.facts:
                yield Finding(path, f"{fact} is not decided yet when {path[1]} is; it is always unset here")


def _records_asked_elsewhere(pack: Pack) -> Iterator[Finding]:
    for path, expression in expressions_of(pack):
        for fact in OF_THE_RECORD:
            if fact in expression.facts and path[0] != "penalties":
                yield Finding(path, f"{fact} is known where a penalty is imposed, and only there; it is always 0 here")


def _penalties_for_the_unheard(pack: Pack) -> Iterator[Finding]:
    if pack.penalties and pack.hearing is None:
        yield Finding(
            ("penalties",), "nobody is penalised unheard, and this pack hears no respondents; give it a hearing"
        )


def _undecided(path: Path) -> tuple[str, ...]:
    """Name the grades that a row cannot see: that of its own table and those of later ones."""
    return next((TABLES[place:] for place, table in enumerate(TABLES) if path[:2] == ("grading", table)), ())


def _rows_that_never_fire(pack: Pack) -> Iterator[Finding]:
    for firing in firings(pack):
        if firing.facts is None:
            outcome = "holds" if firing.answer else "fails"
            what = "this row decides" if isinstance(firing.path[-1], int) else f"{key_path(firing.path)} {outcome}"
            yield Finding(firing.path, f"no facts were found for which {what}; is it ever to happen?")


def _rows_without_an_answer(pack: Pack) -> Iterator[Finding]:
    for path, facts, reason in unanswered(pack):
        asked = facts.model_dump(mode="json", exclude_defaults=True)
        when = ", ".join(f"{name} = {value}" for name, value in asked.items()) or "all facts unset"
        yield Finding(path, f"with {when} this has no answer ({reason})")


def _due_after_the_plan(pack: Pack) -> Iterator[Finding]:
    """Find what a task force does too late for its plan, where both are counted alike."""
    rule = pack.task_force
    if rule is None:
        return
    said = f"this is due after the plan that it serves, which has {rule.plan.describe('en')}"
    if rule.meeting and _is_longer(rule.meeting, rule.plan):
        yield Finding(("task_force", "meeting"), said)
    for place, member in enumerate(rule.members):
        for number, task in enumerate(member.tasks):
            if _is_longer(task.allowance, rule.plan):
                yield Finding(("task_force", "members", place, "tasks", number, "allowance"), said)


def _is_longer(one: Allowance, other: Allowance) -> bool:
    if one.elapsed and other.elapsed:
        return one.elapsed > other.elapsed
    if one.working_days and other.working_days:
        return one.working_days > other.working_days
    return (one.working_minutes or 0) > (other.working_minutes or MOST_WORKING_MINUTES)


def _panels_of_nobody(pack: Pack) -> Iterator[Finding]:
    able = [role for role, commands in COMMANDS_OF_ROLE.items() if "vote" in commands]
    if pack.panel and pack.panel.from_ not in able:
        near = get_close_matches(pack.panel.from_, able, n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        said = f"nobody of the role {pack.panel.from_!r} can vote{hint}; panels are drawn from {', '.join(able)}"
        yield Finding(("panel", "from"), said)
