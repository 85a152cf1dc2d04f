//! What products are like, as attributes that can be compared.

use std::collections::HashMap;

use crate::catalog::Product;
use crate::ids::ProductKey;
use crate::learn::Attributes;

/// Prices are alike within a factor of this root of two: bands of half an octave.
const BANDS_PER_OCTAVE: f64 = 2.0;

/// The attributes of the products at these places: brand, category and those above it, price band, family, and what the
/// catalogue says besides. A product that the catalogue does not have is like nothing.
pub fn attributes(places: &[ProductKey], products: &[Product]) -> Attributes {
    let by_key: HashMap<&ProductKey, &Product> = products
        .iter()
        .map(|product| (&product.key, product))
        .collect();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let sets: Vec<Vec<u32>> = places
        .iter()
        .map(|key| {
            let words = by_key
                .get(key)
                .map_or_else(Vec::new, |product| words(product));
            let number = |word: String| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                *numbers.entry(word).or_insert(next)
            };
            words.into_iter().map(number).collect()
        })
        .collect();
    Attributes::weigh(&sets)
}

fn words(product: &Product) -> Vec<String> {
    let mut words = Vec::new();
    let small = |text: &str| text.trim().to_lowercase();
    if let Some(brand) = &product.brand {
        words.push(format!("brand {}", small(brand)));
    }
    if let Some(category) = &product.category {
        let mut path = String::from("category");
        for step in category.split(['/', '>']) {
            path = format!("{path} > {}", small(step));
            words.push(path.clone());
        }
    }
    if let Some(family) = &product.family {
        words.push(format!("family {family}"));
    }
    if product.price.minor > 0 {
        #[allow(clippy::cast_precision_loss, reason = "a band of prices")]
        let band = libm::floor(libm::log2(product.price.minor as f64) * BANDS_PER_OCTAVE);
        words.push(format!("price {} {band}", product.price.currency.code()));
    }
    let more = product.attributes.iter();
    words.extend(more.map(|(name, value)| format!("{} = {}", small(name), small(value))));
    words
}
