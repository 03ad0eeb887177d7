"""The search for the page that is offline: one compact JSON that web/search.js reads, settings included."""

from __future__ import annotations

import json

from prompt_library.library import search
from prompt_library.library.words import SOUNDS, TONES, lexicon


def to_json(index: search.Index) -> str:
    """Return everything the browser needs to search as `index` does, as compact JSON.

    `entries` are `[id, group, level, kind, [fields in the order of weights]]`; the first field is the title.
    """
    known = lexicon()
    data = {
        "weights": list(search.WEIGHTS.items()),
        "settings": {
            "saturation": search.SATURATION,
            "length": search.LENGTH,
            "pair": search.PAIR,
            "soundPair": search.SOUND_PAIR,
            "folded": search.FOLDED,
            "stops": search.STOPS,
            "fewest": search.FEWEST,
            "slips": [0, *search.SLIPS.values()],
            "unfinished": search.UNFINISHED,
            "runTogether": search.RUN_TOGETHER,
            "also": search.ALSO,
            "mostReadings": search.MOST_READINGS,
            "mostCompared": search.MOST_COMPARED,
            "longestQuery": search.LONGEST_QUERY,
        },
        "abbreviations": dict(known.abbreviations),
        "capital": sorted(known.capital),
        "stop": sorted(known.stop),
        "sounds": [[pattern.pattern, instead] for pattern, instead in SOUNDS],
        "tones": TONES,
        "entries": [
            [one.id, one.group, one.level, one.kind, [one.fields[name] for name in search.WEIGHTS]]
            for one in index.entries
        ],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
