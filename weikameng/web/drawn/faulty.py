"""Drawn examples: what was bought did not come, came short, does not work, is not as described."""

from collections.abc import Mapping

from weikameng.domain.words import Words
from weikameng.web.drawn.pieces import Example, Line, Screen, draw, same
from weikameng.web.drawn.words import NO_TIME, WHEN, asked_for, bar, order_row, row, status


def _record(what: tuple[str, str], when: str, amount: str, note: Words | None = None) -> Line:
    arrived = Words("已到账", "arrived")
    return draw("record", Words(*what), same(when), same(amount), arrived, note=note, tone="ok")


_TOPUP = ("微卡盟充值", "Weikameng top-up")
_BALANCE_ALONE = Screen(
    Words(
        "游戏首页截图:只有一个余额数字,没有时间,也看不出有没有到账。",
        "A game's home page with only a balance: no time, and nothing that shows what arrived.",
    ),
    (
        bar("我的账户", "My account"),
        draw(
            "big",
            Words("点券余额", "Credit"),
            same("1,250"),
            note=Words(
                "只有余额,看不出这笔有没有到账",
                "Only a balance: it does not tell whether this one arrived",
            ),
        ),
        draw("missing", Words("这里没有时间", "There is no time here"), note=NO_TIME, tone="bad"),
    ),
)

_NOT_ARRIVED = Example(
    good=Screen(
        Words(
            "官方充值记录页:查询时间段内的记录列得完整,没有这一笔,账号和时间都看得清。",
            "The official top-up history: the account, the period asked for, every record in it, "
            "and this top-up not among them.",
        ),
        (
            status(),
            bar("官方充值记录", "Official top-up history"),
            row(
                "账号",
                "Account",
                same("player-****55"),
                Words("是下单时填的账号", "The account given with the order"),
            ),
            row(
                "时间段",
                "Period",
                Words("11月17日 至 11月19日", "17 to 19 Nov"),
                Words("时间段包含下单的时间", "The period includes the time of the order"),
            ),
            _record(("官方月卡", "Monthly card"), "11-17 09:12", "¥30.00"),
            draw(
                "section",
                Words("11月18日 没有记录", "18 Nov: no records"),
                note=Words("这一天没有到账", "Nothing arrived that day"),
            ),
        ),
    ),
    bad=_BALANCE_ALONE,
)

_UNDER = Example(
    good=Screen(
        Words(
            "官方充值记录页:有订单时间的那一笔,实际到账 80 元,应到 100 元。",
            "The official top-up history with this top-up: 80 arrived where 100 was ordered.",
        ),
        (
            status(),
            bar("官方充值记录", "Official top-up history"),
            row("下单金额", "Ordered", same("¥100.00")),
            _record(
                _TOPUP,
                "11-18 10:32",
                "¥80.00",
                Words(
                    "实际到账多少、什么时候,都在一行里", "How much arrived, and when, in one line"
                ),
            ),
            _record(("官方月卡", "Monthly card"), "11-17 09:12", "¥30.00"),
        ),
    ),
    bad=_BALANCE_ALONE,
)

_KEY_INVALID = Example(
    good=Screen(
        Words(
            "官方兑换页截图:卡号只露后四位,报错原文“该卡已被使用”完整,有时间。",
            "The official redemption page: the last four characters of the key, the exact error "
            "“this card has been used” and the time.",
        ),
        (
            status(),
            draw("url", same("redeem.example.com")),
            bar("官方兑换", "Redeem a card"),
            draw(
                "field",
                Words("卡号", "Card number"),
                same("•••• •••• •••• 7F3K"),
                note=Words("只露后四位,不要给完整卡密", "Last four only; never the whole key"),
            ),
            draw(
                "error",
                Words("该卡已被使用(错误码 2107)", "This card has been used (error 2107)"),
                note=Words("报错原文完整", "The exact error, in full"),
                tone="bad",
            ),
            row("查询时间", "Time", WHEN, Words("时间看得到", "The time can be seen")),
        ),
    ),
    bad=Screen(
        Words(
            "对着屏幕拍的照片:整张模糊,报错看不清,完整卡密却露了出来。",
            "A blurred photograph of a screen: the error can't be read, yet the whole key shows.",
        ),
        (
            bar("官方兑换", "Redeem a card"),
            draw(
                "field",
                Words("卡号", "Card number"),
                same("K8TD 22QX PLM4 7F3K"),
                note=Words("露出了完整卡密", "It gives the whole key away"),
            ),
            draw(
                "error",
                Words("该卡已被使用(错误码 2107)", "This card has been used (error 2107)"),
                note=Words("拍屏模糊,报错看不清", "Photographed from a screen: can't be read"),
                tone="bad",
            ),
        ),
        flaw="blurred",
    ),
)

_NOT_AS_DESCRIBED = Example(
    good=Screen(
        Words(
            "两张截图:上面是商品页写的“含 4K 画质”,下面是实际会员页“最高 1080P”。",
            "Two screenshots: the product page says “with 4K”; the membership page says “up to "
            "1080p”.",
        ),
        (
            draw("section", Words("商品页", "Product page")),
            row("会员月卡", "One month", same("¥25.00")),
            row(
                "画质",
                "Picture",
                Words("含 4K 画质", "with 4K"),
                Words("商品页当时的承诺", "What the page promised"),
            ),
            draw("section", Words("实际会员页", "What you got")),
            row("会员", "Member", Words("到 12月18日", "until 18 Dec")),
            row(
                "画质",
                "Picture",
                Words("最高 1080P", "up to 1080p"),
                Words("实际得到的,就是这一项不同", "What was given: the very thing that differs"),
            ),
        ),
    ),
    bad=Screen(
        Words("申请表:只说“不好用”。", "A form that says only “it is no good”."),
        asked_for("不好用,要退款", "It is no good, I want a refund"),
    ),
)

_INTERRUPTED = Example(
    good=Screen(
        Words(
            "官方停服公告截图:写明停服时间和范围,有发布日期和公章。",
            "The official notice: what stops and when, with its date and stamp.",
        ),
        (
            status(),
            draw("heading", Words("停止服务公告", "Notice: end of service")),
            draw(
                "text",
                Words("云看视频将停止全部会员服务。", "Yunkan Video ends all membership services."),
            ),
            draw(
                "text",
                Words("停服时间:11月15日 00:00", "From 15 Nov, 00:00"),
                note=Words("从什么时候起不能用", "Since when it can't be used"),
            ),
            draw(
                "stamp",
                Words("云看视频", "Yunkan Video"),
                Words("11月10日 发布", "Published 10 Nov"),
                note=Words("谁发的、哪天发的", "Who says so, and when"),
            ),
        ),
    ),
    bad=Screen(
        Words(
            "手机截图:提示“网络未连接”,这是自己的网络问题,不是服务中断。",
            "A phone that says “no connection”: that is one's own network, not the service.",
        ),
        (
            status(),
            draw(
                "offline",
                Words("网络未连接,请检查网络", "No connection. Check your network"),
                note=Words(
                    "是自己的网络断了,不是停服", "Your own network is down, not the service"
                ),
                tone="bad",
            ),
        ),
    ),
)

_REGION = Example(
    good=Screen(
        Words(
            "平台报错页截图:提示“所在地区不可用”,下面是账号地区。",
            "The error page “not available in your region” together with the account's region.",
        ),
        (
            status(),
            order_row(),
            draw(
                "error",
                Words("该商品在你的地区不可用", "Not available in your region"),
                note=Words("报错原文", "The exact error"),
                tone="bad",
            ),
            draw("section", Words("账号设置", "Account settings")),
            row(
                "账号地区",
                "Region",
                Words("中国大陆", "Mainland China"),
                Words("账号所在地区", "The region of the account"),
            ),
        ),
    ),
    bad=Screen(
        Words(
            "截图里开着代理,地区是临时改的。",
            "The screenshot shows a proxy switched on and a region changed for the moment.",
        ),
        (
            status(),
            row(
                "代理",
                "Proxy",
                Words("已连接", "connected"),
                Words("用代理换了地区", "A proxy changed the region"),
            ),
            row("当前地区", "Region now", Words("另一个地区", "another region")),
            draw("error", Words("该商品不可用", "Not available"), tone="bad"),
        ),
    ),
)

EXAMPLES: Mapping[str, Example] = {
    "NOT_ARRIVED": _NOT_ARRIVED,
    "UNDER_DELIVERED": _UNDER,
    "KEY_INVALID": _KEY_INVALID,
    "NOT_AS_DESCRIBED": _NOT_AS_DESCRIBED,
    "SERVICE_INTERRUPTED": _INTERRUPTED,
    "REGION_LOCKED": _REGION,
}
