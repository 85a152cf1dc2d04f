//! The products export: the first row of a product has its texts, each row with a price is a variant.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::columns::{LeftOut, Line, handle};
use crate::catalog::{Localized, Product};
use crate::ids::ProductKey;
use crate::imports::Options;
use crate::imports::cleaning::Amounts;
use crate::imports::harvest::Harvest;
use crate::imports::mapped::{LONGEST_PROSE, LONGEST_TITLE, stock};
use crate::imports::report::Reason;

/// The products so far, by their handles.
#[derive(Default)]
pub(super) struct Products {
    heads: HashMap<String, Head>,
    /// The keys that variants have.
    keys: HashSet<String>,
}

/// What the first row of a product says.
#[derive(Clone)]
struct Head {
    title: String,
    description: Localized,
    brand: Option<String>,
    category: Option<String>,
    published: bool,
    options: [Option<String>; 3],
    /// Its first picture.
    image: Option<String>,
    /// The shop's own fields.
    metafields: Vec<(String, String)>,
}

const OPTIONS: [(&str, &str); 3] = [
    ("Option1 Name", "Option1 Value"),
    ("Option2 Name", "Option2 Value"),
    ("Option3 Name", "Option3 Value"),
];

impl Products {
    /// Takes one row in.
    pub(super) fn take(
        &mut self,
        line: &mut Line<'_>,
        options: &Options,
        harvest: &mut Harvest,
    ) -> Result<(), LeftOut> {
        let named = line
            .value("Handle")
            .key()
            .map_err(|reason| ("Handle", reason))?;
        let head = if let Some(head) = self.heads.get(&named) {
            head.clone()
        } else {
            let head = head(line)?;
            self.heads.insert(named.clone(), head.clone());
            head
        };
        let how = Amounts {
            currency: options.currency,
            minor: false,
        };
        let price = line.value("Variant Price").amount(how);
        let price = price.map_err(|reason| ("Variant Price", reason))?;
        let price = price.ok_or(("Variant Price", Reason::NoGoods))?;
        if !head.published {
            return Err(("Status", Reason::Unpublished));
        }
        let mut values = Vec::new();
        let mut attributes = BTreeMap::new();
        for ((_, value), name) in OPTIONS.into_iter().zip(&head.options) {
            let Some(value) = line.text(value)? else {
                continue;
            };
            if value == "Default Title" {
                continue;
            }
            if let Some(name) = name {
                attributes.insert(name.to_lowercase(), value.clone());
            }
            values.push(value);
        }
        let mut title = head.title.clone();
        if !values.is_empty() {
            title = format!("{title} - {}", values.join(" / "));
        }
        if let Some(weight) = weight(line)? {
            attributes.insert("weight".to_owned(), weight);
        }
        attributes.extend(head.metafields.iter().cloned());
        let key = self.key(line.text("Variant SKU")?, &title);
        let product = Product {
            key: ProductKey::new(&key),
            title: Localized::of(Some(title)),
            description: head.description,
            brand: head.brand,
            category: head.category,
            price,
            stock: left(line)?,
            attributes,
            image: line.value("Variant Image").image().or(head.image),
            family: Some(named),
        };
        harvest
            .products
            .put(&key, line.row.number, product, line.findings);
        Ok(())
    }

    /// The SKU where there is one that no other variant has, else the title's own.
    fn key(&mut self, sku: Option<String>, title: &str) -> String {
        let sku = sku.filter(|sku| !self.keys.contains(sku));
        let mut key = sku.unwrap_or_else(|| handle(title));
        if key.is_empty() {
            title.clone_into(&mut key);
        }
        let (whole, mut further) = (key.clone(), 2);
        while !self.keys.insert(key.clone()) {
            key = format!("{whole}-{further}");
            further += 1;
        }
        key
    }
}

fn head(line: &mut Line<'_>) -> Result<Head, LeftOut> {
    let title = line.text("Title")?.ok_or(("Title", Reason::Missing))?;
    let status = line.text("Status")?.unwrap_or_default().to_lowercase();
    let hidden = line.value("Published").truth() == Some(false);
    let category = line.text("Type")?;
    let category = if let Some(category) = category {
        Some(category)
    } else {
        let path = line.text("Product Category")?;
        path.and_then(|path| path.rsplit('>').next().map(|last| last.trim().to_owned()))
    };
    let mut options = [const { None }; 3];
    for ((name, _), option) in OPTIONS.into_iter().zip(&mut options) {
        *option = line.text(name)?.filter(|name| name != "Title");
    }
    let mut metafields = Vec::new();
    for (name, place) in &line.columns.metafields {
        let value = line.metafield(*place).text(LONGEST_TITLE);
        if let Ok(Some(value)) = value {
            metafields.push((name.clone(), value));
        }
    }
    Ok(Head {
        title,
        description: Localized::of(line.value("Body (HTML)").prose(LONGEST_PROSE)),
        brand: line.text("Vendor")?,
        category,
        published: !hidden && (status.is_empty() || status == "active"),
        options,
        image: line.value("Image Src").image(),
        metafields,
    })
}

/// How many are left; unknown where nobody counts them or the shop sells on without.
fn left(line: &mut Line<'_>) -> Result<Option<i64>, LeftOut> {
    let tracked = line.text("Variant Inventory Tracker")?.is_some();
    let policy = line
        .text("Variant Inventory Policy")?
        .unwrap_or_default()
        .to_lowercase();
    let sells_on = policy == "continue" || policy == "true";
    let field = "Variant Inventory Qty";
    let left = stock(&mut line.value(field)).map_err(|reason| (field, reason))?;
    Ok(left.filter(|left| tracked && !(sells_on && *left == 0)))
}

/// The weight in grams, without decimals.
fn weight(line: &mut Line<'_>) -> Result<Option<String>, LeftOut> {
    let grams = line.text("Variant Grams")?;
    let grams = grams.and_then(|grams| grams.parse::<f64>().ok());
    let grams = grams.filter(|grams| grams.is_finite() && (0.5..10_000_000.0).contains(grams));
    Ok(grams.map(|grams| format!("{grams:.0} g")))
}
