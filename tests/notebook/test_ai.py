"""AI from a learner's kernel: the openai SDK finds the gateway by itself, as that person, under its rules."""

from __future__ import annotations

import pytest

from tests.notebook.learner_server import LearnerServer

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

ASK = """
import openai
client = openai.OpenAI()
print(sorted(model.id for model in client.models.list()))
asked = [{"role": "user", "content": "Cảm ơn bà Nguyễn Thị Ví Dụ, số điện thoại 0600 000 123."}]
lab = client.chat.completions.create(model="nhanh", messages=asked, extra_body={"mttq": {"lab": True}})
print("sent:", lab.model_extra["mttq"]["receipt"]["sent"])
try:
    client.chat.completions.create(model="nhanh", messages=asked)
except openai.PermissionDeniedError as error:
    print("refused:", error.code)
"""


def test_the_openai_sdk_needs_no_address_and_no_key(learner_server: LearnerServer) -> None:
    printed = learner_server.run(ASK)
    assert "['nhanh', 'sau']" in printed
    assert "[NGƯỜI_1]" in printed
    assert "Ví Dụ" not in printed.split("sent:")[1]
    assert "0600" not in printed.split("sent:")[1]
    assert "refused: not_entitled" in printed
