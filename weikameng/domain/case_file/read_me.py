"""The first thing to read in the archive: what it is, what lies where, how to check it."""

from weikameng.domain.case_file.model import CaseFile, Viewer
from weikameng.domain.words import Words

FILES = {"zh": "READ-ME.zh.txt", "en": "READ-ME.en.txt"}
_WHOM = {Viewer.BUYER: Words("买家", "the buyer"), Viewer.STAFF: Words("工作人员", "staff")}
_TEXT = Words(
    """退款档案 {case}

这是退款 {case}(订单 {order})的完整档案,{exported} (UTC) 给{whom}导出。
用浏览器打开 index.html 就能读,不用联网。

里面有什么
  index.html               整个案件,中文
  index.en.html            整个案件,英文
  case.json                同样的内容,给程序读
  evidence/chain.json      证据链:每一项和它的封存码
  evidence/pictures/       图片(重新编码的副本,可以放心打开)
  evidence/originals/      图片交来时的原始字节,用来核对;不要当图片打开
  policy/                  决定时用的规则全文,文件名是它的 SHA-256
  log/                     商品在公开日志里的历史和证明(有的话)
  manifest.txt             每个文件的 SHA-256,由商家签名

怎样核对有没有被改过
  在装了 weikameng 的电脑上,不用联网,也不用登录:

      weikameng verify 文件.zip

  只有 Python、这个软件包和 cryptography 也可以:

      python -m weikameng.config.verify 文件.zip

  它核对整个 zip。解压以后的文件可以读,要核对请保留 zip 原件。
  改动任何一个字节,核对都会失败。

这份档案由下面的公钥签名。请和商家网站“核对退款档案”页面上的公钥比对,一样才算数:

      {key}

  比对过以后,可以这样指定它:

      weikameng verify --key '{key}' 文件.zip

这能证明什么
  签名之后没有人改过,每一项凭证从封存起没有变过。
  签名之前记录的内容是不是事实,要看凭证本身;公开日志里的证明说明那些记录当时就有。
""",
    """Refund case file {case}

This is the whole file of refund {case} (order {order}), exported {exported} (UTC) for {whom}.
Open index.en.html in a browser to read it; no network is needed.

What is in it
  index.html               the whole case, Chinese
  index.en.html            the whole case, English
  case.json                the same for programs
  evidence/chain.json      the evidence chain: every item and its seal
  evidence/pictures/       pictures (re-encoded copies, safe to open)
  evidence/originals/      the bytes as they were handed in, to check; don't open them as pictures
  policy/                  the policy that decided, in full; the name is its SHA-256
  log/                     history and proofs of the goods in the public log, where there are any
  manifest.txt             the SHA-256 of every file, signed by the shop

How to check that nothing was changed
  On a computer with weikameng, without a network and without an account:

      weikameng verify FILE.zip

  Python, this package and cryptography are enough:

      python -m weikameng.config.verify FILE.zip

  It checks the whole zip. Unpacked files can be read; to check, keep the zip as it is.
  Checking fails on any changed byte.

This file is signed by the key below. Compare it with the key on the shop's page "Check a case
file"; only if it is the same the file counts:

      {key}

  Once you have compared it you can name it:

      weikameng verify --key '{key}' FILE.zip

What this proves
  That nobody changed anything since it was signed, and no evidence since it was sealed.
  Whether what was recorded is true is for the evidence itself to show; proofs from the public log
  show that the records existed then.
""",
)


def read_me_of(document: CaseFile, language: str, vkey: str) -> bytes:
    """Return the text in a language, ``zh`` or ``en``."""
    return (
        _TEXT.in_language(language)
        .format(
            case=document.case,
            order=document.order,
            exported=document.exported_at,
            whom=_WHOM[document.viewer].in_language(language),
            key=vkey,
        )
        .encode()
    )
