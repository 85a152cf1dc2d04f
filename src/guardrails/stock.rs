//! Claims about whether a thing can be had, without a number.

use std::sync::LazyLock;

use regex::Regex;

use super::text::pattern;

static ABSENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"out of stock|sold out|unavailable|not (currently |presently |now )?(in stock|available)|none (left|in stock)|no stock|no longer available",
        r"|(isn't|aren't) (currently )?(in stock|available)",
        r"|\b(there (are|is)( currently)? no|we have no|no) [^.,;]{1,60}(left|in stock|available)",
        r"|缺货|无货|没货|没有(现|存)?货|没有库存|无库存|售罄|卖完|卖光|断货|暂时没有|库存为?(0|零)|库存不足|不能买|买不到",
    ))
});
static PRESENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bin stock\b|\bavailable\b|还有([，。！,.! ]|$)|还有\d|\bready to ship\b|有货|现货|有库存|库存充足|可以买|能买到|可购买|plenty",
    )
});

/// A claim that something can or cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StockClaim {
    /// Where it stands in the normalised sentence, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Whether the thing is said to be there.
    pub(super) present: bool,
}

/// All such claims in a normalised sentence, in order.
pub(super) fn claims(sentence: &str) -> Vec<StockClaim> {
    let absent: Vec<_> = ABSENT
        .find_iter(sentence)
        .map(|found| found.range())
        .collect();
    let mut claims: Vec<StockClaim> = absent
        .iter()
        .map(|range| StockClaim {
            start: range.start,
            end: range.end,
            present: false,
        })
        .chain(
            PRESENT
                .find_iter(sentence)
                .filter(|found| !absent.iter().any(|range| range.contains(&found.start())))
                .map(|found| StockClaim {
                    start: found.start(),
                    end: found.end(),
                    present: true,
                }),
        )
        .collect();
    claims.sort_by_key(|claim| claim.start);
    claims
}
