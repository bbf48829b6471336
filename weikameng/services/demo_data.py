"""What the demo shop sells and who is in it: the cast of the tests, products of all eight kinds."""

from typing import Any

from weikameng.domain.canned import Texts

# Printed at start; the demo flag shows a banner on every page.
PASSWORD = "weikameng-demo"  # noqa: S105

PEOPLE = [
    # sign-in name, shown name, role
    ("xiaolin", "小林", "buyer"),
    ("xiaowu", "小吴", "buyer"),
    ("zhoujie", "周姐", "reviewer"),
    ("laochen", "老陈", "supervisor"),
    ("acai", "阿财", "finance"),
    ("xiaozheng", "小郑", "policy_editor"),  # writes policy versions; 老陈 is the second person
    ("laoxu", "老徐", "sysadmin"),  # looks after accounts, and nothing else
    ("xiaoman", "小满", "agent"),  # answers in the chat
    ("alan", "阿兰", "phone_agent"),  # answers the telephone, too
    ("laoyan", "老严", "dispute_officer"),  # speaks for the shop in disputes
    ("helv", "律师何", "arbiter"),  # from outside, as are the next three
    ("fanglv", "律师方", "arbiter"),
    ("sulv", "律师苏", "arbiter"),
    ("xulv", "律师许", "arbiter"),
]
BALANCE_MINOR = 20_000
# Three of its arbitrators decide from 150 yuan on.
BODY = ("donghai", "东海网络仲裁中心", "Donghai Online Arbitration Centre", 15_000)
# What agents send again and again; a supervisor keeps them.
REPLIES = (
    Texts(
        "正在核实",
        "Being checked",
        "{buyer}你好,我是客服{agent}。{good}的情况我正在和合作方核实,有结果就在这里告诉你。",
        "Hello {buyer}, this is {agent} from support. I am checking {good} with the supplier and"
        " tell you here as soon as there is an answer.",
    ),
    Texts(
        "进度和时间",
        "Progress and time",
        "退款 {case} 现在是“{state}”,最晚 {due} 有下一步。不用重新申请。",
        "Refund {case} stands at “{state}”; the next step is due by {due}. There is no need to"
        " apply again.",
    ),
    Texts(
        "请补一张截图",
        "A screenshot, please",
        "请发一张{good}的充值或消费记录截图,订单号 {order} 要看得清。"
        "可以直接发在这里,不用重新申请。",
        "Please send a screenshot of the records of {good} in which order {order} can be read. Send"
        " it right here; there is no need to apply again.",
    ),
)

_ZONES = ["电信一区", "电信二区", "联通一区"]
_PHONE = {"account_label_zh": "手机号", "account_label_en": "Phone number"}
_ROLE = {"account_label_zh": "游戏账号", "account_label_en": "Game account"}
_MEMBER = {"account_label_zh": "会员账号", "account_label_en": "Member account"}

PRODUCTS: list[dict[str, Any]] = [
    {
        "sku": "game-card-3",
        "kind": "game_card_key",
        "fulfilment": "key",
        "name_zh": "星海点卡 3元",
        "name_en": "Starsea card, 3 yuan",
        "about_zh": "30 点,卡密发货,付款后马上可以查看。",
        "about_en": "30 points, delivered as a key at once.",
        "price_minor": 300,
    },
    {
        "sku": "game-card-60",
        "kind": "game_card_key",
        "fulfilment": "key",
        "name_zh": "星海点卡 60元",
        "name_en": "Starsea card, 60 yuan",
        "about_zh": "600 点,卡密发货,可以一次买多张。",
        "about_en": "600 points, delivered as a key.",
        "price_minor": 6_000,
    },
    {
        "sku": "game-topup-100",
        "kind": "game_direct",
        "fulfilment": "direct",
        "name_zh": "山河游戏直充 100元",
        "name_en": "Shanhe game top-up, 100 yuan",
        "about_zh": "1000 点券直接充到游戏账号,请核对区服。",
        "about_en": "1,000 points straight to the game account; check the zone.",
        "price_minor": 10_000,
        "zones": _ZONES,
        **_ROLE,
    },
    {
        "sku": "phone-50",
        "kind": "phone_credit",
        "fulfilment": "direct",
        "name_zh": "话费充值 50元",
        "name_en": "Phone credit, 50 yuan",
        "about_zh": "三网通用,一般 10 分钟内到账。",
        "about_en": "All carriers, usually within 10 minutes.",
        "price_minor": 4_990,
        **_PHONE,
    },
    {
        "sku": "video-month",
        "kind": "video_membership",
        "fulfilment": "direct",
        "name_zh": "云看视频会员 月卡",
        "name_en": "Yunkan video, one month",
        "about_zh": "开通到会员账号,开通后不能撤回。",
        "about_en": "Opened on the member account; can't be recalled.",
        "price_minor": 2_500,
        **_MEMBER,
    },
    {
        "sku": "video-trial-7",
        "kind": "trial_membership",
        "fulfilment": "direct",
        "name_zh": "云看视频 7天体验会员",
        "name_en": "Yunkan video, 7-day trial",
        "about_zh": "体验一经开始即视为使用,不能退款。",
        "about_en": "Once the trial has begun it counts as used.",
        "price_minor": 790,
        **_MEMBER,
    },
    {
        "sku": "gift-card-100",
        "kind": "gift_card",
        "fulfilment": "key",
        "name_zh": "百味礼品卡 100元",
        "name_en": "Baiwei gift card, 100 yuan",
        "about_zh": "绑定前可退,绑定后不能退款。",
        "about_en": "Refundable until it is bound to an account.",
        "price_minor": 10_000,
    },
    {
        "sku": "office-key",
        "kind": "software_key",
        "fulfilment": "key",
        "name_zh": "青竹办公 激活码",
        "name_en": "Qingzhu Office key",
        "about_zh": "一台设备,激活后不能退款。",
        "about_en": "One device; not refundable once activated.",
        "price_minor": 5_900,
    },
    {
        "sku": "oversea-card-99",
        "kind": "cross_border_game_card",
        "fulfilment": "key",
        "name_zh": "海外游戏点卡 99元",
        "name_en": "Overseas game card, 99 yuan",
        "about_zh": "海外发行方,退款前需要核验身份。",
        "about_en": "Foreign publisher; refunds need an identity check.",
        "price_minor": 9_900,
        "cross_border": True,
    },
    {
        # Its multiples end in amounts that choose what goes wrong at a sandbox (docs/demo.md).
        "sku": "star-points",
        "kind": "game_card_key",
        "fulfilment": "key",
        "name_zh": "星海散点 1.11元",
        "name_en": "Starsea points, 1.11 yuan",
        "about_zh": "11 点一张。演示里,张数决定退款会出什么差错:1 张晚到,2 张异常,11 张关闭。",
        "about_en": "11 points each. In the demo the quantity chooses what goes wrong with a"
        " refund: 1 comes late, 2 is abnormal, 11 is closed.",
        "price_minor": 111,
    },
]
KEYS_PER_PRODUCT = 200
