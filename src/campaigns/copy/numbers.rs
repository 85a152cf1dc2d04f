//! Numbers that are no placeholder: digits of any script, and the words that count.

use std::sync::LazyLock;

use regex::Regex;

use super::findings::{Both, Finding, Page, Severity};
use super::folding::{Folded, is_field};
use crate::guardrails::pattern;

/// The rule's name.
pub(super) const RULE: &str = "number";

/// English words that count. What only sounds like a number stands in [`NOT_COUNTED`].
static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen",
        r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -]\w+)?|hundreds?|thousands?|[mbtz]?illions?|millions?|billions?|dozens?",
        r"|one(?:[ -](?:hundred|thousand|third|quarter|half|pounds?|dollars?|euros?|pence|penny|cents?|yuan|percent|left))",
        r"|(?:only|just|last) one(?:[ -](?:day|hour|week|month|minute|night|item|piece|unit)s?)?(?: left| remaining)?\b|one(?:[ -](?:day|hour|week|month|minute|night|weekend))(?:s)?(?: only| left| to go| delivery| guarantee| warranty)",
        r"|(?:buy|get) one|one free|one in every|bogof?|b1g1|(?:two|three|four)[ -]?fold|\d-for-\d",
        r"|half(?:[ -]?(?:price[ds]?|off|the (?:price|cost|time|calories|sugar|fat|weight|size|money)|a (?:million|dozen|kilo|litre|liter|hour|day)|an hour|the usual|of (?:all|our)))",
        r"|(?:by|in) half|(?:a|one|two|three)[ -](?:third|quarter|fifth|tenth)s?(?: (?:off|less|more|of|cheaper|lower|extra))?",
        r"|(?:third|quarter) off|twice(?: as| the| your| a| more)|thrice|(?:three|four|five|ten|many) times",
        r"|(?:double|doubled|doubling|triple|tripled|quadruple|treble)(?: (?:the|your|our|up on|their))?(?: \w+)? ?(?:points?|rewards?|discounts?|savings?|value|stars?|credits?|cashback|benefits?|size|strength|amount|money|stamps?|miles|bonus(?:es)?|order|pleasure|results?)",
        r"|zero (?:percent|interest|fees?|deposit|cost|charges?|calories|pounds?|dollars?|down)|(?:points?|rewards?|stamps?|savings?)\b[^.!?\n]{0,20}\b(?:twice|double[ds]?|triple[ds]?)|the (?:second|third|fourth|fifth|sixth|tenth) (?:one )?(?:is|are|comes|costs|for|at|on us)|x{1,3}%|nil fees?",
        r"|(?:per ?cent|percent(?:age)?) (?:off|less|more|discount|cheaper|lower|of)|umpteen|tenners?|fivers?|(?:a|few|couple of) quid|(?:a|per) (?:ton|grand)|a score of)\b",
    ))
});

/// Where English words that count do not.
static NOT_COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:no two\b|two (?:hands|feet|left feet)|(?:thanks a (?:million|billion)|(?:a|one in a|thanks a|feel like a|look like a|like a) (?:million|billion)(?: thanks| dollars| bucks)?|a million thanks",
        r"|second to none|cloud nine|nine to five|high five|forty winks|at sixes and sevens|two[ -](?:tone|toned|way|ply|faced|piece|in[ -]one)",
        r"|(?:put|our|your|my) two (?:cents|pence)|one or two|(?:a|an) \w+ or two|in two minds|catch twenty[ -]two|twenty[ -]twenty vision",
        r"|dressed to the nines|the whole nine yards|ten out of ten|it takes two|just the two of (?:you|us)|the two of (?:you|us|them)",
        r"|(?:think|look|check|ask|knock|blink) twice|twice over|on all fours|afternoon tea for two|(?:table|dinner|breakfast|brunch|lunch|tea|supper|picnic) for two|made for two|between two|just one (?:more )?(?:thing|moment|click|tap|word|look|step|sip|bite)|only one (?:thing|way|you|rule)|by half[ -]term)\b)",
    ))
});

/// Chinese numerals before what they count, and words that count without one.
static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:[零〇二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟萬億]|一[零〇一二三四五六七八九十百千万亿])[零〇一二两三四五六七八九十百千万亿点]*[多余来几]?[ 个]?",
        r"(?:折|成|倍|元|块|圆|毛|角|分钱|万元|英镑|镑|美元|美金|欧元|人民币|件|只|款|种|样|条|盒|瓶|杯|本|套|双|支|张|包|袋|把|盏|副|份|名|位|人|次|届|家|台|颗|粒|枚|片|罐|箱|盘|碗|朵|对|幅|层|档|级|代|项|步|大|重|万|亿|天|周|小时|分钟|秒|年|月|日|号|点|岁|毫升|升|克|斤|公斤|千克|米|厘米|毫米|寸|码|度|公里|平方|个|积分|分之)",
        r"|百分之[零〇一二两三四五六七八九十百千点几半]+|[零〇一二三四五六七八九十几]折(?:起|扣|优惠)?|[一二三四五六七八九]+[二三四五六七八九]折",
        r"|一(?:折|元|块钱|分钱|毛钱|角钱|成|倍|万|千|百|亿)|一半(?:价|的价|优惠|价格)|(?:省|减|降|便宜|只要|只需|仅需|少|优惠|直降|立减)(?:了|下)?一半",
        r"|半价|半折|对折|折半|减半|半买半送|腰斩|翻[倍番]|翻[一二两三四五六七八九十]番|(?:双|多|数|几|加|两|三|百|千|万)倍(?:积分|奖励|优惠|返|收益|的?奖|速度|效果|回报|金币)?",
        r"|买[一二两三四五六七八九十几][送赠免得]|第[二三四五六七八九十]+[件杯双份瓶盒套]|拍[一二三四五六七八九十]|满[一二两三四五六七八九十百千万]+|[减省返立]减?[一二两三四五六七八九十百千万]+元?",
        r"|(?:仅|只|限时|倒计时|仅剩|只剩|还剩|剩下?|不到)(?:最后)?(?:有|要|用|需|剩)?一(?:天|日|小时|周|件|个小时|分钟|晚|夜|席|台|套|双|盒|瓶|份|组|次机会|位)|一(?:天|日|小时|周|个?月|年)(?:内|之内|质保|保修|包换|包退|有效|无理由)|(?:质保|保修)一年",
        r"|[数上成近超逾几]十?[百千万亿]+(?:名|位|人|家|件|款|个|份|元|用户|会员|顾客|家庭|好评|人次|万)?[^一金年物事里变家]|零元|零首付|零利息|零手续费|免息[一二三四五六七八九十]+期|[一二三四五六七八九十]+期免息",
        r"|[一二三四五六七八九十]+月[一二三四五六七八九十廿]+[日号]?|周[一二三四五六日天](?:截止|结束|止|前|到期|下架|恢复)|星期[一二三四五六日天](?:截止|结束|止|前|到期)|[一二三四五六七八九十两]+点(?:开抢|截止|结束|前|整|准时|开售)",
    ))
});

/// Where Chinese numerals count nothing.
static NO_COUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"两(?:只(?:脚|手|眼|耳)|手|脚|腿)|一千道一万|千言万语|最后一(?:天|日|晚|夜|周)|万分|千万(?:别|不|要|记|小心|勿)|万一|万事|万物|万家|万里|万般|万千|万象|万用|万能|万圣|四季|四周(?:环|围|的|都)|四处|四海|四方|三餐|三两|三五|五谷|五彩|五官|五香|七彩|七夕|八方|八角|八宝|九宫|九层塔",
        r"|百(?:搭|合|货|姓|般|忙|里|变|花|草|味|年好|香果|家|叶|科|态|吃不厌|看不厌|思|尝|折)|千(?:家|里|万里|层|般|百|丝|张|纸|山|言|挑|姿|篇|古|岛)|[一两三]两全|两全其美|两不误|两者|两手|两旁|两侧|两端|两头|两岸|两眼|两个人|两人(?:世界|时光|份)|二(?:手|维码|胡|人世界|话不说)|三(?:明治|文鱼|角|思|顾|心二意|色堇|七|月里)",
        r"|拍一拍|十足|十全|十字|不二|独一无二|说一不二|一五一十|一心一意|一心二用|一年四季|一日三餐|三餐四季|五一|六一|三八|双十[一二]|双[一二]|十一(?:假期|长假|黄金周|国庆|小长假)|八一|五四|二十四节气|二月二|三月三|九九重阳|腊八|初[一二三四五六七八九十]|十五(?:的月|月圆|元宵)|正月",
        r"|半天|成千上万|千千万万|成百上千|五颜六色|四面|七上八下|七嘴八舌|三三两两|九牛|八仙|千与|一千零一夜|一举两得|百分百|百[日天]宴|满月|百岁|千层|六神|四君子|二锅头|三层肉|五花|三宝|四宝|四件套|三件套|五金|六角|八卦|九阳|七分|三分|九分裤|七分袖|五分袖|一百分|第一百|万年青|千年|百年|几个(?:人|朋友|月)?|几天|几件|几款|几样|几分|几份|几位|几年|几次|几步|几种|几[片朵颗粒瓶杯盒]|零(?:件|钱|食|头|碎|星|散|售)|一两(?:[个天次句样口杯步页封周下]|分钟|小时)",
    ))
});

/// What counts, in a folded text: ranges of bytes in the text as written.
fn counted(plain: &Folded, tight: &Folded) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (view, words, not) in [
        (plain, &*ENGLISH, &*NOT_COUNTED),
        (tight, &*ENGLISH, &*NOT_COUNTED),
        (tight, &*CHINESE, &*NO_COUNT),
    ] {
        let exempt: Vec<_> = not.find_iter(&view.text).collect();
        for word in words.find_iter(&view.text) {
            let free = |other: &regex::Match<'_>| {
                other.start() <= word.start() && word.start() < other.end()
            };
            if !exempt.iter().any(free) {
                found.push(view.origin(word.start(), word.end()));
            }
        }
    }
    found.extend(digits(plain));
    found
}

/// Runs of digits, and signs of a share that no placeholder stands before.
fn digits(view: &Folded) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut run, mut before): (Option<(usize, usize)>, char) = (None, ' ');
    for (at, c) in view.text.char_indices() {
        let end = at + c.len_utf8();
        let counts = c.is_numeric() && c != '〇' || matches!(c, '💯' | '🔟');
        let joins = run.is_some() && matches!(c, '.' | ',' | '-' | ':' | '/');
        let share = matches!(c, '%' | '‰') && !is_field(before);
        if counts || share || joins {
            run = Some((
                run.map_or(at, |(start, _)| start),
                if joins {
                    run.map_or(end, |run| run.1)
                } else {
                    end
                },
            ));
        } else if let Some((start, end)) = run.take() {
            found.push(view.origin(start, end));
        }
        if c != ' ' {
            before = c;
        }
    }
    found.extend(run.map(|(start, end)| view.origin(start, end)));
    found
}

/// Numbers in a part that are no placeholder. What lies within `free` (addresses that may stand there) is none.
pub(super) fn numbers(
    page: Page<'_>,
    plain: &Folded,
    tight: &Folded,
    free: &[(usize, usize)],
) -> Vec<Finding> {
    let mut ranges = counted(plain, tight);
    ranges.retain(|(start, end)| !free.iter().any(|(from, to)| from <= start && end <= to));
    ranges.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for (start, end) in ranges {
        match merged.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    let finding = |range| {
        page.finding(
            (Severity::Error, RULE),
            range,
            Both::new(
                "A number in a text is unsupported unless code fills it in from the offer, the product or the member.",
                "文案里的数字必须由程序从优惠、商品或会员资料填入，手写的数字没有依据。",
            ),
            Some(Both::new(
                "Write the placeholder instead, such as {{offer.what}}, {{offer.percent}} or {{product.price}}, or say it without a number.",
                "改用占位符，例如 {{offer.what}}、{{offer.percent}} 或 {{product.price}}，或者不提数字。",
            )),
        )
    };
    merged.into_iter().map(finding).collect()
}
