"""What the person says of one paper, beyond its text: cleaned once, at the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prompt_library.word.text import one_line

MOST_NAMES = 40  # addressees, recipients


@dataclass(frozen=True)
class DocumentFields:
    """Fields of one paper; what is left empty comes from the text, the profile or the unit.

    `ai_footer` shows or hides the note on AI at the foot of the page; `None` leaves it to the profile.
    """

    summary: str = ""  # trích yếu, or the title of a speech, an article, a table
    addressees: tuple[str, ...] = ()  # after "Kính gửi:"
    recipients: tuple[str, ...] = ()  # nơi nhận, the last line included
    signer: str = ""
    salutation: str = ""  # of a speech
    author: str = ""  # of an article
    secretary: str = ""  # of minutes
    chair: str = ""  # of minutes
    ai_footer: bool | None = None

    def cleaned(self) -> DocumentFields:
        """Return the fields with every text on one line, without what a paper may not hold."""
        return DocumentFields(
            summary=one_line(self.summary),
            addressees=clean_names(self.addressees),
            recipients=clean_names(self.recipients),
            signer=one_line(self.signer, 80),
            salutation=one_line(self.salutation, 200),
            author=one_line(self.author, 80),
            secretary=one_line(self.secretary, 80),
            chair=one_line(self.chair, 80),
            ai_footer=self.ai_footer,
        )


def clean_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names without dashes before and punctuation after them, the empty ones left out."""
    cleaned = (one_line(name, 200).strip("-–+•* ").rstrip(";. ") for name in names[:MOST_NAMES])
    return tuple(name for name in cleaned if name)
