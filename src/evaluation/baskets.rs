//! Frequent itemsets and rules of a file of baskets.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::insights::baskets::BasketRules;
use crate::learn::choosing::rank;
use crate::learn::itemsets::{Frequent, Itemsets, ItemsetsError, rules};
use crate::learn::neighbours::ItemNeighbours;
use crate::learn::popularity::Popularity;
use crate::learn::sequence::{self, Kind, Round, SequenceError, SequenceSettings};
use crate::learn::{Draws, Sequences};

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
    /// The sequence model.
    #[error(transparent)]
    Sequence(#[from] SequenceError),
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
    /// How baskets are completed, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub completing: Vec<Completing>,
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

/// How often the item that was taken out of a basket is among the first that a model would complete it with.
#[derive(Clone, Debug, Serialize)]
pub struct Completing {
    /// The model.
    pub name: &'static str,
    /// Baskets that were to be completed.
    pub baskets: usize,
    /// The share with the item among the first five.
    #[serde(rename = "hr@5")]
    pub hr_5: f64,
    /// The share with the item among the first ten.
    #[serde(rename = "hr@10")]
    pub hr_10: f64,
    /// The gain of lists of ten.
    #[serde(rename = "ndcg@10")]
    pub ndcg_10: f64,
    /// Seconds that fitting took.
    pub fit_s: f64,
}

/// Of every fifth basket, one item is taken out, by draws with a seed; models fitted on the others are to name it by what is
/// left: popularity, the cosine of pairs, the rules of the product, and a sequence model that reads the basket in its order.
///
/// # Errors
/// What cannot be fitted.
pub fn bench_completion(
    file: &BasketsFile,
    progress: &dyn Fn(&str, f64),
) -> Result<Vec<Completing>, BasketsError> {
    let mut draws = Draws::new(1);
    let (mut fitted, mut asked) = (Vec::new(), Vec::new());
    for (place, basket) in file.baskets.iter().enumerate() {
        if place % 5 == 4 && basket.len() > 1 {
            let mut left = basket.clone();
            let out = draws.below(u32::try_from(left.len()).unwrap_or(u32::MAX));
            let target = left.remove(out as usize);
            left.retain(|&item| item != target);
            if !left.is_empty() {
                asked.push((left, target));
            }
        } else {
            fitted.push(basket.clone());
        }
    }
    let mut sequences = Sequences::new(file.names.len());
    for basket in &fitted {
        sequences.push(basket);
    }
    let mut rows = Vec::new();
    let mut tried =
        |name: &'static str, begun: Instant, score: &(dyn Fn(&[u32], &mut [f32]) + Sync)| {
            let fit_s = begun.elapsed().as_secs_f64();
            let places: Vec<(usize, u32)> = asked
                .iter()
                .map(|(_, target)| *target)
                .enumerate()
                .collect();
            let hits = rank(
                &places,
                |place, scores| {
                    score(&asked[place].0, scores);
                    &asked[place].0
                },
                file.names.len(),
            );
            rows.push(Completing {
                name,
                baskets: asked.len(),
                hr_5: hits.hit_rate(5),
                hr_10: hits.hit_rate(10),
                ndcg_10: hits.ndcg(10),
                fit_s,
            });
        };
    let begun = Instant::now();
    let popularity = Popularity::count(&sequences);
    tried("popularity", begun, &|basket, scores| {
        popularity.score(basket, scores);
    });
    let begun = Instant::now();
    let pairs = ItemNeighbours::fit(&sequences, 1.0);
    tried("pairs", begun, &|basket, scores| {
        pairs.score(basket, scores);
    });
    let begun = Instant::now();
    let rules = BasketRules::fit(&fitted)?;
    tried("rules", begun, &|basket, scores| {
        popularity.score(basket, scores);
        let most = scores.iter().copied().fold(1.0, f32::max);
        for score in scores.iter_mut() {
            *score /= most * 1e6;
        }
        for (place, completion) in rules.complete(basket, usize::MAX).iter().enumerate() {
            #[allow(clippy::cast_precision_loss, reason = "a place in a list")]
            let score = 1.0 / (place as f32 + 1.0);
            scores[completion.item as usize] += score;
        }
    });
    let begun = Instant::now();
    let settings = SequenceSettings {
        rounds: 8,
        ..SequenceSettings::of(Kind::Attention)
    };
    #[allow(clippy::cast_precision_loss, reason = "a share")]
    let told = |round: &Round| progress("sasrec", round.number as f64 / 8.0);
    let model = sequence::fit(
        &sequences,
        &[],
        settings,
        &sequence::processor(),
        &mut |round| told(round),
    )?;
    tried("sasrec", begun, &|basket, scores| {
        if model.score(basket, scores).is_err() {
            scores.fill(0.0);
        }
    });
    Ok(rows)
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
        let item = if let Some(&item) = items.get(&line.item) {
            item
        } else {
            let item = u32::try_from(file.names.len()).unwrap_or(u32::MAX);
            file.names.push(line.item.clone());
            items.insert(line.item, item);
            item
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
        completing: Vec::new(),
    })
}
