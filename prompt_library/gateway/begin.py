"""The beginning of a request: looked up, read by the guard and reserved, or refused and written down.

The reservation is on its way to the disk of the database while the guard reads. Nothing leaves before both
have agreed: a Run, which alone speaks to providers, is made from the plan and the reservation.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.exc import InterfaceError, OperationalError

from hub.errors import UserError
from hub.people.store import Person
from prompt_library.accounts import quotas
from prompt_library.accounts.quotas import Reservation
from prompt_library.gateway.plan import Asked, Draft, Plan
from prompt_library.gateway.request import Ask
from prompt_library.gateway.run import Run, record_refusal

if TYPE_CHECKING:
    from prompt_library.gateway.app import Gateway


async def begin(gateway: Gateway, person: Person, ask: Ask) -> Run:
    """Decide, reserve and start; a refusal is written to the log of use before it is raised."""
    began = gateway.clock()
    notes: list[Asked] = []
    try:
        async with gateway.db.single() as conn:
            known = await gateway.planner.look_up(conn, person, ask)
        draft = gateway.planner.draft(person, ask, known, notes)
        plan, reservation = await _guard_and_reserve(gateway, draft, began, notes)
    except UserError as error:
        if notes:
            await _write_refusal(gateway, person, ask, notes[-1], error.code, began)
        raise
    run = Run(
        plan,
        reservation,
        db=gateway.db,
        providers=gateway.providers,
        prompts=gateway.prompts,
        limits=gateway.limits,
        clock=gateway.clock,
        began=began,
    )
    gateway.track(run)
    return run


async def _guard_and_reserve(
    gateway: Gateway, draft: Draft, began: datetime, notes: list[Asked]
) -> tuple[Plan, Reservation]:
    """Return what the guard let through and the tokens held for it; raise a UserError, then none are held.

    When both refuse, the guard's word is the one that is said.
    """
    reserving = asyncio.create_task(_reserve(gateway, draft, draft.tokens))
    await asyncio.sleep(0)  # the question leaves before the guard takes the processor
    try:
        plan = await gateway.planner.plan(draft, began.date(), notes)
    except BaseException:
        await _give_back(gateway, reserving)
        raise
    reservation = await reserving
    if plan.reserved_tokens > reservation.tokens:  # masks made it longer than was thought
        await _withdraw(gateway, reservation)
        reservation = await _reserve(gateway, draft, plan.reserved_tokens)
    return plan, reservation


async def _reserve(gateway: Gateway, draft: Draft, tokens: int) -> Reservation:
    async with gateway.db.single() as conn:
        return await quotas.reserve(
            conn, draft.person, tokens, lab=draft.ask.lab, now=gateway.clock(), defaults=gateway.quotas
        )


async def _give_back(gateway: Gateway, reserving: asyncio.Task[Reservation]) -> None:
    """Free what `reserving` holds, or will hold in a moment; a failure of its own is not what is told."""
    try:
        reservation = await reserving
    except (UserError, OperationalError, InterfaceError):
        return  # nothing is held
    await _withdraw(gateway, reservation)


async def _withdraw(gateway: Gateway, reservation: Reservation) -> None:
    async with gateway.db.single() as conn:
        await quotas.withdraw(conn, reservation)


async def _write_refusal(
    gateway: Gateway, person: Person, ask: Ask, asked: Asked, code: str, began: datetime
) -> None:
    async with gateway.db.begin() as conn:
        await record_refusal(conn, person, asked, lab=ask.lab, code=code, began=began, now=gateway.clock())
