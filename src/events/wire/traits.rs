//! Traits: what an `identify` says of somebody.

use serde_json::{Map, Value};

use super::values::{LONGEST_ID, text, tidy};
use crate::ids::Language;

/// What a server's `identify` says of a member; all that is ever taken of traits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::events) struct Traits {
    pub(in crate::events) name: Option<String>,
    pub(in crate::events) country: Option<String>,
    pub(in crate::events) city: Option<String>,
    pub(in crate::events) language: Option<Language>,
    pub(in crate::events) mail: Option<String>,
    pub(in crate::events) phone: Option<String>,
}

/// What may be taken of the traits.
pub(super) fn traits(fields: &Map<String, Value>) -> Traits {
    let traits = fields
        .get("traits")
        .filter(|traits| traits.is_object())
        .or_else(|| {
            fields
                .get("context")
                .and_then(|context| context.get("traits"))
        });
    let Some(traits) = traits else {
        return Traits::default();
    };
    let said = |name: &str| {
        traits
            .get(name)
            .and_then(text)
            .map(|said| tidy(&said, LONGEST_ID))
    };
    let address = traits.get("address");
    let placed = |name: &str| {
        let placed = address.and_then(|address| address.get(name)).and_then(text);
        placed
            .map(|said| tidy(&said, LONGEST_ID))
            .or_else(|| said(name))
    };
    let both = || {
        let names = [said("firstName"), said("lastName")];
        let names: Vec<String> = names.into_iter().flatten().collect();
        (!names.is_empty()).then(|| names.join(" "))
    };
    let language = said("language").or_else(|| said("locale"));
    Traits {
        name: said("name").or_else(both),
        country: placed("country"),
        city: placed("city"),
        language: language.and_then(|tag| Language::from_tag(&tag)),
        mail: said("email")
            .map(|mail| mail.to_lowercase())
            .filter(|mail| mail.contains('@') && !mail.contains(' ')),
        phone: said("phone"),
    }
}
