"""What nbgrader's exchange offers: for each student the newest submission, and when it truly came."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from autograder.collecting import archives
from autograder.collecting.inbox import Offer, OfferedFile, Remarks
from autograder.course import ids, users


def read_exchange(inbound: Path, slug: str, check_owner: bool) -> tuple[list[Offer], Remarks]:
    """The newest submission of each student in the exchange's `inbound` folder.

    A submission's folder is named `<student>+<exercise>+<time>…` by the student's own program, which can write any time
    there. The trusted one is when the notebook's entry last changed on disk (ctime), which only the system sets.
    """
    remarks, arrivals = Remarks(), defaultdict(list)
    named = {folder: _claims(folder.name, slug) for folder in sorted(inbound.iterdir())}
    for folder, (student, claimed) in ((folder, claims) for folder, claims in named.items() if claims):
        try:
            if why := _doubt(folder, student, check_owner):
                remarks.left_out.append(f"{folder.name}: {why}; left out")
            else:
                arrivals[student].append((_arrival(folder), claimed, folder))
        except OSError as error:
            remarks.left_out.append(f"{folder.name}: can't be read ({error.strerror}); left out")
    newest = [_offer(student, *max(found)) for student, found in arrivals.items()]
    return sorted(newest, key=lambda offer: offer.student), remarks


def _claims(name: str, slug: str) -> tuple[str, str] | None:
    """Who and when, by a folder's name: `<student>+<exercise>+<time>[+<random>]`. A student may hold a `+`, too."""
    match = re.fullmatch(rf"(?P<student>.+)\+{slug}\+(?P<time>[^+]*(?:\+\d\d:?\d\d)?)(?:\+[^+]*)?", name)
    return (ids.tidy(match["student"]), match["time"]) if match else None


def _doubt(folder: Path, student: str, check_owner: bool) -> str:
    if folder.is_symlink() or not folder.is_dir():
        return "not a submission"
    if why := ids.fault(student):
        return why
    owner = ids.tidy(users.owner(folder)) if check_owner else student
    return "" if owner == student else f"claims to be {student}'s but belongs to {owner}"


def _offer(student: str, arrived: datetime, claimed: str, folder: Path) -> Offer:
    files = [
        OfferedFile("/".join(e.parts), e.read, e.trouble, e.modified)
        for e in archives.walk(folder)
        if e.is_there and not archives.JUNK.match(e.parts[0])
    ]
    return Offer(student, files, received=arrived, notes=_doubts(claimed, arrived))


def _arrival(folder: Path) -> datetime:
    changed = [path.lstat().st_ctime for path in folder.rglob("*.ipynb")] or [folder.lstat().st_ctime]
    return datetime.fromtimestamp(max(changed)).astimezone()


def _doubts(claimed: str, arrived: datetime) -> list[str]:
    try:
        said = datetime.fromisoformat(claimed.replace(" UTC", "+00:00"))
        said = said if said.tzinfo else said.replace(tzinfo=arrived.tzinfo)
    except ValueError:
        return [f"the submission claims an unreadable time ({claimed!r}); the exchange's was used"]
    if abs((arrived - said).total_seconds()) < 600:
        return []
    return [f"the submission claims {said:%Y-%m-%d %H:%M}, the exchange recorded {arrived:%Y-%m-%d %H:%M}"]
