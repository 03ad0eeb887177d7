"""The simulated provider: no model, no network; the prompt's recorded sample, plainly labelled as such."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

from prompt_library.gateway.config import Candidate
from prompt_library.gateway.providers.base import Call, Piece, Usage, estimated_tokens

LABEL = (
    "> **Câu trả lời mô phỏng.** Đây là bài mẫu ghi sẵn của câu lệnh này, không phải do mô hình AI viết "
    "từ nội dung đồng chí vừa điền.\n\n"
)
TALK = (
    "**Câu trả lời mô phỏng.** Hệ thống đang chạy thử, chưa nối với mô hình AI nào, nên tôi chưa trả lời "
    "được câu hỏi này. Bộ lọc dữ liệu cá nhân, hạn mức và nhật ký vẫn hoạt động như thật: phần “đã gửi” "
    "cho đồng chí thấy nội dung sau khi che. Muốn xem một câu trả lời mẫu, mời đồng chí mở một câu lệnh "
    "trong thư viện."
)
_WORDS = re.compile(r"\S+\s*|\s+")
_PIECE_WORDS = 6
_PAUSE_S = 0.004  # so that it is seen to stream


class SimulatedProvider:
    """Answers with the call's sample, or says that it cannot answer."""

    async def stream(self, candidate: Candidate, call: Call) -> AsyncIterator[Piece]:
        """Yield the label, then the sample in pieces of a few words."""
        text = call.sample
        if text is None:
            text = TALK
        else:
            yield Piece(LABEL, label=True)
        words = _WORDS.findall(text)
        for at in range(0, len(words), _PIECE_WORDS):
            yield Piece("".join(words[at : at + _PIECE_WORDS]), label=call.sample is None)
            await asyncio.sleep(_PAUSE_S)
        sent = sum(len(said.text) for said in call.messages)
        yield Piece(finish="stop", usage=Usage(estimated_tokens(sent), estimated_tokens(len(text))))

    async def close(self) -> None:
        """Have nothing to close."""
