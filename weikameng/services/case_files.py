"""The file of a case, handed out piece by piece: who may have it, what lies in it, the signature
(R6.4, N5). Everything is read before the first byte; pictures come one at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from weikameng.domain.case_file import look, page, read_me
from weikameng.domain.case_file.model import TOO_OFTEN, CaseFile, Viewer, moment_of, written
from weikameng.domain.disputes import Viewer as DisputeViewer
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.ledger.case_file import names
from weikameng.ledger.case_file.container import Packer
from weikameng.ledger.case_file.manifest import NAME, Manifest, listed, signed
from weikameng.ledger.keys import SigningKey
from weikameng.records.reading.disputes import DisputeAsRead
from weikameng.records.reading.refunds import Progress, progress_of
from weikameng.services import chain_files
from weikameng.services.case_documents import Gathered, document_of, gathered
from weikameng.services.chain_files import KeptChain
from weikameng.services.staff_log import noted

# A page keeps a worker busy while it hands a file out; what is larger comes by the command.
MAX_PICTURES_ON_A_PAGE = 36
MAX_PICTURES = 300
MAX_AN_HOUR = 20  # files that one person takes, from pages and the API together
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Export:
    """A file on its way out: its name, and its bytes piece by piece."""

    name: str
    pieces: Iterator[bytes]


def for_buyer(number: str, *, buyer_id: int, at: datetime) -> Export:
    """Return the file of a buyer's own case.

    Refusal not_found for strangers, too_often, or too_large.
    """
    progress = _progress(number, buyer_id=buyer_id)
    _counted(buyer_id, at)
    return _export(progress, Viewer.BUYER, at, MAX_PICTURES_ON_A_PAGE)


def for_staff(number: str, *, staff_id: int, role: str, at: datetime) -> Export:
    """Return the file for whoever works on cases, and note that they took it.

    Refusal not_found without the right, too_often, or too_large.
    """
    if not allowed(role, Right.SEE_DESK):
        raise not_found()
    progress = _progress(number)
    _counted(staff_id, at)
    export = _export(progress, Viewer.STAFF, at, MAX_PICTURES_ON_A_PAGE)
    with transaction.atomic():
        noted(staff_id, Act.CASE_FILE_EXPORTED, f"case {number}", "", at)
    return export


def for_dispute(
    dispute: DisputeAsRead, viewer: DisputeViewer, person_id: int, at: datetime
) -> Export:
    """Return the file of a case in dispute for its sides and its panel: what the buyer sees, so
    that nobody is heard on what the other side can't read. Refusal not_found for who is only
    drawn, and for the panel while statements are sealed."""
    if viewer is DisputeViewer.INVITED:
        raise not_found()
    if viewer is DisputeViewer.PANEL and not dispute.unsealed_at:
        raise not_found()
    _counted(person_id, at)
    progress, own = _progress(dispute.case_number), viewer is DisputeViewer.BUYER
    export = _export(progress, Viewer.BUYER, at, MAX_PICTURES_ON_A_PAGE, originals=own)
    if not own:
        with transaction.atomic():
            noted(person_id, Act.CASE_FILE_EXPORTED, f"case {dispute.case_number}", "", at)
    return export


def for_operator(number: str, viewer: Viewer, at: datetime) -> Export:
    """Return the file as this viewer would get it, for whoever runs the shop; however large."""
    return _export(_progress(number), viewer, at, MAX_PICTURES)


def signing_key() -> SigningKey:
    """Return the shop's key of case files: by the shop's first address, so that a reader can tell
    shops apart."""
    host = next(iter(settings.ALLOWED_HOSTS), "").strip(".*") or "weikameng"
    return SigningKey(f"{host}/case-file", settings.CASE_FILE_KEY)


def _counted(person_id: int, at: datetime) -> None:
    """Count a file that is taken; each keeps a worker busy."""
    drawer = f"case_files:{person_id}:{int(at.timestamp()) // _HOUR}"
    taken = cache.get(drawer, 0)
    if taken >= MAX_AN_HOUR:
        raise Refusal("too_often", TOO_OFTEN)
    cache.set(drawer, taken + 1, _HOUR)


def _progress(number: str, *, buyer_id: int | None = None) -> Progress:
    progress = progress_of(number, buyer_id=buyer_id)
    if progress is None:
        raise not_found()
    return progress


def _export(
    progress: Progress, viewer: Viewer, at: datetime, most: int, *, originals: bool = True
) -> Export:
    kept = chain_files.of_case(progress.case.number)
    count = sum(bool(chain_files.copy_digest(entry)) for entry in kept.entries)
    if count > most:
        raise _too_large(count)
    found = replace(gathered(viewer, at, progress, kept.entries), originals=originals)
    return Export(f"refund-{progress.case.number}.zip", _pieces(found, kept))


def _pieces(found: Gathered, kept: KeptChain) -> Iterator[bytes]:
    packer, key = Packer(), signing_key()
    for name, content in _pictures(found, kept):
        yield from packer.add(name, content)
    document = document_of(found, frozenset(member.name for member in packer.members))
    for name, content in _documents(document, key.verifier.vkey):
        yield from packer.add(name, content)
    yield from packer.add(names.CHAIN, chain_files.exported(kept, found.at))
    for good, content in found.bundles.items():
        yield from packer.add(names.bundle(good.hex), content)
    manifest = Manifest(
        document.case,
        document.order,
        found.viewer.value,
        moment_of(found.at),
        key.verifier,
        listed(packer.members),
    )
    yield from packer.add(NAME, signed(manifest, key))
    yield packer.finish()


def _pictures(found: Gathered, kept: KeptChain) -> Iterator[tuple[str, bytes]]:
    """Copies for everyone who sees the case; the bytes as handed in only for who sent them."""
    for entry in kept.entries:
        if not (copy := chain_files.copy_digest(entry)):
            continue
        if (content := chain_files.sealed_file(copy)) is not None:
            yield names.picture(entry.position, copy), content
        if found.copies_alone or entry.source != "buyer":
            continue
        if (content := chain_files.sealed_file(entry.file)) is not None:
            yield names.original(entry.position, entry.file), content


def _documents(document: CaseFile, vkey: str) -> Iterator[tuple[str, bytes]]:
    yield names.CASE, written(document)
    for policy in document.policy.versions:
        yield policy.file, policy.text.encode()
    for language in ("zh", "en"):
        yield page.FILES[language], page.page_of(document, language)
        yield read_me.FILES[language], read_me.read_me_of(document, language, vkey)
    yield "style.css", look.STYLE.encode()


def _too_large(count: int) -> Refusal:
    return Refusal(
        "too_large",
        Words(
            f"这份档案有 {count} 张图片,太大,不能在网页上下载。请联系客服,我们把文件交给你。",
            f"This file has {count} pictures, too large for a page. Please contact support; we"
            " hand it to you.",
        ),
    )
