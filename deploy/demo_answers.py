"""Answers of the demonstration: made from each question's real key, some with slips, all of them valid."""

from __future__ import annotations

import random
from typing import Any

from courses.lesson import Lesson
from exercises.questions import Question

_UNSURE = "Tôi chưa rõ chỗ này, sẽ đọc lại bài."


def right_answer(question: Question) -> Any:
    """Return a value that earns every point, or the best that the lesson itself gives."""
    solution = question.solution()
    return solution["sample"] if question.type == "short_text" else solution["key"]


def wrong_answer(rng: random.Random, question: Question) -> Any:
    """Return a value with a slip such as people make; where points are shared it may earn some."""
    right: Any = right_answer(question)
    public: Any = question.public()
    if question.type == "single":
        return rng.choice([option["id"] for option in public["options"] if option["id"] != right])
    if question.type == "multiple":
        others = [option["id"] for option in public["options"] if option["id"] not in right]
        return sorted([*right[1:], rng.choice(others)] if others else right[1:])
    if question.type == "true_false":
        return not right
    if question.type == "order":
        return [right[1], right[0], *right[2:]]
    if question.type == "match":
        first, second = rng.sample(list(right), 2)
        return right | {first: right[second], second: right[first]}
    if question.type == "classify":
        item = rng.choice(list(right))
        groups = [group["id"] for group in public["groups"] if group["id"] != right[item]]
        return right | {item: rng.choice(groups)}
    return _UNSURE


def answer_variants(rng: random.Random, lesson: Lesson) -> list[dict[str, Any]]:
    """Return a few sets of answers to the lesson: all right, with slips, with a grave slip, half empty."""
    right = {question.id: right_answer(question) for question in lesson.questions}
    light = [question for question in lesson.questions if not question.critical]
    grave = [question for question in lesson.questions if question.critical]

    def slipping(questions: list[Question]) -> dict[str, Any]:
        return right | {question.id: wrong_answer(rng, question) for question in questions}

    half = [question.id for question in lesson.questions[: len(lesson.questions) // 2]]
    variants = [
        right,
        slipping(rng.sample(light, min(1, len(light)))),
        slipping(rng.sample(light, min(2, len(light)))),
        slipping([*rng.sample(grave, min(1, len(grave))), *rng.sample(light, min(2, len(light)))]),
        {question_id: right[question_id] for question_id in half},
    ]
    return [
        {q.id: q.check_value(answers[q.id]) for q in lesson.questions if answers.get(q.id) is not None}
        for answers in variants
    ]
