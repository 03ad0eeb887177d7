"""Addresses that the tagger found and no rule: kept where a person of the text is seen to live there."""

from __future__ import annotations

import re

from prompt_library.guard import address_cues as cues
from prompt_library.guard.address_patterns import lone_hamlet
from prompt_library.guard.addresses import AddressFinder
from prompt_library.guard.entity import Found

_HAMLETS = re.compile(r"\b(?:thon|ban|khu pho|to dan pho|kp|tdp)\b")
_BLANK = re.compile(r"[ ]?(?:…|\.{3}|_{2})")


class TaggedAddressFinder(AddressFinder):
    """Finds addresses by rule, and judges those of the tagger."""

    def accepts(self, tagged: Found) -> bool:
        """Say whether an address that no rule found is of a person: no office, no mere hamlet."""
        start, end = tagged.start, tagged.end
        if self._office(min(start + 8, end)):
            return False
        before = self.view.fold[max(0, start - 60) : start]
        if cues.PARKED.search(before) or cues.GRAVE.search(before):
            return False
        told = self.view.fold[start:end].strip()
        heads = _HAMLETS.findall(told)
        if " " not in told or len(heads) > len(set(heads)) or _BLANK.match(self.view.plain, end):
            return False  # a lone word, hamlets counted up, a form not filled in
        if lone_hamlet(told):
            return self._person_before(start)
        return self._person_before(start) or self._cue(start) or self._among(start)
