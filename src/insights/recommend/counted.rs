//! What is counted from orders: what is popular of late, and what is bought together with a product or a basket.

use std::collections::HashMap;

use crate::ids::ProductKey;
use crate::orders::Baskets;

/// After so many days an order counts half.
const HALF_LIFE_DAYS: f64 = 45.0;
/// Together in fewer orders than this is chance.
const LEAST_TOGETHER: u32 = 2;
/// Baskets larger than this are a wholesaler's whole range and say little about what goes together.
const LARGEST_BASKET: usize = 120;
/// Exponents of the cosine's two popularities, query and target: a target's own popularity is punished
/// less, so that a shop's favourites are not lost.
const POPULARITY_EXPONENTS: (f64, f64) = (0.5, 0.3);

const MICROS_PER_DAY: f64 = 86_400.0 * 1e6;

/// One suggestion.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// What is suggested.
    pub product: ProductKey,
    /// For ranking only; no unit.
    pub score: f64,
    /// In how many orders: of this product, or of both.
    pub orders: u32,
}

/// What is suggested to go with the articles of a basket.
#[derive(Clone, Debug, PartialEq)]
pub struct Companion {
    /// What is suggested; its orders are those of it and of `with`.
    pub suggestion: Suggestion,
    /// The article of the basket that it was bought with most often.
    pub with: ProductKey,
}

/// How another product goes with the one asked about.
struct Pair {
    /// The other one's place.
    place: u32,
    /// The cosine of the two products' orders.
    score: f64,
    /// In how many orders both are.
    orders: u32,
}

/// What the orders have in them, counted.
#[derive(Debug)]
pub struct Counts {
    products: Vec<ProductKey>,
    places: HashMap<ProductKey, u32>,
    /// Per product, the baskets that hold it.
    baskets_of: Vec<Vec<u32>>,
    /// Per basket, its products.
    products_of: Vec<Vec<u32>>,
    /// Products by weight of recent orders, the greatest first.
    popular: Vec<(u32, f64)>,
    /// Per product, where it stands in `popular`.
    ranks: Vec<Option<usize>>,
}

impl Counts {
    /// Counts the orders. Their age is taken from the newest of them, so the result depends on the
    /// orders alone.
    #[must_use]
    pub fn fit(baskets: &Baskets) -> Self {
        let products = baskets.products().to_vec();
        let mut baskets_of = vec![Vec::new(); products.len()];
        let mut products_of = Vec::with_capacity(baskets.len());
        let mut weights = vec![0.0_f64; products.len()];
        let newest = baskets
            .iter()
            .map(|basket| basket.placed.micros())
            .max()
            .unwrap_or(0);
        for (number, basket) in (0_u32..).zip(baskets.iter()) {
            #[allow(clippy::cast_precision_loss, reason = "an age in days needs no more")]
            let age = (newest - basket.placed.micros()) as f64 / MICROS_PER_DAY;
            let weight = (-age / HALF_LIFE_DAYS).exp2();
            let items: Vec<u32> = basket.items.iter().map(|item| item.product).collect();
            for &item in &items {
                weights[item as usize] += weight;
                baskets_of[item as usize].push(number);
            }
            products_of.push(items);
        }
        let mut popular: Vec<(u32, f64)> = (0..)
            .zip(weights)
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        popular.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut ranks = vec![None; products.len()];
        for (rank, (place, _)) in popular.iter().enumerate() {
            ranks[*place as usize] = Some(rank);
        }
        Self {
            products,
            places: baskets.places(),
            baskets_of,
            products_of,
            popular,
            ranks,
        }
    }

    /// What is bought most often of late.
    #[must_use]
    pub fn popular(&self, limit: usize) -> Vec<Suggestion> {
        self.popular
            .iter()
            .take(limit)
            .map(|&(place, score)| self.suggested(place, score))
            .collect()
    }

    /// Where `product` stands among all by what is bought most often of late: 0 for the first; `None` for one that
    /// was never ordered.
    #[must_use]
    pub fn rank(&self, product: &ProductKey) -> Option<usize> {
        let place = self.places.get(product)?;
        self.ranks[*place as usize]
    }

    /// What is bought together with `product` more often than chance has it: cosine of the two products'
    /// orders. Empty for a product that is unknown or was never ordered with another one.
    #[must_use]
    pub fn together(&self, product: &ProductKey, limit: usize) -> Vec<Suggestion> {
        let Some(&query) = self.places.get(product) else {
            return Vec::new();
        };
        let mut pairs = self.pairs(query);
        pairs.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.place.cmp(&b.place)));
        pairs
            .iter()
            .take(limit)
            .map(|pair| self.suggestion(pair.place, pair.score, pair.orders))
            .collect()
    }

    /// What is bought together with the articles of a basket, none of which is suggested. The score is the sum of
    /// the cosines that [`Counts::together`] has for each of the articles, so that what goes with two of
    /// them comes before what goes as well with one. Articles that are unknown add nothing, and one that is named
    /// twice counts once.
    #[must_use]
    pub fn beside(&self, basket: &[ProductKey], limit: usize) -> Vec<Companion> {
        let mut articles: Vec<u32> = Vec::new();
        for place in basket.iter().filter_map(|key| self.places.get(key)) {
            if !articles.contains(place) {
                articles.push(*place);
            }
        }
        // Per product: the sum of its cosines, its most orders with one article, and that article.
        let mut sums: HashMap<u32, (f64, u32, u32)> = HashMap::new();
        for &article in &articles {
            for pair in self.pairs(article) {
                let (sum, orders, with) = sums.entry(pair.place).or_insert((0.0, 0, article));
                *sum += pair.score;
                if pair.orders > *orders {
                    (*orders, *with) = (pair.orders, article);
                }
            }
        }
        sums.retain(|place, _| !articles.contains(place));
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by(|(a, x), (b, y)| y.0.total_cmp(&x.0).then(a.cmp(b)));
        sums.truncate(limit);
        sums.into_iter()
            .map(|(place, (score, orders, with))| Companion {
                suggestion: self.suggestion(place, score, orders),
                with: self.products[with as usize].clone(),
            })
            .collect()
    }

    /// What was bought together with the product at the place `query` more often than chance has it.
    fn pairs(&self, query: u32) -> Vec<Pair> {
        let mut both: HashMap<u32, u32> = HashMap::new();
        for &basket in &self.baskets_of[query as usize] {
            let items = &self.products_of[basket as usize];
            if items.len() > LARGEST_BASKET {
                continue;
            }
            for &item in items.iter().filter(|&&item| item != query) {
                *both.entry(item).or_default() += 1;
            }
        }
        let (query_exponent, target_exponent) = POPULARITY_EXPONENTS;
        let query_weight = f64::from(self.count(query)).powf(query_exponent);
        both.into_iter()
            .filter(|(_, orders)| *orders >= LEAST_TOGETHER)
            .map(|(place, orders)| {
                let target_weight = f64::from(self.count(place)).powf(target_exponent);
                Pair {
                    place,
                    score: f64::from(orders) / (query_weight * target_weight),
                    orders,
                }
            })
            .collect()
    }

    /// Where `product` stands among all, where it is one of them.
    pub fn place(&self, product: &ProductKey) -> Option<u32> {
        self.places.get(product).copied()
    }

    /// The product at a place, with the orders that it is in.
    pub fn suggested(&self, place: u32, score: f64) -> Suggestion {
        self.suggestion(place, score, self.count(place))
    }

    fn count(&self, place: u32) -> u32 {
        u32::try_from(self.baskets_of[place as usize].len()).unwrap_or(u32::MAX)
    }

    fn suggestion(&self, place: u32, score: f64, orders: u32) -> Suggestion {
        Suggestion {
            product: self.products[place as usize].clone(),
            score,
            orders,
        }
    }
}
