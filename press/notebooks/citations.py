"""Citations for notebooks: `{cite:t}` and `{cite:p}` become author, year and a link, from the site's BibTeX file."""

from __future__ import annotations

from pathlib import Path

from pybtex.database import Entry, parse_file

from autograder.errors import nearest
from press.source_error import SourceError


class Bibliography:
    """The entries of one BibTeX file, cited as text."""

    def __init__(self, path: Path):
        self.path = path
        self.entries = parse_file(str(path)).entries

    def cite(self, keys: str, parenthetical: bool) -> str:
        """`Shannon (1948)`, or `(Shannon, 1948)`, each linked where the entry has a DOI, an arXiv number or an address.

        Raises
        ------
        SourceError
            If a key is not in the file.
        """
        cited = []
        for key in keys.split(","):
            entry = self.entries.get(key.strip())
            if entry is None:
                known = nearest(key.strip(), list(self.entries))
                raise SourceError(f"{self.path.name} has no entry {key.strip()!r}; {known}", key.strip())
            name, year = authors(entry), entry.fields["year"]
            text = f"{name}, {year}" if parenthetical else f"{name} ({year})"
            cited.append(f"[{text}]({url})" if (url := address(entry)) else text)
        joined = "; ".join(cited)
        return f"({joined})" if parenthetical else joined


def authors(entry: Entry) -> str:
    """Last names: one, two joined by "and", or the first with "et al."."""
    names = [" ".join(person.last_names).strip("{}") for person in entry.persons["author"]]
    if len(names) <= 2:
        return " and ".join(names)
    return f"{names[0]} et al."


def address(entry: Entry) -> str | None:
    """The entry's permanent address."""
    fields = entry.fields
    if "doi" in fields:
        return f"https://doi.org/{fields['doi']}"
    if "eprint" in fields:
        return f"https://arxiv.org/abs/{fields['eprint']}"
    return fields.get("url")
