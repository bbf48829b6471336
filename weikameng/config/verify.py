"""`weikameng verify FILE`: checks a case file or a good's bundle offline. Runs with Python and
cryptography alone: neither Django nor a database is started, no network is asked."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import BinaryIO

from weikameng.config.verify_quorum import log_key_of, policy_of, seen_by, tell_json
from weikameng.config.verify_telling import BROKEN, say, tell_seen, told_bundle
from weikameng.domain.case_file.check_words import (
    NOT_WHOLE,
    WHOLE,
    cannot_words,
    finding_words,
    title_words,
)
from weikameng.domain.witness_words import policy_fault
from weikameng.domain.words import Words
from weikameng.ledger.case_file.checking import Checked, check
from weikameng.ledger.case_file.findings import Finding, How
from weikameng.ledger.good_bundles import (
    MAX_BUNDLE_BYTES,
    TYPE,
    BundleOutcome,
    CheckedBundle,
    check_bundle,
)
from weikameng.ledger.keys import VerifierKey, parse_vkey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.offline import Outcome
from weikameng.ledger.trust_policies import BadPolicy

CANNOT_CHECK = 2  # exit code
_BUNDLE = f'"type":"{TYPE}"'.encode()
_MARKS = {How.HOLDS: "✓", How.BROKEN: "✗", How.OPEN: "!"}
_BAD_KEY = Words(
    "--key 不是一把公钥。请从商家页面原样复制。",
    "--key is no public key. Copy it from the shop's page as it stands.",
)
_USE = """\
Check a refund case file (zip), or the bundle of a good, offline.
离线核对退款档案,或商品在日志里的历史。

exit codes: 0 whole, 1 changed or not signed as it should be, 2 can't be checked
"""


def main(words: list[str] | None = None) -> int:
    """Check one file; returns the exit code."""
    asked = _parser().parse_args(words)
    language = asked.language or _language()
    try:
        key, policy = _key(asked.key), policy_of(asked.policy)
        with Path(asked.file).open("rb") as file:
            found = _bundle(file, key or log_key_of(policy)) or check(file, key)
            seen = seen_by(file, found, policy, key) if policy and _is_whole(found) else None
    except BadPolicy as bad:
        return _cannot(_bad_policy(bad), language, as_json=asked.json)
    except Malformed:
        return _cannot(_BAD_KEY, language, as_json=asked.json)
    except OSError as problem:
        words_of = Words(f"读不了文件:{problem.strerror}。", f"Can't read it: {problem.strerror}.")
        return _cannot(words_of, language, as_json=asked.json)
    if isinstance(found, CheckedBundle):
        return told_bundle(found, language, seen, as_json=asked.json)
    if asked.json:
        tell_json(_told(found), seen)
    else:
        _tell(found, language)
        tell_seen(seen, language)
    return _code(found) or (BROKEN if seen and seen.outcome is not Outcome.HOLDS else 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="weikameng verify",
        description=_USE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE")
    parser.add_argument(
        "--key", metavar="VKEY", help="the shop's key, as its page shows it; for a bundle the log's"
    )
    parser.add_argument(
        "--policy", metavar="FILE", help="which logs and how many witnesses you trust (tlog-policy)"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--language", choices=("zh", "en"), help="otherwise by LANG")
    return parser


def _key(text: str | None) -> VerifierKey | None:
    return parse_vkey(text.strip()) if text is not None else None


def _bad_policy(bad: BadPolicy) -> Words:
    words = policy_fault(bad.code, bad.line)
    return Words(f"--policy: {words.zh}", f"--policy: {words.en}")


def _is_whole(found: CheckedBundle | Checked) -> bool:
    if isinstance(found, CheckedBundle):
        return found.outcome is BundleOutcome.HOLDS
    return found.holds


def _bundle(file: BinaryIO, key: VerifierKey | None) -> CheckedBundle | None:
    """Check it as a good's bundle if it says that it is one."""
    content = file.read(MAX_BUNDLE_BYTES + 1) if file.read(1) == b"{" else b""
    file.seek(0)
    return check_bundle(b"{" + content, key) if _BUNDLE in content else None


def _language() -> str:
    """Chinese first; English where the terminal speaks another language."""
    said = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if said.startswith("zh") or said.split(".")[0] in {"", "C", "POSIX"} else "en"


def _tell(found: Checked, language: str) -> None:
    if found.manifest:
        said = found.manifest
        say(title_words(said.case, said.viewer, said.exported).in_language(language))
    for one in found.findings:
        words = cannot_words(one.detail) or _words(one)
        for line in f"{_MARKS[one.how]} {words.in_language(language)}".split("\n"):
            say(line)
    say((WHOLE if found.holds else NOT_WHOLE).in_language(language))


def _told(found: Checked) -> dict[str, object]:
    said = found.manifest
    return {
        "whole": found.holds,
        "case": said.case if said else None,
        "order": said.order if said else None,
        "viewer": said.viewer if said else None,
        "exported_at": said.exported if said else None,
        "key": said.key.vkey if said else None,
        "findings": [
            {
                "about": one.about,
                "how": one.how,
                "count": one.count,
                "detail": one.detail,
                "zh": _words(one).in_language("zh"),
                "en": _words(one).in_language("en"),
            }
            for one in found.findings
        ],
    }


def _words(one: Finding) -> Words:
    return finding_words(one.about, one.how, one.count, one.detail)


def _code(found: Checked) -> int:
    if found.holds:
        return 0
    return BROKEN if found.could_be_checked else CANNOT_CHECK


def _cannot(words: Words, language: str, *, as_json: bool) -> int:
    if as_json:
        told = {"whole": None, "zh": words.in_language("zh"), "en": words.en}
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        say(words.in_language(language), sys.stderr)
    return CANNOT_CHECK


if __name__ == "__main__":
    sys.exit(main())
