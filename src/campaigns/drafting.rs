//! Texts for a campaign's brief, written by the model out of what the brief and the goods hold.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{Right, Staff};
use crate::clock::Timestamp;
use crate::ids::Language;
use crate::llm::Llm;
use crate::prompts::Prompts;

use super::brief::{Brief, BriefError, Named, OfferKind, Variant, Written, Wrong, not_spoken};
use super::copy::{Axis, Both, Facts, Finding, Values, differing, in_order};
use super::writing::{CopyBrief, Writer, WrittenBy};
use super::{Campaign, Campaigns, CampaignsError, approval};

/// A text that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextWanted {
    /// The name that it gets: texts of one name say the same in several languages.
    pub variant: String,
    /// What it appeals to.
    pub axis: Axis,
    /// In which language.
    pub language: Language,
}

/// Who found the words of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WordsBy {
    /// The model.
    Model,
    /// Nobody: a fixed text, since there is no model, or it was busy, failed, or wrote what may not be said.
    Template,
}

/// A text for a brief, which is in no campaign yet.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TextDrafted {
    /// The text, as a brief takes it; a fixed one has no `written`.
    pub copy: Variant,
    /// Who found its words.
    pub by: WordsBy,
    /// What is to be looked at in it; without an error, unless a text of its name in the other language says something else.
    pub findings: Vec<Finding>,
    /// How often the model was asked.
    pub tries: usize,
    /// Why the model's words were not taken, one line for each try.
    pub declined: Vec<String>,
}

/// Texts that are wanted for a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextsWanted {
    /// What they appeal to.
    pub axis: Axis,
    /// How many in each language.
    pub each: usize,
    /// In which language; none: in all that the campaign speaks.
    pub language: Option<Language>,
}

/// The values of placeholders in a language.
type Known = BTreeMap<String, Values>;

/// A name up to its first comma, without words that hold a number: the model is shown no digit.
fn plain(name: &str) -> String {
    let short = name.split([',', '，']).next().unwrap_or_default();
    let words = short
        .split_whitespace()
        .filter(|word| !word.contains(|c: char| c.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ")
}

/// The name of the next text on an axis in a language: that of one which lacks this language, or else a new one.
fn next_name(brief: &Brief, axis: Axis, language: Language) -> String {
    let alike = brief.copies.iter().filter(|copy| copy.axis == Some(axis));
    for copy in alike {
        if brief.text(&copy.variant, language).is_none() {
            return copy.variant.clone();
        }
    }
    let taken = brief.variants();
    let letters = ('a'..='z').map(String::from);
    let numbers = (1..).map(|number| format!("text {number}"));
    let mut names = letters.chain(numbers);
    let free = names.find(|name| !taken.contains(&name.as_str()));
    free.unwrap_or_default()
}

/// What a campaign is about in a language: its product, its gift or event, or else what it is for.
fn about(brief: &Brief, known: &Known, language: Language) -> String {
    let product = known.get("product.title");
    let product = product.and_then(|values| values.all().first());
    let given = matches!(brief.offer.kind, OfferKind::Gift | OfferKind::Event);
    let offered = known.get("offer.what").filter(|_| given);
    let offered = offered.and_then(|values| values.all().first());
    let objective = Some(&brief.objective).filter(|text| Language::of(text) == language);
    let found = product.or(offered).or(objective).map(|text| plain(text));
    let anything = match language {
        Language::English => "things from the shop",
        Language::Chinese => "店里的好物",
    };
    found
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| anything.to_owned())
}

/// Who is addressed, in words that may be said to them: nobody is told that the shop thinks they leave.
fn readers(named: Option<Named>) -> Both {
    let (en, zh) = match named {
        Some(Named::Lapsed) => (
            "members who have not been here for a while",
            "许久没有光顾的会员",
        ),
        Some(Named::OneOrder) => ("members who are new in the shop", "刚认识本店的会员"),
        Some(Named::Everybody | Named::AtRiskTopThird) | None => {
            ("members of the shop", "本店的会员")
        }
    };
    Both {
        en: en.to_owned(),
        zh: zh.to_owned(),
    }
}

impl Campaigns {
    /// A brief as the model is shown it.
    async fn told(&self, brief: &Brief) -> Result<CopyBrief, CampaignsError> {
        let wording = self.plain_wording(brief).await?;
        let of = |language| approval::facts(brief, &wording, language);
        let (english, chinese) = (of(Language::English)?, of(Language::Chinese)?);
        let mut shared = english.clone();
        shared.values.clear();
        Ok(CopyBrief {
            id: "campaign".to_owned(),
            medium: brief.medium,
            about: Both {
                en: about(brief, &english.values, Language::English),
                zh: about(brief, &chinese.values, Language::Chinese),
            },
            audience: readers(brief.audience.named),
            tone: brief.tone.clone(),
            facts: shared,
            en: english.values,
            zh: chinese.values,
        })
    }

    /// Has one text of a brief written; without a model a fixed one. Dropping it stops the model.
    ///
    /// # Errors
    /// A language that the brief does not speak, a prompt that cannot be rendered, or the database fails. That the model is busy or
    /// fails is none: a fixed text stands in.
    pub async fn write(
        &self,
        brief: &Brief,
        wanted: &TextWanted,
        llm: Option<&Llm>,
        prompts: &Prompts,
    ) -> Result<TextDrafted, CampaignsError> {
        if !brief.languages.contains(&wanted.language) {
            return Err(BriefError {
                problems: vec![Wrong::at("language", not_spoken())],
            }
            .into());
        }
        let told = self.told(brief).await?;
        let brand = self.brand();
        let writer = Writer {
            llm,
            prompts,
            rules: approval::rules()?,
            brand: &brand,
        };
        // Another text of its kind begins otherwise.
        let alike = brief.copies.iter().filter(|copy| {
            copy.variant != wanted.variant
                && copy.language == wanted.language
                && copy.axis == Some(wanted.axis)
        });
        let text = writer
            .one(&told, wanted.language, wanted.axis, alike.count())
            .await?;
        let shared = Facts::named(brand.shared_names());
        let mut findings = text.findings;
        for other in brief
            .copies
            .iter()
            .filter(|other| other.variant == wanted.variant)
        {
            findings.extend(differing(&other.copy(), &text.copy, &shared));
        }
        in_order(&mut findings);
        let (written, by, tries) = match text.written {
            WrittenBy::Model {
                model,
                prompt,
                tries,
            } => {
                let written = Written {
                    model,
                    prompt_hash: prompt,
                    edited: false,
                };
                (Some(written), WordsBy::Model, tries)
            }
            WrittenBy::Template => (None, WordsBy::Template, text.declined.len()),
        };
        let declined = text.declined.into_iter().map(|declined| {
            let rules = declined.findings.iter();
            let rules: Vec<String> = rules
                .map(|finding| format!("{}: {}", finding.rule, finding.quote))
                .collect();
            declined.why.unwrap_or_else(|| rules.join("; "))
        });
        Ok(TextDrafted {
            copy: Variant {
                variant: wanted.variant.clone(),
                axis: Some(wanted.axis),
                language: wanted.language,
                subject: text.copy.subject,
                body: text.copy.body,
                written,
            },
            by,
            findings,
            tries,
            declined: declined.collect(),
        })
    }

    /// Has texts written for a campaign and puts them into its draft: a new version. A text on the axis that lacks a language gets
    /// it first. `done` hears how many are written, of how many.
    ///
    /// # Errors
    /// Somebody who may not, a campaign that was released or that changed meanwhile, a language that it does not speak, more texts
    /// than a campaign takes, or the database fails.
    pub async fn write_into(
        &self,
        name: &str,
        wanted: &TextsWanted,
        (llm, prompts): (&Llm, &Prompts),
        (by, now): (&Staff, Timestamp),
        done: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<(Campaign, Vec<TextDrafted>), CampaignsError> {
        approval::may(by, Right::RunCampaigns)?;
        let campaign = self.of(name, now).await?;
        let listed = &campaign.listed;
        // Said before the model works for minutes, and looked at again when its texts are kept.
        approval::changeable(&listed.name, listed.state, listed.released_by.is_some())?;
        let mut brief = campaign.brief;
        let languages = match wanted.language {
            Some(language) => vec![language],
            None => brief.languages.clone(),
        };
        let all = languages.len() * wanted.each;
        let mut written = Vec::new();
        for language in languages {
            for _ in 0..wanted.each {
                let text = TextWanted {
                    variant: next_name(&brief, wanted.axis, language),
                    axis: wanted.axis,
                    language,
                };
                let drafted = self.write(&brief, &text, Some(llm), prompts).await?;
                brief.copies.push(drafted.copy.clone());
                written.push(drafted);
                done(written.len(), all);
            }
        }
        let problems = brief.problems();
        if !problems.is_empty() {
            return Err(BriefError { problems }.into());
        }
        let seen = Some(listed.version);
        let changed = self.edit(&listed.name, &brief, seen, by, now).await?;
        Ok((changed, written))
    }
}
