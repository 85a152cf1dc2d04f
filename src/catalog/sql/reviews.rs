//! The `reviews` table.

use std::collections::{BTreeMap, HashMap};

use crate::catalog::{CatalogError, Review};
use crate::clock::Timestamp;
use crate::db::{Insert, Migration, Reader, Row, Value, Write};
use crate::ids::{Language, ProductKey};

/// The schema of the `reviews` table.
pub(in crate::catalog) const MIGRATIONS: &[Migration] = &[Migration {
    name: "catalog_0003",
    up: &[
        "CREATE TABLE reviews (
            id BIGINT NOT NULL PRIMARY KEY,
            review_key TEXT NOT NULL UNIQUE,
            product_id BIGINT NOT NULL REFERENCES products (id),
            language TEXT NOT NULL,
            stars BIGINT NOT NULL,
            text TEXT NOT NULL,
            written BIGINT
        )",
        "CREATE INDEX reviews_of_product ON reviews (product_id)",
    ],
}];

/// Where a review is written.
const INSERT: Insert<7> = Insert {
    table: "reviews",
    columns: [
        "id",
        "review_key",
        "product_id",
        "language",
        "stars",
        "text",
        "written",
    ],
    replace: true,
};

/// What is read of a review, with its product's key.
const SELECT: &str = "SELECT r.id, r.review_key, p.product_key, r.language, r.stars, r.text, r.written \
                      FROM reviews r JOIN products p ON p.id = r.product_id";

/// The reviews kept under `keys`, each with its row number.
pub(in crate::catalog) async fn find(
    reader: Reader<'_>,
    keys: impl Iterator<Item = &String>,
) -> Result<HashMap<String, (i64, Review)>, CatalogError> {
    let keys: Vec<Value> = keys.map(|key| key.as_str().into()).collect();
    let sql = format!("{SELECT} WHERE r.review_key IN");
    let rows = reader.query_in(&sql, &keys, "").await?;
    rows.iter()
        .map(|row| {
            let review = review(row)?;
            Ok((review.key.clone(), (row.get(0)?, review)))
        })
        .collect()
}

/// The reviews of `product`, in the order they were first put.
pub(in crate::catalog) async fn of_product(
    reader: Reader<'_>,
    product: &ProductKey,
) -> Result<Vec<Review>, CatalogError> {
    let sql = format!("{SELECT} WHERE p.product_key = $1 ORDER BY r.id");
    let rows = reader.query(&sql, vec![product.as_str().into()]).await?;
    rows.iter().map(review).collect()
}

/// The newest reviews of `product`, those without a day last: at most `limit`, without the first `offset`.
pub(in crate::catalog) async fn newest(
    reader: Reader<'_>,
    product: &ProductKey,
    offset: usize,
    limit: usize,
) -> Result<Vec<Review>, CatalogError> {
    // The two databases put what is NULL at different ends.
    let sql = format!(
        "{SELECT} WHERE p.product_key = $1 \
         ORDER BY CASE WHEN r.written IS NULL THEN 1 ELSE 0 END, r.written DESC, r.id DESC LIMIT $2 OFFSET $3"
    );
    let bound = |bound: usize| Value::from(i64::try_from(bound).unwrap_or(i64::MAX));
    let values = vec![product.as_str().into(), bound(limit), bound(offset)];
    let rows = reader.query(&sql, values).await?;
    rows.iter().map(review).collect()
}

/// How many reviews of `product` give how many stars.
pub(in crate::catalog) async fn by_stars(
    reader: Reader<'_>,
    product: &ProductKey,
) -> Result<BTreeMap<i64, u64>, CatalogError> {
    let sql = "SELECT r.stars, COUNT(*) FROM reviews r JOIN products p ON p.id = r.product_id \
               WHERE p.product_key = $1 GROUP BY r.stars";
    let rows = reader.query(sql, vec![product.as_str().into()]).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get::<i64>(1)?.unsigned_abs())))
        .collect()
}

/// Every review, in the order they were first put.
pub(in crate::catalog) async fn all(reader: Reader<'_>) -> Result<Vec<Review>, CatalogError> {
    let sql = format!("{SELECT} ORDER BY r.id");
    let rows = reader.query(&sql, Vec::new()).await?;
    rows.iter().map(review).collect()
}

/// How many reviews there are.
pub(in crate::catalog) async fn count(reader: Reader<'_>) -> Result<u64, CatalogError> {
    let count = reader.number("SELECT COUNT(*) FROM reviews").await?;
    Ok(count.unsigned_abs())
}

/// The highest row number in use.
pub(in crate::catalog) async fn last_row(reader: Reader<'_>) -> Result<i64, CatalogError> {
    Ok(reader
        .number("SELECT COALESCE(MAX(id), 0) FROM reviews")
        .await?)
}

/// Writes each review at its row number; the products that they are of have the rows `products`.
pub(in crate::catalog) async fn write(
    write: &Write,
    reviews: &[(i64, &Review)],
    products: &HashMap<ProductKey, i64>,
) -> Result<(), CatalogError> {
    let rows = reviews
        .iter()
        .map(|(id, review)| values(*id, review, products));
    Ok(write.insert(&INSERT, rows.collect()).await?)
}

/// The review in `row`.
fn review(row: &Row) -> Result<Review, CatalogError> {
    let (key, tag): (String, String) = (row.get(1)?, row.get(3)?);
    let Some(language) = Language::from_tag(&tag) else {
        return Err(CatalogError::Garbled {
            what: format!("review `{key}`"),
            reason: format!("its language is `{tag}`"),
        });
    };
    Ok(Review {
        key,
        product: ProductKey::new(&row.get::<String>(2)?),
        language,
        stars: row.get(4)?,
        text: row.get(5)?,
        written: row.get::<Option<i64>>(6)?.map(Timestamp::from_micros),
    })
}

/// What is written of a review whose product is among `products`.
fn values(id: i64, review: &Review, products: &HashMap<ProductKey, i64>) -> [Value; 7] {
    [
        id.into(),
        review.key.as_str().into(),
        products.get(&review.product).copied().into(),
        review.language.tag().into(),
        review.stars.into(),
        review.text.as_str().into(),
        review.written.map(Timestamp::micros).into(),
    ]
}
