//! Columns of which nothing is known: "no city on file", "whose age we don't know", 没有登记生日, 没归到任何一个聚类.

use std::sync::LazyLock;

use regex::Regex;

use super::senses::{Asked, Sense};
use crate::guardrails::pattern;

/// Columns that may be empty, with their names in both languages as patterns.
const COLUMNS: [(&str, &str, &str); 12] = [
    (
        "tier",
        "(?:membership |member |loyalty )?tier",
        "(?:会员|卡)?等级",
    ),
    (
        "city",
        "(?:home )?(?:city|town)",
        "(?:所在|居住)?城市|居住地|所在地",
    ),
    (
        "age",
        "ages?|(?:dates?|years?) of birth|birth ?dates?|birth years?",
        "年龄|年纪|岁数|出生(?:日期|年份|年月)",
    ),
    ("birthday_days", "birth ?days?", "生日"),
    (
        "language",
        "(?:preferred )?language(?: preference)?",
        "语言(?:偏好)?",
    ),
    (
        "cluster",
        "(?:our )?clusters?",
        "聚类(?:分组|群组|组|群)?|簇",
    ),
    (
        "rfm",
        "(?:our )?(?:rfm )?(?:segments?|groups?)|rfm",
        "rfm ?(?:分群|分组|群组|群|分层|组)?|分群",
    ),
    (
        "brand",
        "(?:favou?rite|preferred|go-to|main|top) brand",
        "(?:首选|最爱|偏好|偏爱|常买)的?(?:品牌|牌子)",
    ),
    (
        "category",
        "(?:favou?rite|preferred|go-to|main|top) category",
        "(?:首选|最爱|偏好|偏爱|常买)的?(?:品类|类目|类别)",
    ),
    (
        "channel",
        "(?:favou?rite|preferred|usual|main) (?:sales |order |shopping )?channel",
        "(?:常用|首选|主要)的?(?:下单|购买)?渠道",
    ),
    (
        "survey_last",
        "(?:last |latest )?survey scores?",
        "(?:最近)?问卷(?:评分|得分|分数)",
    ),
    (
        "interval_mean",
        "(?:usual|average|regular|mean) (?:order )?interval",
        "平均(?:下单|购买)?间隔",
    ),
];

/// A name of any of the columns.
fn names(language: fn(&(&'static str, &'static str, &'static str)) -> &'static str) -> String {
    let all: Vec<&str> = COLUMNS.iter().map(language).collect();
    format!("(?:{})", all.join("|"))
}

/// What ends such a condition: nothing may say more of the column, as in "no birthday in March".
const ENGLISH_END: &str = r"(?: (?:on (?:file|record|their (?:profile|account|card))|recorded|known|given|entered|registered|set|stored|at all|yet|assigned|listed|whatsoever|either|for them|with us|they live in|they are in|they speak|they have))*(?:$|[\s]*[,.;:?!)]|[,]? (?:and|but|or|nor|who|whose|members?|customers?|people|shoppers?|that|though|have|has|is|are|do|does)\b)";
const CHINESE_END: &str = "(?:$|[,.;:?!、)]|的|会员|客户|顾客|用户|人|且|并|但|而|也|又|和|或|有多少|有哪些|有谁|还有|里|中)";

static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    let noun = names(|(_, english, _)| english);
    let list = format!(
        r"(?:(?:, ?| )(?:nor|or|and|and no|or any)? ?(?:is |are )?(?:their |the |an? |any |his |her )?(?:{noun}))*"
    );
    let told =
        "(?:told us|given us|given|entered|left us|left|filled in|registered|provided|shared|set)";
    pattern(&format!(
        concat!(
            r"^(?:(?:(?:there(?:'s| is) |have |has |with |got )?no|without(?: an?| any| their)?|missing(?: an?| their| any)?|lack(?:s|ing)?(?: an?| any| their)?|(?:haven't|hasn't|don't have|doesn't have|do not have|does not have|have not|has not)(?: yet)?(?: got)?(?: an?| any| their)?",
            r"|(?:haven't|hasn't|have not|has not|never|didn't|did not|have never|has never)(?: yet| ever)? {told}(?: an?| any| their| his| her)?",
            r"|(?:we |i )?(?:don't|do not|have no idea|haven't got|do we not|don't we)(?: (?:we|yet))? (?:know|have)(?: an?| any| their| the| which| what)?|unknown|unspecified) ",
            r"({noun}{list})(?: of)?{end}",
            r"|(?:neither )?({noun}{list})(?:,? (?:that |which )?(?:we|i) (?:don't|do not|haven't|have not|never)(?: (?:yet|actually))? (?:know|have|got)|,? (?:(?:don't|haven't) we (?:know|have|got)|(?:do|have) we not (?:know|have|got))|(?: is| are|'s)?(?: both| all| still| simply| currently)?(?:n't| not)(?: yet| actually)? (?:known|recorded|on file|on record|given|set|filled in|stored|registered|entered|listed)|(?: is| are|'s| was)?(?: both| all| still| simply| currently| each)? (?:unknown|missing|blank|empty|not known|left blank|left empty|unspecified))((?:, ?| )(?:and|nor|or) (?:neither )?(?:is |are |do we know |do we have )?(?:their |the |an? |any )?{noun}(?: is| are)?)?(?:{end}|$))",
        ),
        told = told,
        noun = noun,
        list = list,
        end = ENGLISH_END,
    ))
});
/// "Isn't in any segment", "haven't been put in a cluster yet".
static ENGLISH_GROUP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?:isn't|aren't|is not|are not|wasn't|weren't|not|never)(?: yet)? |(?:(?:haven't|hasn't|have not|has not|never|have yet to|has yet to|yet to)(?: yet)? be(?:en)? )|(?:don't|doesn't|do not|does not) )",
        r"(?:been )?(?:(?:put|placed|assigned|sorted|grouped|allocated|classed|fitted|fall|belong|sit|fit|ended up|landed) )?(?:in ?to|in|to|part of|a member of|members of|of|under) (?:(?:any|an?|one of|any of|either)(?: one| of)?(?: (?:our|the|these|those))?)?(?: (?:rfm|customer|member))? ?(segments?|clusters?|groups?)(?: (?:or|nor|and)(?: in)?(?: an?y?)? (segments?|clusters?))?(?: (?:yet|either|at all|so far))*",
        r"|^(?:belong(?:s|ing)? to|(?:are |is )?in|with|have|has) no (?:rfm )?(segments?|clusters?)(?: (?:yet|either|at all|so far))*(?:$|[ ,.;:?!])|^(?:outside (?:of )?(?:all|any|every)(?: of)?(?: our| the)? (segments?|clusters?))|^un(cluster|segment)ed\b",
    ))
});
static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    let noun = names(|(.., chinese)| chinese);
    let kept =
        "(?:登记|填写?|留下?|录入?|提供|设置|告诉过?(?:我们|咱们)?|写|记录?|标注|完善|补|选)";
    pattern(&format!(
        concat!(
            "^(?:[也都又还且并]*(?:还)?(?:没有?|未|从没|从未|尚未|不曾)(?:有)?{kept}?(?:过|了|上)?(?:自己的?|他们的?|她们的?|任何|具体)?({noun}(?:[、和或与及跟]|或者|以及)?(?:{noun})?)(?:信息|记录|数据|资料)?(?:的?(?:这些|那些|这批|那批))?{end}",
            "|({noun}(?:[、和或与及跟]|以及)?(?:{noun})?)(?:信息|一栏|这一栏|这栏|那栏|字段|数据|资料)?(?:是|为|还是|都是|都|还|也|一直|我们|咱们|目前|至今)*(?:空的|空白|空着|空缺|空|未知|缺失|缺着|没有?填写?过?|未填写?|没有?{kept}(?:过|下)?|未{kept}|不详|不知道|不清楚|不明|没有(?:数据|信息|记录)?|查不到)的?)",
        ),
        kept = kept,
        noun = noun,
        end = CHINESE_END,
    ))
});
/// 还没有被归到任何一个聚类, 不属于任何分群.
static CHINESE_GROUP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[也都又还且并]*(?:还)?(?:没有?|未|从没|从未|尚未|不|未能|没能)(?:有)?(?:被|能)?(?:系统)?(?:归|分|划|放|编|落|进|属|纳|算|列|排|在|归类|分配|划分|聚)(?:到|入|进|在|于|为|了)*(?:过)?(?:任何|哪个|某个|任一|哪一|哪)*(?:一个|个|一)?(聚类|簇|(?:rfm ?)?(?:分群|群组|群))(?:里面?|中|内|当中|里头)?|^(聚类|(?:rfm ?)?分群)(?:里|中|上)?(?:还|都|一直)?(?:没有?|未)(?:被|能)?(?:归类|分类|归属|分到|归到|着落|结果|归)",
    )
});
/// The opposite: "whose city is known", 登记了生日的.
static KNOWN: LazyLock<Regex> = LazyLock::new(|| {
    let (english, chinese) = (names(|(_, name, _)| name), names(|(.., name)| name));
    pattern(&format!(
        concat!(
            r"^(?:(?:with|have|has|had|gave us|given us|told us|left us)(?: an?| their| the)? ({english}) (?:on (?:file|record)|recorded|known|registered)\b|({english}) (?:is|are) (?:known|on file|on record|recorded|registered)\b|({english}) we (?:do )?(?:know|have on file|have on record)\b|known ({english})\b",
            "|(?:已经?|有)?(?:登记|填写?|留下?)(?:过|了)({chinese})(?:信息)?{end}|({chinese})(?:信息)?(?:已知|已登记|已填写?|有登记|登记过|登记了|填了|填过)的?)",
        ),
        english = english,
        chinese = chinese,
        end = CHINESE_END,
    ))
});

/// The columns that are named in a text, in their order.
fn columns(text: &str) -> Vec<(usize, usize, &'static str)> {
    static NAMED: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let of = |(column, english, chinese): &(&'static str, &str, &str)| {
            (
                pattern(&format!(r"\b(?:{english})\b|(?:{chinese})")),
                *column,
            )
        };
        COLUMNS.iter().map(of).collect()
    });
    let mut found: Vec<(usize, usize, &str)> = Vec::new();
    for (name, column) in NAMED.iter() {
        for place in name.find_iter(text) {
            let within = |(start, end, _): &(usize, usize, &str)| {
                place.start() < *end && *start < place.end()
            };
            if !found.iter().any(within) {
                found.push((place.start(), place.end(), *column));
            }
        }
    }
    found.sort_unstable();
    found
}

/// The columns of which a text says from `at` on that nothing is known, or that something is: each with where its words
/// end.
pub(super) fn blanks(text: &str, at: usize) -> Vec<(usize, Sense)> {
    let (before, rest) = text.split_at(at);
    let latin = |c: char| c.is_ascii_alphanumeric();
    if before.ends_with(latin) && rest.starts_with(latin) {
        return Vec::new();
    }
    for (form, known) in [
        (&ENGLISH_GROUP, false),
        (&CHINESE_GROUP, false),
        (&ENGLISH, false),
        (&CHINESE, false),
        (&KNOWN, true),
    ] {
        let Some(found) = form.captures(rest) else {
            continue;
        };
        let mut said: Vec<(usize, Sense)> = Vec::new();
        for group in found.iter().skip(1).flatten() {
            // "Groups" alone are clusters or segments.
            let named = match group.as_str() {
                "cluster" | "clusters" => vec![(0, group.len(), "cluster")],
                "segment" | "segments" => vec![(0, group.len(), "rfm")],
                words => columns(words),
            };
            said.extend(named.into_iter().map(|(_, end, column)| {
                let asked = Sense::Ready(column, Asked::Known(known));
                (at + group.start() + end, asked)
            }));
        }
        if let Some(last) = found.iter().skip(1).flatten().last() {
            // What follows the names says only that nothing is known.
            let tail = said_behind(rest, last.end(), found[0].len());
            if let Some(end) = said.last_mut() {
                end.0 = end.0.max(at + tail);
            }
        }
        return said;
    }
    Vec::new()
}

/// Where the words end that belong to what was found, without what only ends it.
fn said_behind(text: &str, names: usize, whole: usize) -> usize {
    static ENDS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:[\s]*[,.;:?!)、]|[,]? (?:and|but|or|nor|who|whose|members?|customers?|people|shoppers?|that|though|have|has|is|are|do|does)|会员|客户|顾客|用户|人|且|并|但|而|也|又|和|或|有多少|有哪些|有谁|还有|里|中|的)$",
        )
    });
    let said = &text[names..whole];
    ENDS.find(said).map_or(whole, |end| names + end.start())
}
