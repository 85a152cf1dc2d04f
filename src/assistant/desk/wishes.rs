//! What is wished for beside members: goods, rules, what buyers say; and what nobody is told or given here.

use std::sync::LazyLock;

use regex::Regex;

use super::cues::{CODE, MODELS};
use crate::assistant::asking::without_asker;
use crate::assistant::cues as shoppers;
use crate::assistant::cues::is_off_topic;
use crate::assistant::rules;
use crate::guardrails::{normalise, pattern};

/// What is not for this assistant, whoever asks.
static FORBIDDEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:write|compose|sing|tell|make up|recite|invent)\b (?:me |us )?(?:up )?(?:a |an |some |another )?(?:[\w-]+ ){0,2}(?:poems?|songs?|stor(?:y|ies)|jokes?|haikus?|limericks?|sonnets?|ballads?|rhymes?|verses?|lyrics|love letters?|novels?|fairy tales?|riddles?)\b",
        r"|\b(?:neighbou?r|friend|mate|wife|husband|ex|ex-\w+|sister|brother|mother|father|mum|dad|son|daughter|cousin|aunt|uncle|niece|nephew|boyfriend|girlfriend|partner|flatmate|roommate|landlord|tenant|(?:colleague|boss|manager|employee|co-?worker)(?: [\w-]+)?|someone else|somebody else|(?:another|a different|some other) (?:member|customer|shopper|person))(?:'s|s'|’s)? (?:(?:home|private|e-?mail|phone|mobile|postal|delivery|full|order|purchase) )?(?:address|phone|numbers?|e-?mail|birthday|orders?|purchases?|history|points|balance|age|spend|spending|data|details|basket)\b",
        r"|\b(?:where|what|how much) (?:does|do|did|has|have) (?:his|her|their|my) (?:neighbou?r|friend|wife|husband|ex|sister|brother|mother|father|mum|dad|son|daughter|cousin|boyfriend|girlfriend|partner|flatmate|landlord)\b",
        r"|(?:邻居|朋友|闺蜜|老公|老婆|丈夫|妻子|前任|前夫|前妻|[男女]友|[男女]朋友|姐姐|妹妹|哥哥|弟弟|妈妈|爸爸|母亲|父亲|儿子|女儿|亲戚|室友|房东|别人|他人|(?:其他|另一个|另一位|别的|另外一位|另外一个)(?:会员|顾客|客户|人)|同学)(?:的|家|家里)?.{0,6}(?:地址|住址|住哪|住在哪|电话|手机|邮箱|生日|订单|买了什么|买过什么|买了啥|消费|花了多少|积分|年龄|隐私)",
        r"|写.{0,3}[首篇段则个封副]?.{0,12}(?:诗|歌词|作文|故事|笑话|绝句|律诗|对联|散文|小说|情书|俳句|剧本|段子|情话)",
        r"|\b(?:change|set|knock|drop|lower|raise|cut|reduce|slash|mark|put)\b.{0,40}\b(?:price|down to|up to)\b.{0,20}(?:\d|fiver|tenner|half)|\bprices?\b.{0,30}\bto \W?\d",
        r"|\b(?:amazon|ebay|etsy|taobao|tmall|temu|aliexpress|shein|other shops?|competitors?|rivals?|john lewis|ikea|tesco|argos|walmart|costco|zara|muji|marks (?:and|&) spencer|m&s|sainsbury'?s|asda|aldi|lidl|waitrose|currys|wayfair|dunelm|uniqlo|primark|sephora)\b",
        r"|\b(?:weather|horoscopes?|lottery|bitcoin|crypto|share price|capital of)\b",
        r"|写.{0,4}(?:首|篇|个)?.{0,3}(?:诗|歌|作文|故事|笑话)|讲个?(?:笑话|故事)|(?:价格?|售价)(?:改|调|降|设|变)(?:成|到|为)|(?:改|调|降|设)(?:成|到|为)?.{0,3}价|改价|淘宝|天猫|京东|拼多多|闲鱼|亚马逊|别家|竞争对手|星座|算命|菜谱|竞品|宜家|无印良品|唯品会|苏宁|盒马|山姆|沃尔玛|屈臣氏|名创优品|丝芙兰|优衣库|(?:抖音|小红书|人家|别的店|其他店|隔壁|对手|对家|外面).{0,10}(?:卖|价|多少钱)|天气|股票|彩票",
        r"|改.{0,12}价(?:格|钱)?",
        r"|\b(?:give|grant|credit|award|refund|hand) (?:them|her|him|this (?:member|customer)|that (?:member|customer)|m\d{4,})\b.{0,40}(?:\d ?%|percent|points?|discounts?|vouchers?|for free|refund|money|£|pounds?)",
        r"|(?:给|帮)(?:[她他]|[这那][位个]?(?:客人|客户|会员|顾客|人|买家)?|m?\d{4,}).{0,10}(?:打.{1,3}折|免单|(?:送|加|补).{0,6}积分|退款|便宜.{0,3}(?:块|镑|点))",
        r"|\b(?:election|prime minister|president of|world cup|premier league|exchange rates?|horoscope|tax return|legal advice|medical advice|translate|homework)\b|翻译|选举|大选|总统|世界杯|英超|汇率|机票|酒店|看病|写代码|论文|作业",
        r"|\b(?:colleagues?|boss|manager|employees?|co-?workers?)\b.{0,24}\b(?:earn\w*|paid|salary|married|private|pregnant|sick|live)\b|同事.{0,10}(?:挣|赚|结婚|怀孕|生病|住)",
        r"|\b(?:salar(?:y|ies)|wages?|pay ?slips?|passwords?|pin codes?|bank (?:details|account)|card numbers?|credit card)\b|\b(?:colleagues?|boss|manager|employees?|staff|coworkers?|co-workers?)(?:'s|s')? (?:home )?(?:address|phone|number|birthday|private|personal|salary|contract)",
        r"|工资|薪水|薪资|密码|银行卡|卡号|(?:同事|老板|经理|员工|店长).{0,12}(?:住址|地址|电话|手机|私事|隐私|身份证)",
    ))
});

/// Whether `message` wants what nobody is told or given here: another shop's prices, a price changed by a sentence, a poem.
pub(super) fn forbidden(message: &str) -> bool {
    let text = normalise(without_asker(message));
    (FORBIDDEN.is_match(&text) || of_another_shop(&text)) && !MODELS.is_match(&text)
}

/// What somebody asks for something: "what does the shop next door charge for it".
static CHARGES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:what|how much) (?:do|does|would|will) ([\w&' -]{2,30}?) (?:charge|ask|want|sell (?:it|this|that|the|theirs|them)\b.{0,30} for|take)\b",
    )
});

/// Whether it is asked what another shop charges.
fn of_another_shop(text: &str) -> bool {
    const OWN: [&str; 9] = [
        "we",
        "you",
        "i",
        "they",
        "it",
        "our shop",
        "the shop",
        "customers",
        "members",
    ];
    CHARGES
        .captures(text)
        .is_some_and(|found| !OWN.contains(&found[1].trim()) && !CODE.is_match(&found[1]))
}

/// What the shop lets its members do or gives them, as somebody of the shop asks for it.
static RULES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bhow (?:long|many days|much time|many weeks) (?:do|does|have|has|can|may)\b.{0,40}\b(?:return|exchange|send|swap|cancel|use|spend)\b",
        r"|^(?:so |and )?(?:can|may|could|do|does|are|is) (?:a |an |the |our )?(?:[\w-]+ ){0,2}(?:members?|customers?|shoppers?|people|buyers?|vips?)\b.{0,20}\b(?:return|refund\w*|exchange|get|use|combine|swap|cancel|pay|entitled|allowed)\b",
        r"|\bpolic(?:y|ies)\b|\bperks?\b|\bbenefits?\b|\bbirthday (?:gift|present|offer|treat)\b|\bbecome (?:a )?(?:silver|gold|platinum|vip)\b.{0,12}(?:\?|$)|\b(?:need|needs|have|has|take|takes|required?|spend|do) .{0,20}\bto (?:become|reach|get to|qualify for|move up to|make) (?:a )?(?:silver|gold|platinum|vip|the next (?:tier|level))\b|\bpoints? .{0,20}\bneed(?:ed)? for (?:silver|gold|platinum|vip|the next)|\bhow (?:do|does|can|would) .{0,25}\b(?:earn|collect|redeem|use|spend) points\b|\bpoints (?:per|a|for (?:each|every)) (?:pound|£|order|euro)\b|\bpoints? .{0,20}\bper (?:pound|£)|\bwhen (?:do|will) (?:the |their |our )?points (?:expire|run out|lapse)\b|\b(?:delivery|shipping|postage) (?:free|costs?|charges?|fees?|times?)\b|\bfree (?:delivery|shipping|postage|returns?)\b|\b(?:do|can) (?:we|you) (?:ship|deliver|post|send) (?:to|abroad|overseas)\b|\bgift ?wrap|福利|权益|礼遇|怎么算|能不能退|可以退|能退吗|要收(?:费|钱|运费|多少)|收不收(?:费|钱|运费)|规定|规则|政策|升(?:级|到|成|为)?.{0,5}(?:条件|要求|门槛)|升(?:级|到|成|为)?(?:银|金|白金|铂金|钻石).{0,4}(?:要|需)|怎么(?:升|才能升|攒积分|积分|兑换)|(?:能|可以|可)积(?:几|多少)|积(?:几|多少)分|(?:几|多少)分.{0,4}(?:抵|换)|积分.{0,8}(?:过期|失效|清零|有效期)|包邮|运费|邮费|(?:送|发|寄)(?:到|去)?.{1,6}(?:吗|要多久)",
    ))
});

/// Whether `message` asks for a rule of the shop rather than for those whom one is for.
pub(super) fn asks_for_a_rule(message: &str) -> bool {
    RULES.is_match(&normalise(message))
}

/// What is in stock.
static STOCK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\bin stock\b|\b(?:do|can) (?:we|you) (?:sell|stock|carry)\b|有货|现货|卖不卖|有卖")
});

/// What others think of goods, as somebody of the shop asks for it: most of what they ask of buyers is not that.
static OPINIONS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\breviews?\b|\breviewers?\b|\bopinions?\b|\bfeedback\b|\bany good\b|\b(?:say|saying|said|think|thought|feel|felt|complain\w*) (?:\w+ )?(?:about|of)\b|\b(?:like|love|rate|find|found) (?:the|our|this|that)\b|\b(?:happy|pleased|satisfied|unhappy|disappointed|content) with (?:the|our|this|that)\b|\bcomplaints?\b|\bgood and bad\b|\bpros and cons\b|评价|投诉|吐槽|质量(?:怎么样|好不好|如何|咋样)|好不好|用着|评论|口碑|反馈|买家秀|(?:大家|别人|买家|顾客|买过|用过).{0,10}(?:怎么说|觉得|怎么看|说了)|好不好用|好用吗",
    )
});

/// Whether `message` asks what others think of goods.
pub(super) fn asks_for_reviews(message: &str) -> bool {
    OPINIONS.is_match(&normalise(message)) && rules::asks_for_reviews(message)
}

/// What others think, asked in words that say nothing else.
static THEY_THINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:评价|口碑|反馈|评论)(?:都|到底|究竟|普遍|大概)?(?:怎么样|怎样|如何|好不好|咋样|好吗|高不高|是什么|有哪些|说了?什么)|(?:抱怨|吐槽|投诉|不满)(?:得)?(?:最多)?(?:的是)?(?:些|了)?(?:什么|啥|哪)|怎么(?:评价|说|看待)|\b(?:what|how|which|any|are there)\b.{0,70}\b(?:reviews?|reviewed|complain\w*|complaints?|opinions?|feedback|thoughts on|(?:say|saying|said|think|thought) (?:about|of))\b",
    )
});

/// Whether `message` asks in so many words what others think of goods.
pub(super) fn asks_for_opinions(message: &str) -> bool {
    THEY_THINK.is_match(&normalise(message))
}

/// Goods, as somebody of the shop asks for them.
static OUR_GOODS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:have|do|are there) we (?:have |got |sell |stock |carry )?(?:any|a|an|some)?\b|^(?:is|are|does|do) (?:the|this|that|our) .{3,40}\b(?:waterproof|washable|dishwasher|machine|organic|vegan|leather|cotton|wool|made of|made in|microwave|big|heavy|light|warm|quiet|fit|suitable|safe|last long|come with|come in|rust|shrink|scratch)\b|\bgift ideas?\b|\b(?:gifts?|presents?|something) for (?:a|an|my|her|his|their|the) |真的?(?:防水|保暖|耐用|静音|好用|结实)|防水吗|能(?:机洗|进洗碗机|微波)吗|(?:找|推荐|来|买)(?:一)?(?:条|件|双|款|套|把|只|瓶|盒|本|盏)|送.{1,10}(?:礼物|什么好)|礼物|我们(?:店)?(?:有没有|还有|有卖)|店里(?:有没有|还有)",
    )
});

/// Whether `message` asks what is in stock.
pub(super) fn asks_for_stock(message: &str) -> bool {
    STOCK.is_match(&normalise(message))
}

/// "Find me a blue blanket", and what of the words behind it are people.
static FIND_A: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:find|get|recommend|suggest) (?:me |us |them |him |her )?(?:a|an|some) ((?:[\w-]+ ?){1,3})",
    )
});
static PEOPLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:members?|customers?|people|shoppers?|buyers?|clients?|list|segments?|groups?|way|reason|campaign|few|couple)\b",
    )
});

/// Whether a text looks for goods of some kind.
fn looks_for_goods(text: &str) -> bool {
    let found = FIND_A.captures(text);
    found.is_some_and(|found| !PEOPLE.is_match(&found[1]))
}

/// What to give.
static GIFT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bgift ideas?\b|\b(?:gifts?|presents?) for\b|礼物|送.{1,10}什么"));

/// Whether `message` looks for something to give.
pub(super) fn asks_for_a_gift(message: &str) -> bool {
    GIFT.is_match(&normalise(message))
}

/// Whether `message` wants goods of the shop.
pub(super) fn wants_goods(message: &str) -> bool {
    let text = normalise(message);
    shoppers::wants_goods(message)
        || STOCK.is_match(&text)
        || looks_for_goods(&text)
        || (OUR_GOODS.is_match(&text) && !is_off_topic(message))
}
