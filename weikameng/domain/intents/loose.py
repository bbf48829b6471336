"""What a clause is about when no plain wish is found in it: single words, the surest first."""

from weikameng.domain.intents.model import Intent
from weikameng.domain.narrative.cleaning import worded

_MONEY = r"(?:退款|退钱|退费|退货|申请|审核|复核|工单|单子)"

_ABOUT: tuple[tuple[Intent, str], ...] = (
    (
        Intent.FRAUD,
        r"让我(?:买|充|转|刷).{0,8}(?:给|发|他|她|对方)|陌生.{0,6}(?:电话|链接|登录|扣)|偷|可疑|"
        r"suspicious",
    ),
    (Intent.MINOR, r"孩|儿子|女儿|未年|小学|中学|家长|\bkid|\bchild|parent|years old"),
    (
        Intent.HUMAN,
        r"转人|(?:和|跟)(?:真)?人(?:说|聊|讲|沟通)|客服|电话|专员|\bstaff\b|someone to",
    ),
    (
        Intent.PRIVACY,
        r"(?:身份证|照片|图片|截图|资料|信息|数据|记录).{0,6}(?:保[存密留]|留|删|安全)|销号|注销|"
        r"\bdata\b|\bprivate",
    ),
    (Intent.INVOICE, r"开(?:个|张)?票|发票|报账|\btax\b"),
    (
        Intent.CHAIN,
        r"上[链练]|链|存证|篡改|不可改|\bchain\b|\bmerkle|激活.{0,4}(?:时间|情况|证明)|"
        r"谁.{0,3}(?:激|用|兑)",
    ),
    (Intent.CANCEL, r"取消|撤|不退|反悔不|算了|\bcancel|withdraw|undo"),
    (Intent.DISPUTE, r"不(?:服|公|合理|对劲)|凭啥|复议|讲理|\bappeal|not fair|wrong decision"),
    (
        Intent.AMEND,
        r"修改|更正|更改|改(?:一|正|下)|重[新交传]|再(?:传|交|补|提)|补|(?:填|传|选|写)错|"
        r"\bcorrect|again|update my",
    ),
    (
        Intent.REJECT_REASON,
        rf"(?:说|写|显示|认为|判).{{0,3}}我.{{0,8}}(?:超时|超过|过期|不符|使用|用了|没有|不是|"
        rf"不够)|{_MONEY}.{{0,4}}(?:失败|不了|没成)|为.{{0,3}}(?:不退|不批|没退|退不了)|"
        rf"reason for",
    ),
    (Intent.DESCRIPTION, r"描述|说明|范[文例]|模[版板]|措辞|怎么说|多少字|describe|wording|sample"),
    (
        Intent.EVIDENCE,
        r"凭[证据]|证[明据]|材料|截|图|附件|打码|照片|上传|pictures?|photos?|documents?",
    ),
    (Intent.ONE_CLICK, r"一[键点].{0,2}退|秒退|秒到.{0,2}退|自动退|小额|直接退|instant"),
    (
        Intent.CROSS_BORDER,
        r"身份|护照|外[币国]|汇率|境|[美日港欧]元|currency|foreign|country|identity",
    ),
    (
        Intent.ETA,
        r"时间|几[天日时]|多[久长]|到(?:账)?吗|秒到|[今明后]天.{0,3}[能会](?:到|好|完|退)|"
        r"[今明后]天(?:到|退|出结果)|days?\b|time for|\btime\b.{0,20}refund|"
        r"refund.{0,12}\btime\b|\bhours?\b",
    ),
    (
        Intent.PAYMENT_ROUTE,
        r"(?:卡|账户|账号|微信|支付宝|花呗|零钱|余额).{0,10}(?:退|收)|退.{0,8}(?:卡|微信|支付宝|"
        r"花呗|零钱|余额|账户|账号)|bank|\bcard\b.{0,20}refund|refund.{0,20}\bcard\b|wallet|"
        r"alipay|wechat",
    ),
    (
        Intent.URGE,
        r"快(?![乐递手餐餐])(?!充值)|急|太慢|好慢|慢|久|(?<!高)(?<!平)等(?!级)|拖|催|\bslow\b|"
        r"\bwait|\bfast|\bsoon",
    ),
    (
        Intent.PROGRESS,
        rf"{_MONEY}.{{0,8}}(?:呢|了吗|了么|了没|成功|完成|怎么了|咋了|情况)|(?:我|之前|昨天|"
        rf"上次).{{0,4}}(?:的)?{_MONEY}.{{0,4}}(?:呢|的)?$|结果|情况|审[核批]|处理|通过|has my|"
        rf"is my|refund.{{0,12}}(?:processed|done|going|complete)",
    ),
    (
        Intent.POLICY,
        r"规[定则]|条[款例]|无理由|七天|7天|期限|截止|收费|标准|policy|rule|allowed|legal",
    ),
    (
        Intent.DELIVERY,
        r"充(?:错|了|进|到)|卡密|激活码|兑换码|卡号|密码|(?:会员|话费|q币|点券|点卡|流量|"
        r"卡).{0,8}(?:没|不|少|错|呢|问题|异常)|到账|发货|收货|没(?:到|收)|用不[了上]|不能用|"
        r"无效|\bcodes?\b|\bkeys?\b|membership|activate|redeem|deliver|arriv",
    ),
    (
        Intent.ELIGIBILITY,
        r"(?:能|可|给|行|支持).{0,6}退|退.{0,4}(?:不|吗|么)|过[期保]|用过|激活|开通|return it",
    ),
    (Intent.HOW_TO, r"退|申请|提交|操作|refund|apply|money back|request"),
    (Intent.ABUSE, r"去你|他妈|tmd|cnm|sb|妈(?:死|了个)|\bhate\b|\bsuck"),
)
LOOSE = tuple((intent, worded(pattern)) for intent, pattern in _ABOUT)
