"""The register of authority (审批权限登记): what was lent, left to a stand-in, taken back, and by whom (E3, I2)."""

import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import DateTime, cast, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.lending import AuthorityAct, AuthorityEvent, Grant, Loan
from domain.power import Power, PowerKind
from storage.authority_tables import authority_acts, authority_register
from storage.chain import GENESIS, event_place, write_down
from storage.chain_tables import entry_columns
from storage.database import Autocommitting
from storage.tables import staff
from storage.vault import CaseKey, Vault, WrappedKey

NAME: Final = "authority"
"""What the chain is called where those of cases have their tracking numbers."""
_ENTRY: Final = entry_columns(authority_acts)
_ACTS: Final = {PowerKind.LOAN: AuthorityAct.LENT, PowerKind.DELEGATION: AuthorityAct.DELEGATED}
_KINDS: Final = {act.value: kind for kind, act in _ACTS.items()}
# JSON goes in as the very text that was hashed.
_ADD: Final = text("""
    INSERT INTO authority_acts (sequence, at, kind, actor, data, sealed, previous_hash, hash, request)
    VALUES (:sequence, :at, :kind, :actor, CAST(:data AS json), :sealed, :previous_hash, :hash, :request)
""")
_given, _revoked = authority_acts.alias("given"), authority_acts.alias("revoked")
_IS_ITS_END: Final = (_revoked.c.kind == AuthorityAct.REVOKED.value) & (
    _revoked.c.data["loan"].as_string() == _given.c.data["loan"].as_string()
)
_LOANS: Final = (
    select(
        *(_given.c[name] for name in ("sequence", "at", "kind", "actor", "data", "sealed")),
        _revoked.c.at.label("revoked_at"),
        _revoked.c.actor.label("revoked_by"),
        authority_register.c.key_id,
        authority_register.c.wrapped_key,
    )
    .select_from(_given.outerjoin(_revoked, _IS_ITS_END).join(authority_register, authority_register.c.id == NAME))
    .where(_given.c.kind != AuthorityAct.REVOKED.value)
    .order_by(_given.c.sequence.desc())
)


class AuthorityRegister:
    """Keeps what people give others of their authority; nothing in it ever changes."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine
        self._reading = Autocommitting(engine)
        self._vault = vault

    async def give(self, grant: Grant, *, by: str, request: str) -> Loan:
        """Put a loan or a delegation on record, once for each `request`; `by` is who did it, as on a timeline."""
        data = grant.model_dump(mode="json", exclude={"kind", "reason"})
        given = await self._add(_ACTS[grant.kind], by, data, request=request, private={"reason": grant.reason})
        return await self._known(f"L{given}")

    async def revoke(self, loan: str, *, by: str, request: str) -> Loan:
        """Take a loan back, for good; one that was taken back stays as it was."""
        await self._add(AuthorityAct.REVOKED, by, {"loan": loan}, request=request)
        return await self._known(loan)

    async def find(self, loan: str) -> Loan | None:
        """Give a loan by its id."""
        found = await self._read(_LOANS.where(_given.c.data["loan"].as_string() == loan))
        return found[0] if found else None

    async def loans(self, staff_id: str | None = None) -> Sequence[Loan]:
        """List what was given, by or to somebody where they are named, the newest first; what is over, too."""
        whose = [_given.c.data[name].as_string() == staff_id for name in ("of", "to")]
        return await self._read(_LOANS if staff_id is None else _LOANS.where(or_(*whose)))

    async def powers(self, staff_id: str) -> tuple[Power, ...]:
        """Give what somebody may use now, or might just have; of people who are gone nothing is left.

        What ended within the last hour is among it, so that a case can say so.
        """
        until = cast(_given.c.data["ends_at"].as_string(), DateTime(timezone=True))
        query = (
            select(*(_given.c[name] for name in ("kind", "data")), staff.c.role, staff.c.rung, staff.c.department)
            .select_from(
                _given.outerjoin(_revoked, _IS_ITS_END).join(staff, staff.c.id == _given.c.data["of"].as_string())
            )
            .where(
                _given.c.data["to"].as_string() == staff_id,
                _given.c.kind != AuthorityAct.REVOKED.value,
                _revoked.c.sequence.is_(None),
                staff.c.disabled_at.is_(None),
                until > func.now() - text("interval '1 hour'"),
            )
            .order_by(_given.c.sequence)
        )
        async with self._reading.connect() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(
            Power.model_validate(
                {"id": row.data["loan"], "kind": _KINDS[row.kind], "role": row.role, "rung": row.rung}
                | {"department": row.department}
                | {name: row.data[name] for name in ("of", "amount_fen", "begins_at", "ends_at")}
            )
            for row in rows
        )

    async def _add(
        self,
        kind: AuthorityAct,
        by: str,
        data: dict[str, Any],
        *,
        request: str,
        private: dict[str, Any] | None = None,
    ) -> int:
        """Add an act, or find the one of the same request, or that revoked the same loan; give its number."""
        async with self._engine.begin() as connection:
            head = await self._locked(connection)
            if (known := await _same(connection, kind, data, request=request)) is not None:
                return known
            sequence: int = head.sequence + 1
            event = AuthorityEvent(
                sequence=sequence,
                at=await connection.scalar(select(func.clock_timestamp())),
                kind=kind,
                actor=by,
                data={"loan": f"L{sequence}"} | data,
                private=private or {},
            )
            key = self._key(head)
            entry = write_down(event, tracking_number=NAME, key=key, previous_hash=head.head_hash)
            await connection.execute(_ADD, entry._asdict() | {"request": request})
            new_head = {"sequence": sequence, "head_hash": entry.hash}
            await connection.execute(update(authority_register).values(new_head))
        return sequence

    async def _locked(self, connection: AsyncConnection) -> Any:
        """Give the head of the chain; whoever else adds to it waits."""
        _, wrapped = self._vault.make_key(tracking_number=NAME)
        first = {"id": NAME, "sequence": 0, "head_hash": GENESIS} | wrapped._asdict()
        await connection.execute(upsert(authority_register).values(first).on_conflict_do_nothing())
        return (await connection.execute(select(authority_register).with_for_update())).one()

    async def _known(self, loan: str) -> Loan:
        found = await self.find(loan)
        if found is None:
            raise LookupError(f"the register of authority has no {loan}")
        return found

    async def _read(self, query: Any) -> list[Loan]:
        async with self._reading.connect() as connection:
            return [self._loan(row) for row in await connection.execute(query)]

    def _loan(self, row: Any) -> Loan:
        words = json.loads(self._key(row).open(row.sealed, place=event_place(NAME, row.sequence)))
        own = {name: row.data[name] for name in ("of", "to", "amount_fen", "begins_at", "ends_at")}
        return Loan(
            **own,
            id=row.data["loan"],
            kind=_KINDS[row.kind],
            reason=words["reason"],
            given_at=row.at,
            given_by=row.actor,
            revoked_at=row.revoked_at,
            revoked_by=row.revoked_by,
        )

    def _key(self, row: Any) -> CaseKey:
        return self._vault.unwrap(WrappedKey(row.key_id, row.wrapped_key), tracking_number=NAME)


async def _same(connection: AsyncConnection, kind: AuthorityAct, data: dict[str, Any], *, request: str) -> int | None:
    column = authority_acts.c
    same = column.request == request
    if kind is AuthorityAct.REVOKED:
        same |= (column.kind == kind.value) & (column.data["loan"].as_string() == data["loan"])
    found: int | None = await connection.scalar(select(column.sequence).where(same))
    return found
