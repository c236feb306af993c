"""The workflows for whoever hosts the repository: they call the make verbs, on a named machine, with time enough."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from press.layout import ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
JOBS = [(path, name) for path in FILES for name in yaml.safe_load(path.read_text())["jobs"]]
MAKES = [job for job in JOBS if "make " in str(yaml.safe_load(job[0].read_text())["jobs"][job[1]])]


def job(path: Path, name: str) -> dict[str, Any]:
    return yaml.safe_load(path.read_text())["jobs"][name]


@pytest.mark.parametrize(("path", "name"), JOBS)
def test_each_job_has_a_named_machine_and_an_end_or_calls_one_that_has(path: Path, name: str) -> None:
    found = job(path, name)
    assert found.get("runs-on") == "ubuntu-24.04" or found["uses"].startswith("./")
    assert found.get("timeout-minutes", 0) <= 90 and ("timeout-minutes" in found or "uses" in found)


@pytest.mark.parametrize(("path", "name"), MAKES)
def test_what_is_downloaded_is_kept_for_the_next_run(path: Path, name: str) -> None:
    steps = job(path, name)["steps"]
    caches = {step["with"]["cache"]: step["with"] for step in steps if "cache" in step.get("with", {})}
    assert set(caches) == {"pip", "npm"}
    assert all((ROOT / line).is_file() for line in caches["pip"]["cache-dependency-path"].split())


def test_each_verb_that_is_called_is_one_of_the_makefile() -> None:
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    called = {verb for path in FILES for verb in re.findall(r"run: make ([a-z-]+)", path.read_text())}
    assert called == {"test", "publish-student"} and called <= verbs


def test_nothing_is_published_that_has_not_passed_its_tests() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "publish.yml").read_text())["jobs"]
    assert jobs["publish"]["needs"] == "test" and jobs["test"]["needs"] == "version"


@pytest.mark.parametrize(("tag", "code"), [("v0.1.0", 0), ("v0.2.0", 1), ("v0.1.0-rc1", 1)])
def test_a_tag_that_is_not_the_version_stops_the_publishing(tmp_path: Path, tag: str, code: int) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.1.0"\n')
    (step,) = [one for one in job(FILES[0], "version")["steps"] if "run" in one]
    done = subprocess.run(["bash", "-c", step["run"]], cwd=tmp_path, env={"GITHUB_REF_NAME": tag}, capture_output=True)
    assert done.returncode == code
