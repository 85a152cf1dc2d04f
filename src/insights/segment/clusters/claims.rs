//! What a name that somebody else finds may say of a cluster: words of a closed list, each with a test over its numbers.

use super::{DescribedCluster, FAR, MemberClusters};
use crate::features::{self, Column};
use crate::ids::Language;

/// Claims of a name at most: with what the members are called that is four words.
const CLAIMS: usize = 3;

/// What may be said of a column: far above the mean of all, and far below it, each in English and Chinese.
struct Sayings {
    /// Columns of one meaning.
    columns: &'static [&'static str],
    high: Words,
    low: Words,
}

/// Words of one meaning, any of which may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Words {
    en: &'static [&'static str],
    zh: &'static [&'static str],
}

const SAYINGS: [Sayings; 8] = [
    Sayings {
        columns: &["recency_days"],
        high: Words {
            en: &["lapsed", "dormant", "absent"],
            zh: &["沉睡", "久未下单"],
        },
        low: Words {
            en: &["recent", "current"],
            zh: &["近期", "近期活跃"],
        },
    },
    Sayings {
        columns: &["orders", "purchase_days"],
        high: Words {
            en: &["frequent", "regular"],
            zh: &["高频", "常购"],
        },
        low: Words {
            en: &["occasional", "infrequent"],
            zh: &["低频", "偶购"],
        },
    },
    Sayings {
        columns: &["spend"],
        high: Words {
            en: &["high-spending", "big-spending"],
            zh: &["高消费", "大额"],
        },
        low: Words {
            en: &["low-spending", "small-spending"],
            zh: &["低消费", "小额"],
        },
    },
    Sayings {
        columns: &["mean_order"],
        high: Words {
            en: &["large-basket"],
            zh: &["高客单"],
        },
        low: Words {
            en: &["small-basket"],
            zh: &["低客单"],
        },
    },
    Sayings {
        columns: &["tenure_days", "first_days"],
        high: Words {
            en: &["long-standing"],
            zh: &["资深"],
        },
        low: Words {
            en: &["new"],
            zh: &["新"],
        },
    },
    Sayings {
        columns: &["discount_share"],
        high: Words {
            en: &["discount-loving"],
            zh: &["偏爱折扣"],
        },
        low: Words {
            en: &["full-price"],
            zh: &["原价"],
        },
    },
    Sayings {
        columns: &["visit_days_90", "visit_days_30"],
        high: Words {
            en: &["browsing"],
            zh: &["常逛"],
        },
        low: Words {
            en: &["seldom-browsing"],
            zh: &["少逛"],
        },
    },
    Sayings {
        columns: &["categories"],
        high: Words {
            en: &["versatile"],
            zh: &["多品类"],
        },
        low: Words {
            en: &["focused"],
            zh: &["单品类"],
        },
    },
];

/// Of members who lie near the mean in everything.
const TYPICAL: Words = Words {
    en: &["typical", "average"],
    zh: &["普通", "一般"],
};

/// What members are called, which claims nothing.
const MEMBERS: Words = Words {
    en: &["members", "customers", "shoppers", "buyers"],
    zh: &["会员", "顾客", "客户", "买家"],
};

impl Words {
    fn of(self, language: Language) -> &'static [&'static str] {
        match language {
            Language::English => self.en,
            Language::Chinese => self.zh,
        }
    }
}

/// Why a name cannot be a cluster's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing that can be said is true of it.
    #[error("its numbers allow no claim that a name may make")]
    NothingToSay,
    /// It says something else.
    #[error("`{0}` says something that its numbers do not, or says it twice")]
    Untrue(String),
    /// Another one is called so.
    #[error("`{0}` is another cluster's name")]
    Taken(String),
}

/// What is true of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Groups of words, of each of which a name takes one at most; the furthest from the mean first.
    groups: Vec<Words>,
}

impl MemberClusters {
    /// What is true of a cluster.
    #[must_use]
    pub fn claims(&self, cluster: &DescribedCluster) -> Claims {
        let mut far: Vec<(&str, f64)> = self
            .columns
            .iter()
            .map(String::as_str)
            .zip(cluster.deviations.iter().copied())
            .filter(|(_, deviation)| deviation.abs() >= FAR)
            .collect();
        far.sort_by(|left, right| right.1.abs().total_cmp(&left.1.abs()));
        if far.is_empty() {
            let groups = vec![TYPICAL];
            return Claims { groups };
        }
        let mut groups: Vec<Words> = Vec::new();
        for (column, deviation) in far {
            let sayings = SAYINGS
                .iter()
                .find(|sayings| sayings.columns.contains(&column));
            let Some(sayings) = sayings else { continue };
            let (said, opposite) = if deviation > 0.0 {
                (sayings.high, sayings.low)
            } else {
                (sayings.low, sayings.high)
            };
            // Two columns of one meaning say it once; where they contradict each other, the one that is further off does.
            if !groups.contains(&said) && !groups.contains(&opposite) {
                groups.push(said);
            }
        }
        groups.truncate(CLAIMS);
        Claims { groups }
    }

    /// The numbers of a cluster over the mean of all, in a line; columns whose mean is not above 0 are left out.
    #[must_use]
    pub fn relative(&self, cluster: &DescribedCluster, language: Language) -> String {
        let columns = self.columns.iter().enumerate().filter_map(|(place, name)| {
            let clusters = self.clusters.iter();
            let mean: f64 = clusters.map(|other| other.share * other.means[place]).sum();
            let column: &Column = features::column(name)?;
            (mean > 0.0).then(|| {
                let times = cluster.means[place] / mean;
                match language {
                    Language::English => format!("{}: {times:.1} times the mean", column.en),
                    Language::Chinese => format!("{}：均值的 {times:.1} 倍", column.zh),
                }
            })
        });
        let columns: Vec<String> = columns.collect();
        match language {
            Language::English => columns.join("; "),
            Language::Chinese => columns.join("；"),
        }
    }
}

impl Claims {
    /// All names that are true, as a regular expression without anchors; none where nothing can be said.
    #[must_use]
    pub fn pattern(&self, language: Language) -> Option<String> {
        let between = match language {
            Language::English => " ",
            Language::Chinese => "",
        };
        let any = |words: Words| format!("({})", words.of(language).join("|"));
        let ways = orders_of(self.groups.len());
        let claims = ways.iter().map(|way| {
            let groups = way.iter().map(|&place| any(self.groups[place]));
            groups.collect::<Vec<_>>().join(between)
        });
        let claims = claims.collect::<Vec<_>>().join("|");
        (!claims.is_empty()).then(|| format!("({claims}){between}{}", any(MEMBERS)))
    }

    /// Whether a name says what is true, and nothing else.
    ///
    /// # Errors
    /// Where it does not, or nothing can be said.
    pub fn check(&self, name: &str, language: Language) -> Result<(), NameError> {
        if self.groups.is_empty() {
            return Err(NameError::NothingToSay);
        }
        let rest = |noun: &&str| name.strip_suffix(*noun);
        let nouns = MEMBERS.of(language).iter();
        let true_of =
            |claims: &str| self.says(claims, language, &mut vec![false; self.groups.len()]);
        if nouns.filter_map(rest).any(true_of) {
            Ok(())
        } else {
            Err(NameError::Untrue(name.to_owned()))
        }
    }

    /// Whether `text` is some claims, one at least, each of another group than those that were `said`.
    fn says(&self, text: &str, language: Language, said: &mut [bool]) -> bool {
        if text.is_empty() {
            return said.contains(&true);
        }
        for (place, words) in self.groups.iter().enumerate() {
            if said[place] {
                continue;
            }
            for word in words.of(language) {
                let rest = text.strip_prefix(word).and_then(|rest| match language {
                    Language::English => rest.strip_prefix(' '),
                    Language::Chinese => Some(rest),
                });
                said[place] = true;
                if rest.is_some_and(|rest| self.says(rest, language, said)) {
                    return true;
                }
                said[place] = false;
            }
        }
        false
    }
}

/// Every order of one or more of so many places.
fn orders_of(places: usize) -> Vec<Vec<usize>> {
    let mut ways: Vec<Vec<usize>> = vec![Vec::new()];
    let mut from = 0;
    while from < ways.len() {
        let way = ways[from].clone();
        for place in (0..places).filter(|place| !way.contains(place)) {
            ways.push([way.as_slice(), &[place]].concat());
        }
        from += 1;
    }
    // The longest first: an engine that takes the first alternative that fits would stop too early.
    ways.remove(0);
    ways.reverse();
    ways
}
