"""No prompt of the library lets a citizen's data out, streamed or not (done-when 1 of the prompt library)."""

from __future__ import annotations

from random import Random

import pytest

from prompt_library.library.load import load_library
from tests.gateway.room import Room
from tests.gateway.seeds import Seeds, draw, filled
from tests.gateway.vendors import Behaviour, pieces_of

LIBRARY = load_library().prompts
RUNNABLE = sorted(name for name, prompt in LIBRARY.items() if prompt.kind == "prompt")
CARDS = sorted(name for name, prompt in LIBRARY.items() if prompt.kind == "guidance")
# A few of each kind in every run, drawn anew when the library changes; all of them in `make test-all`.
DRAWN = set(Random(len(RUNNABLE)).sample(RUNNABLE, min(6, len(RUNNABLE))))  # noqa: S311


def _marked(names: list[str]) -> list[object]:
    return [
        pytest.param(name, marks=[pytest.mark.postgres] + ([] if name in DRAWN else [pytest.mark.slow]))
        for name in names
    ]


def ask(room: Room, username: str, name: str, inputs: dict[str, str], *, stream: bool, model: str) -> str:
    """Run the prompt with the real SDK and return the answer shown."""
    client = room.client(username)
    extra = {"mttq": {"prompt": name, "inputs": inputs}}
    if stream:
        chunks = client.chat.completions.create(model=model, messages=[], stream=True, extra_body=extra)
        return "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    whole = client.chat.completions.create(model=model, messages=[], extra_body=extra)
    return whole.choices[0].message.content or ""


def _shown(prompt_name: str, seeds: Seeds, inputs: dict[str, str]) -> list[str]:
    return [seed for seed in seeds.all if any(seed in value for value in inputs.values())]


@pytest.mark.parametrize("name", _marked(RUNNABLE))
def test_seeded_data_stays_here_and_the_answer_is_whole(room: Room, cadre: str, name: str) -> None:
    prompt = LIBRARY[name]
    random = Random(name)  # noqa: S311
    for stream, model in ((False, "nhanh"), (True, "sau"), (True, "nhanh"), (False, "sau")):
        room.vendors.forget()
        vendor = {"nhanh": "noi-bo", "sau": "ngoai-du-ho-so"}[model]
        room.vendors.behave(vendor, Behaviour(say=lambda sent: pieces_of(sent, random.randrange(1, 9))))
        seeds = draw(random)
        inputs = filled(prompt, seeds)
        answer = ask(room, cadre, name, inputs, stream=stream, model=model)
        (heard,) = room.vendors.heard
        assert seeds.that_arrived(heard) == []
        assert [role for role, _ in heard.messages] == ["system", "user"]
        assert seeds.in_text(heard.messages[0][1]) == []
        shown = _shown(name, seeds, inputs)
        assert bool(shown) == any(one.free for one in prompt.inputs)
        assert [seed for seed in shown if seed not in answer] == []


@pytest.mark.parametrize("name", _marked(RUNNABLE))
def test_the_simulated_answer_is_the_sample_and_says_so(room: Room, cadre: str, name: str) -> None:
    prompt = LIBRARY[name]
    assert prompt.sample
    answer = ask(room, cadre, name, dict(prompt.sample.inputs), stream=False, model="mo-phong")
    label, _, text = answer.partition("\n\n")
    assert label.startswith("> **Câu trả lời mô phỏng.**")
    assert text.splitlines()[-1].strip() != ""
    assert "[NGƯỜI_1]" not in text  # put back: the sample's tokens are those of its inputs
    assert room.vendors.heard == []


@pytest.mark.postgres
@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_never_sent(room: Room, cadre: str, name: str) -> None:
    answer = room.post(cadre, {"model": "nhanh", "messages": [], "mttq": {"prompt": name}})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "level_refused")
    assert room.vendors.heard == []


@pytest.mark.postgres
@pytest.mark.parametrize("name", sorted(DRAWN))
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_crashing_guard_lets_nothing_out(
    room: Room, cadre: str, name: str, stream: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(texts: object) -> None:
        raise RuntimeError(f"không đọc được {texts}")

    monkeypatch.setattr("prompt_library.library.masking.redact_all", crash)
    inputs = filled(LIBRARY[name], draw(Random(name)))  # noqa: S311
    answer = room.post(
        cadre,
        {"model": "nhanh", "stream": stream, "messages": [], "mttq": {"prompt": name, "inputs": inputs}},
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "guard_failed")
    assert room.vendors.heard == []
    assert room.states(cadre) == []
