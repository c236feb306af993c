"""Executes the chapters in parallel into the cache from which the site is built.

`python -m press.execution.execute` runs what is not cached yet, prints each chapter's seconds, and stops on the first
error that a chapter raises, with its traceback.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from tempfile import TemporaryDirectory

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.cache.db import NbCacheRecord
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from myst_nb.core.read import read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor
from nbformat import NotebookNode

from press.execution.cache_key import STEADY, cache_folder
from press.execution.rests_on import Package
from press.execution.warm_kernels import Warm
from press.layout import Chapter, Layout

RESTS_ON = "rests_on"


def read_chapter(chapter: Chapter) -> NotebookNode:
    """The chapter as myst-nb reads it, so that the cache's keys agree with the build's."""
    config = MdParserConfig(enable_extensions={"colon_fence", "dollarmath"})
    return read_myst_markdown_notebook(
        chapter.path.read_text(), config=config, code_directive="{code-cell}", raw_directive="{raw-cell}"
    )


def leave_kernels_out(notebook: NotebookNode) -> None:
    """A page has no kernel: of a moving figure it needs the state in its HTML, and not the live view."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)


def execute_missing(layout: Layout) -> dict[str, float]:
    """Run every chapter that the cache doesn't hold; return the seconds that each took, by docname.

    Raises
    ------
    RuntimeError
        If a cell raises; the message is the chapter's name and the cell's traceback.
    """
    folder = cache_folder(layout.root)
    folder.mkdir(parents=True, exist_ok=True)
    cache = get_cache(folder)
    keys = rests_on(layout)
    drop_stale(layout, keys)
    waiting = [chapter for chapter in layout.chapters if record_of(cache, chapter) is None]
    os.environ.update(STEADY)
    seconds: dict[str, float] = {}
    if not waiting:
        return seconds
    with Warm(), ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = {pool.submit(_run, chapter, layout): chapter for chapter in waiting}
        for run in as_completed(runs):
            chapter, result = runs[run], run.result()
            if result.err:
                pool.shutdown(cancel_futures=True)
                raise RuntimeError(f"{chapter.path}: {_last_words(result.exc_string or str(result.err))}")
            # In how many pieces a text arrives depends on the clock; myst-nb, merging them, would break a line in two.
            whole, _ = CoalesceStreamsPreprocessor().preprocess(result.nb, {})
            leave_kernels_out(whole)
            cache.cache_notebook_bundle(
                CacheBundleIn(
                    whole,
                    str(chapter.path),
                    data={"execution_seconds": result.time, RESTS_ON: keys[chapter.docname]},
                ),
                check_validity=False,
                overwrite=True,
            )
            seconds[chapter.docname] = result.time
            print(f"  executed {chapter.docname}: {result.time:.1f} s", flush=True)
    return seconds


def record_of(cache: JupyterCacheAbstract, chapter: Chapter) -> NbCacheRecord | None:
    """What the cache holds of a chapter with this code."""
    try:
        return cache.match_cache_notebook(read_chapter(chapter))
    except KeyError:
        return None


def rests_on(layout: Layout) -> dict[str, str]:
    """For each chapter, by docname, the key of what its code uses of `descent`."""
    package = Package(layout.root / "descent")
    return {chapter.docname: package.key(_code(chapter)) for chapter in layout.chapters}


def _code(chapter: Chapter) -> list[str]:
    return [cell.source for cell in read_chapter(chapter).cells if cell.cell_type == "code"]


def drop_stale(layout: Layout, keys: Mapping[str, str]) -> None:
    """Take out of the cache whatever a chapter's code would not print any more: what it rests on has other `keys`."""
    cache = get_cache(cache_folder(layout.root))
    for chapter in layout.chapters:
        record = record_of(cache, chapter)
        if record is not None and record.data.get(RESTS_ON) != keys[chapter.docname]:
            cache.remove_cache(record.pk)


def _run(chapter: Chapter, layout: Layout) -> ExecutionResult:
    timeout = layout.config["execute"]["timeout"]
    quiet = ["--log-level=ERROR"]  # ipykernel otherwise warns of its loopback socket once for each chapter
    with TemporaryDirectory() as folder:
        return single_nb_execution(
            read_chapter(chapter), cwd=folder, timeout=timeout, allow_errors=False, extra_arguments=quiet
        )


def _last_words(trace: str) -> str:
    """The cell and its own traceback, without colours and without the machinery that ran it."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", trace)
    return plain[max(plain.find("An error occurred"), 0) :]


def main() -> int:
    layout = Layout(Path.cwd())
    print(f"Executing chapters ({len(layout.chapters)} in the book; those already run are reused)", flush=True)
    try:
        ran = execute_missing(layout)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"  {len(ran)} executed, {len(layout.chapters) - len(ran)} reused")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
