"""All that is printed: progress with rate and time left, closing tables, single lines."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeVar

from rich.cells import chop_cells
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

Item = TypeVar("Item")
PLAIN_WIDTH = 140  # where no terminal says how wide it is (a log, a pipe): wide enough for one line per student
WIDEST_NAME = 24  # of a table's first column; a longer name goes on in the next line, and squeezes nobody's result
# All but tab and line feed; with them the marks that turn the direction of writing, and halves of a character.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def console() -> Console:
    """A console on today's stdout, so that tests and pipes get what is printed."""
    width = None if sys.stdout.isatty() else PLAIN_WIDTH
    return Console(file=sys.stdout, width=width, highlight=False, emoji=False)


def say(text: str, style: str | None = None) -> None:
    """One line, as it is: what a student wrote is never read as markup, nor as an order to the terminal."""
    console().print(escape(plain(text)), soft_wrap=True, style=style)


def plain(text: str) -> str:
    """The text with its control characters spelled out: an escape sequence could rewrite what stands on the screen."""
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        if not speed:
            return Text("")
        return Text(f"{speed:.1f}/s" if speed >= 1 else f"{speed * 60:.0f}/min", style="dim")


def track(items: Sequence[Item] | Iterable[Item], title: str, total: int | None = None) -> Iterator[Item]:
    """The items, with a bar that shows how many are done, how fast, and how long the rest will take."""
    if total is None and isinstance(items, Sequence):
        total = len(items)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console(), disable=total == 0) as progress:
        yield from progress.track(items, total=total, description=escape(title))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], numbers: Sequence[str] = ()) -> None:
    """A closing table without empty columns; those named in `numbers` are aligned to the right and never broken."""
    texts = [[plain("" if cell is None else str(cell)) for cell in row] for row in rows]
    # A name is read at a glance, and so never broken unless it is very long.
    lines = [[escape(cell) for cell in ["\n".join(chop_cells(name, WIDEST_NAME)), *rest]] for name, *rest in texts]
    filled = [place for place in range(len(columns)) if not lines or any(line[place] for line in lines)]
    grid = Table(title=escape(title), title_justify="left", title_style="bold", header_style="bold")
    for place in filled:
        side: Literal["left", "right"] = "right" if columns[place] in numbers else "left"
        grid.add_column(columns[place], justify=side, overflow="fold", no_wrap=place == 0 or side == "right")
    for line in lines:
        grid.add_row(*(line[place] for place in filled))
    console().print(grid)


def rounded(value: float, digits: int = 2) -> float:
    """The number as people round it: `1.7000000000000002` is 1.7, two thirds 0.67, and a half goes up."""
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)) + 0.0


def number(value: float | None, digits: int = 2) -> str:
    """A number for people, without zeros that say nothing; empty for none."""
    if value is None:
        return ""
    text = f"{rounded(value, digits):.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
