"""What went wrong: word patterns in the order in which they win (R2.3).

Every repetition is bounded, so a hostile text costs no more than a long one.
"""

import re

from weikameng.domain.narrative.model import Anomaly

_KEY = (
    r"(?:卡密|密码|激活码|兑换码|卡号|序列号|密钥|点卡|礼品卡|充值卡|e卡|cd-?key|\bkeys?\b|"
    r"\bcodes?\b)"
)
_CODE = r"(?:卡密|激活码|兑换码|序列号|密钥|卡号|cd-?key|\bkeys?\b|\bcodes?\b)"
_NOT = r"(?:没有?|未|不曾)"
_OTHERS = r"(?:别人|别的|其他|其它|他人|另一?个?|陌生人?|错误?的?|旧|以前的)"
_SAID = r"(?:显示|提示|说是?|报|告诉我|弹出?|变成了?|成了|状态是?)"
_SERVER = "(?:艾欧尼亚|天空岛|世界树|祖安|德玛西亚|紫禁之巅|黑色玫瑰|诺克萨斯)"
_INTO_ZONE = rf"[充选填弄搞送](?:值)?(?:到|成|在)了?(?:[\w ]{{1,8}}(?:区|服(?!务))|{_SERVER})"
_USED = r"(?:使用|兑换|激活|绑定|领取|用|充)"

# The first pattern that is found names the anomaly; rarer and graver ones stand before 没到账.
_ANOMALIES: tuple[tuple[Anomaly, str], ...] = (
    (
        Anomaly.MINOR,
        r"未成年|"
        r"(?<![给帮替])(?:孩子|小孩|儿子|女儿|小学生|初中生|我家娃).{0,8}(?:偷|自己|私自|瞒|"
        r"乱|拿我|用我|背着|误|玩|不小心|(?<!错)充了|买了|花了)|"
        r"\b(?:my|our) (?:kid|child|son|daughter)|under-?age",
    ),
    (
        Anomaly.UNAUTHORIZED,
        r"盗刷|被盗|盗号|被骗|诈骗|(?:被|遇到|遇上)骗|骗子[让把用]|"
        r"不是(?:我|本人).{0,4}(?:买|充|操作|下|付|支付)|非本人|"
        r"没(?:有)?(?:下|买)过(?:这|该|此)|unauthori[sz]ed|hacked|stolen|"
        r"(?:did ?n't|did not|never) (?:buy|make|place|order|authori)",
    ),
    (
        Anomaly.AUTO_RENEWAL,
        r"自动.{0,3}(?:续费|扣费|续订|扣款)|连续包[月季年].{0,12}扣|auto-?\s?renew",
    ),
    (
        Anomaly.OVERCHARGED,
        r"重复扣|(?:扣|付|收)(?:了|款|费|钱|我){0,3}(?:两|2|二|双|三|3)(?:次|笔|份|遍|回)|"
        r"多(?:扣|收)了?|应付.{0,14}(?:实扣|实付|扣了)|charged (?:me )?(?:twice|two times)|"
        r"double.?charged?|overcharged",
    ),
    (
        Anomaly.DUPLICATE,
        r"重复(?:购买|下单|充值|买|充|付|订单|支付|了)|[买充]重|"
        r"(?:买|下|充|拍|点)了?(?:两|2|二)(?:张|次|单|份|个|遍|回|笔)(?!月)|"
        r"多(?:买|拍|下|充)了?一|两(?:单|个订单)(?:都|一样|是)|duplicate|"
        r"(?:bought|ordered|paid).{0,12}twice",
    ),
    (
        Anomaly.WRONG_ZONE,
        r"[选充填弄搞买]错(?:了)?.{0,5}(?:区|服(?!务))|"
        r"(?:区服?|大区|服务器|[\w]服)(?:[选填充弄搞])?错(?!误)|"
        r"区服?(?:不匹配|匹配失败|不对|不符|不一致)|"
        rf"(?:明明|应该|本来|原本|想|不是|错|却|结果|给我).{{0,24}}{_INTO_ZONE}|"
        rf"{_INTO_ZONE}.{{0,24}}(?:应该|本来|想|不是|错|但我|可我|其实|我的是|我是)|"
        r"wrong (?:server|zone|region)",
    ),
    (
        Anomaly.REGION_LOCKED,
        r"(?:地区|区域|国家|地域)(?:限制|不符|不支持|锁|不可用|不匹配)|"
        r"账号是?.{0,3}[港美日国亚欧台][服区].{0,6}(?:不能|兑换不了|用不了|无法)|锁区|"
        r"不支持(?:本|该|所在|我的?|当前|中国)?(?:地区|区域|国家)|"
        r"[港美日国亚欧台][服区]?(?:账号|号|账户).{0,4}(?:不能用|用不了|兑换不了|不能兑换|"
        r"无法)|region.?(?:lock|restrict|mismatch)|"
        r"not available in (?:my|your|this) (?:region|country)",
    ),
    (
        Anomaly.WRONG_ACCOUNT,
        r"(?:号码?|账号|账户|手机|qq|uid|id|角色)(?:[充填写输打弄搞选])?错(?!误)|"
        r"[输填写打](?:手机|账)?(?:号码?|账号|手机|qq)?错(?!误)(?!.{0,3}密码)|"
        rf"(?:充|开通|绑定?|登|送|发|冲)(?:值)?(?:到|给|成|进|在)(?:了)?{_OTHERS}|"
        r"[少多漏][输填写打]了?[一1]位|号码不存在|空号|尾号.{0,8}[输填写打充]成|"
        r"[输填写打]成了?\d|"
        r"(?:[填写输打充]成|"
        r"(?:本来|应该|结果|不是|想).{0,24}充(?:值)?到)了? ?(?=1[3-9]\d{9})|"
        r"(?:账号|号码)(?:不存在|不对|不符)|wrong (?:phone|number|account|id|uid|user)|"
        r"mistyped|typo",
    ),
    (
        Anomaly.WRONG_PRODUCT,
        r"买错|拍错|下错|[选点]错|面值.{0,3}错|充错(?:了)?(?:金额|面值|商品|游戏)|"
        r"(?:想|应该|要|打算|本来).{0,2}[买充选拍].{1,14}[买充选拍下](?:成|了)|"
        r"wrong (?:product|item|card|game|denomination|amount|one)",
    ),
    (Anomaly.WRONG_ACCOUNT, r"[充冲]值?错(?!误)|弄错|搞错"),
    (
        Anomaly.KEY_USED,
        rf"{_SAID}.{{0,4}}已?(?:经|被){{0,2}}{_USED}(?:过|了)|"
        rf"{_SAID}.{{0,3}}[已被]{{1,2}}(?:经)?{_USED}|被(?:别人|他人|人|谁)?{_USED}(?!户)|"
        rf"{_KEY}.{{0,8}}(?:没用过|从未使用)|"
        r"already (?:been )?(?:used|redeemed|activated|claimed)",
    ),
    (
        Anomaly.DEVICE_ISSUE,
        r"(?:我的?|手机|电脑|设备|电视|平板|机顶盒|网络|浏览器|系统)(?:的)?(?:系统|"
        r"版本)?.{0,3}(?:太旧|太老|太低|过低|不兼容|坏了|带不动|配置[低不]|网速|信号)|"
        r"my (?:phone|device|pc|computer|tv|laptop).{0,20}(?:\bold|support|broken|"
        r"incompatible)|not compatible",
    ),
    (Anomaly.OUT_OF_STOCK, r"缺货|没货|无货|断货|无法发货|发不了货|库存不足|out of stock|sold out"),
    (
        Anomaly.KEY_NOT_RECEIVED,
        rf"{_CODE}.{{0,6}}(?:{_NOT}(?:收到|发|到|显示|给|出来|看到)|空白|为空|不显示|看不到|"
        r"没反应|不见)|"
        rf"{_NOT}(?:收到|给|发|看到|拿到)(?:我|任何|过)?(?:卡密|激活码|兑换码|序列号|卡号|"
        r"码(?!头)|key)|[没未不]发货|"
        r"(?:did ?n't|not|never|no|nor) (?:\w{1,10} ){0,3}(?:code|"
        r"key)s?\b(?! (?:work|valid))|"
        r"(?:code|key) (?:\w{1,8} ){0,2}(?:blank|empty|not received|missing)",
    ),
    (
        Anomaly.KEY_INVALID,
        rf"{_KEY}[^,。;!?\n]{{0,10}}(?:无效|不对|错误|不正确|失效|过期|不存在|不能用|用不了|"
        r"没法用|无法|打不开|激活失败|作废|被?冻结|报错|是错的|是假的|不能兑)|"
        r"(?:不能|无法|没法)(?:激活|兑换)|次数(?:超限|已满|用完|上限)|"
        r"(?:激活|兑换)(?:时|的时候|码)?.{0,4}(?:失败|报错|不了|不成功|不上|无效)|"
        r"(?:无效|错误|失效|过期)的?(?:卡密|激活码|兑换码|卡)|"
        r"(?:code|key|card).{0,20}(?:invalid|expired|not work|n't work|not valid|error)|"
        r"invalid (?:\w{1,8} )?(?:code|key|card)|won't (?:activate|redeem)",
    ),
    (
        Anomaly.NOT_AS_DESCRIBED,
        r"(?:页面?|商品页|详情|介绍|宣传|描述|标题|广告|客服)上?(?:明明)?.{0,3}(?:写|标|"
        r"承诺|宣传|说)(?!没|未|不).{0,20}(?:实际|结果|但|却|只)|"
        r"(?:描述|页面|宣传|介绍|图片|商品)(?:描述)?(?:不符|不一致|不一样)|货不对板|"
        r"虚假宣传|不是(?:正版|官方)|not as described|"
        r"different from (?:the )?(?:page|description)|misleading",
    ),
    (
        Anomaly.UNDER_DELIVERED,
        r"少(?:到|给|充|发)|(?<!至)少了|"
        r"只(?:到账?|有|给|充|收到|发|到账了|到了|给了|"
        r"充了)了?[ 一两二三四五六七八九十百千\d]|数量(?:不对|不符|不足|少)|不够数|"
        r"到账(?:不足|少|数量|金额不)|没到齐|没[到给充]够|差了?\d{1,6}|"
        r"only (?:got|received|credited) \d|less than|missing \d|short (?:by|of)",
    ),
    (
        Anomaly.SERVICE_INTERRUPTED,
        r"停服|停机维护|关服|停运|服务(?:中断|终止|停止)|"
        r"会员(?:突然|已经?)?(?:失效|没了|掉了|用不了|被取消)|突然(?:不能|无法|用不)|"
        r"用[了到].{0,6}(?:就不能|不能用|失效)|interrupted|shut ?down|stopped working",
    ),
    (
        Anomaly.FAILED_CHARGED,
        r"(?:充值?|购买|支付|交易|下单|开通|订单|显示|提示|付款).{0,4}(?:失败|未成功|不成功|"
        r"没成功)|(?:扣|付)(?:了|款|钱|费).{0,14}(?:失败|不成功|没成功|未成功)|"
        r"失败.{0,10}(?:扣|没退|未退)|fail.{0,40}(?:charg|deduct|paid|money|taken)|"
        r"(?:charged|deducted|paid|taken).{0,40}fail|"
        r"(?:top.?up|recharge|payment|order) (?:has )?failed",
    ),
    (
        Anomaly.SYSTEM_ERROR,
        r"系统(?:故障|错误|异常|繁忙|崩|出错|bug|问题|维护)|"
        r"(?:页面|订单|网站|app|界面|软件).{0,4}(?:异常|出错|错误|卡住|卡死|崩|打不开|转圈|"
        r"白屏|闪退|乱码|404|50[0-9])|一直(?:在)?(?:转圈|处理中|充值中|加载)|"
        r"(?:处理中|充值中).{0,6}(?:天|小时|没|不动)|\bbug\b|timed? ?out|超时(?!退)|stuck|"
        r"crash(?:ed|es)?|page (?:error|blank)|system error",
    ),
    (
        Anomaly.DELAYED,
        r"(?:超过|过了|超出|超了).{0,4}(?:承诺|约定|预计|规定|时限|时间)|"
        r"(?:承诺|说好|保证|约定|预计).{0,14}(?:还|没|未|都)|"
        r"说.{0,4}\d{1,3} ?(?:小时|天|分钟)内?(?:到|发).{0,12}[没未]|delayed|overdue|"
        r"later than promised",
    ),
    (
        Anomaly.UNUSED_CHANGE_MIND,
        r"(?:[未没]有?|还没)(?:开通|激活|使用|兑换|用|查看|拆).{0,12}(?:不想|不要|不需要|"
        r"后悔)|"
        r"(?:不想|不要了|不需要|后悔).{0,14}(?:[未没]有?|还没)(?:开通|激活|使用|兑换|用|"
        r"查看)",
    ),
    (
        Anomaly.NOT_ARRIVED,
        rf"{_NOT}(?:到|收到|充上|充进|充值?成功|入账|开通|生效|看到(?!说)|变|增加|加上|见|"
        r"给我充|任何反应)|不到账|没反应|"
        r"没有?[^,。;!?\n]{0,6}(?:vip|会员|标志|记录|东西|变化|动静|充值)|查不到|查无|"
        r"没来(?!得)|余额(?:没|未|不)变|充了?个寂寞|"
        r"(?:里|账号|号|账户|我|上|[里]面)(?:都|也|还是|根本|却|又|就|什么都|"
        r"啥都){0,2}没有(?=$|[\s,。.!?;啊呀呢吧~])|"
        r"(?:^|[\s,。!;])(?:还|都|啥都|什么都)?没有(?=$|[\s,。.!?;啊呀])|"
        r"not (?:yet )?(?:arrived?|received?|credited|delivered|showing|show up|there|"
        r"in my)|nothing (?:was |has )?(?:received|arrived|in|came|credited|happened|there)|"
        r"(?:did ?n't|never|has ?n't|have ?n't|did not|has not|have not|"
        r"not) (?:\w{1,8} ){0,2}(?:arrive|receive|got|get|credit|come|came|show)|"
        r"no (?:credit|top.?up)|(?:is|are|was|were|still) missing|nowhere",
    ),
    (
        Anomaly.USED_BUT_WANT,
        rf"(?<!未)已(?:经)?(?:{_USED}|看|开通|观看|体验)|"
        r"(?:用|看|使用|观看|体验|玩)了.{0,3}(?:天|次|集|小时|月|一半)|"
        r"(?<!n't )(?<!not )(?:have|i) (?:used|redeemed|activated|watched)",
    ),
    (
        Anomaly.UNUSED_CHANGE_MIND,
        r"不想(?:要|用|买|玩|看|充)|不要了|不需要|用不(?:到|着)了?|"
        r"(?:[没未](?:有)?|还没)(?:使用|用|激活|拆|兑换|查看|动)|后悔|买着玩|"
        r"chang\w{1,3} my mind|no longer (?:want|need)|unused|(?:do ?n't|not) (?:want|need)|"
        r"(?:have ?n't|not|never) used",
    ),
    (
        Anomaly.DEVICE_ISSUE,
        r"(?:手机|电脑|设备|电视|平板|机顶盒|系统).{0,6}(?:不支持|看不了|打不开|用不了)|"
        r"device",
    ),
)
ANOMALY_PATTERNS = tuple((anomaly, re.compile(pattern)) for anomaly, pattern in _ANOMALIES)
