"""What the pages of AI accounts ask of the rooms above: the models in the gateway's configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class ListedModel:
    """One model of a provider: `id` is what approvals and the log name, `names` what people choose."""

    id: str
    title: str
    names: tuple[str, ...]  # "Nhanh", "Sâu"
    where: str
    abroad: bool
    simulated: bool
    shutdown_on: date | None  # the last day the provider has announced


class ModelCatalogue(Protocol):
    """The models that the gateway may call; `deploy` registers it as `app.state.model_catalogue`."""

    def models(self) -> Sequence[ListedModel]:
        """Return every model once, in the order of the configuration."""
        ...
