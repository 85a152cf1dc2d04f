//! Texts for a draft: one for each axis and language, by `campaigns`, which checks them; put forward as a new version.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use minijinja::context;
use regex::Regex;

use crate::assistant::AssistantError;
use crate::assistant::act::Actor;
use crate::assistant::cards::Card;
use crate::assistant::changes::{Change, Difference, Proposal};
use crate::assistant::desk::Desk;
use crate::assistant::desk::answering::told;
use crate::assistant::turn::Outcome;
use crate::campaigns::copy::{Axis, Severity};
use crate::campaigns::{Brief, CampaignState, Listed, TextDrafted, TextWanted, Variant, WordsBy};
use crate::evidence::Evidence;
use crate::guardrails::{normalise, pattern};
use crate::ids::Language;

use super::naming::{Meant, is_draft};
use super::telling::Rows;

/// The model writes for so long; what is left then has fixed texts, because a turn ends.
const LONGEST: Duration = Duration::from_mins(1);

/// The words for an axis.
static AXES: LazyLock<[(Regex, Axis); 4]> = LazyLock::new(|| {
    [
        (r"\bbenefits?\b|好处|利益|实惠", Axis::Benefit),
        (r"\bproof\b|\bevidence\b|依据|证据|事实|口碑", Axis::Proof),
        (
            r"\burgency\b|\burgent\b|\bdeadline\b|紧迫|期限|限时|急",
            Axis::Urgency,
        ),
        (
            r"\bwarm(?:th|er|ly)?\b|\bkind(?:ness)?\b|温情|温暖|温馨|亲切",
            Axis::Warmth,
        ),
    ]
    .map(|(text, axis)| (pattern(text), axis))
});

/// The axes that a message names, or all.
fn axes(message: &str) -> Vec<Axis> {
    let text = normalise(message);
    let named = AXES.iter().filter(|(words, _)| words.is_match(&text));
    let named: Vec<Axis> = named.map(|(_, axis)| *axis).collect();
    if named.is_empty() {
        Axis::ALL.to_vec()
    } else {
        named
    }
}

impl Actor<'_> {
    /// Writes texts for the draft that is meant, and puts them forward.
    pub(super) async fn write_variants(&self) -> Result<Outcome, AssistantError> {
        let listed = match self.campaign_meant(is_draft).await? {
            Meant::One(listed) => listed,
            Meant::Unknown(name) => return self.no_campaign(&name),
            Meant::Which(fit) => return self.which_campaign(&fit),
        };
        let campaign = self.shop.campaigns.of(&listed.name, self.now).await?;
        let desk = Some(Desk {
            campaign: Some(listed.name.clone()),
            ..Desk::default()
        });
        if listed.released_by.is_some() {
            let values = context! { name => listed.name.clone() };
            return Ok(Outcome {
                cards: vec![Card::campaign(&listed)],
                desk,
                ..self.say_filled("campaign_released", values)?
            });
        }
        let mut brief = campaign.brief.clone();
        let texts = self.written(&mut brief, &axes(self.message)).await?;
        let shown = self.text_differences(&campaign.brief, &texts)?;
        let mut outcome = self.texts_shown(&listed, &texts)?;
        outcome.proposal = Some(Proposal::new(
            Change::CampaignTexts {
                name: listed.name,
                version: campaign.listed.version,
                state: campaign.listed.state.word().to_owned(),
                brief: serde_json::to_value(&brief).unwrap_or_default(),
            },
            shown,
        ));
        outcome.desk = desk;
        Ok(outcome)
    }

    /// The texts, axis by axis and language by language, put into the brief. Each sees those before it, so that what says the
    /// same in two languages is compared.
    async fn written(
        &self,
        brief: &mut Brief,
        axes: &[Axis],
    ) -> Result<Vec<TextDrafted>, AssistantError> {
        let began = Instant::now();
        let mut texts = Vec::new();
        for &axis in axes {
            for language in brief.languages.clone() {
                let wanted = TextWanted {
                    variant: axis.word().to_owned(),
                    axis,
                    language,
                };
                let (campaigns, prompts) = (&self.shop.campaigns, self.phrases.prompts);
                let left = LONGEST.saturating_sub(began.elapsed());
                let by_model = match self.llm.filter(|_| !left.is_zero()) {
                    Some(llm) => {
                        let writes = campaigns.write(brief, &wanted, Some(llm), prompts);
                        // Dropping it where the time is over stops the model.
                        tokio::time::timeout(left, writes).await.ok().transpose()?
                    }
                    None => None,
                };
                let text = match by_model {
                    Some(text) => text,
                    None => campaigns.write(brief, &wanted, None, prompts).await?,
                };
                put(brief, text.copy.clone());
                texts.push(text);
            }
        }
        Ok(texts)
    }

    /// What is found in a text, a line each, the errors first.
    fn findings_of(&self, text: &TextDrafted) -> Vec<String> {
        let language = self.language();
        let mut findings: Vec<_> = text.findings.iter().collect();
        findings.sort_by_key(|finding| finding.severity != Severity::Error);
        let findings = findings.into_iter().map(|finding| {
            let why = match language {
                Language::English => &finding.why.en,
                Language::Chinese => &finding.why.zh,
            };
            if finding.quote.trim().is_empty() {
                why.clone()
            } else {
                format!("“{}”: {why}", finding.quote.trim())
            }
        });
        findings.collect()
    }

    fn axis_word(&self, axis: Option<Axis>) -> Result<String, AssistantError> {
        let axis = axis.unwrap_or(Axis::Benefit);
        Ok(self
            .phrases
            .plain(&format!("campaign_axis_{}", axis.word()))?)
    }

    /// A card for each text, with what was found in it.
    fn texts_shown(
        &self,
        campaign: &Listed,
        texts: &[TextDrafted],
    ) -> Result<Outcome, AssistantError> {
        let name = &campaign.name;
        let mut cards = Vec::new();
        let mut records = Vec::new();
        let (mut found, mut errors) = (0, 0);
        for text in texts {
            let axis = self.axis_word(text.copy.axis)?;
            let tag = text.copy.language.tag();
            let mut rows = Rows::of(self);
            if let Some(subject) = &text.copy.subject {
                rows.put("campaign_subject", subject)?;
            }
            rows.put("campaign_body", &text.copy.body)?;
            let by = match text.by {
                WordsBy::Model => "campaign_by_model",
                WordsBy::Template => "campaign_by_template",
            };
            rows.put("campaign_words_by", &self.phrases.plain(by)?)?;
            for finding in self.findings_of(text) {
                rows.put("campaign_finding", &finding)?;
            }
            found += text.findings.len();
            let grave = text.findings.iter();
            errors += grave
                .filter(|finding| finding.severity == Severity::Error)
                .count();
            let shown = told(format!("{axis} ({tag})"), rows.rows, String::new());
            cards.extend(shown.cards);
            records.extend(shown.evidence.records);
        }
        let fixed_ones = texts.iter().filter(|text| text.by == WordsBy::Template);
        let fixed_ones = fixed_ones.count();
        let mut rows = Rows::of(self);
        rows.put("campaign_texts", &texts.len().to_string())?;
        rows.put("campaign_fixed_texts", &fixed_ones.to_string())?;
        rows.put("campaign_findings", &found.to_string())?;
        let summary = told(name.clone(), rows.rows, String::new());
        records.extend(summary.evidence.records);
        let values = context! {
            name,
            count => texts.len(),
            by_template => fixed_ones,
            found,
            errors,
            decided => campaign.state != CampaignState::Draft,
        };
        Ok(Outcome {
            evidence: Evidence {
                records,
                ..Evidence::default()
            },
            cards,
            fixed: self.phrases.filled("campaign_written", values)?,
            ..Outcome::default()
        })
    }

    /// What the new version has otherwise: each text beside the one that it takes the place of.
    fn text_differences(
        &self,
        before: &Brief,
        texts: &[TextDrafted],
    ) -> Result<Vec<Difference>, AssistantError> {
        let nothing = self.phrases.plain("nothing")?;
        let differences = texts.iter().map(|text| {
            let copy = &text.copy;
            let last = before.text(&copy.variant, copy.language);
            Ok(Difference {
                what: format!("{} ({})", self.axis_word(copy.axis)?, copy.language.tag()),
                before: last.map_or_else(|| nothing.clone(), whole),
                after: whole(copy),
            })
        });
        differences.collect()
    }
}

/// A text in one line: its subject before its words.
fn whole(text: &Variant) -> String {
    let body = text.body.split_whitespace().collect::<Vec<_>>().join(" ");
    match &text.subject {
        Some(subject) => format!("{subject} | {body}"),
        None => body,
    }
}

/// Puts a text into a brief, in the place of the one of its name and language.
fn put(brief: &mut Brief, text: Variant) {
    let same = |other: &Variant| other.variant == text.variant && other.language == text.language;
    match brief.copies.iter().position(same) {
        Some(place) => brief.copies[place] = text,
        None => brief.copies.push(text),
    }
}
