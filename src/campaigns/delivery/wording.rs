//! A message to one member: which text, which values, and what carries it.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::catalog::Product;
use crate::clock::Timestamp;
use crate::features::DAY;
use crate::ids::{Language, ProductKey};
use crate::money::{Currency, Money};
use crate::senders::{Bulk, Channel, Message};

use super::super::audience::{Draw, Drawn};
use super::super::brief::{Brief, OfferKind, Variant, even_share};
use super::super::copy::{Copy, CopyError, Fields, Medium, Rendered, render};
use super::super::offers::{minor, price};
use super::super::{Campaigns, CampaignsError};

/// How the shop shows itself in messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// What it is called.
    pub name: String,
    /// Where its server is reached, without a slash at its end.
    pub link: String,
}

/// What is filled in for one member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addressee {
    /// What they are called.
    pub name: Option<String>,
    /// Their tier, in the language of the message.
    pub tier: Option<String>,
    /// Their points.
    pub points: Option<i64>,
    /// Their code.
    pub code: Option<String>,
    /// Their discount in per cent.
    pub percent: i64,
    /// What names the message: where they say that they want no more of it.
    pub message: String,
}

/// Everything that is the same in all messages of a campaign.
#[derive(Clone, Debug)]
pub struct Wording {
    brief: Brief,
    product: Option<Product>,
    currency: Currency,
    face: Face,
    ahead: i16,
    /// The percentages that there may be, the last one everybody else's.
    percents: Vec<(String, i64)>,
    limits: super::super::offers::PriceLimits,
    texts: Draw,
    /// The names of the texts.
    variants: Vec<String>,
    /// By language and discount: the values that everybody with both has, written once and not once a message.
    shared: HashMap<(&'static str, i64), Fields>,
}

/// What an offer is, in words.
fn what(brief: &Brief, percent: i64, currency: Currency, language: Language) -> String {
    let offer = &brief.offer;
    let amount = |amount: f64| Money::new(minor(amount, currency), currency).short();
    let chinese = language == Language::Chinese;
    match (offer.kind, offer.amount) {
        (OfferKind::Nothing, _) => String::new(),
        (OfferKind::Coupon, Some(off)) if chinese => format!("立减{}", amount(off)),
        (OfferKind::Coupon, Some(off)) => format!("{} off", amount(off)),
        (OfferKind::Coupon, None) if chinese => format!("优惠{percent}%"),
        (OfferKind::Coupon, None) => format!("{percent}% off"),
        (OfferKind::Points, _) if chinese => format!("{}倍积分", offer.times.unwrap_or(1.0)),
        (OfferKind::Points, _) => format!("{} times the points", offer.times.unwrap_or(1.0)),
        (OfferKind::Gift | OfferKind::Event, _) => {
            let (own, other) = if chinese {
                (&offer.what_zh, &offer.what_en)
            } else {
                (&offer.what_en, &offer.what_zh)
            };
            own.clone().or_else(|| other.clone()).unwrap_or_default()
        }
    }
}

/// A day as people write it.
fn day(text: &str, language: Language) -> Option<String> {
    let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(match language {
        Language::English => day.format("%-d %B %Y").to_string(),
        Language::Chinese => day.format("%Y年%-m月%-d日").to_string(),
    })
}

/// What is put below a text whose offer is not the same for all.
fn disclosure(language: Language) -> &'static str {
    match language {
        Language::English => {
            "This offer was chosen for you from what is known of your orders; other members may be offered something else."
        }
        Language::Chinese => "此优惠根据您的订购情况为您选定，其他会员的优惠可能不同。",
    }
}

impl Wording {
    /// Looks up what a campaign's messages have in common.
    ///
    /// # Errors
    /// The database fails.
    pub(in crate::campaigns) async fn prepare(
        campaigns: &Campaigns,
        name: &str,
        brief: &Brief,
        face: &Face,
    ) -> Result<Self, CampaignsError> {
        let product = match &brief.product {
            Some(key) => campaigns
                .catalog
                .get(&[ProductKey::new(key)])
                .await?
                .into_iter()
                .next(),
            None => None,
        };
        let limits = campaigns.price_limits();
        let mut wording = Self {
            currency: campaigns.currency().await?,
            product,
            face: face.clone(),
            ahead: campaigns.settings.ahead,
            percents: brief.offer.percents(limits),
            limits,
            texts: Draw::of(&campaigns.secret, name, Drawn::Text),
            variants: brief.variants().into_iter().map(str::to_owned).collect(),
            shared: HashMap::new(),
            brief: brief.clone(),
        };
        for &language in &brief.languages {
            for (_, percent) in wording.percents.clone() {
                // What cannot be written is told when a message is.
                if let Ok(fields) = wording.same_for_all(percent, language) {
                    wording.shared.insert((language.tag(), percent), fields);
                }
            }
        }
        Ok(wording)
    }

    /// The currency of its amounts.
    pub(in crate::campaigns) fn currency(&self) -> Currency {
        self.currency
    }

    /// The language in which somebody is addressed who speaks `theirs`.
    pub(in crate::campaigns) fn language_for(&self, theirs: Option<Language>) -> Language {
        self.brief.language_for(theirs)
    }

    /// By how many minutes the shop's clocks are ahead.
    pub(in crate::campaigns) fn ahead(&self) -> i16 {
        self.ahead
    }

    /// The discount of a rule, and the rule's name.
    #[must_use]
    pub fn depth(&self, number: i64) -> (i64, &str) {
        let found = usize::try_from(number)
            .ok()
            .and_then(|number| self.percents.get(number));
        found.map_or((0, "the same for all"), |(rule, percent)| {
            (*percent, rule.as_str())
        })
    }

    /// The name of the text that falls to a lot, and the share of lots that it falls to.
    pub(in crate::campaigns) fn lot_text(&self, lot: i64) -> Option<(&str, f64)> {
        let place = self.texts.place(lot, self.variants.len());
        let variant = self.variants.get(place)?;
        Some((variant.as_str(), even_share(self.variants.len())))
    }

    /// The text that falls to a lot, in the language that somebody is addressed in who speaks `theirs`.
    #[must_use]
    pub fn text(&self, lot: i64, theirs: Option<Language>) -> Option<&Variant> {
        let (variant, _) = self.lot_text(lot)?;
        self.brief.text(variant, self.brief.language_for(theirs))
    }

    /// The values for one member.
    ///
    /// # Errors
    /// A name that is no placeholder's.
    pub fn fields(&self, to: &Addressee, language: Language) -> Result<Fields, CopyError> {
        let shared = self.shared.get(&(language.tag(), to.percent));
        let mut fields = match shared {
            Some(shared) => shared.clone(),
            None => self.same_for_all(to.percent, language)?,
        };
        let mut set = |name: &str, value: Option<String>| match value {
            Some(value) => fields.set(name, value),
            None => Ok(()),
        };
        set("member.name", to.name.clone())?;
        set("member.tier", to.tier.clone())?;
        set("member.points", to.points.map(|points| points.to_string()))?;
        set("offer.code", to.code.clone())?;
        set("unsubscribe", Some(self.unsubscribe(&to.message)))?;
        Ok(fields)
    }

    /// The values that are the same for everybody with a discount in a language.
    fn same_for_all(&self, percent: i64, language: Language) -> Result<Fields, CopyError> {
        let mut fields = Fields::new();
        let mut set = |name: &str, value: Option<String>| match value {
            Some(value) => fields.set(name, value),
            None => Ok(()),
        };
        let offer = &self.brief.offer;
        let amount = |amount: f64| Money::new(minor(amount, self.currency), self.currency).short();
        let said = what(&self.brief, percent, self.currency, language);
        set("offer.what", Some(said).filter(|said| !said.is_empty()))?;
        set(
            "offer.percent",
            (percent > 0).then(|| format!("{percent}%")),
        )?;
        set("offer.amount", offer.amount.map(amount))?;
        set("offer.minimum", offer.minimum.map(amount))?;
        set(
            "offer.ends",
            offer.ends.as_deref().and_then(|text| day(text, language)),
        )?;
        if let Some(product) = &self.product {
            let priced = price(product.price, Self::cost(product), percent, self.limits);
            set(
                "product.title",
                Some(product.title.in_language(language).to_owned()),
            )?;
            set("product.price", Some(priced.price.short()))?;
            set("product.was", Some(product.price.short()))?;
            set(
                "product.link",
                Some(format!(
                    "{}/p/{}",
                    self.face.link,
                    escaped(product.key.as_str())
                )),
            )?;
        }
        set("shop.name", Some(self.face.name.clone()))?;
        set("shop.link", Some(self.face.link.clone()))?;
        Ok(fields)
    }

    /// What a product costs the shop, where its attribute `cost` says it as a plain number in the currency of its price.
    fn cost(product: &Product) -> Option<Money> {
        let cost = product.attributes.get("cost")?;
        Money::parse(cost.trim(), product.price.currency).ok()
    }

    /// Where somebody says who was sent a message that they want no more. The name of a message is a keyed hash: nobody can make one
    /// up.
    #[must_use]
    pub fn unsubscribe(&self, message: &str) -> String {
        format!("{}/u/{message}", self.face.link)
    }

    /// A text for one member.
    ///
    /// # Errors
    /// A placeholder that has no value.
    pub fn render(&self, text: &Variant, to: &Addressee) -> Result<Rendered, CopyError> {
        let mut copy: Copy = text.copy();
        if !self.brief.offer.depths.is_empty() {
            copy.body.push_str("\n\n");
            copy.body.push_str(disclosure(text.language));
        }
        if !self.brief.medium.has_subject() {
            copy.subject = None;
        }
        render(&copy, self.brief.medium, &self.fields(to, text.language)?)
    }

    /// The message to an address.
    ///
    /// # Errors
    /// A placeholder that has no value.
    pub fn message(
        &self,
        text: &Variant,
        to: &Addressee,
        address: &str,
    ) -> Result<Message, CopyError> {
        let rendered = self.render(text, to)?;
        Ok(Message {
            channel: channel(self.brief.medium),
            to: address.to_owned(),
            subject: rendered.subject.unwrap_or_default(),
            text: rendered.text,
            bulk: Some(Bulk {
                id: to.message.clone(),
                html: rendered.html,
                unsubscribe: Some(self.unsubscribe(&to.message)),
            }),
        })
    }

    /// Whether any text has a placeholder.
    #[must_use]
    pub fn asks_for(&self, placeholder: &str) -> bool {
        self.brief.copies.iter().any(|copy| {
            let subject = copy.subject.as_deref().unwrap_or_default();
            subject.contains(placeholder) || copy.body.contains(placeholder)
        })
    }

    /// When its offer is over.
    pub(in crate::campaigns) fn is_over(&self, now: Timestamp) -> bool {
        self.brief.ends(self.ahead).is_some_and(|ends| ends <= now)
    }
}

/// What carries a medium.
pub(super) fn channel(medium: Medium) -> Channel {
    match medium {
        Medium::Mail => Channel::Mail,
        Medium::Sms => Channel::Sms,
        Medium::Push => Channel::Push,
        Medium::Chat => Channel::Chat,
    }
}

/// A key as it stands in an address.
fn escaped(key: &str) -> String {
    let mut text = String::new();
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// The moment since when messages count towards the shop's limit.
pub(super) fn since(campaigns: &Campaigns, now: Timestamp) -> Timestamp {
    let days = i64::from(campaigns.settings.cap_days);
    Timestamp::from_micros(now.micros() - days * DAY)
}
