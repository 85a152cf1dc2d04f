//! Plain names out of numbers.

use super::{DescribedCluster, Mark};
use crate::features::{self, Column, Holds};

/// Words of a name at most, unless more are needed to tell two clusters apart.
const WORDS: usize = 3;
/// From so many deviations on it is very much.
const VERY: f64 = 1.5;
/// What tells two clusters apart may lie so near to the mean of all.
const NEAR: f64 = 0.15;

/// What a column says of a cluster: far above the mean, in English and Chinese; far below it, in both.
type Words = (&'static str, [&'static str; 4]);

/// The words of the columns that clusters are mostly made of; in names they stand in this order, before those of other
/// columns.
const WORDS_OF: [Words; 16] = [
    (
        "recency_days",
        ["long away", "久未下单", "recent", "近期下单"],
    ),
    ("orders", ["frequent", "下单频繁", "few orders", "下单少"]),
    (
        "purchase_days",
        ["frequent", "下单频繁", "few orders", "下单少"],
    ),
    (
        "orders_90",
        ["active", "近期活跃", "inactive", "近期不活跃"],
    ),
    (
        "orders_365",
        [
            "many orders this year",
            "近一年下单多",
            "few orders this year",
            "近一年下单少",
        ],
    ),
    ("spend", ["high spend", "高消费", "low spend", "低消费"]),
    (
        "spend_90",
        [
            "high spend lately",
            "近期高消费",
            "low spend lately",
            "近期低消费",
        ],
    ),
    (
        "spend_365",
        [
            "high spend this year",
            "近一年高消费",
            "low spend this year",
            "近一年低消费",
        ],
    ),
    (
        "mean_order",
        ["large orders", "客单价高", "small orders", "客单价低"],
    ),
    ("tenure_days", ["long-standing", "老会员", "new", "新会员"]),
    ("first_days", ["long-standing", "老会员", "new", "新会员"]),
    (
        "discount_share",
        ["fond of discounts", "偏爱折扣", "full price", "少用折扣"],
    ),
    (
        "categories",
        ["broad taste", "品类广", "narrow taste", "品类窄"],
    ),
    (
        "churn_risk",
        [
            "likely to leave",
            "流失风险高",
            "likely to stay",
            "流失风险低",
        ],
    ),
    ("value", ["high worth", "高价值", "low worth", "低价值"]),
    (
        "overdue",
        ["overdue", "已过常规间隔", "on time", "按时回购"],
    ),
];

/// Names every cluster unlike the others.
pub(super) fn name(columns: &[&Column], clusters: &mut [DescribedCluster]) {
    let mut names: Vec<[String; 2]> = clusters
        .iter()
        .map(|cluster| named(&cluster.marks, WORDS, false))
        .collect();
    // First what is very much is called so, then nearer columns are named, then the clusters are numbered.
    for again in [
        |_: &[&Column], cluster: &DescribedCluster| named(&cluster.marks, WORDS, true),
        |columns: &[&Column], cluster: &DescribedCluster| {
            named(&nearer(columns, cluster), columns.len(), true)
        },
    ] {
        for place in shared(&names) {
            names[place] = again(columns, &clusters[place]);
        }
    }
    // Largest first, so that the number says which is the larger.
    for (place, cluster) in clusters.iter_mut().enumerate() {
        let numbered = |language: usize, number: fn(usize) -> String| {
            let name = &names[place][language];
            let earlier = names[..place]
                .iter()
                .filter(|names| names[language] == *name);
            match earlier.count() {
                0 => name.clone(),
                earlier => format!("{name}{}", number(earlier + 1)),
            }
        };
        cluster.name_en = numbered(0, |number| format!(" ({number})"));
        cluster.name_zh = numbered(1, |number| format!("（{number}）"));
    }
}

/// The places of names that another cluster has too, in either language.
fn shared(names: &[[String; 2]]) -> Vec<usize> {
    let twice = |place: &usize| {
        let same = |(other, name): (usize, &[String; 2])| {
            other != *place && (name[0] == names[*place][0] || name[1] == names[*place][1])
        };
        names.iter().enumerate().any(same)
    };
    (0..names.len()).filter(twice).collect()
}

/// The columns that do not lie just at the mean of all, the furthest first.
fn nearer(columns: &[&Column], cluster: &DescribedCluster) -> Vec<Mark> {
    let mut marks: Vec<Mark> = columns
        .iter()
        .zip(&cluster.deviations)
        .filter(|(_, deviation)| deviation.abs() >= NEAR)
        .map(|(column, &deviations)| Mark {
            column: column.name.to_owned(),
            deviations,
        })
        .collect();
    marks.sort_by(|left, right| right.deviations.abs().total_cmp(&left.deviations.abs()));
    marks
}

/// A name of at most so many of the marks, in English and Chinese.
fn named(marks: &[Mark], most: usize, very: bool) -> [String; 2] {
    let mut marks: Vec<&Mark> = marks.iter().take(most).collect();
    marks.sort_by_key(|mark| order(&mark.column));
    let mut names: [Vec<String>; 2] = Default::default();
    for mark in marks {
        let strong = very && mark.deviations.abs() >= VERY;
        for (list, word) in names.iter_mut().zip(words(mark, strong)) {
            // Two columns of one meaning, such as orders and days with an order, are one word.
            if !list.contains(&word) {
                list.push(word);
            }
        }
    }
    let [english, chinese] = names;
    if english.is_empty() {
        return ["average".to_owned(), "普通会员".to_owned()];
    }
    [english.join(", "), chinese.join("、")]
}

/// Where a column stands in a name.
fn order(column: &str) -> usize {
    let known = WORDS_OF.iter().position(|(name, _)| *name == column);
    known.unwrap_or_else(|| {
        let place = features::columns().position(|other| other.name == column);
        WORDS_OF.len() + place.unwrap_or(0)
    })
}

/// What a mark is called, in English and Chinese.
fn words(mark: &Mark, strong: bool) -> [String; 2] {
    let above = mark.deviations > 0.0;
    let (very, much) = if strong {
        ("very ", "非常")
    } else {
        ("", "")
    };
    let known = WORDS_OF.iter().find(|(name, _)| *name == mark.column);
    if let Some((_, [high_en, high_zh, low_en, low_zh])) = known {
        return if above {
            [format!("{very}{high_en}"), format!("{much}{high_zh}")]
        } else {
            [format!("{very}{low_en}"), format!("{much}{low_zh}")]
        };
    }
    let Some(column) = features::column(&mark.column) else {
        return [mark.column.clone(), mark.column.clone()];
    };
    let (english, chinese) = match (column.holds, above) {
        (Holds::Flag, true) => ("mostly", "多数"),
        (Holds::Flag, false) => ("seldom", "少数"),
        (Holds::Count, true) => ("many", "多"),
        (Holds::Count, false) => ("few", "少"),
        (Holds::Days, true) => ("many", "长"),
        (Holds::Days, false) => ("few", "短"),
        (_, true) => ("high", "高"),
        (_, false) => ("low", "低"),
    };
    let chinese = match column.holds {
        Holds::Flag => format!("{chinese}{}", column.zh),
        _ => format!("{}{much}{chinese}", column.zh),
    };
    [format!("{very}{english} {}", column.en), chinese]
}
