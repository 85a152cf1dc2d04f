//! Words that are put together of parts, each of which is said in several ways: 还会 / 会 / 再 and 买 / 来 / 下单 and 的概率 / 的可能性.

use super::senses::{About, Asked, Compare, HIGH_RISK, SELDOM, Sense};

/// Senses with the parts of their words, in the order in which they stand.
type Combined = (Sense, &'static [&'static [&'static str]]);

const CHANCE: &[&str] = &[
    "chance ",
    "chances ",
    "probability ",
    "likelihood ",
    "odds ",
];
const LIKELIHOOD: &[&str] = &["概率", "可能性", "几率", "可能", "机率", "机会"];
const CHINESE_BUYS: &[&str] = &[
    "买",
    "来买",
    "来",
    "下单",
    "购买",
    "回来",
    "回购",
    "复购",
    "回来买",
    "再买",
    "再来",
    "再下单",
];
const SELDOM_EN: &[&str] = &[
    "rarely ",
    "seldom ",
    "hardly ever ",
    "hardly ",
    "scarcely ever ",
    "barely ever ",
    "almost never ",
    "very rarely ",
    "very seldom ",
    "don't often ",
    "doesn't often ",
    "do not often ",
    "only rarely ",
    "practically never ",
];
const SELDOM_ZH: &[&str] = &[
    "很少",
    "几乎不",
    "几乎没",
    "几乎从不",
    "基本不",
    "基本没",
    "不怎么",
    "极少",
    "甚少",
    "鲜少",
    "不太",
    "难得",
    "很少会",
    "几乎没有",
    "不常",
    "不经常",
    "不大",
];
const THEIR: &[&str] = &["", "their ", "the ", "a ", "his ", "her "];

/// All of them.
#[rustfmt::skip]
pub(super) const COMBINED: &[Combined] = &[
    // How likely it is that they still buy, or leave.
    (Sense::About(About::Alive), &[CHANCE, &["of ", "of them ", "that they'll ", "that they will ", "that they ", "they'll ", "they will ", "they "], &["still buying", "still ordering", "buying again", "ordering again", "coming back", "still being active", "still being a customer", "being active", "returning", "come back", "buy again", "order again", "still buy", "still order", "are still active", "are still buying", "still be buying", "be back"], &["", " from us", " with us"]]),
    (Sense::About(About::Alive), &[&["likely ", "probability "], &["to "], &["still be ", "be still ", "still "], &["buying", "active", "ordering", "shopping", "customers", "a customer", "buy", "order", "shop", "around", "alive"], &["", " from us", " with us"]]),
    (Sense::About(About::Alive), &[&["likely to "], &["buy", "order", "come back", "purchase", "shop"], &[" again", " more", ""], &["", " from us", " with us"]]),
    (Sense::About(About::Alive), &[&["还会", "会", "继续", "再次", "还会再", "会再", "仍会", "还能", "还愿意", "将会"], CHINESE_BUYS, &["", "的"], LIKELIHOOD]),
    (Sense::About(About::Alive), &[&["仍", "还", "仍然", "依然"], &["活跃", "在买", "在活跃", "算活跃"], &["", "的"], LIKELIHOOD]),
    (Sense::About(About::Leaving), &[CHANCE, &["of ", "of them ", "that they'll ", "that they will ", "they'll ", "they will ", "that they "], &["leaving", "churning", "leaving us", "leave", "churn", "leave us", "going", "walking away", "being lost", "lapsing", "not coming back"]]),
    (Sense::About(About::Leaving), &[&["流失", "离开", "跑掉", "走掉", "不再来", "不来", "要走", "跑路"], &["", "的"], &["概率", "可能性", "几率", "机率", "风险", "可能"]]),
    (Sense::Ready("churn_risk", Asked::AtLeast(HIGH_RISK)), &[&["likely to ", "liable to ", "set to ", "bound to ", "probably going to ", "looking likely to ", "in danger of ", "on course to ", "at high risk to "], &["leave", "leave us", "churn", "quit", "walk away", "walk", "drop off", "stop buying", "drift away", "lapse", "desert us", "defect"]]),
    (Sense::Ready("churn_risk", Asked::AtLeast(HIGH_RISK)), &[&["快", "快要", "即将", "就要", "很可能", "很可能要", "可能要", "可能会", "有可能", "有可能会", "眼看要", "眼看着要", "马上要", "恐怕要", "多半要"], &["流失", "走", "走人", "跑", "跑掉", "走掉", "离开", "跑路", "离开我们"], &["", "了"]]),
    (Sense::Ready("churn_risk", Asked::AtLeast(HIGH_RISK)), &[&["", "we ", "we're ", "we are "], &["might be ", "may be ", "could be ", "probably ", "likely to be ", "about to be ", "in danger of ", "at risk of ", "on the verge of ", "close to "], &["losing", "losing them", "losing soon"]]),
    (Sense::Ready("orders", Asked::Is(1.0)), &[&["never ", "haven't ", "hasn't ", "didn't ", "not "], &["come back", "been back", "came back", "ordered", "bought", "bought again", "ordered again", "returned", "reordered", "been seen", "bought anything", "ordered anything", "bought anything else", "ordered anything else"], &[" since ", " after "], &["their first order", "their first purchase", "ordering for the first time", "ordering their first time", "the first order", "the first one", "their first one", "that first order", "the first time", "their first"]]),
    (Sense::Ready("orders", Asked::Is(1.0)), &[&["首单", "第一单", "首次下单", "第一次下单", "首次购买", "第一次买", "头一单", "买了一次", "下了一单", "买过一次", "下过一单"], &["后", "之后", "以后", ""], &["就", "便", "", "就再也", "再也", "就再"], &["没再", "没", "再没", "未再", "没有再"], &["来", "买", "下单", "来过", "买过", "回购", "复购", "下过单", "回来", "下过"]]),
    // What they hardly ever do.
    (Sense::Ready("returned_share", Asked::Below(SELDOM)), &[SELDOM_EN, &["return", "returns", "send", "sends"], &["", " anything", " things", " stuff", " items", " goods", " any items", " their orders", " orders", " what they buy", " anything they buy"], &["", " back"]]),
    (Sense::Ready("returned_share", Asked::Below(SELDOM)), &[&["", "with "], &["few returns", "hardly any returns", "very few returns", "low return rate", "a low return rate", "almost no returns", "next to no returns"]]),
    (Sense::Ready("returned_share", Asked::Below(SELDOM)), &[SELDOM_ZH, &["退货", "退", "退东西", "退换货", "退过货", "有退货", "会退货", "退款", "把东西退回来"], &["", "的"]]),
    (Sense::Ready("returned_share", Asked::Below(SELDOM)), &[&["退货", "退款"], &["很少", "少", "极少", "不多", "率低", "率很低", "率比较低", "占比低", "占比很低"]]),
    (Sense::Ready("discount_share", Asked::Below(SELDOM)), &[SELDOM_EN, &["buy", "buys", "shop", "shops", "order", "orders", "purchase", "purchases", "go for", "use", "wait for", "pay"], &["", " anything", " things", " goods", " stuff"], &[" on discount", " at a discount", " on sale", " in the sale", " in sales", " discounted", " discounted goods", " discounted items", " discounted things", " discounted products", " discounted stuff", " reduced", " reduced items", " with discounts", " with a discount", " discounts", " sale items", " less than full price", " below list price", " below full price", " on offer"]]),
    (Sense::Ready("discount_share", Asked::Below(SELDOM)), &[SELDOM_ZH, &["买", "用", "等", "会买", "在打折时买", "趁打折买", "冲着", "碰", "看"], &["打折", "折扣", "特价", "促销", "优惠"], &["", "货", "商品", "品", "的", "的东西", "的商品", "东西", "款"]]),
    // Whom they order through, what most of it is of.
    (Sense::About(About::ChannelShare), &[&["mostly ", "mainly ", "usually ", "primarily ", "mostly just ", "generally ", "typically "], &["order ", "orders ", "buy ", "buys ", "shop ", "shops ", "ordering ", "buying ", "purchase ", "order things ", ""], &["through", "via", "on", "in", "using", "over", "by", "from"]]),
    (Sense::About(About::ChannelShare), &[&["order ", "orders ", "buy ", "buys ", "shop ", "shops ", "ordering ", "buying ", "purchase "], &["mostly ", "mainly ", "usually ", "primarily ", "mostly just "], &["through", "via", "on", "in", "using", "over", "by", "from"]]),
    (Sense::About(About::ChannelShare), &[&["come ", "comes ", "came ", "order ", "orders ", "ordered ", "buy ", "buys ", "bought ", "shop ", "shops ", "purchase ", "place orders ", "placed orders ", "place their orders "], &["through", "via", "in through"]]),
    (Sense::About(About::ChannelShare), &[&["usual ", "main ", "preferred ", "favourite ", "favorite ", "primary ", "most used ", "order "], &["channel", "sales channel", "ordering channel"]]),
    (Sense::About(About::ChannelShare), &[&["through ", "in ", "on ", "via ", "with ", "from "], &["one ", "just one ", "a single ", "the same ", "only one "], &["channel"]]),
    (Sense::About(About::ChannelShare), &[&["主要", "基本", "基本上", "大多", "大多数", "多数", "通常", "一般", "平时", "习惯", "习惯于", "常", "常常", "都", "大都", "主要是", "一般都"], &["走", "用", "通过", "从", "在", "靠", "经", "经由"]]),
    (Sense::About(About::ChannelShare), &[&["常用", "主要", "首选", "下单", "购买", "同一", "单一", "同一个", "一个"], &["渠道", "下单渠道", "购买渠道", "渠道占比", "渠道是", "渠道为", "渠道都是"]]),
    (Sense::About(About::CategoryShare), &[&["in ", "on ", "with ", "within ", "to ", "into ", "from ", ""], &["the same ", "their top ", "their favourite ", "their favorite ", "their main ", "their number one "], &["category", "product category"], &["", " of goods", " of products"]]),
    (Sense::About(About::OneCategory), &[&["in ", "on ", "with ", "within ", "to ", "into ", "from ", ""], &["a single ", "just one ", "only one ", "one single ", "one "], &["category", "product category"], &["", " of goods", " of products"]]),
    (Sense::About(About::BrandShare), &[&["in ", "on ", "with ", "within ", "to ", "into ", "from ", ""], &["a single ", "just one ", "only one ", "one single ", "the same ", "their top ", "their favourite ", "their favorite ", "their main ", "their number one ", "one "], &["brand", "make", "label"]]),
    (Sense::About(About::CategoryShare), &[&["同一", "同一个", "最爱的", "首选", "最喜欢的", "集中在一个", "认准一个", "某个"], &["品类", "类目", "种类", "大类", "品类占比", "分类"], &["", "上", "里"]]),
    (Sense::About(About::OneCategory), &[&["", "在"], &["单一", "一个", "单个", "某一个", "一种"], &["品类", "类目", "种类", "大类", "品类的东西", "品类的商品"], &["", "上", "里"]]),
    (Sense::About(About::BrandShare), &[&["同一", "同一个", "单一", "一个", "单个", "某一个", "最爱的", "首选", "最喜欢的", "集中在一个", "认准一个", "认准同一个", "只认一个", "某个", "认准"], &["品牌", "牌子", "品牌占比"], &["", "上", "里"]]),
    (Sense::About(About::Favourite), &[&["", "is ", "are "], &["where ", "what "], &["most of their ", "the bulk of their ", "the most of their ", "the majority of their "], &["money ", "spend ", "spending ", "budget ", "cash "], &["goes", "went", "goes on", "goes to", "is spent", "goes into", "lands", "ends up"]]),
    (Sense::About(About::Favourite), &[&["spend ", "spends ", "spent ", "put ", "spending "], &["most of their ", "the bulk of their ", "the majority of their "], &["money ", "budget ", "cash "], &["on", "in", "into"]]),
    (Sense::About(About::Favourite), &[&["spend ", "spends ", "spent ", "buy ", "buys ", "bought ", "order ", "orders "], &["mostly on", "mainly on", "mostly", "mainly", "chiefly", "primarily on", "mostly buy"]]),
    (Sense::About(About::Favourite), &[&["钱", "大部分钱", "大头", "消费", "钱都", "大多数钱", "花销", "大部分消费", "花钱"], &["主要花在", "都花在", "大多花在", "大部分花在", "主要在", "花得最多的是", "最多的是", "最多的又是", "最多的品类是", "集中在", "主要集中在", "花在", "大头在"]]),
    (Sense::About(About::Favourite), &[&["买得", "买的", "花得", "花的", "消费", "消费得", "买"], &["最多的是", "最多的品类是", "最多的就是", "最多的品牌是", "最多的又是", "最多的还是"]]),
    // Rhythms.
    (Sense::About(About::LastInterval), &[THEIR, &["last ", "latest ", "most recent "], &["gap", "interval", "wait", "break", "pause"], &["", " between orders", " between purchases", " between two orders"]]),
    (Sense::About(About::LastInterval), &[&["gap ", "interval ", "time ", "days ", "wait "], &["between "], THEIR, &["last two ", "two last ", "latest two ", "most recent two ", "two most recent ", "last 2 ", "previous two "], &["orders", "purchases"]]),
    (Sense::About(About::LastInterval), &[THEIR, &["last two ", "two last ", "latest two ", "most recent two ", "two most recent ", "last 2 "], &["orders ", "purchases "], &["were ", "are ", "came ", "lie ", ""], &["apart", "more apart", "spaced"]]),
    (Sense::About(About::LastInterval), &[&["最近", "最后", "上", "近", "最近的", "最后的"], &["两单", "两次下单", "两次购买", "两笔", "两笔订单", "两个订单", "两次订单", "2单", "两次"], &["", "之间", "中间", "之间的", "间", "的"], &["隔了", "间隔", "间隔了", "相隔", "相隔了", "隔", "相差", "相距", "时间间隔", "差了"]]),
    (Sense::About(About::LastInterval), &[&["最近一次", "上次", "最近一回", "最后一次", "上一次", "最新一次", "最新的", "最近的"], &["", "的"], &["间隔", "下单间隔", "购买间隔", "复购间隔", "购物间隔"]]),
    (Sense::About(About::Interval), &[THEIR, &["usual ", "normal ", "own ", "typical ", "regular ", "average ", "own usual ", "mean "], &["gap", "interval", "rhythm", "cycle", "pace", "schedule", "pattern", "rate", "frequency", "time between orders", "gap between orders", "interval between orders", "time between purchases", "buying rhythm", "order rhythm", "purchase rhythm", "buying cycle"]]),
    (Sense::About(About::Interval), &[&["what's ", "what is ", "what would be "], &["normal ", "usual ", "typical ", "average ", "the norm "], &["for them", "with them", "for her", "for him", "for that member", "of them"]]),
    (Sense::About(About::Interval), &[&["自己的", "自己", "自身的", "本人的", "个人的", "平时的", "平常的", "往常的", "惯常的", "自己平时的", "以往的", "各自的", "他们自己的", "正常", "平时", "以往"], &["节奏", "规律", "周期", "频率", "间隔", "习惯", "购买节奏", "购买规律", "下单节奏", "下单规律", "购买周期", "下单周期", "步调", "水平"]]),
    (Sense::About(About::Interval), &[&["平均", "平均每次", "一般"], &["隔", "间隔", "每隔", "相隔", "下单间隔", "购买间隔"]]),
    (Sense::About(About::Variance), &[&["", "下单", "订单", "购买", "两单", "复购"], &["间隔方差", "间隔的方差", "周期方差", "时间方差", "方差", "时间间隔方差", "间隔波动", "间隔的波动"]]),
    (Sense::About(About::Variance), &[&["variance ", "the variance "], &["of ", "in "], THEIR, &["intervals", "gaps", "order intervals", "days between orders", "time between orders", "gaps between orders", "order gaps", "intervals between orders"]]),
    (Sense::About(About::Variance), &[&["", "order ", "interval ", "gap ", "intervals' "], &["variance"]]),
    (Sense::About(About::Overdue), &[&["该", "早该", "应该", "早就该", "本该", "本来该", "到点该", "到点了该", "到期该", "到期了该"], &["买", "来", "下单", "回购", "复购", "回来", "再买", "来买", "补货"], &["", "了", "的"], &["", "却", "还", "但", "但还", "可", "却还", "可还"], &["没买", "没来", "没下单", "没回购", "没复购", "没回来", "未买", "未下单", "没动静", "没有买", "没有来", "没有下单"]]),
    (Sense::Ready("interval_trend", Asked::Above(1.0)), &[&["gaps ", "gap ", "intervals ", "interval ", "time ", "days "], &["between orders ", "between their orders ", "between purchases ", "between buys ", ""], &["keeps growing", "keep growing", "has been growing", "have been growing", "is growing", "are growing", "getting longer", "is getting longer", "are getting longer", "keeps getting longer", "keep getting longer", "has grown", "have grown", "widening", "is widening", "are widening", "lengthening", "grows", "grow"]]),
    (Sense::Ready("interval_trend", Asked::Above(1.0)), &[&["两单", "下单", "购买", "", "买东西", "复购"], &["间隔", "的间隔", "周期", "时间间隔"], &["在", "越来越", "不断", "一直在", "逐渐", "明显", "慢慢"], &["变长", "拉长", "长", "拉大", "变大", "增加"]]),
    // Days and visits.
    (Sense::About(About::PurchaseDays), &[&["days with ", "days on which they placed ", "days they placed "], &["an order", "orders", "a purchase", "purchases"]]),
    (Sense::About(About::PurchaseDays), &[&["", "有"], &["下单", "购买", "买东西", "购物", "消费"], &["的天数", "天数", "的日子", "日数"]]),
    (Sense::About(About::SinceOrder), &[&["since ", "after ", "following "], &["they last ", "last ", "their last time "], &["ordered", "bought", "ordering", "buying", "purchased", "shopped"], &["", " from us", " anything"]]),
    (Sense::About(About::SinceOrder), &[&["上次", "最近一次", "最后一次", "上回", "最后", "上一次", "自上次", "从上次"], &["下单", "购买", "买", "买完", "下完单", "订单", "买东西"], &["后", "以后", "之后", "以来", "完以后", "完之后"]]),
    (Sense::About(About::Visiting), &[&["opened ", "opens ", "open ", "used ", "uses ", "checked ", "viewed ", "entered ", "looked at ", "browsed ", "logged into ", "logged in to ", "visited ", "visits ", "visit ", "come to ", "came to "], &["", "the ", "our "], &["website", "site", "web site", "webshop", "shop site", "homepage"]]),
    (Sense::About(About::Visiting), &[&["showed up ", "shown up ", "showing up ", "turning up ", "dropping in ", "show up ", "shows up ", "turned up ", "turn up ", "appeared ", "been seen ", "been active ", "been back ", "come back ", "came back ", "come by ", "dropped in ", "popped up ", "been spotted ", "spent time ", "been around ", "looked in ", "set foot ", "been near ", "gone ", "logged on ", "spent any time ", "been "], &["on ", "to ", "at ", "onto "], &["", "the ", "our "], &["website", "site", "web site", "webshop", "shop site", "pages", "homepage"]]),
    (Sense::About(About::Visiting), &[&["came back ", "come back ", "comes back ", "been back ", "returned ", "popped back ", "dropped by "], &["to look", "to browse", "for a look", "to have a look", "looking", "browsing", "to look around", "to see"], &["", " around", " again"]]),
    (Sense::About(About::Visiting), &[&["上", "来", "进", "逛", "访问", "打开", "浏览", "登录", "登", "光顾"], &["", "过", "了"], &["网站", "我们网站", "店里网站", "官网", "网店", "我们店", "店铺", "店里"], &["", "看过", "看了", "逛过", "逛了", "看", "逛"]]),
    (Sense::About(About::Dwell), &[&["on-site ", "onsite ", "site ", "browsing ", "dwell ", "session ", "visit "], &["time", "duration", "seconds", "dwell time"]]),
    (Sense::About(About::Dwell), &[&["time ", "seconds ", "spent "], &["on ", "browsing ", "at "], &["", "the ", "our "], &["website", "site", "shop"]]),
    (Sense::About(About::Dwell), &[&["", "在网站", "在站内", "在网站上", "站内", "网站", "在网店", "在店里"], &["停留", "待", "呆", "逗留"], &["了", "时长", "时间", "过", "的时间", "总时长", "时长累计", "累计时长", ""]]),
    // What they say and how they score.
    (Sense::About(About::Sentiment), &[&["", "comment ", "survey ", "survey comment ", "comments' ", "feedback ", "mean ", "average ", "review "], &["sentiment", "sentiment score", "mood", "tone"]]),
    (Sense::About(About::Sentiment), &[&["sentiment of ", "tone of ", "mood of "], THEIR, &["comments", "survey comments", "feedback", "remarks"]]),
    (Sense::About(About::Sentiment), &[&["", "评语", "评语的", "问卷评语", "评论", "评论的", "留言", "留言的", "问卷", "文字", "反馈", "反馈的", "问卷留言", "平均"], &["情感", "情绪"], &["分", "得分", "分数", "均分", "值", "均值", "倾向", "评分", "平均分", ""]]),
    (Sense::Ready("survey_sentiment", Asked::Below(0.0)), &[&["", "left ", "leave ", "leaves ", "wrote ", "made ", "gave ", "with "], &["negative ", "grumpy ", "bad ", "angry ", "nasty ", "sour ", "critical ", "unhappy ", "unfriendly ", "harsh ", "bitter "], &["", "survey "], &["comments", "comment", "remarks", "feedback", "sentiment", "words"]]),
    (Sense::Ready("survey_sentiment", Asked::Above(0.0)), &[&["", "left ", "leave ", "leaves ", "wrote ", "made ", "gave ", "with "], &["positive ", "kind ", "nice ", "good ", "friendly ", "glowing ", "warm ", "favourable "], &["", "survey "], &["comments", "comment", "remarks", "feedback", "sentiment", "words"]]),
    (Sense::Ready("survey_sentiment", Asked::Below(0.0)), &[&["", "问卷"], &["留言", "评语", "评论", "反馈"], &["", "里", "的", "都", "比较", "偏"], &["负面", "不好", "差", "消极", "难听", "情绪差", "口碑差", "带怨气", "抱怨"], &["", "的"]]),
    (Sense::Ready("survey_sentiment", Asked::Above(0.0)), &[&["", "问卷"], &["留言", "评语", "评论", "反馈"], &["", "里", "的", "都", "比较", "偏"], &["正面", "很好", "好", "积极", "口碑好", "好听", "情绪好", "友好"], &["", "的"]]),
    (Sense::Ready("survey_sentiment", Asked::Below(0.0)), &[&["comments ", "feedback ", "survey comments "], &["lean ", "leans ", "are ", "is ", "sound ", "sounds ", "read ", "tend to be ", "were ", "was "], &["negative", "bad", "grumpy", "critical", "sour", "angry", "unfriendly"]]),
    (Sense::Ready("survey_sentiment", Asked::Above(0.0)), &[&["comments ", "feedback ", "survey comments "], &["lean ", "leans ", "are ", "is ", "sound ", "sounds ", "read ", "tend to be ", "were ", "was "], &["positive", "good", "kind", "friendly", "nice", "warm"]]),
    (Sense::About(About::Survey), &[&["last ", "latest ", "most recent ", "final "], &["survey ", "nps ", "satisfaction ", "feedback ", ""], &["mark", "marks", "grade", "result", "answer", "score", "rating"], &["", " was", " is", " of"]]),
    (Sense::About(About::Survey), &[&["上次", "最近一次", "最近", "最后一次", "最新", "最后", "上回", "最新一次", "上一次"], &["问卷", "调研", "满意度", "nps", "问卷调查", "调查"], &["", "里", "中", "的"], &["", "打", "打了", "评", "给", "给了", "评分", "打分", "得分", "分数", "评了", "打的分", "给的分"]]),
    (Sense::About(About::SurveyMean), &[&["average ", "mean ", "avg "], &["survey ", "nps ", "satisfaction ", "feedback "], &["score", "mark", "rating", "grade", "result"], &["", " of", " is"]]),
    (Sense::About(About::SurveyMean), &[&["问卷", "打分", "评分", "满意度", "调研", "nps", "历次评分", "历次打分"], &["", "的"], &["平均分", "平均", "均分", "均值", "平均值", "平均得分", "平均打分"]]),
    (Sense::About(About::SurveysAnswered), &[&["问卷", "调研", "调查"], &["填过", "答过", "做过", "填了", "答了", "做了", "回过", "交过", "回答过", "填写过"]]),
    (Sense::About(About::SurveysAnswered), &[&["填", "答", "做", "交", "回", "填写", "回答", "完成"], &["过", "了", ""], &["问卷", "调研", "调查问卷", "我们的问卷"]]),
    (Sense::About(About::SurveysAnswered), &[&["filled in ", "filled out ", "answered ", "completed ", "replied to ", "returned ", "taken ", "done ", "responded to "], &["", "our ", "the ", "any ", "any of our ", "a "], &["survey", "surveys", "questionnaire", "questionnaires", "polls"]]),
    // Goods and prices.
    (Sense::About(About::Discounts), &[&["went on ", "goes on ", "go on ", "was for ", "is for ", "spent on ", "on ", "for ", ""], &["reduced ", "discounted ", "marked-down ", "marked down ", "cut-price ", "sale ", "cheap ", "knocked-down ", "promo ", "promotional "], &["stuff", "goods", "items", "products", "things", "lines", "prices", "articles", "gear"]]),
    (Sense::About(About::Discounts), &[&["", "花在", "都花在", "用在", "都是", "来自", "买的都是", "买的是"], &["折扣", "打折", "特价", "促销", "降价", "优惠", "减价"], &["品", "商品", "货", "产品", "东西", "款", "的东西", "的商品", "价"], &["", "上"]]),
    (Sense::About(About::Returning), &[&["sent ", "send ", "sends ", "shipped ", "posted ", "handed ", "brought ", "sending ", "returned "], &["", "us ", "stuff ", "things ", "items ", "goods "], &["back"], &["", " to us", " again"]]),
    (Sense::About(About::Returning), &[&["退"], &["了", "过", "回了", "掉了", "掉", "换了", "回来"], &["", "货", "东西", "商品"]]),
    (Sense::About(About::Carting), &[&["basket ", "cart ", "bag ", "basket-", "cart-", "add-to-", "adds to "], &["adds", "additions", "add", "basket", "cart", "bag", "items", "activity"]]),
    (Sense::About(About::Carting), &[&["added ", "put ", "adding ", "placed "], &["", "things ", "products ", "items ", "stuff ", "goods ", "something ", "anything "], &["in ", "into ", "to "], &["", "the ", "their ", "a "], &["cart", "basket", "bag", "trolley"]]),
    (Sense::About(About::Viewing), &[&["看了", "浏览了", "看过", "浏览过", "逛了", "翻了", "点开了", "点开过"], &["的", ""], &["商品", "产品", "宝贝", "货品"]]),
    (Sense::About(About::Viewing), &[&["商品", "产品", "宝贝"], &["看了", "浏览了", "看过", "浏览", "浏览过", "浏览数", "浏览量", "看"]]),
    (Sense::About(About::Campaigns), &[&["收到", "收到过", "收过", "收", "接到", "接到过", "收到了", "发", "发了", "推", "推了", "推过", "发送", "发过"], &["", "我们", "我们的", "咱们", "咱们的", "任何", "店里的"], &["活动", "营销活动", "促销活动", "活动推送", "营销推送", "营销", "推送", "活动信息", "营销消息"], &["", "了", "过"]]),
    (Sense::About(About::Expected), &[&["预计", "预测", "估计", "预期", "模型预计"], &["", "还", "会", "还会", "能", "要", "将"], &["有", "买", "下单", "来买", "下的", "产生"]]),
    (Sense::About(About::Due), &[&["预计", "估计", "预期", "大概", "要", "应该", "得"], &["", "会", "还会", "才会", "要", "就会"], &["再", "再次"], &["下单", "买", "来", "购买", "来买", "回来", "来下单"]]),
    (Sense::About(About::Due), &[&["才会", "会", "才能", "才"], &["再", "再次"], &["下单", "买", "来", "购买", "来买", "回来", "来下单"]]),
    (Sense::About(About::Due), &[&["会", "能", "该", "要", "应该会", "大概会", "将会"], &["回来", "回头", "再回来", "回店里"], &["", "下单", "买", "买东西", "复购", "购买", "再买"]]),
    (Sense::About(About::Value), &[&["", "预计", "预测", "预计能", "估计能", "还能", "能", "会", "可以", "将", "有望"], &["", "给我们", "给店里", "给咱", "给咱们", "为我们", "为店里", "再给我们"], &["贡献", "带来", "创造", "花", "消费"], &["的价值", "的收入", "的消费", "收入", "价值", "的销售额"]]),
    (Sense::About(About::Value), &[&["预计", "预测", "估计", "有望", "预计能", "估计能", "预计会", "还能"], &["", "给我们", "给店里", "给咱", "给咱们", "为我们", "为店里"], &["贡献", "带来", "创造", "值"], &["", "我们"]]),
    // Numbers and lists.
    (Sense::Behind(Compare::Above), &[&[""], &["都不止", "还不止", "不止", "还要多", "都多"]]),
    (Sense::Behind(Compare::AtMost), &[&["or "], &["quicker", "faster", "sooner", "shorter", "less often", "fewer times", "cheaper", "worse"]]),
    (Sense::Before(Compare::Above), &[&["already ", "way ", "well ", "much ", "far ", "a good deal ", "considerably ", "somewhere "], &["more than", "over", "above", "beyond", "longer than", "in excess of"]]),
    (Sense::Before(Compare::Below), &[&["still ", "way ", "well ", "much ", "far ", "not quite ", "just "], &["under", "below", "less than", "fewer than", "short of"]]),
    (Sense::Behind(Compare::AtLeast), &[&[""], &["或更多", "或者更多", "或以上", "或者以上", "及以上", "以上", "起", "起步", "往上", "打底", "甚至更多", "还多"]]),
    // Late, and what comments sound like.
    (Sense::About(About::Overdue), &[&["预计下单日", "预计下单时间", "预计下单的日子", "预计的下单日", "该下单的日子", "该买的日子", "预计日"], &["", "都", "早", "早就"], &["已过", "已经过了", "过了", "过去了"], &["还没下", "还没下的", "还没买", "还没下单", "还没来", "没下", "没买", "没下单", "没来", "却没下单", "还没动静"]]),
    (Sense::About(About::Late), &[&["late for ", "late with ", "late on ", "behind on ", "behind with ", "overdue on ", "overdue for ", "overdue with "], &["their ", "the ", "a "], &["usual ", "normal ", "regular ", "next ", ""], &["reorder", "re-order", "repeat order", "restock", "top-up", "repeat purchase", "repeat buy", "usual order", "order", "purchase", "shop"]]),
    (Sense::Ready("survey_sentiment", Asked::Below(0.0)), &[&["问卷", ""], &["评语", "评论", "留言", "评价"], &["情感", "情绪", "情感均分", "情绪均分", "情感分"], &["是", "为", "偏", "呈", "均为", "平均为", "小于", "低于"], &["负", "负的", "负面", "负面的", "负数", "负值", "0", "零", "消极"]]),
    (Sense::Ready("survey_sentiment", Asked::Above(0.0)), &[&["问卷", ""], &["评语", "评论", "留言", "评价"], &["情感", "情绪", "情感均分", "情绪均分", "情感分"], &["是", "为", "偏", "呈", "均为", "平均为", "大于", "高于"], &["正", "正的", "正面", "正面的", "正数", "正值", "0", "零", "积极"]]),
    (Sense::Ready("language", Asked::Word("en")), &[&["语言", "界面语言", "偏好语言"], &["", "设的", "设的是", "设为", "设成", "设成了", "选的", "选的是", "选了", "是", "为", "用的", "用的是"], &["英文", "英语", "英文的"]]),
    (Sense::Ready("language", Asked::Word("zh")), &[&["语言", "界面语言", "偏好语言"], &["", "设的", "设的是", "设为", "设成", "设成了", "选的", "选的是", "选了", "是", "为", "用的", "用的是"], &["中文", "汉语", "中文的"]]),
    (Sense::Ready("surveys", Asked::Is(1.0)), &[&["只", "就", "仅", "总共只", "才"], &["答过", "填过", "做过", "交过", "回过"], &["一份", "1份", "一次", "一个", "一回"], &["问卷", "调研", "调查", ""]]),
    (Sense::Ready("interval_trend", Asked::Below(1.0)), &[&["last gap ", "last interval ", "latest gap ", "most recent gap "], &["", "was ", "is "], &["shorter ", "smaller ", "quicker "], &["than "], &["usual", "average", "their average", "normal", "their usual", "their usual gap", "their average gap"]]),
    (Sense::Ready("interval_trend", Asked::Above(1.0)), &[&["last gap ", "last interval ", "latest gap ", "most recent gap "], &["", "was ", "is "], &["longer ", "bigger ", "wider "], &["than "], &["usual", "average", "their average", "normal", "their usual", "their usual gap", "their average gap"]]),
    (Sense::Ready("interval_trend", Asked::Below(1.0)), &[&["最近一次间隔", "最近间隔", "最近一次下单间隔", "最后一次间隔"], &["比", "短于", "小于", "低于"], &["平均", "平时", "以往", "平均间隔", "自己平均", "平常"], &["", "短", "更短", "小"]]),
    (Sense::Ready("interval_trend", Asked::Above(1.0)), &[&["最近一次间隔", "最近间隔", "最近一次下单间隔", "最后一次间隔"], &["比", "长于", "大于", "高于"], &["平均", "平时", "以往", "平均间隔", "自己平均", "平常"], &["长", "更长", "大", "要长"]]),
    (Sense::About(About::BrandShare), &[&["都", "全", "全都", "基本", "基本都", "大多", "集中", "都集中", "主要", "多半"], &["", "花", "砸"], &["在"], &["一个", "同一个", "单一", "某一个"], &["品牌", "牌子"], &["", "上", "里", "身上"]]),
    (Sense::About(About::OneCategory), &[&["都", "全", "全都", "基本", "基本都", "大多", "集中", "都集中", "主要", "多半"], &["", "花", "砸"], &["在"], &["一个", "同一个", "单一", "某一个"], &["品类", "类目", "分类"], &["", "上", "里"]]),
];

/// Every word that some parts make in their order.
pub(super) fn together(parts: &[&[&str]]) -> Vec<String> {
    parts.iter().fold(vec![String::new()], |begun, part| {
        let ends = |begun: String| part.iter().map(move |end| format!("{begun}{end}"));
        begun.into_iter().flat_map(ends).collect()
    })
}
