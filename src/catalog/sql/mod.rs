//! The `products` table; those of `policies` and `reviews` are in files of their own.

pub(super) mod listing;
pub(super) mod policies;
pub(super) mod reviews;

use std::collections::{BTreeMap, HashMap};

use super::{CatalogError, Localized, Product};
use crate::db::{Insert, Migration, Reader, Row, Value, Write};
use crate::ids::ProductKey;
use crate::money::{Currency, Money};

/// The schema, oldest step first.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    name: "catalog_0001",
    up: &["CREATE TABLE products (
        id BIGINT NOT NULL PRIMARY KEY,
        product_key TEXT NOT NULL UNIQUE,
        title_en TEXT,
        title_zh TEXT,
        description_en TEXT,
        description_zh TEXT,
        brand TEXT,
        category TEXT,
        price BIGINT NOT NULL,
        currency TEXT NOT NULL,
        stock BIGINT,
        attributes TEXT NOT NULL
    )"],
}];

/// What came later: where a product's picture is, and what it is a variant of.
pub(super) const LATER: &[Migration] = &[
    Migration {
        name: "catalog_0005",
        up: &["ALTER TABLE products ADD COLUMN image TEXT"],
    },
    Migration {
        name: "catalog_0007",
        up: &[
            "ALTER TABLE products ADD COLUMN family TEXT",
            "CREATE INDEX products_family ON products (family)",
        ],
    },
];

/// What is read of a product, in the order of [`product`].
const COLUMNS: &str = "id, product_key, title_en, title_zh, description_en, description_zh, brand, \
                       category, price, currency, stock, attributes, image, family";

/// Where a product is written, in the order of [`values`].
const INSERT: Insert<14> = Insert {
    table: "products",
    columns: [
        "id",
        "product_key",
        "title_en",
        "title_zh",
        "description_en",
        "description_zh",
        "brand",
        "category",
        "price",
        "currency",
        "stock",
        "attributes",
        "image",
        "family",
    ],
    replace: true,
};

/// The products kept under `keys`, each with its row number.
pub(super) async fn find(
    reader: Reader<'_>,
    keys: &[ProductKey],
) -> Result<HashMap<ProductKey, (i64, Product)>, CatalogError> {
    let sql = format!("SELECT {COLUMNS} FROM products WHERE product_key IN");
    let rows = reader.query_in(&sql, &as_values(keys.iter()), "").await?;
    let products = rows.iter().map(product);
    products
        .map(|found| found.map(|(row, product)| (product.key.clone(), (row, product))))
        .collect()
}

/// Every product, in the order they were first put.
pub(super) async fn all(reader: Reader<'_>) -> Result<Vec<Product>, CatalogError> {
    let rows = reader
        .query(
            &format!("SELECT {COLUMNS} FROM products ORDER BY id"),
            Vec::new(),
        )
        .await?;
    rows.iter()
        .map(|row| product(row).map(|(_, product)| product))
        .collect()
}

/// The variants of the product that the shop calls `family`, by row number.
pub(super) async fn of_family(
    reader: Reader<'_>,
    family: &str,
) -> Result<Vec<Product>, CatalogError> {
    let sql = format!("SELECT {COLUMNS} FROM products WHERE family = $1 ORDER BY id");
    let rows = reader.query(&sql, vec![family.into()]).await?;
    let products = rows.iter().map(product);
    products
        .map(|found| found.map(|(_, product)| product))
        .collect()
}

/// How many products there are.
pub(super) async fn count(reader: Reader<'_>) -> Result<u64, CatalogError> {
    Ok(reader
        .number("SELECT COUNT(*) FROM products")
        .await?
        .unsigned_abs())
}

/// The highest row number in use.
pub(super) async fn last_row(reader: Reader<'_>) -> Result<i64, CatalogError> {
    Ok(reader
        .number("SELECT COALESCE(MAX(id), 0) FROM products")
        .await?)
}

/// Writes each product at its row number.
pub(super) async fn write(write: &Write, products: &[(i64, &Product)]) -> Result<(), CatalogError> {
    let rows = products
        .iter()
        .map(|(id, product)| values(*id, product))
        .collect::<Result<_, _>>()?;
    Ok(write.insert(&INSERT, rows).await?)
}

/// The row numbers of the products among `keys` that are kept.
pub(super) async fn rows_of(
    reader: Reader<'_>,
    keys: impl Iterator<Item = &ProductKey>,
) -> Result<HashMap<ProductKey, i64>, CatalogError> {
    let sql = "SELECT product_key, id FROM products WHERE product_key IN";
    let rows = reader.query_in(sql, &as_values(keys), "").await?;
    rows.iter()
        .map(|row| Ok((ProductKey::new(&row.get::<String>(0)?), row.get(1)?)))
        .collect()
}

/// The keys of the products at `rows`.
pub(super) async fn keys_of(
    reader: Reader<'_>,
    rows: &[i64],
) -> Result<HashMap<i64, ProductKey>, CatalogError> {
    let rows: Vec<Value> = rows.iter().map(|row| Value::from(*row)).collect();
    let rows = reader
        .query_in(
            "SELECT id, product_key FROM products WHERE id IN",
            &rows,
            "",
        )
        .await?;
    rows.iter().map(numbered_key).collect()
}

/// The row number and key of every product, by row number.
pub(super) async fn all_keys(reader: Reader<'_>) -> Result<Vec<(i64, ProductKey)>, CatalogError> {
    let rows = reader
        .query(
            "SELECT id, product_key FROM products ORDER BY id",
            Vec::new(),
        )
        .await?;
    rows.iter().map(numbered_key).collect()
}

/// Keys as parameters.
fn as_values<'a>(keys: impl Iterator<Item = &'a ProductKey>) -> Vec<Value> {
    keys.map(|key| key.as_str().into()).collect()
}

/// A row number and the key beside it.
fn numbered_key(row: &Row) -> Result<(i64, ProductKey), CatalogError> {
    Ok((row.get(0)?, ProductKey::new(&row.get::<String>(1)?)))
}

/// What is written of a product.
fn values(id: i64, product: &Product) -> Result<[Value; 14], CatalogError> {
    let attributes = serde_json::to_string(&product.attributes)
        .map_err(|error| unreadable(&product.key, &error.to_string()))?;
    Ok([
        id.into(),
        product.key.as_str().into(),
        product.title.english.clone().into(),
        product.title.chinese.clone().into(),
        product.description.english.clone().into(),
        product.description.chinese.clone().into(),
        product.brand.clone().into(),
        product.category.clone().into(),
        product.price.minor.into(),
        product.price.currency.code().into(),
        product.stock.into(),
        attributes.into(),
        product.image.clone().into(),
        product.family.clone().into(),
    ])
}

/// The product in `row`, with its row number.
fn product(row: &Row) -> Result<(i64, Product), CatalogError> {
    let key = ProductKey::new(&row.get::<String>(1)?);
    let currency = Currency::parse(&row.get::<String>(9)?)
        .map_err(|error| unreadable(&key, &error.to_string()))?;
    let attributes: BTreeMap<String, String> = serde_json::from_str(&row.get::<String>(11)?)
        .map_err(|error| unreadable(&key, &error.to_string()))?;
    let product = Product {
        key,
        title: Localized {
            english: row.get(2)?,
            chinese: row.get(3)?,
        },
        description: Localized {
            english: row.get(4)?,
            chinese: row.get(5)?,
        },
        brand: row.get(6)?,
        category: row.get(7)?,
        price: Money::new(row.get(8)?, currency),
        stock: row.get(10)?,
        attributes,
        image: row.get(12)?,
        family: row.get(13)?,
    };
    Ok((row.get(0)?, product))
}

/// What is kept of `key` cannot be understood.
fn unreadable(key: &ProductKey, reason: &str) -> CatalogError {
    CatalogError::Unreadable {
        key: key.clone(),
        reason: reason.to_owned(),
    }
}
