"""The models as `GET v1/models` lists them: where each runs, and what the agency decided about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from prompt_library.accounts.models import Approval
from prompt_library.gateway.config import Candidate, LogicalModel, Models
from prompt_library.gateway.levels import levels_of
from prompt_library.gateway.plan import facts_of


def model_list(models: Models, known: Mapping[str, Approval], today: date) -> list[dict[str, object]]:
    """Return OpenAI's list; `mttq` tells of the first model behind the name that may still be asked."""
    return [_listed(name, logical, known, today) for name, logical in models.models.items()]


def _listed(
    name: str, logical: LogicalModel, known: Mapping[str, Approval], today: date
) -> dict[str, object]:
    going = [one for one in logical.candidates if not one.ended(today)]
    first = (going or logical.candidates)[0]
    levels = {level for one in going for level in levels_of(facts_of(one, known))}
    return {
        "id": name,
        "object": "model",
        "created": 0,
        "owned_by": "mttq",
        "mttq": {
            **_facts(first, known, today),
            "title": logical.title,
            "levels": sorted(levels),
            "behind": [{"id": one.id, **_facts(one, known, today)} for one in logical.candidates],
        },
    }


def _facts(one: Candidate, known: Mapping[str, Approval], today: date) -> dict[str, object]:
    facts = facts_of(one, known)
    return {
        "title": one.title,
        "where": one.where,
        "abroad": one.abroad,
        "simulated": one.simulated,
        "approved": facts.approved,
        "dossier": facts.dossier,
        "shutdown_on": one.shutdown_on.isoformat() if one.shutdown_on else None,
        "levels": [] if one.ended(today) else levels_of(facts),
    }
