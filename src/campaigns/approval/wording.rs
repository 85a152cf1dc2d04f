//! Whether the texts of a brief may be sent: the checks of `copy`, against what the brief and the goods hold.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;
use utoipa::ToSchema;

use crate::ids::Language;

use super::super::brief::{Brief, OfferKind, Wrong};
use super::super::copy::{
    Both, BrandWords, Claims, Facts, Finding, OfferKind as Offered, Part, Severity, Values, check,
    differing, in_order,
};
use super::super::delivery::{Addressee, Face, Wording};
use super::super::{Campaigns, CampaignsError};

/// What was found in one text of a campaign.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CampaignTextFindings)]
pub struct TextFindings {
    /// Its place among the texts.
    pub text: usize,
    /// Its name.
    pub variant: String,
    /// Its language.
    pub language: &'static str,
    /// What was found, in the order of the text, and then what it says otherwise than a text of its name before it in the other
    /// language; with an error among it the campaign cannot be approved.
    pub findings: Vec<Finding>,
}

/// A code as long as every code is.
const A_CODE: &str = "7KPM-Q2XZ-49TB";

/// What is known to be true in a language: all values that the offer and the product may have.
pub(in crate::campaigns) fn facts(
    brief: &Brief,
    wording: &Wording,
    language: Language,
) -> Result<Facts, CampaignsError> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for number in 0..=brief.offer.depths.len() {
        let (percent, _) = wording.depth(i64::try_from(number).unwrap_or(0));
        let to = Addressee {
            code: brief.offer.has_code().then(|| A_CODE.to_owned()),
            percent,
            message: "check".to_owned(),
            ..Addressee::default()
        };
        let fields = wording.fields(&to, language);
        let fields = fields.map_err(|error| CampaignsError::Garbled(error.to_string()))?;
        let told = fields
            .iter()
            .filter(|(name, _)| name.starts_with("offer.") || name.starts_with("product."));
        for (name, value) in told {
            let known = values.entry(name.to_owned()).or_default();
            if !known.iter().any(|known| known == value) {
                known.push(value.to_owned());
            }
        }
    }
    let mut facts = Facts::default();
    facts.values = (values.into_iter())
        .map(|(name, values)| (name, Values::Many(values)))
        .collect();
    facts.limited = brief.offer.most.is_some();
    facts.offer = match brief.offer.kind {
        OfferKind::Nothing => None,
        OfferKind::Coupon if brief.offer.amount.is_some() => Some(Offered::Amount),
        OfferKind::Coupon => Some(Offered::Percent),
        OfferKind::Points => Some(Offered::Points),
        OfferKind::Gift => Some(Offered::Gift),
        OfferKind::Event => Some(Offered::Event),
    };
    Ok(facts)
}

/// The built-in rules, read once.
static RULES: LazyLock<Result<Claims, String>> =
    LazyLock::new(|| Claims::builtin().map_err(|error| error.to_string()));

/// What may not be claimed.
pub(in crate::campaigns) fn rules() -> Result<&'static Claims, CampaignsError> {
    let rules = RULES.as_ref();
    rules.map_err(|error| CampaignsError::Garbled(error.clone()))
}

impl Campaigns {
    /// The shop's voice, or one that asks nothing.
    pub(in crate::campaigns) fn brand(&self) -> BrandWords {
        self.voice.as_deref().cloned().unwrap_or_default()
    }

    /// What is the same in all texts of a brief. How the shop shows itself is known to every text, and looked at by none of the
    /// rules.
    pub(in crate::campaigns) async fn plain_wording(
        &self,
        brief: &Brief,
    ) -> Result<Wording, CampaignsError> {
        let face = Face {
            name: "shop".to_owned(),
            link: "https://shop.example".to_owned(),
        };
        Wording::prepare(self, "", brief, &face).await
    }

    /// What the checks find in the texts of a brief.
    ///
    /// # Errors
    /// The database fails, or the built-in rules cannot be read.
    pub async fn findings(&self, brief: &Brief) -> Result<Vec<TextFindings>, CampaignsError> {
        let (rules, brand) = (rules()?, self.brand());
        let wording = self.plain_wording(brief).await?;
        let shared = Facts::named(brand.shared_names());
        let mut found = Vec::new();
        for (number, text) in brief.copies.iter().enumerate() {
            let facts = facts(brief, &wording, text.language)?;
            let copy = text.copy();
            let mut findings = check(&copy, brief.medium, &facts, rules, &brand);
            let before = brief.copies[..number].iter();
            for first in before.filter(|first| first.variant == text.variant) {
                findings.extend(differing(&first.copy(), &copy, &shared));
            }
            in_order(&mut findings);
            found.push(TextFindings {
                text: number,
                variant: text.variant.clone(),
                language: text.language.tag(),
                findings,
            });
        }
        Ok(found)
    }

    /// The errors in a brief's texts, each with its place.
    pub(super) async fn misworded(&self, brief: &Brief) -> Result<Vec<Wrong>, CampaignsError> {
        let mut wrong = Vec::new();
        for text in self.findings(brief).await? {
            let errors = text.findings.into_iter();
            let errors = errors.filter(|finding| finding.severity == Severity::Error);
            wrong.extend(errors.map(|finding| {
                let part = match finding.part {
                    Part::Subject => "subject",
                    Part::Body => "body",
                };
                let (rule, why) = (finding.rule, finding.why);
                let quote = match finding.quote.as_str() {
                    "" => Both::new(rule.as_str(), ""),
                    quote => Both::new(format!("`{quote}` ({rule})"), format!("“{quote}”：")),
                };
                let (en, zh) = (finding.suggestion)
                    .map(|both| (format!(" {}", both.en), both.zh))
                    .unwrap_or_default();
                let what = (
                    format!("{}: {}{en}", quote.en, why.en),
                    format!("{}{}{zh}", quote.zh, why.zh),
                );
                Wrong::at(format!("copies[{}].{part}", text.text), what)
            }));
        }
        Ok(wrong)
    }
}
