"""The web process answers requests and never loads what reads pictures (issue 5)."""

import json
import os
import subprocess
import sys
from pathlib import Path

ENGINES = {"cv2", "onnxruntime", "rapidocr"}
# One request through the real WSGI application, then everything that is loaded by then.
ONE_REQUEST = """
import json, sys
from wsgiref.util import setup_testing_defaults
from weikameng.config.wsgi import application
asked = {"PATH_INFO": "/no-such-page", "HTTP_HOST": "localhost"}
setup_testing_defaults(asked)
answered = []
body = b"".join(application(asked, lambda status, _headers, *_: answered.append(status)))
print(json.dumps({"status": answered, "loaded": sorted(sys.modules)}))
"""


def test_a_request_is_answered_without_the_ocr_engine():
    done = subprocess.run(
        [sys.executable, "-c", ONE_REQUEST],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "weikameng.config.settings"},
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["status"] == ["404 Not Found"]
    assert "weikameng.web.urls" in told["loaded"]
    assert ENGINES.isdisjoint(told["loaded"])
