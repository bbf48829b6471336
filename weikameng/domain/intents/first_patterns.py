"""What buyers say where something grave or rare is meant: these win over all other patterns.

Complaints, fraud, minors, a person, invoices, privacy, the public record; in that order.
"""

from weikameng.domain.intents.model import Intent
from weikameng.domain.narrative.cleaning import worded

_CHILD = (
    r"(?:孩子|小孩|儿子|女儿|(?<![a-z])娃|小学生|初中生|小朋友|熊孩|孙子|孙女|弟弟|妹妹|未成年|"
    r"小宝)"
)
_OURS = r"(?:客服|人工|专员|坐席|工作人员|真人|活人|大活人|经理|值班)"

_SAID: tuple[tuple[Intent, str], ...] = (
    # Anger with an address: a complaint names where it goes or whom it is about.
    (
        Intent.COMPLAINT,
        r"没(?:有)?(?:礼貌|素质|教养)|敷衍|爱答不理|骂(?:人|我)|申诉(?:你们)?客服|(?:微博|抖音|"
        r"小红书|网上).{0,3}曝|"
        r"投诉|举报|(?<!\d)(?:1231[58]|12345|12377)(?!\d)|消协|消保|消费者(?:协会|权益)|黑猫|"
        r"曝光|工商局|市场监管|"
        r"(?<!用)(?<!使)态度.{0,6}(?:差|恶劣|不好|烂|冲|敷衍|有问题|不行)|说话.{0,3}(?:冲|难听|"
        r"不客气)|"
        r"差评|起诉|告(?:你们|到|他们|上法院)|法院|找.{0,3}(?:领导|老板|媒体|记者)|"
        r"服务.{0,4}(?:差劲|太差|很差|真差|烂|恶劣|垃圾)|欺骗消费者|欺诈消费者|维权|律师函|"
        r"\bcomplain|report (?:you|your|this seller|the seller)|consumer (?:association|protection|"
        r"council|rights)|\bsue\b|"
        r"(?:terrible|awful|worst|horrible|rude|unacceptable|bad|poor) (?:\w{1,10} )?"
        r"(?:service|support|staff|agent|experience|attitude)|"
        r"(?:service|support|agent|staff) (?:is|was|are|were) (?:so |very |really )?(?:terrible|"
        r"awful|"
        r"rude|bad|horrible|unacceptable)|unacceptable",
    ),
    # Insults that look like reports of fraud.
    (
        Intent.ABUSE,
        r"(?:一群|都是|你们?(?:这[群帮些]|就)?是?|什么)骗子|傻[子瓜叉]|白痴|蠢[货猪蛋]|笨蛋|脑子.{0,2}(?:有坑|进水|坏)|有坑吧|骗子(?:平台|公司|网站|店|商家|集团)|"
        r"骗钱(?:的)?(?:平台|公司|网站|软件|app)|(?:scam|fraud)(?:ming|ster)? (?:company|site|"
        r"website|"
        r"platform|app)|you(?:'re| are)? (?:all )?(?:scammers|thieves|crooks|liars)|诈骗(?:公司|"
        r"平台|网站)",
    ),
    (
        Intent.FRAUD,
        r"自称|(?:密码|卡密|验证码|卡号).{0,4}(?:给|发|告诉|念|报)(?:给)?了?(?:他|她|对方|别人|"
        r"人家|那人)|(?:are|is|was)(?: not|n.t) mine|not mine\b|broke into|消费.{0,6}(?:睡觉|"
        r"没在|不知情)|"
        r"(?:被|给|让|遭|叫)人?骗|中奖|报密码|手机.{0,4}(?:丢|被偷).{0,6}(?:买|刷|卡)|被买了|"
        r"(?:someone|somebody|anyone)(?: else)? (?:is |was |has )?(?:us|buy|bought|log|steal|"
        r"stole|took|charg)|"
        r"盗[刷用号取]|被盗|盗了|[偷盗](?:刷|走|我的|了我)|诈骗|诈欺|(?:被|遇到|遇上|碰到|受|"
        r"上当).{0,6}骗|"
        r"上当|骗子|骗(?:我|了|走|去|钱|取)|"
        r"(?:不是|非)(?:我|本人|俺)(?:本人|自己)?.{0,5}(?:买|充|操作|下|付|支付|弄|点|消费|刷|"
        r"授权)|非本人|"
        r"我?(?:根本|从来|从)?没有?(?:下|买|操作|授权|买)过(?:这|该|此|任何)?(?:单|笔|个|订单|"
        r"东西)|"
        r"(?:有人|别人|陌生人|他人|人家|被人).{0,4}(?:偷|盗|冒[用充]|用了?我|拿了?我|登[录入陆]|"
        r"刷了?)|冒充|"
        r"未经(?:我|本人)|杀猪盘|刷单|兼职.{0,10}(?:卡|充|骗|买)|钓鱼(?:网站|链接)|"
        r"(?:手机|账号|卡)(?:丢了?|被偷).{0,6}(?:买|刷|充|盗)|"
        r"被人(?:买|刷|充|用|登)|unauthori[sz]ed|hack(?:ed|er)|stolen|stole|\bscam|"
        r"fraud(?:ulent)?\b|"
        r"phish|deceived|tricked (?:me|into)|(?:did ?n't|did not|never) (?:buy|make|place|order|"
        r"authori|"
        r"purchase)(?:z|s|i)?(?:e|ed)?\b|not (?:made|placed|done|bought|authori[sz]ed) by me|"
        r"(?:not|n't) me who|someone (?:else )?(?:used|bought|logged|charged)",
    ),
    (
        Intent.MINOR,
        r"(?:外甥|侄[子女]|表[弟妹]|堂[弟妹]|熊娃|家里(?:的)?小).{0,12}(?:充|买|花|付|玩|乱|误|"
        r"点|刷)|[一二三四五六]年级|\bteen|"
        r"\b(?:brother|sister)\b.{0,12}\d{1,2} ?(?:years?|yo|yrs)|\b(?:[3-9]|1[0-7]) ?(?:years?|"
        r"yrs?)[- ]old|"
        rf"{_CHILD}.{{0,14}}(?:充|买|花|付|玩|偷|乱|消费|误|点|下单|退|刷|拿|游戏|打赏)|未成年|"
        rf"监护|"
        rf"(?:充|买|花|付|误|乱点).{{0,8}}{_CHILD}|{_CHILD}.{{0,8}}岁|"
        r"(?:才|只有|今年|刚满?).{0,2}(?:[3-9]|1[0-7]|[三四五六七八九十]|十[一二三四五六七])岁|"
        r"出生证|户口[本簿]|"
        r"\b(?:my|our|the|a|by)(?: \d{1,2}[- ]years?[- ]old)? ?(?:\w{1,8} )?"
        r"(?:kids?|child|children|son|daughter|nephew|niece|grandson|minor)\b(?! (?:account|"
        r"number|phone))|"
        r"under-?aged?\b|\bminors?\b|guardian|parental",
    ),
    # A person is asked for.
    (
        Intent.HUMAN,
        r"(?:叫|让|换|派|安排)个?人(?:出来|来|过来|处理|接)|自动回复|(?:actual|real|"
        r"live) (?:\w{1,8} )?(?:person|human)|person i can|接(?:个|一个)?.{0,6}客服|"
        r"换个?人(?!号)|讲人话|找人(?!退)|不(?:想|要)跟机器|"
        rf"转.{{0,3}}{_OURS}|(?:转接|接通|接入|联系|呼叫|找|叫|换|要|有没有?|有|给我|让|来个?|派|"
        rf"请).{{0,6}}{_OURS}|"
        r"(?<!还是)人工(?:客服|服务|座席|坐席|帮助|咨询|回复|处理一下)?(?=$|[啊呀吧呢!~ ])|"
        rf"{_OURS}(?:电话|热线|在哪|微信|号码|呢|在吗|在不在|有吗|出来|上线)|^客服$|"
        r"(?:找|叫|换|来)一?个?(?:真|活)?人(?:来|跟|和|说|聊|接|帮|工)|(?:真|活)人|"
        r"(?:不|别)(?:要|想)?(?:再)?(?:跟|和|用|同)?(?:你们?这个?)?机器人?.{0,3}(?:说|聊|讲|回|了)|"
        r"(?:打|回)(?:个)?电话(?:给我|回来)|给我.{0,3}(?:打|回)个?电话|回电|"
        r"(?:有|没)(?:没有)?.{0,3}(?:客服|联系|服务|热线)?电话|服务热线|"
        r"\bhuman\b|real (?:person|human|people|agent)|live (?:agent|chat|person|support)|"
        r"\boperator\b|"
        r"(?:talk|speak|chat|connect|transfer|put)(?: \w{1,8}){0,3} (?:to|with|"
        r"through)(?: \w{1,8}){0,3} "
        r"(?:person|someone|somebody|agent|people|representative|rep|staff|manager|support|"
        r"service)|"
        r"\b(?:agent|representative|customer service|call me|phone number|"
        r"hotline)\b(?!.{0,20}(?:rude|terrible))",
    ),
    (
        Intent.INVOICE,
        r"要票|开票|要(?:张|个)票|"
        r"发票|开票|(?<!买)票(?:据|还要|要退|怎么)|抬头|税号|统一?编|报销|专票|普票|"
        r"\binvoices?\b|tax (?:number|receipt|id)|"
        r"receipt|fapiao",
    ),
    # What is kept of people; before goods that are gone or accounts that were closed at a bank.
    (
        Intent.PRIVACY,
        r"(?:照片|证件|截图|图片|资料|信息|数据|记录|账号|手机号|电话|姓名).{0,8}(?:彻底|"
        r"永久)?删|(?:给|卖给?|提供给?|透露给?|分享给?)(?:了)?(?:第三方|别人|其他公司|商家)|"
        r"(?:personal|private|my) (?:information|details|data)|"
        r"会(?:不会)?删|删(?:掉|了)?吗|(?:remove|erase|forget)(?: all)? my|"
        r"把我?的?号(?:给)?(?:注)?销|"
        r"隐私|(?<!宝)(?<!信)(?<!行)(?<!花呗)(?<!付款)(?<!支付)(?:账号|账户)(?:怎么|如何|"
        r"要)?注销(?!了?.{0,8}退)|个人(?:信息|资料|数据)|个资|泄[露漏]|(?:删除?|清除|抹掉|"
        r"销毁)了?(?:我|掉)?.{0,6}(?:信息|资料|数据|记录|照片|"
        r"截图|账号)|把我.{0,6}(?:信息|资料|数据|账号).{0,4}删|"
        r"(?<!支付宝)(?<!微信)(?<!银行)(?<!宝)(?:注销|销号)(?:掉)?.{0,5}(?:账号|账户|用户|平台)|"
        r"^(?:我?(?:要|想)|怎么|如何|能|可以|帮我|请)?(?:把)?(?:我的?)?(?:账号|账户)?(?:怎么|"
        r"要)?注销(?:掉)?(?:我的?)?(?:账号|账户)?[吗呢]?$|"
        r"(?:聊天|图片|截图|照片|信息|资料|数据|记录).{0,8}(?:保[存留]|存|留).{0,4}(?:多久|多长|"
        r"几[年天个])|"
        r"(?:谁|什么人|哪些人|别人).{0,4}(?:能|可以|会)看(?:到|见).{0,8}(?:截图|图片|信息|资料|"
        r"号|聊天)|"
        r"(?:身份证|手机号|银行卡号?).{0,12}(?:安全|泄|外流|卖)|我的(?:信息|资料)(?:安全|"
        r"怎么(?:用|处理))|"
        r"privacy|personal (?:data|info)|(?:my|account and) data\b|delete my|close my account|gdpr|"
        r"who (?:can|will) see|how long do you (?:keep|store)",
    ),
    (
        Intent.CHAIN,
        r"\bledger\b|look ?up .{0,12}record|公开(?:记录|账本|日志)|"
        r"上链|链上|区块链|存证|哈希|hash|默克尔|merkle|签名检查点|blockchain|\bon.?chain\b|"
        r"chain (?:record|proof)|"
        r"(?<!说已)(?<!我)(?:激活|使用|核销|兑换|开通)(?:的)?记录(?!.{0,6}(?:截|图))|"
        r"谁.{0,4}(?:激活|兑换|用|使用|开通|领)了?(?:我|掉)|(?:卡|码|订单).{0,8}(?:什么时候|几时|"
        r"何时|哪天|被谁|是谁)(?:被)?"
        r".{0,3}(?:激活|兑换|用|使用|开通)|(?:记录|数据|账本|日志).{0,8}(?:改过|篡改|造假|动过|"
        r"作假|没改)|"
        r"(?:activation|redemption|usage|use) (?:record|log|history)|"
        r"who (?:has )?(?:activated|redeemed|used)|tamper|公开(?:日志|账本)",
    ),
)
FIRST = tuple((intent, worded(pattern)) for intent, pattern in _SAID)
