//! Frequent itemsets and rules of a file of baskets.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::learn::itemsets::{Frequent, Itemsets, ItemsetsError, rules};

/// More sets than this are an error.
const MOST: usize = 20_000_000;
/// Rules that are told one by one.
const TOLD: usize = 10;

/// The lines of a file.
#[derive(Clone, Debug, Default)]
pub struct BasketsFile {
    /// The items of each basket, by their numbers.
    pub baskets: Vec<Vec<u32>>,
    /// What the items are called.
    pub names: Vec<String>,
}

/// Why a file cannot be read, or what is asked for not found.
#[derive(Debug, thiserror::Error)]
pub enum BasketsError {
    /// A line that cannot be read.
    #[error("{0}; a line is a basket and one of its items, below the head `basket,item`")]
    Csv(#[from] csv::Error),
    /// A line without one of the two.
    #[error("line {line}: `{field}` is empty; a line is a basket and one of its items")]
    EmptyField {
        /// From 1.
        line: u64,
        /// Which.
        field: &'static str,
    },
    /// There are no baskets.
    #[error(
        "the file has no baskets; it needs the head `basket,item` and a line for each item of each basket"
    )]
    NoBaskets,
    /// The thresholds.
    #[error(transparent)]
    Itemsets(#[from] ItemsetsError),
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct BasketsReport {
    /// Baskets.
    pub baskets: usize,
    /// Frequent sets by their size.
    pub itemsets: BTreeMap<usize, usize>,
    /// Frequent sets.
    pub itemsets_total: usize,
    /// Rules with one item on the right.
    pub rules: usize,
    /// Seconds that finding both took.
    pub seconds: f64,
    /// The rules with the greatest lift.
    pub strongest: Vec<NamedRule>,
}

/// A rule in the file's names.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "as in the rule that it names")]
pub struct NamedRule {
    pub left: Vec<String>,
    pub right: String,
    pub count: u32,
    pub support: f64,
    pub confidence: f64,
    pub lift: f64,
    pub leverage: f64,
}

#[derive(Deserialize)]
struct Line {
    basket: String,
    item: String,
}

/// Reads `basket,item` lines with that head; the lines of a basket may stand anywhere.
///
/// # Errors
/// A line that is none; a file without baskets.
pub fn read_baskets(text: &str) -> Result<BasketsFile, BasketsError> {
    let mut file = BasketsFile::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut items: HashMap<String, u32> = HashMap::new();
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let head = reader.headers()?.clone();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        let line: Line = record.deserialize(Some(&head))?;
        for (field, value) in [("basket", &line.basket), ("item", &line.item)] {
            if value.is_empty() {
                let line = record.position().map_or(0, csv::Position::line);
                return Err(BasketsError::EmptyField { line, field });
            }
        }
        let next = file.baskets.len();
        let place = *places.entry(line.basket).or_insert(next);
        if place == next {
            file.baskets.push(Vec::new());
        }
        let item = match items.get(&line.item) {
            Some(&item) => item,
            None => {
                let item = u32::try_from(file.names.len()).unwrap_or(u32::MAX);
                file.names.push(line.item.clone());
                items.insert(line.item, item);
                item
            }
        };
        file.baskets[place].push(item);
    }
    if file.baskets.is_empty() {
        return Err(BasketsError::NoBaskets);
    }
    Ok(file)
}

/// Finds the sets and rules.
///
/// # Errors
/// Thresholds that are none, or too many sets.
pub fn bench_baskets(
    file: &BasketsFile,
    support: f64,
    confidence: f64,
) -> Result<BasketsReport, BasketsError> {
    let begun = Instant::now();
    let frequent = Frequent {
        support,
        most: MOST,
    };
    let found = Itemsets::find(&file.baskets, frequent)?;
    let mut rules = rules(&found, confidence)?;
    let seconds = begun.elapsed().as_secs_f64();
    let count = rules.len();
    rules.sort_by(|a, b| {
        b.lift
            .total_cmp(&a.lift)
            .then_with(|| b.count.cmp(&a.count))
    });
    let name = |item: &u32| file.names[*item as usize].clone();
    let strongest = rules.iter().take(TOLD).map(|rule| NamedRule {
        left: rule.left.iter().map(name).collect(),
        right: name(&rule.right),
        count: rule.count,
        support: rule.support,
        confidence: rule.confidence,
        lift: rule.lift,
        leverage: rule.leverage,
    });
    Ok(BasketsReport {
        baskets: found.baskets,
        itemsets: (1..).zip(found.by_size()).collect(),
        itemsets_total: found.sets.len(),
        rules: count,
        seconds,
        strongest: strongest.collect(),
    })
}
