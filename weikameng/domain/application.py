"""What a buyer submits, checked for shape before anything is decided. Limits have names (law 7)."""

from dataclasses import dataclass, field

from weikameng.domain.errors import Refusal
from weikameng.domain.guardians import Declaration
from weikameng.domain.narrative import mask
from weikameng.domain.words import Words

MAX_NARRATIVE = 2000
MAX_FILES = 9


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file already checked and sealed: what it shows, the original's SHA-256, the copy's.

    ``upload`` is the token it was handed in under before the application, if it was.
    """

    kind: str
    digest: str
    copy_digest: str
    upload: str = ""


@dataclass(frozen=True, slots=True)
class RefundApplication:
    """One application; ``unit_ids`` None asks for everything that is left of the order.

    ``uploads`` are tokens of files handed in before (services.uploads): they become ``files``.
    ``brought_by``: the member of staff who applies for the buyer, on the telephone.
    ``guardian``: who speaks for the child, where a minor bought it (H3).
    ``expected_minor``: what they believe may go back; another amount is refused.
    ``person_wanted``: should the machine not approve it, a person decides (PIPL-24, clause I1).
    Whatever door it comes through, it never holds a secret: card keys, passwords, identity and
    bank cards in the narrative are masked here, before anyone decides on it, keeps or logs it;
    ``masked`` names their kinds.
    """

    order_number: str
    reason: str
    narrative: str = ""
    unit_ids: tuple[int, ...] | None = None
    files: tuple[KeptFile, ...] = ()
    uploads: tuple[str, ...] = ()
    channel: str = "form"
    person_wanted: bool = False
    brought_by: int | None = None
    guardian: Declaration | None = None
    expected_minor: int | None = None
    masked: tuple[str, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        """Refuse what no form of ours sends, with a sentence that says what to do."""
        if len(self.narrative) > MAX_NARRATIVE:
            raise Refusal(
                "narrative_too_long",
                Words(
                    f"说明最多 {MAX_NARRATIVE} 字,请删减后再提交。",
                    f"At most {MAX_NARRATIVE} characters, please; shorten the description.",
                ),
            )
        if len(self.files) + len(self.uploads) > MAX_FILES:
            raise Refusal(
                "too_many_files",
                Words(
                    f"一次最多上传 {MAX_FILES} 张图片。", f"At most {MAX_FILES} pictures at a time."
                ),
            )
        masked = mask(self.narrative)
        object.__setattr__(self, "narrative", masked.text)
        object.__setattr__(self, "masked", masked.kinds)
