"""One of the answers of a request: taken from a model, cleaned, put back into names, and its figures kept."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from decimal import Decimal
from typing import Any

from hub.errors import UserError
from prompt_library.errors import GuardFailed
from prompt_library.gateway.config import Limits
from prompt_library.gateway.errors import GatewayError
from prompt_library.gateway.links import LinkStripper
from prompt_library.gateway.logs import log_error
from prompt_library.gateway.plan import Plan
from prompt_library.gateway.providers.base import Provider, ProviderFailed, Usage, estimated_tokens
from prompt_library.gateway.upstream import Answer
from prompt_library.guard import StreamRestorer
from prompt_library.library.checks import run_checks


class Reply:
    """The answer with `index` of a request, as it comes; `error` says why it did not come to its end."""

    def __init__(self, plan: Plan, index: int, providers: Mapping[str, Provider]) -> None:
        self._plan = plan
        self.index = index
        self.model = plan.choices[index].model
        self.answer = Answer(providers, plan.choices[index].candidates, plan.call)
        self.finish = "stop"
        self.error: UserError | None = None
        self.done = False
        self._usage: Usage | None = None
        self._heard = 0  # characters that the model wrote
        self._shown: list[str] = []
        self._restorer = StreamRestorer(plan.tokens)
        self._stripper = LinkStripper() if plan.strip_links else None

    async def texts(self, limits: Limits) -> AsyncGenerator[str, None]:
        """Yield the pieces to show, restored; whatever goes wrong ends up in `error`."""
        try:
            async with aclosing(self.answer.pieces(limits)) as pieces:
                async for piece in pieces:
                    self._usage = piece.usage or self._usage
                    self.finish = piece.finish or self.finish
                    if piece.label:
                        yield piece.text
                        continue
                    self._heard += len(piece.text)
                    if text := self._put_back(piece.text):
                        yield text
            if text := self._put_back(None):
                yield text
        except ProviderFailed as failed:
            self.error = _upstream_error(failed)
        except UserError as error:
            self.error = error
        except Exception as error:
            log_error("answer broke off", error)
            self.error = GatewayError(
                "upstream_failed",
                "Câu trả lời bị ngắt giữa chừng do lỗi ngoài dự kiến. Mời đồng chí gửi lại.",
            )
        self.done = True

    def _put_back(self, piece: str | None) -> str:
        """Return what can be shown after `piece` (None: the end); raise GuardFailed whatever goes wrong."""
        try:
            text = piece or ""
            if self._stripper:
                text = self._stripper.close() if piece is None else self._stripper.feed(text)
            text = self._restorer.feed(text)
            if piece is None:
                text += self._restorer.close()
        except Exception:
            raise GuardFailed from None
        self._shown.append(text)
        return text

    def too_late(self) -> None:
        """Mark an answer that was not at its end when the time of the whole request was over."""
        if not self.done:
            self.error = _upstream_error(ProviderFailed("whole time", timeout=True))

    @property
    def usage(self) -> Usage:
        """Tokens as reported; estimated when the provider did not say; none when no model began."""
        if self._usage:
            return self._usage
        if self.answer.candidate is None:
            return Usage(0, 0)
        sent = sum(len(said.text) for said in self._plan.call.messages)
        return Usage(estimated_tokens(sent), estimated_tokens(self._heard))

    @property
    def cost_vnd(self) -> Decimal | None:
        """What it cost by the price in the models file, in đồng; None when none is given."""
        price = self.answer.candidate.price_vnd_per_million if self.answer.candidate else None
        if price is None:
            return None
        used = self.usage
        return Decimal(str(round((used.prompt * price.input + used.completion * price.output) / 1e6, 2)))

    def public(self) -> dict[str, object]:
        """Return what the last chunk says of this answer."""
        candidate = self.answer.candidate
        told: dict[str, object] = {
            "model": self.model,
            "provider": candidate.id if candidate else None,
            "title": candidate.title if candidate else None,
            "where": candidate.where if candidate else None,
            "abroad": candidate.abroad if candidate else None,
            "simulated": bool(candidate and candidate.simulated),
            "fallback_from": self.answer.fallback_from,
            "checks": self._checks(),
        }
        if self._stripper and any(self._stripper.removed.values()):
            told["removed"] = dict(self._stripper.removed)
        if self.error:
            told["error"] = {"code": self.error.code, "message": self.error.message}
        return told

    def _checks(self) -> list[dict[str, Any]]:
        if self._plan.prompt is None or self.error or self._plan.ask.turns:
            return []
        results = run_checks(self._plan.prompt, "".join(self._shown), self._plan.inputs)
        return [{"label": one.label, "passed": one.passed, "detail": one.detail} for one in results]


def _upstream_error(failed: ProviderFailed) -> GatewayError:
    if failed.timeout:
        return GatewayError(
            "upstream_timeout",
            "Mô hình AI trả lời quá chậm nên hệ thống đã dừng chờ. "
            "Mời đồng chí thử lại hoặc chọn mô hình khác.",
        )
    return GatewayError(
        "upstream_failed",
        "Mô hình AI đang không trả lời được. Mời đồng chí thử lại sau ít phút hoặc chọn mô hình khác.",
    )
