"""Packs the built site into one archive to hand out, `_build/descent-site.zip`.

Whoever gets it unpacks it and opens `index.html`; nothing else is needed. Two archives of one site are the same bytes.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from press.layout import Layout

TOP = "descent"  # the folder in the archive, so that it unpacks into one
LEFT_OUT = (".buildinfo", "objects.inv")  # for the next build, and for other books
YEAR_ONE = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip knows


def pack(site: Path, archive: Path) -> int:
    """Write every file of the site, in order and without times; gives back how many there are.

    Raises
    ------
    SystemExit
        If the site isn't built.
    """
    if not (site / "index.html").is_file():
        raise SystemExit(f"{site} holds no site; build it with: make book")
    archive.parent.mkdir(parents=True, exist_ok=True)
    files = sorted(path for path in site.rglob("*") if path.is_file() and path.name not in LEFT_OUT)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in files:
            entry = zipfile.ZipInfo(f"{TOP}/{path.relative_to(site).as_posix()}", YEAR_ONE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes())
    return len(files)


def main() -> int:
    layout = Layout(Path.cwd())
    archive = Path(sys.argv[1]) if len(sys.argv) > 1 else layout.root / "_build" / "descent-site.zip"
    count = pack(layout.site, archive)
    print(f"packed {count} files into {archive} ({archive.stat().st_size / 1e6:.1f} MB); unpack it and open index.html")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
