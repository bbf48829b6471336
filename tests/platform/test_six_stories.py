"""``weikameng demo``: the article's stories through the real doors, told by its exit code."""

import subprocess
import sys

from weikameng.cli.stories import STORIES


def test_the_demo_plays_six_stories_and_all_come_out_as_told():
    done = subprocess.run(
        [sys.executable, "-m", "weikameng.config.entry", "demo"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(STORIES) == 6
    for number in STORIES:
        assert f"✓ {number}." in done.stdout
    assert "6/6" in done.stdout
