//! What is asked of the shop itself and not of its goods: to compare, for offers, for a person, about one's own
//! account.
//!
//! Told by the words that only such an ask has. A small model grasps at a tool whose name it has just read and
//! overlooks one that it rarely sees, so code tells these asks by themselves, and a model's choice of
//! such a tool counts only where the words are there. What is hard to undo is asked back anyway before it is done.

use std::sync::LazyLock;

use regex::Regex;

use crate::guardrails::{normalise, pattern};
use crate::members::{Purpose, ToldKind};

use super::tools::{Mine, Plan, Which};

static HUMAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:speak|talk|chat|connect me|put me through|transfer me|pass me on|hand me over)\b.{0,20}\b(?:human|person|agent|somebody|someone|staff|manager|representative|people|customer service|support|colleague)\b",
        r"|\b(?:get me|reach|contact)\b (?:to )?(?:an? |the |your |some )?(?:real |actual |live )?(?:human|person|agent|staff|manager|representative|customer service|support|colleague)\b",
        r"|\b(?:real|actual|live) (?:human|person|agent|people)\b|\bhuman (?:agent|please|help|support)\b|\bi want (?:a|to see (?:a|the)) (?:human|person|manager)\b|\b(?:make|file|have) a complaint\b|\bi(?:'d| would)? (?:like|want|wish) to complain\b|\b(?:call|ring|phone) me( back)?\b",
        r"|人工(?:客服|服务|坐席)|(?:转|找|要|接|叫|换|有)(?:个|一下|一个)?人工(?:[客服坐席吗。！!，,\s]|$)|^\s*人工\s*[。！!?？]?$|转.{0,3}客服|找.{0,3}(?:客服|真人|店长|经理|负责人)|真人(?:客服|来|跟|和|接|服务)|(?:叫|喊|换|让|来)(?:个|一个|你们)?(?:真人|活人|人工|经理|店长|负责人|主管|客服)|我?要?投诉|(?:跟|和)(?:真人|活人|人工|客服)(?:说|聊|谈|沟通)|客服(?:在吗|在不在|呢)",
    ))
});
/// Asks whether they talk with a person, which is small talk.
static ARE_YOU: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:are|r) (?:you|u)\b|\bam i (?:talking|speaking|chatting)\b|你是(?:不是)?|是(?:真人|人工|机器人)(?:吗|还是)",
    )
});

static OFFERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:special )?offers?\b|\bdiscounts?\b|\bon sale\b|\bsales? (?:on|now|going)\b|\b(?:running|current|any|having a) sale\b|\bpromo(?:tion)?s?\b|\bpromo codes?\b|\bcoupons?\b|\bvouchers?\b|\bdeals?\b|\bbargains?\b|\breduced\b",
        r"|优惠|打折|折扣|促销|特价|满减|(?:有|搞|做|什么|啥).{0,4}活动|活动(?:吗|没有|商品)|优惠券|券",
    ))
});
/// Asks what is on offer, and not how coupons work.
static WHAT_OFFERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:any|what|which|do i get|can i get|give me|are there|is there|have|having|got|running|current|currently|today|now|this (?:week|month)|show me|going on|right now)\b",
        r"|有|现在|今天|最近|目前|这周|本周|哪些|什么|看看|多少|搞|能便宜",
    ))
});
/// How coupons work: a rule of the shop.
static COUPON_RULE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:how .{0,20}use|use (?:it|two|both|more|them)|using|used|combine|stack|together|expire[sd]?|valid|student|work|enter|apply|forgot|refund|return(?:ed)?|pensioner|back)\b",
        r"|怎么用|如何用|能用|叠加|一起用|同时用|过期|有效期|学生|退|使用|忘了|返还|换",
    ))
});

static COMPARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bcompar(?:e|ing|ison)\b|\bdifferen(?:ce|ces|t)\b.{0,15}\b(?:between|from)\b|\bwhat(?:'?s| is| are) the (?:main |real |actual )?differences?\b|\bhow (?:do|does|are) .{1,60} (?:differ|different)\b|\bvs\b|\bversus\b|\bside by side\b|\bwhich (?:one |of \w+ )?(?:is|are|would|should|do|does|will|has|holds|keeps|lasts|works|to)\b.{0,90}\bor\b|\bor\b.{2,50}[,?.] ?which\b",
        r"|\bwhich (?:one |of (?:the|these|those) (?:two|three) |of them |of (?:these|those) )?(?:is|are|has|holds|keeps|would be|do you think is) .{0,40}\b(?:or|better|best for|(?:cheap|light|heavi|bigg|small|larg|warm|soft|thick|thinn|strong|quiet|long|short|fast|slow|easi|hard|saf|nic|dear|deep|tall|wid|bright|dark|sturdi)e?r|more \w+)\b",
        r"|对比|比对|比较一?下|比一?比|比一下|差在哪|差多少|差别|区别在哪|选哪(?:个|款|种)|(?:和|跟|与|还是|同).{2,24}哪(?:个|款|种|件|把|条|双|盏|套)|做个比较|(?:来|作|做)?比较(?:这|那|前|第|一)|有(?:什么|啥|哪些|何)(?:区别|不同|差别|不一样)|(?:区别|差别|不同)(?:是什么|在哪|大吗)|哪(?:个|款|种|件|把|条|双|盏)(?:更|比较|最)?(?:好|大|小|轻|重|暖|厚|薄|便宜|划算|合适|适合|耐用|实用|保温|值)",
    ))
});
/// Asks of a rule or of the shop what differs.
static NOT_GOODS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:shipping|delivery|tiers?|invoices?)\b|快递|会员等级|发票|支付")
});

static PROFILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bwhat\b.{0,25}\b(?:know|have|store[ds]?|keep|kept|hold|saved?|recorded|remember|on file|got)\b.{0,12}\b(?:about|on|of|for) me\b|\b(?:show|see|view|check|what(?:'s| is| does)|what's in|open) (?:me )?my (?:profile|account|details|membership|member(?:ship)? (?:tier|level|status)|tier|level|status|data|information|info|settings|preferences)\b|\bwho am i\s*[?.!]*$|\bmy (?:profile|account details)\b|\bwhat .{0,20}\bmy (?:tier|level|membership)\b|\bwhich (?:tier|level) am i\b|\bdo you (?:still )?remember (?:me|what i (?:told|said)|my)\b|\bam i (?:a |an |still |already )*(?:silver|gold|platinum|diamond|bronze|vip|plus|regular)\b|\b(?:how many|what are|check) (?:my )?(?:loyalty |member(?:ship)? )?points\b|\bmy (?:loyalty |member )?points\b|\bwhat (?:name|mail|e-?mail|address|phone|city) do you have\b",
        r"|(?:知道|了解|记得|记住|存了|保存了|记了|掌握|记录了?)(?:了)?(?:关于)?我(?:的)?(?:什么|哪些|多少|啥)|(?:都)?(?:存|记|保存|留|记录)(?:着|了|有)?(?:我|关于我)(?:的)?(?:什么|哪些|啥|多少)|(?:看|查|查看|看看|查查|查一?下|看一?下|显示).{0,4}我的?(?:个人)?(?:资料|信息|档案|账户|账号|会员等级|等级|会员信息)|我(?:的|在你们这)?(?:个人)?(?:资料|档案|会员信息|个人信息)(?:是|有|里|都|呢|给我)|我(?:现在)?是(?:什么|哪个|几级|哪种|啥)(?:级别|等级)?(?:的)?会员|我.{0,4}(?:等级|级别|积分)(?:是|有)?(?:什么|多少|啥|几|呢|了)|我.{0,4}(?:什么|啥|几|多少)(?:会员)?(?:等级|级别|积分)|我(?:的)?会员?(?:等级|级别)(?:是|多少|呢)?|我叫什么|(?:还)?记得我(?:吗|是谁|说过|告诉)",
    ))
});
/// What the shop does with data: a rule.
static DATA_RULE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:delete|close|protect|safe|secure|share|sell|privacy|how long|change|update|edit)\b",
        r"|注销|保护|泄露|安全|卖给|共享|修改|改一?下|怎么改|更新",
    ))
});

static PERSONAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bpersonali[sz]\w*\b|\bpersonal (?:recommendations?|suggestions?|offers|tips|picks)\b|\b(?:stop|don't|do not|not|quit|no more|without|opt out)\b.{0,50}\b(?:my (?:data|history|purchases?|orders|past|shopping|browsing)|what i(?:'ve| have)? (?:\w+ )?(?:bought|buy|ordered|looked|viewed|browsed|clicked|searched)|track\w*|profil\w*)\b|\b(?:based on|from|using) (?:my|what i) (?:history|data|purchases?|orders|past|bought|shopping)\b.{0,40}\b(?:again|on|off|stop|please)\b",
        r"|个性化|个人化|千人千面|定制推荐|专属推荐|(?:别|不要|不想|停止|停|禁止|不许|甭|不用|关|取消).{0,8}(?:根据|按照?|拿|用|参考|看|跟踪|追踪|分析|利用|收集)我.{0,16}",
    ))
});
static OFF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:don't|do not|stop|off|disable|no|not|without|opt out|quit|deactivate|never|end)\b",
        r"|别|不要|不想|停|关|取消|不许|不用|禁止|甭|不需要|去掉",
    ))
});
static ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:on|back|again|enable|resume|activate|start|restart|want|like|yes)\b",
        r"|打开|开启|开通|恢复|重新|再开|开一?下|开回|还是开|想要|要回",
    ))
});

static STATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bon or off\b|\bare .{0,40}\b(?:on|off)\b|\bis .{0,40}\b(?:on|off)\b|开(?:着|启)?还是关|关(?:着|闭)?还是开",
    )
});

static REMEMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:remember|note(?: down)?|keep in mind|make a note|bear in mind|write down|for (?:next time|the future|future reference)|save)\b.{0,30}\b(?:that|my|i|i'm|im|i've|ive|we|our|i am|for)\b",
        r"|(?:记住|记一?下|记下来?|记着|备注|帮我记|记好|存一?下|以后(?:都)?记)",
    ))
});
/// Asks whether something is remembered, or for what only looks like it.
static REMEMBERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:do|did|can|will) you (?:still )?remember\b(?: (?:me|what|my|how)\b)|\bi (?:can't|cannot|don't|do not) remember\b|\bsave (?:money|me money)\b|\bgift note\b|\bnotebook\b",
        r"|你?还?(?:记得|记住了?)(?:我|吗|什么|哪些)|记事本|记录|笔记本",
    ))
});

static FORGET_CHATS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:delete|erase|clear|wipe|remove|forget|get rid of|destroy)\b.{0,30}\b(?:chats?|conversations?|messages|chat history|chat log|transcripts?|history with you|what (?:i|we) (?:wrote|said|talked|discussed|chatted)|everything (?:i|we) (?:wrote|said|typed|talked))\b",
        r"|(?:删|清|抹|擦|销毁|去掉).{0,8}(?:聊天|对话|会话|消息|记录)|(?:聊天|对话|会话|消息)(?:记录|内容|历史)?.{0,6}(?:删|清|抹|擦|销毁)",
    ))
});
static FORGET_TOLD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:forget|delete|erase|remove|drop|clear)\b.{0,20}\b(?:what(?:ever)?|everything|all|anything|the things?|that)\b.{0,12}\b(?:i|i've|you)\b.{0,12}\b(?:told|said|mentioned|shared|remember(?:ed)?|noted|know|saved|kept)\b|\bforget (?:about )?(?:my|that i)\b|\b(?:delete|remove|erase) my (?:size|sizes|allerg\w+|preferences|notes)\b|\bstop remembering\b|\bturn off (?:your |the )?memory\b",
        r"|(?:忘|忘记|忘掉|忘了|删|删掉|删除|清空|清除|不要记|别记|别再记).{0,6}(?:我(?:之前|刚才|以前)?(?:告诉|说|讲|提)(?:过|的)?|告诉(?:过)?你|你?记(?:住|下|着)的|我的(?:尺码|尺寸|过敏|偏好|喜好|备注))|(?:别|不要|不用)再?记(?:我|住|着)|关(?:掉|闭)?记忆",
    ))
});

/// The plan of an ask of the shop itself, where the words of `message` make it one.
pub(super) fn of_the_shop(message: &str) -> Option<Plan> {
    let text = normalise(message);
    if HUMAN.is_match(&text) && !ARE_YOU.is_match(&text) {
        return Some(Plan::Human);
    }
    if let Some(mine) = mine(&text) {
        return Some(Plan::Mine(mine));
    }
    if asks_to_compare(&text) {
        return Some(Plan::Compare(Vec::new()));
    }
    if let Some(plan) = of_the_basket(&text) {
        return Some(plan);
    }
    let offers = OFFERS.is_match(&text) && WHAT_OFFERS.is_match(&text);
    (offers && !COUPON_RULE.is_match(&text)).then_some(Plan::Offers)
}

static POINTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:how many|what are|check|show|see|view|do i have)\b.{0,20}\bpoints\b|\bmy (?:loyalty |member(?:ship)? )?points\b|\bpoints balance\b|\b(?:what|which|my|show me my)\b.{0,20}\b(?:tier|membership level)\b",
        r"|我.{0,6}积分|积分.{0,6}(?:多少|几|余额|还剩|还有|查)|(?:查|看).{0,6}积分|我.{0,8}(?:会员)?等级",
    ))
});
static REDEEM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:redeem|use|spend|convert|cash in|exchange|turn)\b.{0,30}\bpoints\b",
        r"|(?:兑换|用掉?|换|花|抵).{0,8}积分|积分.{0,8}(?:兑换|换成|换|抵扣|抵|用掉)",
    ))
});
/// How points work: a rule of the shop.
static POINTS_RULE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bhow (?:do|does|can|could|long|are|is)\b|\bwhat (?:are|is) (?:\w+ )?points? (?:worth|for)\b|\bexpire\b|\bearn\b|\bwhen\b|\bif i\b|\brefund\b",
        r"|怎么|如何|规则|多久|过期|有效期|能不能|可不可以|可以.{0,6}吗|获得|赚|退",
    ))
});
static NO_OFFERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bunsubscribe\b|\b(?:stop|don't|do not|no more|never)\b.{0,25}\b(?:send|mail|email|text|newsletters?|promotional|marketing|ads|sms|push notifications)\b.{0,30}|\b(?:take|remove) me off\b.{0,20}\blist\b",
        r"|退订|(?:别|不要|不想|停止|取消).{0,8}(?:发|收到?|推送|订阅).{0,10}(?:短信|邮件|广告|促销|推广|营销|消息)|取消.{0,6}(?:短信|邮件|营销)(?:订阅|推送)?",
    ))
});
static OFFERS_PLEASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:subscribe me|sign me up)\b.{0,40}|\b(?:send|mail|email|text) me (?:your |the )?(?:offers|newsletters?|promotions|deals)\b|\bi(?:'d| would)? (?:like|want) (?:to (?:get|receive)) (?:your |the )?(?:offers|newsletters?|promotions)\b",
        r"|(?:订阅|开启|接收).{0,6}(?:短信|邮件|促销|优惠)(?:消息|通知|邮件|短信|信息)?|(?:有|把)优惠.{0,6}(?:发|推送)(?:给|到)我",
    ))
});
static SURVEY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:answer|take|fill (?:in|out)|do)\b.{0,12}\b(?:survey|questionnaire)\b|\b(?:give|leave) (?:you )?(?:some |my )?feedback\b|\brate (?:you|the shop|my order)\b",
        r"|(?:填|做|答|回答).{0,6}(?:问卷|调查)|(?:给|提).{0,6}(?:反馈|评分)|(?:问卷|满意度)(?:调查)?在哪",
    ))
});

/// What the asker wants of their points, offers and surveys. `text` is normalised.
fn rewards(text: &str) -> Option<Mine> {
    if NO_OFFERS.is_match(text) {
        Some(Mine::Marketing(false))
    } else if OFFERS_PLEASE.is_match(text) {
        Some(Mine::Marketing(true))
    } else if SURVEY.is_match(text) {
        Some(Mine::Survey)
    } else if POINTS_RULE.is_match(text) {
        None
    } else if REDEEM.is_match(text) {
        Some(Mine::Redeem)
    } else {
        POINTS.is_match(text).then_some(Mine::Points)
    }
}

/// By which ways offers are meant: the one that is named, or all.
pub(super) fn channels(message: &str) -> Vec<Purpose> {
    let text = normalise(message);
    // "短信推送" is a text message.
    let sms = text.contains("sms") || text.contains("text") || text.contains("短信");
    let mail = text.contains("mail") || text.contains("newsletter") || text.contains("邮件");
    let push = text.contains("push notification")
        || text.contains("notifications")
        || text.contains("推送通知")
        || text.contains("推送消息");
    let named = [
        (mail, Purpose::MarketingMail),
        (sms, Purpose::MarketingSms),
        (push, Purpose::MarketingPush),
    ];
    let any = named.iter().any(|(is, _)| *is);
    let meant = named.into_iter().filter(|(is, _)| *is || !any);
    meant.map(|(_, purpose)| purpose).collect()
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d{1,9}"));

/// How many points the message names.
pub(super) fn points(message: &str) -> Option<i64> {
    let text = normalise(message).replace(',', "");
    NUMBER.find(&text)?.as_str().parse().ok()
}

/// The score that a message begins with, and what else it says.
pub(super) fn score(message: &str) -> (Option<i64>, Option<String>) {
    let text = message.trim();
    let found = NUMBER.find(text);
    let score = found.and_then(|found| found.as_str().parse().ok());
    let rest = found.map_or(text, |found| &text[found.end()..]);
    let mark = |c: char| !c.is_alphanumeric();
    let rest = rest.trim_start_matches(['分', '/']).trim_matches(mark);
    (score, (!rest.is_empty()).then(|| rest.to_owned()))
}

/// Whether a message may be what somebody says to a survey, and asks for nothing.
pub(super) fn answers_a_survey(message: &str) -> bool {
    of_the_shop(message).is_none() && !message.ends_with(['?', '？', '吗'])
}

/// What the asker wants of their own account. `text` is normalised.
fn mine(text: &str) -> Option<Mine> {
    if let Some(wanted) = rewards(text) {
        Some(wanted)
    } else if FORGET_CHATS.is_match(text) {
        Some(Mine::ForgetChats)
    } else if FORGET_TOLD.is_match(text) {
        Some(Mine::ForgetTold)
    } else if PERSONAL.is_match(text) {
        // "Is it on or off?" wants to know and not to change.
        let on = if STATE.is_match(text) {
            return Some(Mine::Profile);
        } else if OFF.is_match(text) {
            Some(false)
        } else {
            ON.is_match(text).then_some(true)
        };
        Some(Mine::Personal(on))
    } else if PROFILE.is_match(text) && !DATA_RULE.is_match(text) {
        Some(Mine::Profile)
    } else if REMEMBER.is_match(text) && !REMEMBERS.is_match(text) {
        Some(Mine::Remember)
    } else {
        None
    }
}

fn asks_to_compare(text: &str) -> bool {
    COMPARE.is_match(text) && !NOT_GOODS.is_match(text)
}

/// The shopper's own one: baskets are also sold.
static BASKET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bmy (?:shopping )?(?:basket|cart|trolley)\b|\b(?:the|this) (?:shopping basket|shopping cart|cart)\b|\bmy shopping bag\b|购物车",
    )
});
static IN_BASKET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:what(?:'s| is| do i have| have i got)|show(?: me)?|list|see|check)\b.{0,20}\b(?:basket|cart|trolley|bag)\b",
        r"|购物车(?:里|中)?(?:现在|都|还)?(?:有|放)了?(?:些|哪些|什么|啥)|(?:看|查)(?:看|一?下)?.{0,4}购物车",
    ))
});
static FOR_BASKET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:complete|finish|missing|forg[eo]t\w*|else|suggest\w*|recommend\w*|go(?:es)? (?:well )?with|match\w*|fits?|pairs?)\b",
        r"|搭配|配(?:什么|啥|点)|还[缺差需]|漏|补|推荐|凑|一起买",
    ))
});

/// The plan of an ask about the basket. `text` is normalised.
fn of_the_basket(text: &str) -> Option<Plan> {
    if for_the_basket(text) {
        return Some(Plan::Recommend { with: None });
    }
    (BASKET.is_match(text) && IN_BASKET.is_match(text)).then_some(Plan::Basket)
}

/// Whether `message` asks what should go with the basket.
pub(super) fn for_the_basket(message: &str) -> bool {
    let text = normalise(message);
    BASKET.is_match(&text) && FOR_BASKET.is_match(&text)
}

/// Whether a model that chose `plan` may have it: what only these words ask for needs them.
pub(super) fn may_be(plan: &Plan, message: &str) -> bool {
    let text = normalise(message);
    match plan {
        Plan::Human => HUMAN.is_match(&text),
        Plan::Offers => OFFERS.is_match(&text),
        Plan::Mine(_) => mine(&text).is_some(),
        Plan::Compare(_) => asks_to_compare(&text),
        Plan::Basket | Plan::Serve(_) | Plan::Confirm | Plan::Decline => false,
        _ => true,
    }
}

static POPULAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bpopular\b|\bbest ?sell\w*|\bsells? best\b|\btrending\b|\bhot right now\b|\b(?:people|others|customers|everyone|everybody)(?:'s|s|'re)? (?:\w+ ){0,2}(?:buy|buying|get|getting|order|ordering|love|loving)",
        r"|受欢迎|畅销|热门|热卖|爆款|最火|卖得.{0,3}好|(?:大家|别人|其他人).{0,4}(?:买|喜欢)",
    ))
});

/// Whether `message` asks what others buy, which is no question about the asker.
pub(super) fn for_the_popular(message: &str) -> bool {
    POPULAR.is_match(&normalise(message))
}

static GOES_WITH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bgo(?:es)?(?: \w+)? with\b|\b(?:to|can i|should i|could i|would you) (?:wear|pair|combine) .{0,30}\bwith\b|\bpairs? (?:well )?with\b|\bmatch(?:es)? (?:it|this|that|them|the|my)\b|\b(?:along|together)(?:side)? with\b|\balongside\b|\baccessor(?:y|ies) for\b|\bwhat else .{0,20}\b(?:with|for) (?:it|this|that|them|the)\b",
        r"|配(?:什么|啥|哪|点|着|上|套)|搭配|搭(?:什么|啥|哪|点|着)|(?:和|跟|与).{1,14}(?:搭|配|一起(?:买|用))|还(?:差|缺|需要|要买?)点?(?:什么|啥)",
    ))
});

/// Whether `message` asks what goes with an article.
pub(super) fn goes_with(message: &str) -> bool {
    GOES_WITH.is_match(&normalise(message))
}

static SIMILAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bsimilar to\b|\balternatives? (?:to|for)\b|\b(?:something|anything|others?|ones?) (?:similar|like)\b|\bin (?:the|a) (?:same|similar) style\b|\bsubstitutes? for\b",
        r"|类似|相似|相近的|差不多的|同款|平替|替代",
    ))
});

/// Whether `message` asks for goods that are like an article.
pub(super) fn for_similar(message: &str) -> bool {
    SIMILAR.is_match(&normalise(message))
}

static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:\bbetween|\bcompare(?: me)?|\bcomparing|\bcomparison of|\bwhich (?:one )?(?:is|are) (?:the )?(?:\w+er|more \w+|better)(?: for [a-z ]+?)?,?)\s+(?:the |your |a |an )?(.+?)\s*(?:,\s*)?\b(?:and|with|to|or|vs|versus)\b\s+(?:the |your |a |an )?([^?.!,]+)",
        r"|(?:the |your )?([^?.!,]+?)\s+\b(?:vs|versus)\b\.?\s+(?:the |your )?([^?.!,]+)",
        r"|^(?:请|帮我|麻烦|你好[,，]?|想问一?下[,，]?|请问[,，]?)*(?:对比|比较|比一?比|比)?(?:一下)?(.+?)(?:和|跟|与|还是|跟着|同)(.+?)(?:有(?:什么|啥|哪些)|哪|的?(?:区别|差别|不同)|对比|比较|比一?比|相比|怎么选|$)",
    ))
});

/// The two that `message` names beside each other; none where it points at what was shown.
pub(super) fn beside_each_other(message: &str) -> Vec<Which> {
    let text = normalise(message);
    let Some(found) = BETWEEN.captures(&text) else {
        return Vec::new();
    };
    let names = found.iter().skip(1).flatten().map(|name| {
        let name = name
            .as_str()
            .trim_matches(|c: char| c.is_whitespace() || ",，。?？!！、".contains(c));
        name.trim_start_matches("the ")
            .trim_end_matches(" please")
            .to_owned()
    });
    names
        .filter(|name| !name.is_empty())
        .map(Which::Named)
        .collect()
}

static TELLS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^.*?(?:\b(?:please )?(?:remember|note(?: down)?|keep in mind|make a note(?: of)?|bear in mind|write down|save)(?: (?:that|this|for me|it|down))*\b[:,]?\s*",
        r"|(?:请|帮我|麻烦你?|你)?(?:记住|记一?下|记下来?|记着|备注(?:一下)?|记好|存一?下)(?:了)?[:：,，]?\s*)",
    ))
});
static TELLS_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)[,，.]?\s*(?:(?:can|could|would) you |please )*(?:remember (?:that|this|it)|note (?:that|this|it)(?: down)?|keep (?:that|this|it) in mind|save (?:that|this|it)|for (?:next time|the future|future reference))(?: please| for me| for next time)*[?.!]*$",
        r"|[,，。]?\s*(?:请|帮我|麻烦你?|你)*(?:记住|记一?下|记下来?|记着|备注一?下)(?:吧|哈|哦|好吗|谢谢)?[。.!！]*$",
    ))
});
static SIZE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bsizes?\b|\bi wear\b|\b(?:shoe|waist|collar)\b|尺码|尺寸|码|穿[a-z\d]+号|鞋号|身高|体重",
    )
});
static ALLERGY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\ballerg\w*\b|\bintoleran\w*\b|\bcannot (?:eat|have)\b|\bcan't (?:eat|have)\b|过敏|不耐受|不能吃|忌口",
    )
});
static RECIPIENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:for|shop(?:ping)? for|buy(?:ing)? for) my\b|\bgifts? for\b|\bmy (?:mother|mum|mom|father|dad|wife|husband|son|daughter|sister|brother|grandm\w+|grandf\w+|girlfriend|boyfriend|partner|niece|nephew|baby|cat|dog)\b",
        r"|送给?我?(?:妈|爸|老婆|老公|女儿|儿子|姐|妹|哥|弟|奶奶|爷爷|外婆|女朋友|男朋友|父母|孩子)|给我(?:妈|爸|老婆|老公|女儿|儿子|姐|妹|哥|弟|奶奶|爷爷|外婆|女朋友|男朋友|家)|我(?:妈|爸|老婆|老公|女儿|儿子|奶奶|爷爷|外婆|家猫|家狗)",
    ))
});

/// The longest thing that is kept of what somebody tells, in characters.
const LONGEST_TOLD: usize = 120;

/// What `message` wants kept, in its own words, and what kind of thing that is. `None` where nothing is left
/// beside the wish.
pub(super) fn told(message: &str) -> Option<(ToldKind, String)> {
    let text = TELLS.replace(message, "");
    let text = TELLS_AFTER.replace(&text, "");
    let mark = |c: char| c.is_whitespace() || ",，。.!！:：;；、".contains(c);
    let text: String = text.trim_matches(mark).chars().take(LONGEST_TOLD).collect();
    if text.chars().count() < 2 {
        return None;
    }
    let said = normalise(&text);
    let kind = if ALLERGY.is_match(&said) {
        ToldKind::Allergy
    } else if SIZE.is_match(&said) {
        ToldKind::Size
    } else if RECIPIENT.is_match(&said) {
        ToldKind::Recipient
    } else {
        ToldKind::Other
    };
    Some((kind, text))
}
