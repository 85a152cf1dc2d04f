//! The columns of the exports, under all the names that Shopify has given them.

use std::collections::HashMap;

use super::ShopifyFile;
use crate::imports::cleaning::{Findings, Value};
use crate::imports::error::ImportError;
use crate::imports::report::Reason;
use crate::imports::rows::{Cell, Row, RowFile};

/// A field and the names of its column; reports use the first.
type Names = &'static [&'static str];

const PRODUCTS: &[Names] = &[
    &["Title"],
    &["Handle", "URL handle"],
    &["Body (HTML)", "Description"],
    &["Vendor"],
    &["Product Category", "Product category"],
    &["Type"],
    &["Published", "Published on online store"],
    &["Status"],
    &["Option1 Name"],
    &["Option1 Value"],
    &["Option2 Name"],
    &["Option2 Value"],
    &["Option3 Name"],
    &["Option3 Value"],
    &["Variant SKU", "SKU"],
    &["Variant Grams", "Weight value (grams)"],
    &["Variant Inventory Tracker", "Inventory tracker"],
    &["Variant Inventory Qty", "Inventory quantity"],
    &[
        "Variant Inventory Policy",
        "Continue selling when out of stock",
    ],
    &["Variant Price", "Price"],
    &["Image Src", "Product image URL"],
    &["Variant Image", "Variant image URL"],
];

const CUSTOMERS: &[Names] = &[
    &["Email"],
    &["Customer ID"],
    &["First Name"],
    &["Last Name"],
    &["Accepts Email Marketing", "Accepts Marketing"],
    &["Default Address City", "City"],
    &["Default Address Country Code", "Country Code", "Country"],
    &["Phone", "Default Address Phone"],
];

const ORDERS: &[Names] = &[
    &["Name"],
    &["Lineitem quantity"],
    &["Lineitem name"],
    &["Lineitem price"],
    &["Created at"],
    &["Lineitem sku"],
    &["Email"],
    &["Financial Status"],
    &["Fulfillment Status"],
    &["Currency"],
    &["Discount Amount"],
    &["Cancelled at", "Canceled at"],
    &["Source"],
];

/// How many of each list must be there.
fn needed(kind: ShopifyFile) -> usize {
    match kind {
        ShopifyFile::Products => 2,
        ShopifyFile::Customers => 1,
        ShopifyFile::Orders => 5,
    }
}

/// Where the fields of an export are.
pub(super) struct Columns {
    /// The columns that are read.
    pub(super) wanted: Vec<usize>,
    places: HashMap<&'static str, usize>,
    /// The shop's own fields of products, with the places of their cells.
    pub(super) metafields: Vec<(String, usize)>,
}

impl Columns {
    pub(super) fn find(file: &RowFile, kind: ShopifyFile) -> Result<Self, ImportError> {
        let list = match kind {
            ShopifyFile::Products => PRODUCTS,
            ShopifyFile::Customers => CUSTOMERS,
            ShopifyFile::Orders => ORDERS,
        };
        let mut columns = Self {
            wanted: Vec::new(),
            places: HashMap::new(),
            metafields: Vec::new(),
        };
        let find = |name: &&str| {
            let same = |column: &String| column.trim().eq_ignore_ascii_case(name);
            file.columns.iter().position(same)
        };
        for names in list {
            if let Some(place) = names.iter().find_map(find) {
                columns.places.insert(names[0], columns.wanted.len());
                columns.wanted.push(place);
            }
        }
        let missing: Vec<&str> = list[..needed(kind)]
            .iter()
            .map(|names| names[0])
            .filter(|name| !columns.places.contains_key(name))
            .collect();
        if !missing.is_empty() {
            let expected: Vec<&str> = list.iter().map(|names| names[0]).collect();
            return Err(file.columns_error(&missing, &expected));
        }
        if kind == ShopifyFile::Products {
            for (place, column) in file.columns.iter().enumerate() {
                if let Some((name, _)) = column.split_once(" (product.metafields.") {
                    columns
                        .metafields
                        .push((name.to_lowercase(), columns.wanted.len()));
                    columns.wanted.push(place);
                }
            }
        }
        Ok(columns)
    }
}

/// One row with the names of its columns.
pub(super) struct Line<'a> {
    pub(super) columns: &'a Columns,
    pub(super) row: &'a Row<'a>,
    pub(super) findings: &'a mut Findings,
}

/// Why a row is left out, and because of which field.
pub(super) type LeftOut = (&'static str, Reason);

impl Line<'_> {
    /// The value of a field; nothing where the export lacks its column.
    pub(super) fn value(&mut self, field: &'static str) -> Value<'_> {
        const NOTHING: &Cell<'static> = &Cell::Empty;
        let place = self.columns.places.get(field);
        self.at(
            field,
            place.map_or(NOTHING, |place| &self.row.cells[*place]),
        )
    }

    /// The value of the shop's own field at `place`.
    pub(super) fn metafield(&mut self, place: usize) -> Value<'_> {
        self.at("metafield", &self.row.cells[place])
    }

    fn at<'b>(&'b mut self, field: &'static str, cell: &'b Cell<'b>) -> Value<'b> {
        Value {
            line: self.row.number,
            field,
            cell,
            findings: self.findings,
        }
    }

    /// A short text.
    pub(super) fn text(&mut self, field: &'static str) -> Result<Option<String>, LeftOut> {
        let text = self
            .value(field)
            .text(crate::imports::mapped::LONGEST_TITLE);
        text.map_err(|reason| (field, reason))
    }
}

/// A text as Shopify makes handles of titles: small letters and digits, hyphens between.
pub(super) fn handle(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}
