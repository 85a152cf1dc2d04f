//! The `products` table as the pages of the shop list it.
//!
//! A list is found by an index that has every column it asks for, so that the texts of the goods are read for
//! those that are shown and for no others.

use std::collections::{BTreeMap, HashMap};

use super::{COLUMNS, as_values, product, unreadable};
use crate::catalog::{ByPrice, CatalogError, Category, Listing, Product};
use crate::db::{Migration, Reader, Value};
use crate::ids::ProductKey;

/// What lists are found by.
pub(in crate::catalog) const MIGRATIONS: &[Migration] = &[Migration {
    name: "catalog_0006",
    up: &["CREATE INDEX products_listed ON products \
           (category, price, id, currency, stock, product_key)"],
}];

/// The attribute that has a category's name in Chinese.
const CHINESE_NAME: &str = "品类";

/// How many products `listing` holds.
pub(in crate::catalog) async fn count(
    reader: Reader<'_>,
    listing: &Listing<'_>,
) -> Result<u64, CatalogError> {
    let (conditions, values) = conditions(listing);
    let sql = format!("SELECT COUNT(*) FROM products WHERE {conditions}");
    let rows = reader.query(&sql, values).await?;
    let count: Option<i64> = rows.first().map(|row| row.get(0)).transpose()?;
    Ok(count.unwrap_or(0).unsigned_abs())
}

/// One page of `listing`.
pub(in crate::catalog) async fn page(
    reader: Reader<'_>,
    listing: &Listing<'_>,
    order: ByPrice,
    offset: usize,
    limit: usize,
) -> Result<Vec<Product>, CatalogError> {
    let (conditions, mut values) = conditions(listing);
    let order = match order {
        ByPrice::Rising => "price, id",
        ByPrice::Falling => "price DESC, id",
    };
    for bound in [limit, offset] {
        values.push(i64::try_from(bound).unwrap_or(i64::MAX).into());
    }
    let (limit, offset) = (values.len() - 1, values.len());
    let sql = format!(
        "SELECT {COLUMNS} FROM products WHERE id IN (SELECT id FROM products WHERE {conditions} \
         ORDER BY {order} LIMIT ${limit} OFFSET ${offset}) ORDER BY {order}"
    );
    let rows = reader.query(&sql, values).await?;
    rows.iter()
        .map(|row| product(row).map(|(_, product)| product))
        .collect()
}

/// Every key of `listing`.
pub(in crate::catalog) async fn keys(
    reader: Reader<'_>,
    listing: &Listing<'_>,
) -> Result<Vec<ProductKey>, CatalogError> {
    let (conditions, values) = conditions(listing);
    let sql = format!("SELECT product_key FROM products WHERE {conditions} ORDER BY id");
    let rows = reader.query(&sql, values).await?;
    rows.iter()
        .map(|row| Ok(ProductKey::new(&row.get::<String>(0)?)))
        .collect()
}

/// Every category, with what its first product says of it.
pub(in crate::catalog) async fn categories(
    reader: Reader<'_>,
) -> Result<Vec<Category>, CatalogError> {
    let counted = reader
        .query(
            "SELECT MIN(id), category, COUNT(*) FROM products WHERE category IS NOT NULL \
             GROUP BY category ORDER BY 1",
            Vec::new(),
        )
        .await?;
    let firsts: Vec<Value> = counted
        .iter()
        .map(|row| Ok(row.get::<i64>(0)?.into()))
        .collect::<Result<_, CatalogError>>()?;
    let sql = "SELECT id, product_key, attributes, image FROM products WHERE id IN";
    let mut said = HashMap::new();
    for row in reader.query_in(sql, &firsts, "").await? {
        let attributes: BTreeMap<String, String> = serde_json::from_str(&row.get::<String>(2)?)
            .map_err(|error| {
                let key = row.get::<String>(1).unwrap_or_default();
                unreadable(&ProductKey::new(&key), &error.to_string())
            })?;
        let chinese = attributes.get(CHINESE_NAME).cloned();
        said.insert(row.get::<i64>(0)?, (chinese, row.get(3)?));
    }
    counted
        .iter()
        .map(|row| {
            let (chinese, image) = said.remove(&row.get(0)?).unwrap_or_default();
            Ok(Category {
                name: row.get(1)?,
                chinese,
                products: row.get::<i64>(2)?.unsigned_abs(),
                image,
            })
        })
        .collect()
}

/// The category and picture of those among `keys` that have both.
pub(in crate::catalog) async fn pictured(
    reader: Reader<'_>,
    keys: &[ProductKey],
) -> Result<HashMap<ProductKey, (String, String)>, CatalogError> {
    let sql = "SELECT product_key, category, image FROM products \
               WHERE category IS NOT NULL AND image IS NOT NULL AND product_key IN";
    let rows = reader.query_in(sql, &as_values(keys.iter()), "").await?;
    rows.iter()
        .map(|row| {
            let key = ProductKey::new(&row.get::<String>(0)?);
            Ok((key, (row.get(1)?, row.get(2)?)))
        })
        .collect()
}

/// What a product of `listing` fulfils, with the values of its parameters, which are the statement's first.
fn conditions(listing: &Listing<'_>) -> (String, Vec<Value>) {
    let (mut all, mut values) = (Vec::new(), Vec::new());
    let mut one = |condition: &str, value: Value| {
        values.push(value);
        all.push(format!("{condition} ${}", values.len()));
    };
    if let Some(category) = listing.category {
        one("category =", category.into());
    }
    for (bound, condition) in [
        (listing.min_price, "price >="),
        (listing.max_price, "price <="),
    ] {
        if let Some(price) = bound {
            one("currency =", price.currency.code().into());
            one(condition, price.minor.into());
        }
    }
    if listing.in_stock {
        all.push("(stock IS NULL OR stock > 0)".to_owned());
    }
    if all.is_empty() {
        all.push("1 = 1".to_owned());
    }
    (all.join(" AND "), values)
}
