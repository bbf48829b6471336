"""What buyers say for each wish: patterns in the order in which they win within one clause.

Graver and rarer ones stand first. Every repetition is bounded.
"""

from weikameng.domain.intents.first_patterns import FIRST
from weikameng.domain.intents.model import Intent
from weikameng.domain.narrative.cleaning import worded

_REFUND = r"(?:退[款钱费货]?|退换货?|refund|money back)"
_HOW = r"(?:怎么|如何|怎样|咋|在?哪里?[能可]?以?|去哪里?|哪儿|什么地方|从哪|教)"
_CASE = r"(?:退款|退钱|退费|退货|申请|单子|工单|订单|案子|审核|复核|处理)"
_LONG = (
    r"(?:多久|几天|多少天|几时|几号|多长时间|多少(?:个)?(?:工作日|小时|时间)|"
    r"几个?(?:工作日|小时|钟头|星期|礼拜|月)|"
    r"什么时[候间]|啥时候?|何时|哪天|哪一天|什么时间|要等[到]?[几多]|多快)"
)
_USED_THEY_SAY = r"(?:已经?|被|我)?.{0,3}(?:使用|用[过了]|用的|激活|兑换|开通|核销|不符合)"

_SAID: tuple[tuple[Intent, str], ...] = (
    # Cross-border has its own rules: whatever is asked of it.
    (
        Intent.ETA,
        rf"{_LONG}.{{0,6}}退?(?:回|到).{{0,3}}(?:卡|支付宝|微信|零钱|余额|花呗)|"
        rf"(?:跨境|海外|境外|国外).{{0,8}}{_LONG}|(?:重新|怎么|从头)(?:再)?(?:算|计)时间|"
        rf"时间.{{0,3}}(?:重新|从头|怎么)(?:算|计)|"
        r"how (?:long|many days).{0,30}(?:overseas|cross.?border|abroad|foreign)|"
        r"(?:overseas|cross.?border|foreign).{0,30}how (?:long|many days)",
    ),
    (
        Intent.CROSS_BORDER,
        r"跨境|\binternational|(?:香港|台湾|澳门|日本|美国|韩国|欧洲|泰国|新加坡).{0,3}(?:买|付|"
        r"下单|订单|充|刷)|"
        r"海外|境外|国外|外国|出国|外汇|汇率|汇差|外币|美[元金]|美刀|港[币元]|欧元|日元|护照|"
        r"身份(?:证)?(?:核验|验证|认证|审核)|(?:核验|验证|认证|上传|提供|要|用|看|"
        r"查).{0,3}(?:我的?)?身份证?(?!.{0,6}泄)|实名|通行证|"
        r"cross.?border|overseas|abroad|foreign|exchange rate|\bfx\b|passport|"
        r"\b(?:usd|us dollars?|eur|hkd|euros?|dollars)\b|"
        r"(?:my|your|verify|need|identity|show) (?:\w{1,8} )?(?:id|identity)\b|identity (?:check|"
        r"verif)",
    ),
    (
        Intent.ONE_CLICK,
        r"点一下.{0,3}(?:就|能).{0,3}退|"
        r"一键|一点就退|(?:秒|闪|极速|即时|快速)退|(?:小额|小金额|[五5]0?十?(?:块|"
        r"元)(?:以[下内])?|\d{1,2}(?:块|元)(?:以[下内])?)"
        r".{0,8}(?:直接|马上|立刻|立即|自动|秒|免审|不用审|不审)|免审核?|不用审核?.{0,4}退|"
        r"one.?click|1.?click|instant refunds?|(?:refund|refunded) instantly|small orders?",
    ),
    # The money's place; before what was closed or lost elsewhere.
    (
        Intent.PAYMENT_ROUTE,
        r"(?:能|可以|会|给)?退到(?:支付宝|微信|银行卡|余额|零钱|花呗|信用卡|白条)(?:[吗么不里]|$)|"
        r"停卡|卡(?:已经?)?停|(?:钱|款)会?去哪|(?:go|sent?|paid|"
        r"refunded?) (?:back )?to my (?:\w{1,10})(?: instead)?|银行卡?余额没|"
        r"退(?:哪|什么)(?:张|个|里)?(?:卡|账|$|去)|退(?:给|到)我?(?:老婆|老公|爸|妈|朋友|家人|"
        r"儿子|女儿|别人|公司).{0,4}(?:卡|账|微信|支付宝)|退.{0,8}卡.{0,3}没有?收到|(?:which|"
        r"what) (?:card|account)|"
        r"(?<!申请)退(?:回|回到|到|去|往|至|给)了?(?:哪|什么(?:账|卡|地方))|退[款费].{0,4}(?:退|"
        r"打|返|回|"
        r"转)(?:回|到|去|给)了?(?:哪|什么)|退[款费](?:会|要|能|是)到哪|(?:原路|原卡|"
        r"原来?的?(?:卡|账户|渠道|账号|支付))|"
        r"(?:换|改|另)(?:到|成|个|一)?(?:张|个|一张|一个)?.{0,3}(?:卡|账户|账号|户头).{0,6}(?:收|"
        r"退|打)|"
        r"退.{0,4}(?:到|进|至|回)(?:另一?|别|其他|其它|新|老婆|家人|朋友|一个).{0,6}(?:卡|账|"
        r"微信|支付宝|零钱|户)(?!.{0,8}(?:多久|几|时候))|"
        r"(?:卡(?!密|号|码)|支付宝|微信|账户|账号|银行卡|花呗|信用卡).{0,6}(?:注销|挂失|丢了?|封|"
        r"冻结|停用|"
        r"过期|销户|不能用|用不了|换了|没了|作废)"
        r"(?!.{0,4}兑)(?!.{0,6}(?:能|可以|给|还)退(?![到回去哪]))(?<!密无)(?!了?还)|退(?:回|"
        r"到)(?:花呗|信用卡|储蓄卡|余额|零钱|银行卡)(?:吗|还是|里|么|不|$)|"
        r"(?:支付宝|微信|花呗|信用卡|银行卡|零钱|白条|余额).{0,3}(?:付|支付|买|"
        r"付款)的?.{0,8}退.{0,3}(?:回|到|微信|支付宝|哪|给)|"
        r"(?:显示|说|提示)?(?:已经?)?退(?:款|了)?(?:成功|完成|到账|到了|已?退)?.{0,6}(?:没|未|"
        r"看不|不)(?:看|收|见|查|找)?到(?:钱|款|账|$|哪)|"
        r"^钱.{0,6}(?:去|在|到)(?:了)?哪|(?:钱|款).{0,4}(?:会|要|是)?(?:退|打|回|返)(?:到|去|回|"
        r"给)?(?:了)?(?:哪|什么)|"
        r"where (?:does|will|is|did|would) (?:the |my )?(?:refund(?:ed)?(?: money)?|money) (?:go|"
        r"be sent|land)|where the (?:money|refund) go|"
        r"(?:different|another|other|new) (?:bank )?(?:account|card)|(?:card|account) (?:is |"
        r"was |has been |been |got )?"
        r"(?:closed|cancel|expired|lost|blocked|frozen)|lost my card|original (?:payment|method|"
        r"route|card)|"
        r"refunded but|(?:not|n't|never) (?:see|receive|get|got|seen)(?:d|ed)? (?:it|"
        r"the (?:refund|money)|my (?:refund|money))",
    ),
    (
        Intent.CANCEL,
        r"(?:退款|申请).{0,6}(?:关了|停了|结束|收了|撤)|\b(?:drop|close|discard|delete) (?:my |"
        r"the |this )?(?:refund|request|application|case)|"
        r"撤[销回掉了]|撤$|(?:取消|作废|关[掉闭]|收回|终止|不要)(?:了|掉)?.{0,6}(?:退[款钱费]|"
        r"申请)|"
        r"(?:退[款钱费]|申请).{0,8}(?:取消|作废|关掉|收回|撤|不要了|停掉)|(?<![还么都也])不(?:用|"
        r"想|要|需要|"
        r"打算)?退(?:[了款钱费]|吧)(?!吗)|"
        r"(?<!想)(?<!能)不退了|点错了?(?:退款|申请)|(?:误|错)(?:点|申请)了?(?:退|了)|收回来|"
        r"别退了|取消(?:吧|掉|一下)?$|"
        r"\b(?:cancel|withdraw|call off|stop|revoke)\b.{0,20}(?:refund|request|application|case|"
        r"it)\b|never ?mind|"
        r"(?:do ?n't|no longer|not) (?:want|need) (?:a |the |my )?(?:refund|money back)|"
        r"changed my mind about the refund",
    ),
    (
        Intent.DISPUTE,
        r"不认(?!识)|裁决|改判|复审|重审|再审|escalat|不满意(?!.{0,4}商品)|"
        r"上诉|公道|说理|评一?评|"
        r"申诉|争议|仲裁|异议|不服|(?:不|没法|无法|难以)(?:认可|认同|同意|接受|公平|公正|"
        r"承认).{0,8}|公平|评评?理|评个理|"
        r"第三方.{0,6}(?:判|裁|介入|处理|来)|平台介入|判(?:错|得不)|"
        r"\bdisputes?\b|\bappeal|arbitrat|disagree|unfair|third party|"
        r"(?:not|n't) (?:accept|agree)|challenge the",
    ),
    # Sent back to be made better: the same case.
    (
        Intent.AMEND,
        r"(?:原因|理由|类型|说明|号码).{0,8}(?:改成|改为|换成|换为)|再送|重送|退件|(?:fix|"
        r"correct) (?:\w{1,6} )?(?:mistake|error|typo)|(?:send|submit) it again|(?:少|"
        r"忘)(?:了)?(?:传|交|附|上传)|"
        r"(?:submit|apply|send|upload|try) (?:it |them )?(?:one more time|once more|another time|"
        r"a second time)|(?:图|照片).{0,4}(?:糊|不清).{0,8}(?:重|再)|再交|"
        r"重新?(?:再)?(?:申请|提交|上传|交|发|弄|填|送|写|传|报)|(?:再|又|二次|第二次|"
        r"第几次)(?:次)?(?:申请|提交|交一|传一|来一)|"
        r"(?:申请|提交).{0,3}(?:第?几次|第二次)|(?:还|能|可以)(?:能|可以)?(?:申请|提交)几次|"
        r"(?:修改|更改|改一?下|改)(?!.{0,3}过)(?:我的?|了|后|掉|成)?.{0,4}(?:申请|内容|说明|描述|"
        r"资料|原因|退款|凭证|理由|信息|材料)|"
        r"(?:申请|退款|说明|描述|资料|凭证|内容|原因|图|理由|材料).{0,8}(?:[写传填选交发]错|"
        r"[修更]改|怎么改|改(?:一下|吗|么|不|掉)|能改|可以改|漏)|"
        r"我?(?:[写传填选交]错|漏[传交写发])(?:了|一)(?!.{0,10}退)|补(?:充|件|交|传|上|几|一|"
        r"资料|材料|"
        r"图|凭)(?!.{0,3}开)|(?:换|改)个?(?:退款)?(?:原因|理由)|"
        r"^怎么(?:修?改)$|re-?submit|re-?apply|appl(?:y|ied) again|submit (?:it )?again|try again|"
        r"(?:edit|change|amend|modify|update|correct) (?:my |the )?(?:\w{1,10} )?(?:application|"
        r"request|description|reason|case|evidence|picture)|"
        r"(?:add|send|upload) (?:\w{1,6} )?(?:more|additional|extra|missing|new)|"
        r"wrong (?:picture|screenshot|file|photo|image)",
    ),
    (
        Intent.DESCRIPTION,
        r"^(?!.*(?:规[则定]|条款|政策|协议)).*(?:"
        r"笼统|空泛|太简略|具体(?:点|些|一点)|参考答案|description (?:field|box)|"
        r"写.{0,4}(?:一句|一大段|一段|几句|长|短).{0,8}(?:行|可以|够)|嘴笨|不会(?:写|表达|描述)|"
        r"know how to (?:explain|describe|write)|"
        r"(?:描述|说明(?!书)|问题描述|详细说明|文字).{0,10}(?:写|填|怎么|模[板版]|例|范|字|详细|"
        r"模糊|不够|太短|什么|要求|清楚)|"
        r"(?:写|填|说|描述).{0,4}(?:得|的)?(?:不够|太|多)(?:详细|模糊|短|简单|清楚|少)|太模糊|"
        r"不够详细|多详细|"
        r"(?<!申请退款要)(?<!申请要)(?<!退款要)(?:写|填)(?:什么|啥|哪些|点啥|些什么)|(?:要|用|"
        r"一定要|需要|必须)(?:写|填)(?:订单|区服|账号|手机|金额|名字|号|多|明|什么|清)|"
        r"(?:怎么|如何|咋|不知道|不会|教我)(?:咋|怎么)?写(?!代码|程序|作[文业]|诗|论文)|写(?:几|"
        r"多少)个?字|(?:几|多少)个?字|帮我?写.{0,4}(?:说明|描述|理由|原因|几句)|范[文例本]|"
        r"模[板版]|例[子文]|照着(?:抄|写)|举个?例|"
        r"(?:how|what).{0,16}(?:word|write|phrase|describe|explain)|description|template|"
        r"explanation|example (?:of|text)"
        r")",
    ),
    (
        Intent.EVIDENCE,
        r"拍(?:照|张|个照|屏|下来)|录[屏像]|(?:图|记录|截屏|报错).{0,6}没(?:存|留|截|保存)|"
        r"没(?:存|截|留)图|(?:what|which) (?:\w{1,8} )?(?:picture|photo|image)|"
        r"凭[证据]|证[据明](?!号)(?!呢)|(?:什么|哪些|啥|要|哪种|准备|交|提供|附).{0,4}(?:材料|"
        r"资料|图|文件|照片|截屏)|截[图屏]|截哪|怎么截|"
        r"(?:图片?|照片|相片|视频|附件|文件|图).{0,6}(?:传|上传|太大|发不|格式|几张|多少张|加载|"
        r"失败)|(?:传|上传|发)(?:不|失败|几张|什么|些什么|哪些|啥)|"
        r"上传|(?:充值|到账|消费|查询|交易|扣款|付款|支付|游戏里.{0,4})(?:的)?(?:记录|纪录|流水|"
        r"账单)|"
        r"screenshots?|evidence|\bproof\b|upload|(?:what|which) (?:documents?|files?|pictures?|"
        r"photos?|materials?)|attach",
    ),
    (
        Intent.REJECT_REASON,
        r"(?:系统|你们|客服|审核).{0,2}说.{0,6}(?:超|逾期|过期|不符|不够|不行|没有?资格)|(?:根据|"
        r"依据|理由|原因)(?:是|在)(?:什么|哪)|审核(?:未|没|不)过|(?:未|没|不)(?:能)?过审|"
        r"给个?(?:说法|理由)|turned (?:me |it )?down|"
        r"毙了|没(?:过|批)(?=$|[了吗呢啊,])|不批|(?:no|without|any) reason|"
        r"驳回|拒(?:绝|了|掉|我|付|$)|(?:没|不|未|没有)(?:给|让|予)?(?:审核|初审|复核)?(?:通过|"
        r"过审|批准|批|过(?=$|[了吗呢啊的是])|审过)|打回|退回来了|"
        r"^(?!.*(?:哪些|哪种|什么样|规[则定]|什么情况下|是不是|会不会|是否)).*(?:不|没)(?:给|让|"
        r"肯|能|准|同意|可以)(?:我)?(?:退|通过|批)(?!.{0,4}(?:的)?(?:商品|东西|"
        r"哪))(?<!能不能退)(?<!给不给退)(?<!可不可以退)(?<!能不给退)|"
        rf"(?:你们?|系统|审核|为[什啥]么?|凭什么|怎么|平台).{{0,3}}(?:说|判|认定|显示|"
        rf"写).{{0,3}}{_USED_THEY_SAY}|^说我?{_USED_THEY_SAY}|"
        r"(?:依据|根据|按|凭)(?:的)?(?:是)?(?:哪|什么)(?:一?条|规|规定|理由)?.{0,6}(?:不|拒|驳)|"
        r"凭(?:什么|啥)|"
        r"\breject|\brefus(?:e|ed|al)|\bden(?:y|ied|ial)|\bdeclin|turned down|not approved|"
        r"(?:not|n't) approve|on what grounds",
    ),
    # Limits of the rules, before spans of time and before what may be refunded.
    (
        Intent.POLICY,
        r"次数(?:有)?限制|有(?:没有)?(?:什么)?(?:次数|数量|金额)?限制|售后(?:规|政|条)|"
        r"returns? policy|"
        r"条文|讲究|说法(?:是|有)|"
        r"(?:7|七|十五|15)天(?:无理由|退货)|无理由|(?:时限|期限|时效|有效期)(?!.{0,6}(?:能|可以|"
        r"给)退).{0,6}(?:多|几|怎么|"
        r"哪|是|算|从|什么)?|"
        r"(?:几|多少)天(?:之?内|以内).{0,6}(?:申请|退|有效)|规[则定章]|政策|条[款例]|协议|法律|"
        r"哪些.{0,6}(?:不能|不可以|不支持|不给|可以|能)退|"
        r"什么样的?.{0,10}退|手续费|服务费|扣费标准|第几条|哪一?条|"
        r"\bpolic(?:y|ies)|\bterms\b|\brules?\b|conditions|no.?reason|7.?days?|time limit|"
        r"deadline to apply|\bfees?\b|agreement",
    ),
    (
        Intent.URGE,
        r"(?:process|refund|handle|review|do)\b.{0,20}\bquick|"
        r"(?:还|都|一直|就是|迟迟)不(?:给)?退(?!.{0,3}[吗么])|"
        r"等(?:了|得)?好[几久多]|(?:好|这么|那么)几?[天周]了|"
        r"连.{0,4}都没有?|(?:一个?|[两二三四五\d]个?)(?:星期|礼拜|周|月|天)(?:都)?过去|麻利|"
        r"等着用|加快|for ages|move faster|"
        r"急急|求求|速度|行行好|才(?:肯|给)(?:我)?退|do it (?:now|fast)|very slow|slow\b|"
        r"already (?:\w{1,6} )?(?:days?|weeks?|months?)|long time|"
        r"催|加急|快(?:点|些|一点|一些|速|快|给|把|处|退|审|办)|尽快|赶[紧快]|[急抓]紧|马上(?:给|"
        r"处|退|办)|优先|急(?:死|用|着|需|等|!|啊|$)|很急|"
        r"(?<!不)(?:太|这么|好|真|很|那么|真够|超)慢|慢(?:死|得|吞吞)|(?:太|这么|那么|好|很|"
        r"等了?好?|已经?很?)久了?(?!.{0,6}(?:能|要|才|会))|"
        r"等(?:了|得|到)(?!.{0,3}(?:几时|什么时|何时))(?:.{0,8}(?:天|月|年|周|星期|礼拜|小时|久|"
        r"花|头|急|不了|不及|烦|累))|等不[及了起]|"
        r"(?:都|已经?|整整|过了?)(?:.{0,4})(?:天|个月|星期|礼拜|周|小时)了(?!.{0,8}退)|拖(?:了|"
        r"到|拖|着|延|"
        r"这|时间)|磨蹭|效率|蜗牛|"
        r"(?:还要|到底要|要)(?:我)?(?:等|拖)到(?:什么时候|几时|猴年)|怎么还[没不].{0,3}(?:处理|"
        r"审|弄|退|好|解决|完|办|动)|猴年马月|"
        r"hurry|speed|\basap\b|urgent|faster|(?:more |please |as |be )quick(?:ly)?\b|quicker|"
        r"too (?:long|slow)|so (?:long|slow)|"
        r"taking (?:forever|ages|so)|"
        r"waiting (?:for )?(?:\w{1,8} )?(?:days|weeks|ages|forever|long)|been (?:a |"
        r"\w{1,6} )?(?:days|weeks?|month)|still waiting|expedite|priority",
    ),
    (
        Intent.ETA,
        r"(?:前|之前|以前)(?:能|会|可以).{0,3}(?:拿|收|到|退)|(?:拿|收)到钱[不吗么]|(?:进|"
        r"入)(?:户头|账)|(?:show|appear)s? (?:up )?(?:on|in) my|roughly how|"
        r"(?:钱|款).{0,4}什么时候.{0,4}(?:回|到)|how (?:much|many) (?:time|long)|"
        r"工作日.{0,4}(?:到|能|会)|"
        rf"{_LONG}(?!(?:出新|开服|上线|打折|更新|下雨|放假|涨|跌)|.{{0,4}}(?:被|激活))|"
        rf"最[晚迟快](?!的).{{0,4}}(?:什么|几|哪|多|到)?|"
        rf"周末(?:也|会|处理|算|审)|节假日|工作日(?:吗|算|怎么)|"
        r"(?:一般|大概|通常|大约)(?:要|需)(?:等)?(?:多|几)|"
        r"how (?:long|soon|many (?:\w{1,9} )?(?:days|hours|weeks))|when (?:will|do|can|does|is|"
        r"would|should|am)|what time (?:will|does|do)|eta\b|arrival time|by when",
    ),
    (
        Intent.PROGRESS,
        r"谁(?:在|来)?(?:审|处理|办)|"
        r"(?:going on|happening|happen) (?:with|to)|(?:review|process|approve|check|handle|"
        r"look)(?:ed|ing)? (?:at |into )?my (?:case|request|refund|application)|(?:不动|没动|"
        r"卡住)(?:了|是)?|办妥|哪个(?:阶段|环节|步骤)|"
        r"(?:弄|搞|办|走|审|reach|at|in|on) ?(?:到|完)?(?:which|what|什么) ?(?:程度|地步|step|"
        r"stage)|批了没|(?:批|退|审)没(?:批|退|审)|中.{0,4}(?:什么意思|正常|算好)|(?:reach|at|in|"
        r"on) (?:which|what) (?:step|stage)|"
        r"进[度展程]|状态|(?:到|处理在|走到|进行到|处理到|审到|卡在|轮到)(?:了)?(?:哪|第几|"
        r"什么(?:阶段|步|地步|程度)|谁)(?!.{0,3}退)|"
        rf"{_CASE}.{{0,6}}(?:怎么样|怎样|咋样|如何|什么情况|啥情况|什么状况)了?$|(?:怎么样|怎样|"
        rf"咋样)(?:了|啦|呢)|"
        r"(?:处理|审核?|弄|办|批|搞|退|复核)(?:好|完|下来|妥|通过)(?:了)?(?:没|吗|么|嘛)|(?:处理|"
        r"审核?|审批|批|退款?)(?:了没有?|了吗|没有?)(?:呀|啊)?$|"
        r"(?:有|出)(?:了)?(?:结果|下文|消息|回复|回音|答复|动静|进展)(?:了)?(?:没|吗|么|$)?|"
        r"结果(?:呢|出|怎|有)|(?:通过|过|批准|受理)(?:了)?(?:没|吗|么)|"
        rf"(?:查|看|瞧|瞅|查询|查看)(?:一?下|下|看|询|查)?(?:我的?|那?个?)?.{{0,4}}{_CASE}|"
        rf"{_CASE}.{{0,4}}(?:查询|查一下|查看|记录)|"
        r"(?:审核中|处理中|退款中|复核中|初审|还在审|还是审|还没审|待审|受理|排队)|下一步|"
        r"谁(?:手里|在处理|负责)|"
        r"status|progress|\bupdates?\b|where(?:'s| is) my (?:refund|case|application)|"
        r"what happened (?:to|with)|"
        r"(?:approved|processed|reviewed|done|finished) (?:yet|or not)|any (?:news|result)|track|"
        r"check (?:on )?my|"
        r"(?:still|yet) (?:pending|processing|in review|under review)|under review|"
        r"my refund (?:going|doing)",
    ),
    (
        Intent.DELIVERY,
        r"还是普通|没(?:有)?(?:增加|变化|加上|多|涨)|(?:序[号列]|码|卡密|密码).{0,10}(?:显示|"
        r"提示)?(?:错误|不对|无效)|(?:pin|code|key|card|voucher).{0,20}(?:blank|empty|missing|"
        r"wrong|broken)|(?:did|does)(?: not|n.t) (?:come|arrive|work|show)|"
        r"(?:话费|会员|卡|码|点券|货|东西).{0,6}(?:怎么|还).{0,3}(?:没来|没到|没有|不来)|"
        r"no (?:code|key|card) (?:come|came|arrive)|(?:paid|pay) (?:already )?but|说不对|"
        r"复制.{0,8}(?:不对|错)|"
        rf"(?!.*(?:{_REFUND}).{{0,3}}(?:没|未|不)到)(?<![找看查传等])(?:没|未|不|没有|还没|还未|"
        rf"一分没|一直没|迟迟不|没见)(?:有)?(?:到账?(?!底)|收到|充上|充进|进来|来货|发货|发卡|"
        r"开通|生效|入账|反应|显示(?:卡|码)|给(?:我)?(?:卡|码|发)|拿到)|不到账|没[来动]|(?:还是|"
        r"依然|仍)没有|"
        r"(?:卡密|卡号|激活码|兑换码|码|密码|卡|点卡|充值卡|序列号|cdk|key).{0,10}(?:无效|错|"
        r"不对|用不了|不能用|失效|过期|在哪|哪里|哪儿|哪了|怎么(?:看|查|用|找)|"
        r"被(?:别?人|他人)?(?:用|使用|兑换|激活)|已经?被|已(?:使用|失效|过期|兑换|核销)|找不到|"
        r"看不到|没有|不存在|打不开|"
        r"兑换不|"
        r"空白|不显示)|(?:哪里|怎么|在哪)(?:看|查|找|拿)(?:我的?)?(?:卡|码|卡密|兑换码)|"
        r"(?:少|只)(?:到|充|给|收|发|了|来)(?:了|账)?.{0,6}|不够数|数量不对|充(?:了|完|的|"
        r"值)?.{0,8}(?:失败|没有|没|不上|还没|不进)|(?:会员|月卡|话费|流量|点券|皮肤|点数|钻石|"
        r"q币).{0,8}"
        r"(?:没|未|不)(?:有|到|开|生效|来|见|了|进)?|(?:不|没)发货|扣了?(?:钱|款|费).{0,6}(?:没|"
        r"不)|"
        r"(?:has|have|did|does|is|was|are)(?: not|n't|nt) (?:yet )?(?:arriv|receiv|work|credit|"
        r"deliver|show|get|got|come|activ)|haven'?t (?:received|got)|havent|not (?:received|"
        r"arrived|working|"
        r"delivered|credited)|(?:got|received) nothing|never (?:arrived|got|received|came)|"
        r"(?:code|key|card|pin) (?:\w{1,8} )?(?:is |was |says? |doesn't |does not |not )?"
        r"(?:invalid|wrong|already|used|expired|work|missing)|where(?:'s| is| are) my (?:code|"
        r"key|card|order|pin|top)|invalid (?:code|key)|top.?up",
    ),
    (
        Intent.ELIGIBILITY,
        r"还?有(?:戏|机会|希望|可能).{0,3}退|退得了|能否退|可否退|退.{0,12}(?:行不行|成不成|"
        r"好使)|\bcan (?:still |i )?refund|refund or (?:no|not)|"
        rf"(?:能|可以|可|给|支持|还|让|准|符合|满足|算)(?:不能|不可以|不给|不支持|否|不)?(?:再|"
        rf"申请|全额?|直接|部分)?(?:给)?{_REFUND}(?!.{{0,6}}(?:入口|按钮))|(?:能|行)不(?:能|"
        rf"行).{{0,4}}退|"
        r"可退|退.{0,6}(?:行不行|可以吗|成不|行吗|来得及|来不及|得了吗|不退)|(?:符合|"
        r"满足).{0,8}(?:条件|要求|资格)|(?:有|够)(?:没有)?资格|退(?:得|不)了[吗么]?|退(?:剩|一半|"
        r"一部分|部分)|"
        r"(?:还|能|可以|给)退(?:吗|么|不|嘛|啊|呢)|退吗|给退|eligib|refundable|qualif|"
        r"(?<!how )(?<!where )\b(?:can|could|may|able to|possible to|am i|"
        r"is it)\b.{0,20}(?:refund|return|money back|get back)|entitled",
    ),
    (
        Intent.HOW_TO,
        r"(?:steps?|process|procedure|instructions?|page).{0,16}(?:return|refund)|(?:find|"
        r"locate).{0,10}(?:refund|request|button)|(?:退|申请)[款费]?.{0,6}(?:哪里|哪个页面|先点|"
        r"流程)|页面(?:办|申请)|"
        r"手把手|(?:按钮|入口).{0,2}藏|way to (?:do |get |make )?(?:a )?refund|(?:从哪|"
        r"怎么)(?:开始|下手)|怎么退|"
        rf"{_HOW}.{{0,10}}(?:{_REFUND}|申请|提交|操作|点|弄|按|进)|(?:{_REFUND}|申请|"
        rf"提交).{{0,8}}(?:{_HOW}|步骤|流程|入口|按钮|教程|方法|怎么|原因选|理由选|选哪|链接|"
        rf"指引)|"
        rf"(?:入口|按钮|步骤|教程).{{0,6}}|(?:退款)?(?:原因|理由).{{0,3}}选|选(?:哪个|什么|"
        rf"啥)(?:退款)?(?:原因|理由)|(?:我)?(?:要|想|需要|帮我|给我|请)(?:申请|办理?|"
        rf"办)?{_REFUND}|^{_REFUND}[吧啊!]?$|"
        r"不(?:会|知道怎么|懂怎么)(?:弄|操作|申请|退|用|搞)|第一次退|(?:how|"
        r"where).{0,24}(?:refund|return|apply|request|money back|button)|"
        r"(?:want|need|like|get|give|request)(?: \w{1,8}){0,3} (?:a |my |the )?(?:refund|"
        r"money back|return)|^refund(?: please)?$|refund (?:steps|process|button)",
    ),
    (
        Intent.THANKS,
        r"\b(?:tq|ty|tks|thks|cheers)\b|麻烦您嘞|好嘞|好滴|"
        r"谢|感恩|感激|3q|thx|thank|appreciate|再见|拜拜|白白|(?:good)?bye|see you|辛苦|知道了|"
        r"明白|了解了?|清楚了|懂了|收到了?$|"
        r"^(?:好|好的|好吧|行|嗯+|ok|okay|可以)(?:的|了|吧|啦|呀|滴|嘞)?$|没事了|没问题了|解决了|"
        r"搞定|弄好了|不用了$|够了$|that's all|all good|"
        r"^(?:great|got it|cool|perfect|understood|solved)\b|没有?(?:其他|别的)问题了|麻烦你?了$|"
        r"好评|满意|真棒",
    ),
    (
        Intent.GREETING,
        r"^(?:.{0,3})?(?:你好|您好|妳好|哈[喽罗啰]|哈啰|嗨|嘿|hi|hello|hey|hallo|yo|喂|在吗|在么|"
        r"在不在?|在嘛|有人(?:吗|么|在|嘛)?|亲|早上?好?|早安|午安|晚安|"
        r"(?:早上|上午|中午|下午|晚上)好|大家好|请问(?:一下)?|打扰了?|good (?:morning|afternoon|"
        r"evening|day)|greetings|有人没|anyone (?:there|here)|is (?:any(?:one|body)) (?:there|"
        r"here))"
        r"(?:[呀啊吗么没哦哟呢的~! ?]|sir|madam|dear|boss|bro|friend|老板|there|all|team|客服|"
        r"小助手|亲|在吗|在不|everyone|机器人|"
        r"一下)*$",
    ),
)
PATTERNS = FIRST + tuple((intent, worded(pattern)) for intent, pattern in _SAID)
