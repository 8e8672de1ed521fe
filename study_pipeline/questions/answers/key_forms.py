"""The forms of a key that prints several, a page each: (홀수)형 and (짝수)형, A형 and B형."""

import re
from collections.abc import Sequence

from study_pipeline.questions.key_tokens import Row, row_text

FORM = re.compile(r"[(\[<〈【]?\s*(?P<name>홀수|짝수|[A-E]|[가나다])\s*[)\]>〉】]?\s*형")
MAX_TITLE = 45  # characters: longer is a sentence
MAX_TITLE_ROWS = 12  # of a page; a table's headings stand below its title


def forms_of(rows: Sequence[Row]) -> dict[int, str]:
    """The form that each page's title names; empty where no two pages name different ones."""
    titles: dict[int, list[Row]] = {}
    for row in rows:
        titles.setdefault(row[0].page, []).append(row)
    forms = {}
    for page, above in titles.items():
        found = [
            FORM.search(text) for row in above[:MAX_TITLE_ROWS] if len(text := row_text(row)) <= MAX_TITLE
        ]
        names = {match["name"] for match in found if match}
        if len(names) == 1:
            forms[page] = f"{names.pop()}형"
    return forms if len(set(forms.values())) > 1 else {}
