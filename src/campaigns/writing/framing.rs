//! What code writes around the model's words: the greeting, the offer where the words did not name it, the links, the
//! way to unsubscribe; and the texts that need no model.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::campaigns::copy::{Axis, Copy, Facts, Medium, Placeholder};
use crate::ids::Language;

/// A fixed text of an axis in a language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixed {
    /// The subject or title.
    subject: String,
    /// The words where the campaign is about a product.
    product: String,
    /// The words where it is not.
    plain: String,
}

/// The lines that code adds, by language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Frame {
    greeting: String,
    offer: String,
    code: String,
    ends: String,
    link: String,
    unsubscribe: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Templates {
    frame: BTreeMap<String, Frame>,
    axis: BTreeMap<String, BTreeMap<String, Fixed>>,
    openings: BTreeMap<String, Vec<String>>,
}

#[allow(clippy::expect_used, reason = "a file of ours, read by every test")]
static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
    toml::from_str(include_str!("templates.toml")).expect("templates.toml is in order")
});

/// The words that a text is made of.
pub(super) struct Words {
    pub(super) subject: Option<String>,
    pub(super) body: String,
}

/// How the `number`th text of an axis begins; the first begins as it likes.
pub(super) fn opening(language: Language, number: usize) -> Option<&'static str> {
    let openings = TEMPLATES.openings.get(language.tag())?;
    let number = number.checked_sub(1)?;
    openings
        .get(number % openings.len().max(1))
        .map(String::as_str)
}

/// The fixed words of an axis.
pub(super) fn fixed(axis: Axis, language: Language, facts: &Facts) -> Option<Words> {
    let fixed = TEMPLATES.axis.get(axis.word())?.get(language.tag())?;
    let product = has(facts, "product.title");
    Some(Words {
        subject: Some(fixed.subject.clone()),
        body: if product {
            fixed.product.clone()
        } else {
            fixed.plain.clone()
        },
    })
}

fn has(facts: &Facts, name: &str) -> bool {
    Placeholder::of(name).is_some_and(|field| facts.has(field))
}

/// Words as a medium carries them. What the campaign offers, when it ends and where it is stands in every text: in the
/// words, or in a line of code's.
pub(super) fn framed(words: Words, medium: Medium, language: Language, facts: &Facts) -> Copy {
    let subject = words.subject.filter(|_| medium.has_subject());
    let mut body = words.body.trim().to_owned();
    if let Some(frame) = TEMPLATES.frame.get(language.tag()) {
        let gap = if medium == Medium::Mail { "\n\n" } else { " " };
        let lines = [
            ("offer.what", &frame.offer),
            ("offer.code", &frame.code),
            ("offer.ends", &frame.ends),
        ];
        let missing = lines
            .into_iter()
            .filter(|(name, _)| has(facts, name) && !body.contains(&format!("{{{{{name}")));
        let missing: Vec<&str> = missing.map(|(_, line)| line.as_str()).collect();
        let between = if language == Language::English {
            " "
        } else {
            ""
        };
        let within = if medium == Medium::Mail { gap } else { between };
        if !missing.is_empty() {
            body = format!("{body}{within}{}", missing.join(between));
        }
        if medium == Medium::Mail {
            body = format!("{}\n\n{body}", frame.greeting);
        }
        if medium != Medium::Push {
            let link = if has(facts, "product.link") {
                "{{product.link}}"
            } else {
                "{{shop.link}}"
            };
            body = format!("{body}{gap}{}", frame.link.replace("LINK", link));
        }
        if matches!(medium, Medium::Mail | Medium::Sms) && !facts.service {
            body = format!("{body}{gap}{}", frame.unsubscribe);
        }
    }
    Copy {
        language,
        subject,
        body,
    }
}
