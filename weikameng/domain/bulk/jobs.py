"""What an import or an export can be, how far it is, and what is said when it stops."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from weikameng.domain.words import Words


class RowKind(StrEnum):
    """What the rows of a file are."""

    ORDERS = "orders"
    CUSTOMERS = "customers"
    USAGE = "usage"


class JobState(StrEnum):
    """How far it is; a worker that died leaves it running, another one goes on."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Stop(StrEnum):
    """Why an import stands still: for a moment (it goes on by itself), or for good."""

    INTERRUPTED = "interrupted"
    GAVE_UP = "gave_up"
    FORGOTTEN = "forgotten"


# What is written is written: the same file again adds only what is missing (docs/importing.md).
STOP_WORDS: Mapping[Stop, Words] = {
    Stop.INTERRUPTED: Words(
        "导入进程中途断了。已导入的行都在,过一会儿会自动从断的地方接着导,不用重传。",
        "The process that imports was cut off. What is in stays in; in a moment it goes on from"
        " there by itself. Send nothing again.",
    ),
    Stop.GAVE_UP: Words(
        "导入一再中断,已停下,后面的行没有导入。已导入的行都在。请把同一个文件再传一次:"
        "已有的行会跳过。要是又停,请把文件拆小,并告诉平台的运维。",
        "The import was cut off again and again and has stopped; the rows after that are not in."
        " What is in stays in. Send the same file once more: rows that are here are passed over."
        " If it stops again, split the file and tell whoever runs this platform.",
    ),
    Stop.FORGOTTEN: Words(
        "文件保存期已过,没有导完就删掉了。已导入的行都在。请把同一个文件再传一次:已有的行会跳过。",
        "The file's time was over before all of it was in, and it is deleted. What is in stays in."
        " Send the same file once more: rows that are here are passed over.",
    ),
}
KINDS = tuple(kind.value for kind in RowKind)
STATES = tuple(state.value for state in JobState)
MAX_FILE_BYTES = 1024**3
MAX_NAME = 120
# Files people sent or take along hold personal data: they are not kept for long.
KEPT_FOR = timedelta(days=30)
EXPORT_KEPT_FOR = timedelta(days=7)
