//! The words that give an enquiry away.

use std::sync::LazyLock;

use regex::Regex;

use crate::assistant::asking::without_asker;
use crate::guardrails::{normalise, pattern};
use crate::ids::is_chinese;

use super::enquiry::{Enquiry, Side};

pub(super) use super::wishes::{
    asks_for_a_gift, asks_for_a_rule, asks_for_opinions, asks_for_reviews, asks_for_stock,
    forbidden, wants_goods,
};
pub(super) use crate::assistant::cues::is_off_topic;

/// One member is spoken of without a name.
static ONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:she|he|her|him|his|hers|this (?:member|customer|shopper|person)|that (?:member|customer|person)|the (?:member|customer)(?:'s)?)\b|(?:^|[^其])[她他](?:[^们]|$)|这位|该会员|这个(?:会员|客户|顾客|人)|那位",
    )
});
/// One of them or many, as it was before.
static THEM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:they|them|their|theirs)\b|这人|这个人"));
/// Only another member is named.
static SAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:and |what about |how about |now )?(?:for |with |on )?[a-z]{0,8}[-_#]?\d[a-z0-9_-]*(?: too| as well| then)?[\s?.!]*$|^(?:那|还有)?[a-z]{0,8}[-_#]?\d[a-z0-9_-]*(?:呢|又?怎么样)?[\s?？。!]*$",
    )
});
/// Members are spoken of, many of them.
static MANY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:who|whom|which|how many|members|customers|shoppers|buyers|people|everyone|everybody|those|list|anyone|anybody|women|men|ladies|folks?|lot|golds|silvers|platinums|vips|(?:over|under)-?s?\d+s|top \d+|the number of)\b",
        r"|的(?:会员|顾客|客户|用户|买家|人)[\s?？。!]*$|(?:会员|顾客|客户|用户)(?:里|中|里头|当中|里面)",
        r"|哪些|哪几|多少|几个|有谁|谁|名单|列出|所有|会员们|前.{1,3}[名位个]|找出|筛选|圈出|的人|人有吗|有没有人|[^这那]位客户|的会员有|这样的会员",
    ))
});
/// What was found before is narrowed or changed.
static REFINES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:and|but|or|actually|in|with|from|over|under|not|at least|more than|less than|aged|living|based|who also|the ones|those|ones|plus|keep|drop|leave|take|narrow|from those|then|only|just|of (?:them|those|these)|among (?:them|those)|now|what about|how about|without|with|except|same|minus|excluding|exclude|remove|skip|also|plus|sort|rank|order them|limit|restrict|show (?:me )?(?:only|just))\b|\b(?:of|among) (?:them|those|these)\b",
        r"|\b(?:instead|as well)[\s?.!]*$",
        r"|^(?:其中|(?:再|在|另)?加(?:个|一个|一条|上|条|一)?(?:条件)?|再|只要|只看|那|换成|换|改成|这些|他们|她们|这里面|里面|里头|去掉|再去掉|剔除|除去|把.{0,12}(?:去掉|排除|剔除)|.{0,14}(?:排除|去掉|剔除)掉?$|不要|排除|还要|并且|而且|按.{1,8}排|限定|加上|另外)|呢[\s?？。!]*$|(?:又|还)(?:有|剩|剩下)(?:多少|几)(?:个|位|人)?[\s?？。!]*$",
    ))
});

static SEGMENTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:segments|(?:by|each|per|every|which|what) segment|clusters?|rfm|segmentation|cohorts?)\b|\bsizes? of\b|分群|客群|人群(?:分布|结构)?|群体|各个?(?:层级|分层)|聚类|几群|每群|多少群|哪些群|分层(?:情况|分布)?",
        r"|\b(?:(?:split|divid\w+|sort\w*|group\w*|break) (?:up )?.{0,30}\b(?:groups?|buckets?|camps|bands)|what (?:kinds?|types?|sorts?|groups?) of (?:members|customers|shoppers|people) (?:do|have|are)|(?:which|what|how many) (?:(?:customer|member|shopper|buyer|client) )?(?:groups|kinds|types|clusters) (?:do|are|have|of (?:members|customers|shoppers))|personas?|how (?:are|is|do|does) (?:our|the) (?:members|customers|base|customer base|membership) .{0,15}(?:split|divided|made up|break down|fall)|make-?up of (?:our|the) (?:members|customers|base|customer base|membership))\b",
        r"|分(?:成|为|了|作)?.{0,3}(?:几)?[类群组层档拨堆](?:别)?|哪几类|几类|哪些类|(?:客户|会员|用户|顾客)(?:画像|结构|构成|组成|分类)|怎么分的",
    ))
});
pub(super) static MODELS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:model|models|auc|calibrat\w*|accurate|accuracy|reliable|trust (?:the|this|these|them))\b|how good (?:is|are) (?:the|our) (?:churn|risk|estimate|prediction)|模型|准不准|多准|准确|可靠|靠谱",
        r"|\b(?:how (?:good|well|right|sure|often|far off).{0,40}\b(?:predict\w*|estimates?|scores?|forecasts?|numbers)|believe (?:the|these|those|this)|rely on (?:the|these|those|this)|trustworthy|error rate|validated|back-?test\w*)\b",
        r"|\b(?:estimates?|predictions?|risk scores?|due dates?|forecasts?)\b.{0,40}\b(?:any good|right|correct|checked|come true|turn(?:ed)? out|hold up|wrong|off)\b|\b(?:error|errors|mistake) (?:on|of|in) (?:the|our)\b",
        r"|(?:预测|预估|估算|估计).{0,8}(?:实际|误差|偏差|差多少|差多远)|准吗|准确率|信得过|可信|误差|能不能信|可不可信|预测.{0,6}(?:准|对不对)|算得准|auc",
    ))
});
static DEMAND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:demand|forecasts?|re-?order(?:ing)?|restock\w*|replenish\w*|stock up|run(?:ning)? out|sell(?:ing)? (?:out|next|in the (?:next|coming))|how (?:much|many) .{0,30}(?:will|shall|should) (?:we|i) (?:sell|need|order)|safety stock)\b|\b(?:likely|going|expected|set|sure|bound|forecast|will|gonna) (?:to )?(?:sell|shift|move|go fastest)\b|\b(?:best-?sell\w*|bestsellers?|top sellers?|sell(?:ing)? (?:the )?(?:most|best|well|fastest))\b.{0,30}\b(?:next|coming|soon|month|weeks?|season)\b|销量|需求|备货|补货|进货|预测|卖多少|卖得完|断货|安全库存",
        r"|\b(?:run(?:ning)? (?:low|short)|enough (?:stock|in stock|in)|stock (?:levels?|cover)|how (?:many|much) .{0,40}(?:sell|need to (?:buy|order)|shift)|expected sales|sales (?:outlook|expectation))\b",
        r"|进.{0,8}货|备.{0,5}货|补.{0,5}货|多备|囤|够卖|够不够卖|缺货|库存.{0,4}够|要备|订.{0,4}货|卖得动|销.{0,3}多少|能卖|(?:下个?月|下周|未来|接下来|下季度?).{0,12}(?:卖得?(?:好|动|多|最|火)|热销|畅销|好卖|爆)",
        r"|\b(?:enough .{1,30} (?:for|until|till|to last|left|in))\b|\bwhat (?:should|shall|must|do) we (?:need to )?(?:order|buy|stock|get|bring) in\b|\bout of stock\b|\bhow (?:much|many) .{1,30}(?:will|should|do|shall|must) we (?:need|order|buy|want|require)\b|快卖完|卖光|卖断|该进|要进|进多少|备多少",
    ))
});
static CAMPAIGNS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:campaigns?|discounts?|coupons?|mailings?|offers?|promotions?)\b.{0,40}\b(?:work\w*|help\w*|effect\w*|do|did|bring|brought|pay|worth|success\w*|results?|lift|perform\w*|impact)\b|\b(?:effects?|results?|success|lift|impact) of (?:the |our )?(?:last |past )?(?:campaigns?|discounts?|coupons?|mailings?|offers?)\b|(?:活动|优惠|促销|折扣|邮件|营销).{0,10}(?:效果|有用|管用|有没有用|作用|成效|带来|提升|怎么样)|\bhow (?:did|have|are|do|is|has|was|were)\b.{0,25}\b(?:campaigns?|mailings?|promotions?)\b|(?:哪个|哪些|哪次)(?:活动|优惠|促销)",
        r"|\b(?:what (?:came|has come|became) (?:out )?of .{0,30}\b(?:campaigns?|mailings?|offers?|promotions?|newsletters?)|(?:campaigns?|mailings?|promotions?|newsletters?)\b.{0,30}\b(?:go|went|land\w*|respon\w+|open rate|sold|sales|orders?))\b",
        r"|\b(?:roi|return on (?:our |the )?(?:campaigns?|mailings?|marketing)|what did .{0,30}\b(?:campaigns?|mailings?|offers?|promotions?|vouchers?)|(?:campaigns?|mailings?|promotions?|win-backs?)\b.{0,40}\b(?:pay off|paid off|bring in|uplift|response))\b",
        r"|(?:活动|召回|营销|促销|优惠券).{0,12}(?:多少单|几单|转化|回报|roi|值不值|赚|亏|有没有效|成果)|投入产出|回报率",
        r"|\b(?:open|click|response|redemption) rates?\b|\b(?:vouchers?|coupons?|discounts?)\b.{0,30}\b(?:worth|work\w*|pay|paid|help\w*|bring|brought)\b",
        r"|(?:券|折扣).{0,10}(?:赚|亏|值|回本)|(?:券|折扣).{0,10}(?:效果|有用|管用|作用|拉动)",
    ))
});

static LIKE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:(?:members?|customers?|shoppers?|people|those|others?|anyone|who(?: else)?)(?: is| are)? (?:most )?(?:like|similar to|alike)|similar (?:members|customers|people)|comparable (?:members|customers)|look-?alikes?|behaves? like)\b|(?:像|和|跟|与).{0,8}(?:一样|类似|相似|相像|像)的?|类似的?(?:会员|客户|顾客|人)|同类(?:会员|客户)",
        r"|\b(?:(?:shops?|buys?|behaves?|orders?) (?:just )?like (?:them|her|him|this|that)|same (?:kind|sort|type) of (?:member|customer|shopper|person|people|buyer)s?|resembl\w+|twins?|in the same (?:mould|mold|vein)|others like (?:them|her|him|this|that)|like (?:them|her|him) (?:that|who)|close to (?:them|her|him) in)\b",
        r"|(?:像|和|跟|与|同).{0,14}(?:差不多|相近|接近|近似|同类|一个类型|一类|雷同)|(?:跟|和|与|像).{0,14}(?:一样|类似|相似|相像|像)|(?:这样|那样)的(?:会员|客户|顾客|人)还有|近似的?(?:会员|客户)|相似(?:的)?(?:会员|客户|顾客|人)",
        r"|像.{0,14}(?:这样|那样|这种|那种)|像 ?them ?的|(?:找|有|看).{0,6}像 ?them",
    ))
});
static UNUSUAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:unusual\w*|anomal\w+|strange\w*|odd|oddly|suspicious|abnormal\w*|out of the ordinary|not (?:normal|like (?:her|him|them)))\b|异常|反常|不寻常|不对劲|可疑|奇怪|\bbehaviou?r\b.{0,15}\bchang|\bchanged? (?:at all|lately|recently)|变化|有没有变|跟平时|和平时|与往常",
        r"|\b(?:weird\w*|fishy|funny business|out of character|off lately|peculiar\w*|(?:anything|something) (?:off|up|wrong|unusual)|different (?:lately|from usual|than usual|recently)|not (?:himself|herself|themselves))\b",
        r"|不正常|怪怪的|古怪|蹊跷|反差|突变|突然|不一样|有(?:什么|啥|没有)?问题|不对头",
    ))
});
static VISITS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:funnel|conversions?|convert|drop[- ]?offs?|checkout rate|(?:where|when) do (?:we|they|people|visitors|shoppers) (?:lose|leave|drop)|how many (?:visits|visitors) (?:end|lead|turn|order|buy)|abandon\w*)\b|漏斗|转化|弃单|弃购|从(?:浏览|访问|加购)到",
        r"|\b(?:visit(?:or)?s?\b.{0,30}\b(?:buy|order|buying|ordering|pay|purchase|customers)|give up (?:before|at|in|on)|leave (?:the |their )?(?:baskets?|carts?|checkout|site)|(?:from|between) .{0,25}\b(?:visit\w*|landing|view\w*|brows\w+|baskets?|carts?)\b.{0,30}\b(?:order\w*|pay\w*|buy\w*|checkout)|lose (?:people|them|visitors|shoppers) (?:on|at|before|in|along)|bail\w*)\b",
        r"|访客.{0,10}(?:买|下单|付款|成交)|进店.{0,10}(?:下单|买|成交|付款)|卡在哪|哪一步|走到付款|付款率|下单率|成交率|从.{1,8}到(?:下单|付款|支付|成交|购买)|看了不买的?(?:多少|比例|占)",
        r"|\bcheckout\b.{0,30}\b(?:los\w+|fail\w*|leak\w*|cost\w*)\b|\bconversion\b",
        r"|\b(?:los(?:e|ing) (?:our )?(?:people|visitors|shoppers|traffic))\b",
        r"|\b(?:how (?:busy|quiet|popular|well visited) (?:is|was|are|has|have|were)|traffic|footfall|page ?views?|how (?:many|much) (?:visits|visitors|traffic|page ?views|sessions)|(?:site|web|website|shop) (?:visits|visitors|traffic|sessions|statistics|stats))\b",
        r"|访问量|访客量|访客数|流量|浏览量|点击量|(?:网站|店里|网店|店铺)(?:最近|这阵子|近来|今天|本周|这周)?.{0,4}(?:热闹|冷清|人气|人多)|多少(?:人|访客)(?:来访|访问|逛)",
    ))
});

/// What part of all visits comes how far, asked of no members.
static FUNNEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:funnel|conversion rates?)\b|\b(?:share|part|proportion|percentage|per ?cent|fraction|many) of (?:all |the |our |those |all the |all our )*(?:visitors|visits|sessions|carts|baskets|browsers|traffic)\b.{0,60}\b(?:buy|order|pay|checkout|check out|till|get|end|reach|turn|become|make it|convert|abandon\w*)",
        r"|\bof (?:all )?(?:the |our |those )?(?:visitors|visits|sessions|carts|baskets|browsers|people who (?:visit|look|land|come|browse))\b.{0,70}\b(?:what|which|how) (?:share|part|proportion|percentage|many|fraction|much|far)\b",
        r"|\b(?:get|gets|make it|makes it|come|comes|go|goes) (?:as far as|all the way to|through to|on to) (?:the )?(?:checkout|till|payment|cart|basket|paying|ordering)\b|\bat (?:which|what) (?:step|stage|point) do\b|\beach (?:step|stage) of\b",
        r"|从(?:浏览|访问|进店|逛|加购|来访).{0,8}到.{0,8}(?:下单|付款|支付|成交|购买)|\bfrom (?:visit\w*|brows\w+|view\w*|landing)\b.{0,30}\bto (?:order\w*|checkout|purchase|basket|cart|pay\w*)\b",
        r"|转化率|漏斗|每一步(?:的|流失|还|有|掉|转|剩)|(?:访客|浏览|访问|加购).{0,14}(?:到|变成|最后).{0,8}(?:下单|付款|支付|成交|购买).{0,12}(?:比例|占比|多少|几成|百分之)",
    ))
});

/// Whether `message` asks how far visits come.
pub(super) fn asks_for_the_funnel(message: &str) -> bool {
    FUNNEL.is_match(&normalise(message))
}

/// A segment or a group that somebody is in, and how long its members wait with their next order.
static THEIR_GROUP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:segments?|clusters?|cohorts?|groups?|peers|bunch|tribe|crowd|camp|category of (?:members|customers)|(?:members|people|customers|shoppers|others) (?:in|of|like))\b|分群|群体|[这那]一?群|同群|同类|[这那]类|[这那]?一类|人群|客群|一群|[这那]拨|圈子",
    )
});
static WAITS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:how long|how many (?:days|weeks|months)|wait\w*|stays? away|time between|gap|how soon|pause|break|interval)\b|多久|多长|隔|等待|间隔|几天|多少天",
    )
});

static RISK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:risks?|risky|churn\w*|leav(?:e|es|ing)|los(?:e|ing) (?:her|him|them)|walk away|drifting|slipping|quit|drivers?)\b|流失|风险|会走|要走|留得住|留不住|不来了|会跑|要跑|跑路|快跑|跑掉|跑了|\b(?:gone|going|goes) (?:off|quiet|cold)\b",
        r"|\b(?:lose (?:them|her|him|this (?:one|member|customer|person|lady|guy|man|woman|buyer|shopper)|that (?:one|member|customer|person)|[\w'-]+(?: [\w'-]+)?)|losing (?:them|her|him|this (?:one|member|customer|person|lady|guy|man|woman|buyer|shopper)|that (?:one|member|customer|person)|[\w'-]+(?: [\w'-]+)?)|stops? (?:buying|ordering|coming|shopping)|stopped (?:buying|ordering|coming|shopping)|stop (?:buying|ordering|coming|shopping)|not (?:been |come |coming |buying |ordering )(?:back|any ?more|lately)?|hasn't (?:bought|ordered|been|come|shopped)|haven't (?:bought|ordered|been|come|shopped)|jump ship|defect\w*|drop(?:ping|ped)? off|lapsing|lapse|lost interest|stick(?:ing)? around|stay(?:ing)? with us|how likely .{0,30}(?:stay|leave|go)|going anywhere|about to go|on (?:the|their|his|her) way out|buying less|ordering less|cool(?:ing|ed) (?:off|on us)|gone from us|bored of us|unhappy)\b",
        r"|不怎么(?:来|买)|不来|没来|不买了|没再|(?:好久|很久|这么久|多久)没|为(?:什么|啥)(?:不|没|最近|越来越|突然)|怎么不|咋不|丢掉|会丢|丢了|会不会(?:走|离开|丢|跑)|离开|走掉|走人|还会(?:来|买)吗|还会不会|稳不稳|冷淡|变冷|不活跃|危险",
        r"|\b(?:red flags?|warning signs?|alarm bells)\b|\b(?:about|going|gonna|ready|set) (?:to )?(?:walk|bolt|leave|jump|move on|disappear)\b",
        r"|\b(?:worr(?:y|ied)|concern\w*)\b",
        r"|担心|买.{0,3}少了|来.{0,3}少了|不再(?:来|买|下单|光顾|回来)|再也不|还来不来|不会再(?:来|买|下单)|不想来|不想买|流失",
    ))
});
static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:worth|value|valuable|clv|ltv|lifetime|spend (?:in|over) the (?:next|coming))\b|价值|值多少|值钱|贡献|值不值|值得|带来多少|能花多少",
        r"|\b(?:bring in|make us|how much .{0,30}(?:will|can|could|might|would).{0,20}(?:spend|bring|make|earn)|profitable|good for us|big spender|good customer|top customer|likely to spend|going to spend|how (?:important|valuable))\b",
        r"|\b(?:(?:what|how much) (?:spend|spending|revenue|turnover)\b|expect from (?:them|her|him)|bring us|brings us|what will .{1,24}(?:bring|spend|be worth))\b",
        r"|\b(?:expect(?:ed|ing)? to (?:earn|make|get|take) from|how much (?:money )?(?:are|do|will|can|could) we .{0,30}\b(?:from|earn|make)\b)",
        r"|\b(?:brings? in|bring us in|earns? us|makes? us|is good for|takings|income|revenue) (?:over|in|during|for|within)\b|\bwhat .{1,24} (?:brings?|earns?|makes?|yields?)\b",
        r"|能赚|赚多少|花多少|带来|大客户吗|是不是大客户|重要吗|重不重要|能贡献|多少贡献|值不值得?|身价|将来能",
    ))
});
/// Whether something is worth it.
static WORTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\bworth (?:it|keeping|saving|fighting|chasing|winning|the)\b|值得|值不值")
});
/// The risk of leaving, by its name.
static SAYS_RISK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"流失(?:风险|概率)|\b(?:churn risk|risk of (?:leaving|churn\w*))\b"));
static DUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:wait(?:ing)? (?:time )?(?:between|until|till|before|for)|typical wait\w*|usual wait|time between (?:buys|orders|purchases)|how long (?:do|does) .{0,60}\b(?:wait|go|take)\b)|多久(?:才)?(?:买|下|来)|隔多久|等多久|间隔多久",
        r"|\b(?:due|overdue|next order|order(?:ing)? again|buy(?:ing)? again|come back|back again|next purchase|when (?:will|does|is|might|can we expect))\b|下次|下一单|再次?(?:下单|购买|来)|什么时候(?:会|再|该)|何时|该来了|复购|周期|到期了|啥时候(?:会|再|该|来)|多久(?:会|再|来)|\b(?:next expected|expected (?:back|again|next)|back in touch)\b|\bwhen(?:'s|’s)",
        r"|\b(?:next (?:buy|visit|basket|shop)|how (?:soon|long) (?:until|till|before|will)|when (?:should|would|are we|can|could)|re-?order|run out|ready for (?:another|the next))\b",
        r"|该(?:买|来|补)|多久(?:以后|之后)?(?:会|再|来|才)|几时|哪天(?:会|再|来|该)|快该|该补|该回购|下回|回购时间|预计(?:什么时候|哪天|几时|下次)|啥时候|什么时候(?:能|可能|又|下|才|来|回)",
    ))
});
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:what (?:should|can|could|shall|do|might|would|may) (?:we|i) (?:do|offer|send|try|say|suggest|recommend|propose|pitch|show|sell|put to|mention|bring up|push|point)|next (?:best|step|action)|best action|win (?:her|him|them|back)|keep (?:her|him|them)|bring (?:her|him|them) back|retain|how (?:do|can|could|should) (?:we|i) (?:keep|win|get|help|bring)|do (?:for|about) (?:her|him|them)|recommend(?:ed)? action|offer (?:her|him|them))\b|怎么办|怎么(?:留|挽|做|跟进|维护)|如何(?:留|挽|做|跟进|维护)|该做什么|做点什么|挽回|挽留|下一步|建议.{0,4}(?:怎么|做|动作)?|召回|该怎么|给[她他].{0,2}推|推点|推荐点|怎么处理|做些什么|发点什么|送点",
        r"|\b(?:(?:keep|hold on to|hang on to|hold onto|hang onto|save|woo|tempt|coax|re-?activate|re-?engage|retain|recover|appease|placate|re-?kindle|nurture) (?:them|her|him|this (?:one|member|customer|person|lady|guy|man|woman|buyer|shopper)|that (?:one|member|customer|person)|[\w'-]+(?: [\w'-]+)?)|(?:bring|win|get|lure|draw|entice) (?:them|her|him|this (?:one|member|customer|person|lady|guy|man|woman|buyer|shopper)|that (?:one|member|customer|person)|[\w'-]+(?: [\w'-]+)?) back|what (?:would|will|might|could) (?:bring|win|get|keep|tempt|help|work|make)|what (?:offer|deal|discount|voucher|gift)s? (?:would|should|could|might|to|do|can)|what(?:'s| is) (?:our |the )?(?:best |next )?(?:move|play|approach|plan|step|thing to do)|(?:any )?(?:ideas?|suggestions?|tips?|advice) (?:for|on|about|to)|best way to|how (?:to|should we|do we|can we|could we|would you|might we|should i|do i|can i|could i) (?:keep|win|get|handle|treat|approach|deal with|look after|save|re-?engage|retain)|should (?:we|i) (?:call|ring|email|text|offer|send|give)|make it up to|on (?:our )?side|keep .{1,30}(?:sweet|happy|on board|loyal|interested|engaged|warm))\b",
        r"|哄|稳住|安抚|挽救|盘活|怎样(?:留|挽|做|跟进|维护|哄|稳)|怎么(?:拉|哄|稳|救|抓|劝|激活|唤醒|弄|搞|营销|回访|对待|服务|让)|如何(?:拉|哄|稳|救|抓|劝|激活|唤醒|营销|回访|让|留)|咋(?:留|办|挽|整|哄|做|弄|维护)|有(?:什么|啥|没有)(?:好)?(?:办法|招|建议|方案|主意|对策)|送(?:什么|啥|张|点)|发(?:什么|啥|张|点).{0,2}券|给(?:点|些)?(?:什么|啥)|推(?:什么|啥)|推荐(?:什么|啥)|用(?:什么|啥)(?:优惠|活动|券)|支个?招|该不该发|要不要发|拉回来|请回来|叫回来|弄回来|才能(?:留|让|拉)",
        r"|\b(?:best (?:offer|deal|voucher|action|gift))\b|\b(?:suggest|recommend|propose|advise) (?:that )?(?:i|we) (?:do|offer|say|send|try)\b|\b(?:offer or )?do next\b",
        r"|\b(?:what (?:would|will) it take)\b|\b(?:best|right|sensible|wise|smart(?:est)?) (?:thing|next (?:step|thing|move)|step|move) (?:to (?:do|take)|with|for)\b",
        r"|(?:接下来|下面|现在).{0,8}(?:做|怎么|咋|干)|(?:最合适|最好|最该|适合|应该|可以).{0,6}(?:做|怎么做)|(?:对|给|为|替)[她他].{0,4}(?:做|干)",
    ))
});
static ORDERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:orders?|ordered|bought|buys?|purchases?|purchased|parcels?|basket|history)\b|订单|下过|买过|买了|买的|购买记录|包裹|快递|\b(?:had|got|taken) (?:from|off) us\b",
        r"|\b(?:refund\w*|returned|returns?|sent back|send back|cancel\w*|deliver\w*|tracking|shipped|(?:last|recently|usually|normally) (?:buy|get|had|spend)|had last|paid|spent so far|what (?:did|does|do|has|have) .{0,30}(?:get|have|take|like to buy))\b",
        r"|最近.{1,3}[单次笔]|单子|退(?:了|过|货|的|款|啥|什么)|取消|买(?:什么|啥|的|过|了|点|些)|下(?:了|过)?(?:什么|啥|几|哪些)?单|上回|上次|最近一次|物流|发货|花了多少|消费记录|一共买|总共买|都买|购物记录|拍(?:了|过|的)",
    ))
});
static PROFILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:profile|contact|phone|telephone|e-?mail|mail address|address|tier|level|points|consents?|joined|member since|birthday|city|reach)\b|资料|档案|联系|电话|手机|邮箱|地址|等级|积分|同意|授权|哪天加入|入会|生日|城市",
        r"|\b(?:(?:ok|okay|fine|happy|cool|agree\w*|consent\w*|opted|allowed|can|may|could|want\w*|mind|subscribe\w*|get|gets|receive\w*|signed up).{0,40}\b(?:e-?mails?|texts?|sms|newsletters?|mailings?|calls?|marketing|offers by)|join|sign up|signed up|registered|birth ?day|where (?:do|does|is|are) .{0,25}(?:live|from|based)|which (?:tier|level|city|language)|what (?:tier|level|city|language)|how old|(?:loyalty )?balance|contact details|details)\b",
        r"|短信|邮件|怎么联系|能联系|联系方式|订阅|哪里人|哪儿人|住哪|住在哪|什么卡|啥卡|几级|级别|会员卡|多大|注册|加入|余额|多少分|语言|个人信息|标签",
        r"|入的会|入会",
        r"|\b(?:how long .{0,30}(?:with us|member|customer))\b",
        r"|会员多久|多久的会员|入会多久|当了多久",
    ))
});
/// Whose an order is: everything about them in short.
static OWNER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bwhose\b|\bwho(?:'s|’s| is| was| has| had)? (?:it (?:is|was) that )?(?:placed?|made|put in|behind|ordered|bought|owns?|sent in|came (?:in )?with)\b.{0,30}\b(?:order|number|no\.?|them)\b|\bwho(?:se|m)? (?:does|did|is|was) .{0,30}\b(?:belong|for|by|from)\b",
        r"|\bwhich (?:member|customer|client|person|shopper|account) (?:placed|made|put|ordered|bought|is (?:behind|on)|does|owns|has|had)\b|\bbelongs? to\b|\bowner\b|\b(?:customer|member|person|buyer) (?:behind|on|for|of) (?:the )?order\b",
        r"|谁(?:下|买|订|拍)的|是谁的|谁的(?:单|订单|号)|哪(?:位|个)?(?:会员|顾客|客户|人)?(?:的(?:单|订单)|下的|买的|订的)|属于谁|是哪位|归谁|下单人|买家是",
        r"|\b(?:order\b.{0,24}\bwho (?:is|was)|order\b.{0,24}\bwho's)\b",
        r"|(?:的|单).{0,2}买家|下单的人|谁下单",
    ))
});
static BIRTHDAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bbirthdays?\b|\bborn\b|生日"));
/// Everything in short, whatever else is said.
static GIST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:gist|rundown|short version|run-?through|brief (?:me|on)|in short|summary|summari[sz]e|fill me in)\b|讲讲|简单说说|说说这|概况|总结一下|介绍一下",
    )
});
static SUMMARY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:who is|who's|tell me about|summary|summari[sz]e|overview|open|show me|look up|pull up|everything|brief me|what (?:do we|should i) know)\b|是谁|介绍|概况|总结|情况|看看|打开|查一?下|了解",
    )
});

/// Whether `message` asks about members in the plural.
pub(super) fn about_many(message: &str) -> bool {
    MANY.is_match(&normalise(message))
}

/// People, by whatever they are called.
static OF_PEOPLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:who|whom|whose|members?|customers?|shoppers?|buyers?|people|clients?|anyone|anybody|everyone|everybody|those|golds|silvers|vips?)\b|会员|客户|顾客|用户|买家|人|谁|的$",
    )
});
/// What has to be bought in is asked for.
static BUYS_IN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bwhat (?:should|shall|must|do) we (?:need to )?(?:order|buy|stock|get|bring)\b|\bhow (?:much|many) .{1,30}(?:will|should|do|shall|must) we (?:need|order|buy|sell|want|require|stock|get in)\b|\bout of stock\b|快卖完|卖光|卖断|该进|进多少|备多少|要进.{0,6}货",
    )
});

/// What came of campaigns, in so many words.
static BROUGHT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:and |so |ok,? )?(?:which|what) (?:of (?:our|the) )?(?:campaigns?|mailings?|promotions?|promos?|newsletters?|offers?)\b.{0,30}\b(?:brought|did|sold|worked?|perform\w*|made|earned|got|paid|had the)\b",
        r"|\b(?:stuff|things?|anything|everything|mailings?|campaigns?|emails?|what) (?:that )?we(?:'ve| have)? (?:sent|mailed|ran|put|emailed|texted|pushed)\b.{0,40}\b(?:works?|worked|working|pay(?:s|ing)? off|paid off|help(?:ed)?|do any good|make (?:a|any) difference|made (?:a|any) difference)\b",
        r"|^(?:哪个|哪些|哪次|哪一次|哪场)(?:活动|营销|促销|推送).{0,12}(?:带来|效果|最好|最多|最高|转化|有用|卖)",
    ))
});

/// Whether `message` asks what campaigns did.
pub(super) fn asks_what_campaigns_did(message: &str) -> bool {
    BROUGHT.is_match(&normalise(message))
}

/// Whether `message` asks what has to be bought in.
pub(super) fn asks_for_demand(message: &str) -> bool {
    BUYS_IN.is_match(&normalise(message))
}

/// Whether `message` speaks of people.
pub(super) fn about_people(message: &str) -> bool {
    OF_PEOPLE.is_match(&normalise(message))
}

/// Who they are is asked for.
static WHO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:and |so |ok,? )?(?:who|whom|which (?:members|customers|people|shoppers)|how many (?:members|customers|people|shoppers)|list|show|find)\b|哪些(?:会员|客户|顾客|人)|有谁|谁|名单|找出",
    )
});

/// Whether `message` asks who somebody is, or how many they are.
pub(super) fn asks_who(message: &str) -> bool {
    WHO.is_match(&normalise(message))
}

/// Whether `message` asks for the groups that members are in.
pub(super) fn asks_for_segments(message: &str) -> bool {
    SEGMENTS.is_match(&normalise(message))
}

/// Whether `message` narrows or changes what was found before.
pub(super) fn refines(message: &str) -> bool {
    let text = normalise(message);
    let short = text.chars().count() <= SHORT && text.chars().any(is_chinese);
    REFINES.is_match(&text) || short && !HEAD.is_match(&text)
}

/// Characters of a Chinese message that goes on with what was asked before.
const SHORT: usize = 16;
/// Whom a question asks for, so that it does not go on with those who were asked for before.
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern("会员|客户|顾客|用户|买家|客人|谁|哪些|哪位|名单|人群|找|列|查|拉|捞|筛|圈")
});

/// Whether `message` speaks of one member without a name; "them" is one where one was spoken of last.
pub(super) fn of_one(message: &str, spoken_of: bool) -> bool {
    let text = normalise(message);
    ONE.is_match(&text)
        || (spoken_of && THEM.is_match(&text) && (!MANY.is_match(&text) || LIKE.is_match(&text)))
}

/// Whether `message` names somebody and asks for nothing: "and M100607?".
pub(super) fn the_same(message: &str) -> bool {
    SAME.is_match(&normalise(message))
}

/// A key or the number of an order.
pub(super) static CODE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?-u:\b)[a-z]{0,8}[-_#]?\d[a-z0-9_-]{3,31}(?-u:\b)"));

/// A text with keys and numbers of orders in it as "them", so that "keep M100052" reads as "keep them" does.
fn without_codes(text: &str) -> String {
    let text = CODE.replace_all(text, " them ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sides of one member that `message` asks for, the likeliest first.
pub(super) fn sides(message: &str) -> Vec<Side> {
    let text = without_codes(&normalise(without_asker(message)));
    if GIST.is_match(&text) || OWNER.is_match(&text) {
        return vec![Side::All];
    }
    if THEIR_GROUP.is_match(&text) && WAITS.is_match(&text) {
        return vec![Side::Due];
    }
    let sides = [
        (&LIKE, Side::Like),
        (&UNUSUAL, Side::Unusual),
        (&NEXT, Side::Next),
        (&RISK, Side::Risk),
        (&VALUE, Side::Value),
        (&DUE, Side::Due),
        (&ORDERS, Side::Orders),
        (&PROFILE, Side::Profile),
    ];
    let mut sides: Vec<Side> = sides
        .into_iter()
        .filter(|(pattern, _)| pattern.is_match(&text))
        .map(|(_, side)| side)
        .collect();
    // Whether it is worth the trouble to win somebody back asks what they are worth.
    if WORTH.is_match(&text) && !SAYS_RISK.is_match(&text) && sides.contains(&Side::Value) {
        sides.retain(|side| *side != Side::Value);
        sides.insert(0, Side::Value);
    }
    // "Members like him who came back" asks of those, whatever else it says of them; and what is to be done about a
    // risk is not the risk.
    if matches!(sides.first(), Some(Side::Like | Side::Unusual)) {
        sides.truncate(1);
    }
    // "When is her birthday" is of her, and of no order.
    if BIRTHDAY.is_match(&text) && sides.contains(&Side::Profile) {
        sides.retain(|side| *side != Side::Due);
    }
    if sides.is_empty() && SUMMARY.is_match(&text) {
        sides.push(Side::All);
    }
    sides
}

/// What `message` asks of the shop as a whole, the likeliest first.
pub(super) fn of_the_shop(message: &str) -> Vec<Enquiry> {
    let text = normalise(message);
    let others = [
        (&UNUSUAL, Enquiry::Unusual),
        (&VISITS, Enquiry::Visits),
        (&CAMPAIGNS, Enquiry::Campaigns),
        (&MODELS, Enquiry::Models),
        (&SEGMENTS, Enquiry::Segments),
        (&DEMAND, Enquiry::Demand),
    ];
    let others = others
        .into_iter()
        .filter(|(pattern, _)| pattern.is_match(&text));
    let mut others: Vec<Enquiry> = others.map(|(_, enquiry)| enquiry).collect();
    // How good a forecast is asks for the models, not for the forecast.
    if others.contains(&Enquiry::Models) {
        others.retain(|enquiry| *enquiry != Enquiry::Demand);
    }
    others
}

/// An order, by whatever it is called beside its number.
static ORDER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[这那]个?单|单号|号单|\b(?:ref|reference|invoice|receipt)\b"));

/// Whether `message` speaks of an order.
pub(super) fn says_order(message: &str) -> bool {
    let text = normalise(message);
    let spoken = [&ORDERS, &OWNER, &ORDER];
    spoken.iter().any(|pattern| pattern.is_match(&text))
}

/// Who is talked to.
static WHO_ARE_YOU: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:who|what) are you\b|\bwhat can you (?:do|tell)\b|\bwhat do you do\b|你是谁|你是什么|你能做什么|你会什么|你能干什么|你能干嘛",
    )
});

/// Whether `message` asks who the assistant is.
pub(super) fn asks_who_you_are(message: &str) -> bool {
    WHO_ARE_YOU.is_match(&normalise(message))
}
