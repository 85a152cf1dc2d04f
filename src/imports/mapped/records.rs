//! Makes one row of the shop of one row of a file.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Mapped;
use super::fields::RecordKind;
use crate::catalog::{Localized, Policy, PolicyKind, Product, Review};
use crate::clock::Timestamp;
use crate::events::{Event, EventKind};
use crate::ids::{Language, MemberKey, ProductKey, hexadecimal};
use crate::imports::cleaning::{Amounts, Value, currency_of};
use crate::imports::harvest::Harvest;
use crate::imports::order_book::{Buyer, Entry, OrderBook, share};
use crate::imports::report::{Change, Reason};
use crate::imports::rows::Cell;
use crate::imports::words::{event_kind, order_state};
use crate::members::Member;
use crate::money::Money;

/// The longest title, name and the like, in characters.
pub(in crate::imports) const LONGEST_TITLE: usize = 300;

/// The longest description, review or policy, in characters.
pub(in crate::imports) const LONGEST_PROSE: usize = 20_000;

/// Why a row is left out, and because of which field.
type LeftOut = (&'static str, Reason);

/// Takes one row in, or says why not.
pub(super) fn take(
    row: &mut Mapped<'_>,
    harvest: &mut Harvest,
    orders: &mut OrderBook,
) -> Result<(), LeftOut> {
    let line = row.row.number;
    match row.plan.kind {
        RecordKind::Products => {
            let product = product(row)?;
            let key = product.key.as_str().to_owned();
            harvest.products.put(&key, line, product, row.findings);
        }
        RecordKind::Members => {
            let member = member(row)?;
            let key = member.key.as_str().to_owned();
            harvest.members.put(&key, line, member, row.findings);
        }
        RecordKind::Orders => {
            let number = key(row, "number")?;
            match entry(row, &number) {
                Ok(entry) => orders.add(entry, row.findings),
                Err(left_out) => {
                    orders.breaks(&number, line);
                    return Err(left_out);
                }
            }
        }
        RecordKind::Events => {
            let event = event(row)?;
            let key = event.key.clone();
            harvest.events.put(&key, line, event, row.findings);
        }
        RecordKind::Reviews => {
            let review = review(row)?;
            let key = review.key.clone();
            harvest.reviews.put(&key, line, review, row.findings);
        }
        RecordKind::Policies => {
            let policy = policy(row)?;
            let key = policy.key.clone();
            harvest.policies.put(&key, line, policy, row.findings);
        }
    }
    Ok(())
}

fn key(row: &mut Mapped<'_>, field: &'static str) -> Result<String, LeftOut> {
    row.value(field).key().map_err(|reason| (field, reason))
}

fn text(row: &mut Mapped<'_>, field: &'static str) -> Result<Option<String>, LeftOut> {
    row.value(field)
        .text(LONGEST_TITLE)
        .map_err(|reason| (field, reason))
}

/// A moment in the form that the map names.
fn moment(row: &mut Mapped<'_>, field: &'static str) -> Result<Option<Timestamp>, LeftOut> {
    let now = row.options.now;
    let format = row.source(field).and_then(|source| source.format.clone());
    row.value(field)
        .moment(format.as_deref(), now)
        .map_err(|reason| (field, reason))
}

/// The first moment at which something holds no longer, which may be yet to come. A day without a time is its last day.
fn end(row: &mut Mapped<'_>, field: &'static str) -> Result<Option<Timestamp>, LeftOut> {
    const EVER: Timestamp = Timestamp::from_micros(i64::MAX / 2);
    const DAY: i64 = 86_400 * 1_000_000;
    let format = row.source(field).and_then(|source| source.format.clone());
    let moment = row.value(field).moment(format.as_deref(), EVER);
    let whole_day = |moment: Timestamp| match moment.micros() % DAY {
        0 => Timestamp::from_micros(moment.micros() + DAY),
        _ => moment,
    };
    moment
        .map(|moment| moment.map(whole_day))
        .map_err(|reason| (field, reason))
}

/// A text in the languages that the map has fields for; of the field without a language it is found.
fn localized(
    row: &mut Mapped<'_>,
    fields: [&'static str; 3],
    read: fn(&mut Value<'_>) -> Result<Option<String>, Reason>,
) -> Result<Localized, LeftOut> {
    let [either, english, chinese] = fields;
    let mut one =
        |field: &'static str| read(&mut row.value(field)).map_err(|reason| (field, reason));
    let mut text = Localized {
        english: one(english)?,
        chinese: one(chinese)?,
    };
    let found = Localized::of(one(either)?);
    text.english = text.english.or(found.english);
    text.chinese = text.chinese.or(found.chinese);
    Ok(text)
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "read like a title, which can be too long"
)]
fn prose(value: &mut Value<'_>) -> Result<Option<String>, Reason> {
    Ok(value.prose(LONGEST_PROSE))
}

fn title(value: &mut Value<'_>) -> Result<Option<String>, Reason> {
    value.text(LONGEST_TITLE)
}

/// The amount in a field, in the row's currency.
fn amount(row: &mut Mapped<'_>, field: &'static str) -> Result<Option<Money>, LeftOut> {
    let named = text(row, "currency")?;
    let currency = match &named {
        Some(code) => {
            let currency = currency_of(code, row.options.currency);
            Some(currency.ok_or(("currency", Reason::Currency))?)
        }
        None => row.options.currency,
    };
    let minor = row.source(field).is_some_and(|source| source.minor);
    row.value(field)
        .amount(Amounts { currency, minor })
        .map_err(|reason| (field, reason))
}

fn product(row: &mut Mapped<'_>) -> Result<Product, LeftOut> {
    let key = key(row, "key")?;
    let title = localized(row, ["title", "title_en", "title_zh"], title)?;
    if title == Localized::default() {
        return Err(("title", Reason::Missing));
    }
    let description = ["description", "description_en", "description_zh"];
    let description = localized(row, description, prose)?;
    let price = amount(row, "price")?.ok_or(("price", Reason::Missing))?;
    let stock = stock(&mut row.value("stock")).map_err(|reason| ("stock", reason))?;
    let mut attributes = BTreeMap::new();
    for (name, place) in &row.plan.attributes {
        let mut value = Value {
            line: row.row.number,
            field: "attributes",
            cell: &row.row.cells[*place],
            findings: row.findings,
        };
        let value = value.text(LONGEST_TITLE);
        if let Some(value) = value.map_err(|reason| ("attributes", reason))? {
            attributes.insert(name.clone(), value);
        }
    }
    Ok(Product {
        key: ProductKey::new(&key),
        title,
        description,
        brand: text(row, "brand")?,
        category: text(row, "category")?,
        price,
        stock,
        attributes,
        image: row.value("image").image(),
        family: text(row, "family")?,
    })
}

/// How many are left; below zero is none, since shops sell what they do not have yet.
pub(in crate::imports) fn stock(value: &mut Value<'_>) -> Result<Option<i64>, Reason> {
    let stock = value.whole()?;
    if stock.is_some_and(|stock| stock < 0) {
        let written = value.cell.to_string();
        value.findings.change(
            value.line,
            value.field,
            &written,
            "0",
            Change::NegativeStock,
        );
        return Ok(Some(0));
    }
    Ok(stock)
}

fn member(row: &mut Mapped<'_>) -> Result<Member, LeftOut> {
    let key = key(row, "key")?;
    let name = match text(row, "name")? {
        Some(name) => Some(name),
        None => full_name(text(row, "first_name")?, text(row, "last_name")?),
    };
    let joined = moment(row, "joined");
    Ok(Member {
        name,
        country: text(row, "country")?,
        city: text(row, "city")?,
        mail: row.value("mail").mail(),
        phone: text(row, "phone")?,
        language: row
            .value("language")
            .language()
            .map_err(|reason| ("language", reason))?,
        joined: joined?,
        marketing: row.value("marketing").truth(),
        birthday: row.value("birthday").birthday(),
        ..Member::new(MemberKey::new(&key))
    })
}

/// First and last name together, as the language of the last one has it.
pub(in crate::imports) fn full_name(first: Option<String>, last: Option<String>) -> Option<String> {
    match (first, last) {
        (Some(first), Some(last)) if last.chars().all(crate::ids::is_chinese) => {
            Some(format!("{last}{first}"))
        }
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (first, last) => first.or(last),
    }
}

fn entry(row: &mut Mapped<'_>, number: &str) -> Result<Entry, LeftOut> {
    let buyer = match text(row, "member")? {
        Some(member) => Some(Buyer::Key(member)),
        None => row.value("mail").mail().map(Buyer::Mail),
    };
    let placed = moment(row, "placed")?;
    let state = text(row, "state")?;
    let state = order_state(state.as_deref().unwrap_or("placed"));
    let quantity = row.value("quantity").pieces();
    let quantity = quantity
        .map_err(|reason| ("quantity", reason))?
        .unwrap_or(1);
    let unit_price = match amount(row, "unit_price")? {
        Some(price) => price,
        None => unit_price(row, quantity)?,
    };
    Ok(Entry {
        line: row.row.number,
        number: number.to_owned(),
        buyer,
        placed: placed.ok_or(("placed", Reason::Missing))?,
        state: state.ok_or(("state", Reason::State))?,
        product: key(row, "product")?,
        title: text(row, "title")?,
        quantity,
        unit_price,
        channel: text(row, "channel")?.map(|channel| channel.to_lowercase()),
    })
}

/// The line's total by its quantity, half a minor unit rounded up.
fn unit_price(row: &mut Mapped<'_>, quantity: i64) -> Result<Money, LeftOut> {
    let total = amount(row, "line_total")?.ok_or(("unit_price", Reason::Missing))?;
    Ok(share(row.row.number, total, quantity, row.findings))
}

fn event(row: &mut Mapped<'_>) -> Result<Event, LeftOut> {
    let member = key(row, "member")?;
    let at = moment(row, "at")?;
    let at = at.ok_or(("at", Reason::Missing))?;
    let kind = key(row, "kind")?;
    let kind = event_kind(&kind).ok_or(("kind", Reason::EventKind))?;
    let product = text(row, "product")?;
    let value = row
        .value("value")
        .whole()
        .map_err(|reason| ("value", reason))?;
    if kind == EventKind::SurveyAnswered && value.is_none_or(|score| !(0..=10).contains(&score)) {
        return Err(("value", Reason::Quantity));
    }
    let note = text(row, "note")?;
    let key = if let Some(key) = text(row, "key")? {
        key
    } else {
        let product = product.as_deref().unwrap_or_default();
        let note = note.as_deref().unwrap_or_default();
        let micros = at.micros();
        let contents = format!(
            "{member}\0{micros}\0{}\0{product}\0{value:?}\0{note}",
            kind.name()
        );
        derived(row, &contents)
    };
    Ok(Event {
        key,
        member: MemberKey::new(&member),
        at,
        kind,
        product: product.as_deref().map(ProductKey::new),
        value,
        note,
    })
}

/// A key made of contents: the same contents have the same key.
fn derived(row: &mut Mapped<'_>, contents: &str) -> String {
    let digest = Sha256::digest(contents.as_bytes());
    let key = hexadecimal(&digest[..12]);
    row.findings
        .change(row.row.number, "key", "", &key, Change::DerivedKey);
    key
}

fn review(row: &mut Mapped<'_>) -> Result<Review, LeftOut> {
    let product = key(row, "product")?;
    let stars = match row.value("stars").cell {
        // "4.0 out of 5 stars" and "5星" begin with the number.
        Cell::Text(text) => {
            let digits = text
                .trim()
                .trim_start_matches(|c: char| !c.is_ascii_digit());
            let end = digits
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(digits.len());
            let rest = &digits[end..];
            let whole = !rest.starts_with('.') || rest.starts_with(".0");
            digits[..end].parse().ok().filter(|_| whole)
        }
        _ => row.value("stars").whole().ok().flatten(),
    };
    let stars = stars.filter(|stars| (1..=5).contains(stars));
    let stars = stars.ok_or(("stars", Reason::Stars))?;
    let text = row.value("text").prose(LONGEST_PROSE);
    let text = text.ok_or(("text", Reason::Missing))?;
    let named = row.value("language").language();
    let written = moment(row, "written")?;
    let key = match self::text(row, "key")? {
        Some(key) => key,
        None => derived(row, &format!("{product}\0{stars}\0{text}")),
    };
    Ok(Review {
        key,
        product: ProductKey::new(&product),
        language: named
            .map_err(|reason| ("language", reason))?
            .unwrap_or_else(|| Language::of(&text)),
        stars,
        text,
        written,
    })
}

fn policy(row: &mut Mapped<'_>) -> Result<Policy, LeftOut> {
    let key = key(row, "key")?;
    let kind = text(row, "kind")?.unwrap_or_default().to_lowercase();
    let kind = match kind.as_str() {
        "faq" | "question" | "q&a" | "常见问题" | "问答" => PolicyKind::Question,
        "offer" | "promotion" | "优惠" | "活动" | "促销" => PolicyKind::Offer,
        _ => PolicyKind::Policy,
    };
    let until = end(row, "until")?;
    let text = localized(row, ["text", "text_en", "text_zh"], prose)?;
    if text == Localized::default() {
        return Err(("text", Reason::Missing));
    }
    Ok(Policy {
        key,
        kind,
        title: localized(row, ["title", "title_en", "title_zh"], title)?,
        text,
        until,
    })
}
