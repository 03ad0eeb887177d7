"""Finds English on a Vietnamese page: every plain-ASCII word must be able to be a Vietnamese syllable.

Vietnamese is written one syllable to a word. Without diacritics only a few hundred spellings are
possible ("cho", "trong", "khi", never one that ends in p, t, c or ch, which always carry a tone
mark), so a word outside them is foreign. English words that could be such a syllable ("the", "him")
stand in a list; words that are both ("can", "may", "then") are let through, since no English sentence
consists of them alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Names and loan words that Vietnamese people read as they are.
_NAMES = """
    jupyterlab jupyter zalo chatgpt gemini copilot claude google facebook word excel zoom windows android
    email internet web website wifi video robot ubnd ubmttq
"""
# English words (and jargon) whose letters would pass as a Vietnamese syllable or as an abbreviation, and
# that Vietnamese does not write. Words that are both, such as "can", "may" and "hay", are not here.
_LOOK_ALIKES = """
    the them him try buy guy sum hum rum sun gun nun via ten pen rim dim mom boa
    html http https xsrf csrf css
"""
ALLOWED = frozenset(_NAMES.split())
LOOK_ALIKES = frozenset(_LOOK_ALIKES.split())

# A syllable without marks: onset and rime, with the spelling rules c/k, g/gh, ng/ngh. No rime ends in
# p, t, c or ch: those always carry a mark.
_SYLLABLE = re.compile(
    "(?!c[eiy]|k[aou]|g[ey]|gh[aou]|ng[eiy]|ngh[aou])"
    "(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|b|c|d|g|h|k|l|m|n|p|r|s|t|v|x)?"
    "(?:a(?:[iouy]|m|ng|nh|n)?|e(?:o|m|ng|n)?|i(?:[au]|m|nh|n)?"
    "|o(?:ai|ay|ang|anh|an|en|eo|ong|a|e|i|m|ng|n)?|u(?:ynh|ya|yn|yu|a|i|y|m|ng|n)?|y(?:nh)?)"
    "|gi"
)

_URL_OR_NAME = re.compile(
    r"(?:https?://|www\.)\S+"  # addresses
    r"|\S+@\S+"  # mail
    r"|#\w+"  # hashtags
    r"|(?<!\S)/[^\s]*"  # paths
    r"|\b[\w.-]+\.(?:docx?|xlsx?|pdf|csv|pptx?|png|jpe?g|ipynb|txt|zip|vn|com|example)\b"  # files, domains
    r"|\b\w*[0-9_]\w*(?:-\w*[0-9_]\w*)*\b",  # codes: k2-b3, 19742, mau_01
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+")


def english_words(text: str, allowed: Iterable[str] = ()) -> list[str]:
    """Return the words of `text` that are not Vietnamese, in order, repeats included.

    `allowed` adds words that may stand on this page (usernames, invented names). Words of one or two
    letters, words with a letter outside ASCII, abbreviations in capitals without a vowel (MTTQ, BTT),
    addresses, mail, file names and codes with a digit are left out.
    """
    fine = ALLOWED | {word.casefold() for word in allowed}
    plain = _URL_OR_NAME.sub(" ", unicodedata.normalize("NFC", text))
    found = []
    for word in _LETTERS.findall(plain):
        lower = word.casefold()
        if len(word) < 3 or not word.isascii() or lower in fine:
            continue
        if lower in LOOK_ALIKES:
            found.append(word)
        elif word.isupper() and not set(lower) & set("aeiouy"):
            continue
        elif not _SYLLABLE.fullmatch(lower):
            found.append(word)
    return found


# Run in a page (Playwright's `page.evaluate`): everything a person sees or hears there, one thing a line.
# Opened <details> count as seen, so the script opens all of them first.
PAGE_TEXT_JS = """() => {
  const said = [document.title];
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const source = [...document.querySelectorAll('[translate="no"]:not([hidden])')]; // source of a prompt
  source.forEach((one) => { one.hidden = true; });
  said.push(document.body.innerText);
  source.forEach((one) => { one.hidden = false; });
  for (const one of document.body.querySelectorAll("*")) {
    for (const name of ["aria-label", "aria-description", "placeholder", "title", "alt", "data-label"]) {
      if (one.hasAttribute(name)) said.push(one.getAttribute(name));
    }
    if (one.matches("input[type=submit], input[type=button], input[type=reset]")) said.push(one.value);
    if (one.matches("select")) said.push(...[...one.options].map((option) => option.text));
    if (one.willValidate && !one.checkValidity()) said.push(one.validationMessage);
    for (const pseudo of ["::before", "::after"]) {
      const content = getComputedStyle(one, pseudo).content;
      if (content && content.startsWith('"')) said.push(content.slice(1, -1));
    }
  }
  return said.filter(Boolean).join("\\n");
}"""
