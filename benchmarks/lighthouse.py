"""Lighthouse's mobile marks of the demo day's finder, an event and the campaign: `python -m benchmarks.lighthouse`.

Google's own program, fetched by npm in the version below. Chromium and the site run on this machine, which it slows
down to what a mid-range phone on a poor connection does. The median of several visits counts.
"""

import json
import os
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from actions.demo.service import SLUG
from benchmarks.finder import event_page, served
from benchmarks.synthetic import application
from tests.services.browser import browser_program

PROGRAM = "lighthouse@12.8.2"
MARKS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
VISITS = 3


def marks_of(address: str, folder: Path) -> tuple[dict[str, int], dict[str, str]]:
    """The marks of one visit, out of 100, and what was below its best."""
    report = folder / "report.json"
    command = ["npx", "--yes", PROGRAM, address, "--quiet", "--output=json", f"--output-path={report}"]
    flags = "--headless=new --disable-gpu" + (" --no-sandbox" if os.geteuid() == 0 else "")
    ran = subprocess.run(
        [*command, f"--chrome-flags={flags}", f"--only-categories={','.join(MARKS)}"],
        env={**os.environ, "CHROME_PATH": str(browser_program())},
        capture_output=True,
        text=True,
    )
    if ran.returncode:
        raise RuntimeError(f"{PROGRAM} ended with {ran.returncode}: {ran.stderr}")
    said = json.loads(report.read_text())
    below = {
        name: audit.get("displayValue", "")
        for name, audit in said["audits"].items()
        if audit["score"] is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] in ("binary", "numeric")
    }
    return {name: round(said["categories"][name]["score"] * 100) for name in MARKS}, below


def main() -> None:
    """One run of all."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="actions-lighthouse-")))
        app = application(f"sqlite:///{folder}/actions.db", folder)
        app.test_cli_runner().invoke(args=["demo", "load"], catch_exceptions=False)
        port = stack.enter_context(served("wsgi:app"))
        for path in ("/", event_page(port), f"/campaigns/{SLUG}"):
            visits = [marks_of(f"http://localhost:{port}{path}", folder) for _ in range(VISITS)]
            marks = {name: median(visit[name] for visit, _below in visits) for name in MARKS}
            print(path, ", ".join(f"{name} {mark:g} (target {MARKS[name]})" for name, mark in marks.items()))
            for name, value in sorted({pair for _marks, below in visits for pair in below.items()}):
                print(f"    below its best: {name} {value}")


if __name__ == "__main__":
    main()
