"""Help with using what was bought (B2): what to try when one's own device, network or account is in
the way. Shown before somebody applies for that reason, and again when it was not approved."""

from weikameng.domain.words import Words

REASON = "DEVICE_ISSUE"
_SIGN_IN = Words(
    "核对登录的账号:要和下单时填的账号完全一样,先退出再登录一次。",
    "Check the account you are signed in with: it must be the one given with the order. Sign out"
    " and in again.",
)
_NETWORK = Words(
    "换一个网络试试(关掉代理和加速器),或换一台设备登录。",
    "Try another network without proxy or accelerator, or sign in on another device.",
)
_UPDATE = Words(
    "把应用升级到最新版本,系统低于要求的先升级系统。",
    "Update the app to its latest version, and the system first if it is older than required.",
)
_TYPE_KEY = Words(
    "卡密从订单页复制粘贴,不要手打:字母 O 和数字 0、字母 I 和数字 1 很像。",
    "Copy the key from the order's page instead of typing it: O and 0, I and 1 look alike.",
)
_WHERE = Words(
    "只在官方的兑换页面兑换,并选对游戏、平台和区服。",
    "Redeem it on the official page alone, with the right game, platform and server.",
)
_REGION = Words(
    "确认账号的地区和商品的地区一样,不一样的账号兑换不了。",
    "Make sure your account is of the good's region; one of another region can't redeem it.",
)
_RESTART = Words(
    "重启手机,看话费余额;运营商短信可能晚几分钟。",
    "Restart the phone and look at the balance; the carrier's message may be minutes late.",
)
_ONE_DEVICE = Words(
    "激活码只能用在一台设备:换设备前先在原设备上退出激活。",
    "The code serves one device: release it on the old device before you change.",
)
_BALANCE = Words(
    "在官方页面看卡的余额和有效期,确认绑定的是你自己的账号。",
    "Look at the card's balance and date on the official page, and that it is bound to your"
    " account.",
)
LAST = Words(
    "还不行,就在对话里告诉我们设备型号、系统版本和报错原文,我们和你一起排查。不是你的设备的"
    "问题(例如没有到账、卡密无效),请改选那个原因。",
    "If it still fails, tell us device, system version and the exact error in the conversation and"
    " we look for it with you. If your device is not the cause (nothing arrived, the key is"
    " invalid), choose that reason instead.",
)
_OF_KIND = {
    "phone_credit": (_RESTART,),
    "game_card_key": (_TYPE_KEY, _WHERE, _NETWORK),
    "game_direct": (_SIGN_IN, _UPDATE, _NETWORK),
    "video_membership": (_SIGN_IN, _UPDATE, _NETWORK),
    "trial_membership": (_SIGN_IN, _UPDATE, _NETWORK),
    "gift_card": (_TYPE_KEY, _BALANCE),
    "software_key": (_TYPE_KEY, _ONE_DEVICE, _UPDATE),
    "cross_border_game_card": (_TYPE_KEY, _REGION, _WHERE),
}


def help_with(goods_kind: str) -> tuple[Words, ...]:
    """Return what to try with a kind of good, the simplest first; we ourselves come last."""
    return (*_OF_KIND.get(goods_kind, (_SIGN_IN, _NETWORK)), LAST)
