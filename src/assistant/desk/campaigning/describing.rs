//! What the members of an audience are like, against everybody.

use minijinja::context;

use crate::actions::amount;
use crate::assistant::AssistantError;
use crate::assistant::act::Actor;
use crate::assistant::cards::Card;
use crate::assistant::desk::Desk;
use crate::assistant::desk::answering::told;
use crate::assistant::desk::lists::{called, everybody};
use crate::assistant::turn::Outcome;
use crate::campaigns::copy::Medium;
use crate::campaigns::{Audience, Brief, Choice, Counted, Metric, Named, Offer, Schedule};
use crate::features::{Column, Holds, column};
use crate::guardrails::normalise;
use crate::ids::Language;
use crate::insights::segment::Filter;
use crate::money::Currency;

use super::cues;
use super::naming::{self, Meant};
use super::telling::{Rows, percent};
use super::understood;
use super::wishes::Wishes;

/// The columns that are told by their means.
const MEANS: [&str; 6] = [
    "spend",
    "mean_order",
    "orders",
    "recency_days",
    "churn_risk",
    "value",
];
/// The columns that are told by how many have which word.
const WORDS: [&str; 3] = ["category", "language", "city"];
/// Words of a column that are told, the most first.
const TOLD: usize = 3;
/// A mean or a share that is so many times that of everybody, or so many times less, is said.
const NOTABLE: f64 = 1.25;
/// A word that fewer of an audience have than this share is not said.
const FEW: f64 = 0.1;
/// What is notable that is said; the rows have all.
const SAID: usize = 3;

/// Whom a description is of.
struct Described {
    audience: Audience,
    medium: Medium,
    /// The campaign that it is the audience of.
    campaign: Option<String>,
    holdout: f64,
    left: Vec<String>,
}

/// A brief for nothing but counting.
pub(super) fn counting(audience: Audience, medium: Medium, holdout: f64) -> Brief {
    Brief {
        objective: String::new(),
        audience,
        medium,
        languages: vec![Language::English],
        tone: String::new(),
        offer: Offer::default(),
        product: None,
        send: Schedule::default(),
        holdout,
        metric: Metric::default(),
        copies: Vec::new(),
        choice: Choice::default(),
        per_second: None,
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of members")]
fn share(members: u64, all: u64) -> f64 {
    members as f64 / all.max(1) as f64
}

/// How often one thing is another, either way: 2 where it is the double or the half.
fn ratio(one: f64, other: f64) -> f64 {
    if one <= 0.0 || other <= 0.0 {
        return 1.0;
    }
    (one / other).max(other / one)
}

/// A mean as people write it.
fn written(column: &Column, mean: f64, currency: Currency, language: Language) -> String {
    match (column.holds, language) {
        (Holds::Money, _) => amount(mean, currency),
        (Holds::Share, _) => percent(mean),
        (Holds::Days, Language::English) => format!("{mean:.0} days"),
        (Holds::Days, Language::Chinese) => format!("{mean:.0} 天"),
        _ => format!("{mean:.1}"),
    }
}

impl Actor<'_> {
    /// What the members of the audience that is meant are like.
    pub(super) async fn describe_audience(&self) -> Result<Outcome, AssistantError> {
        let described = match self.whom_to_describe().await? {
            Ok(described) => described,
            Err(asked) => return Ok(*asked),
        };
        let campaigns = &self.shop.campaigns;
        let language = self.language();
        let name = described.campaign.as_deref().unwrap_or_default();
        let brief = counting(
            described.audience.clone(),
            described.medium,
            described.holdout,
        );
        let counted = campaigns.count(&brief, name, language, self.now).await?;
        let filter = campaigns.filter_of(&described.audience).await?;
        let mut rows = Rows::of(self);
        self.put_counted(&mut rows, &counted, described.medium)?;
        let of_all = filter.is_none();
        let Some(filter) = filter.or_else(everybody) else {
            return self.say("desk_no_filter");
        };
        let notable = self.beside_everybody(&mut rows, &filter, of_all).await?;
        let rows = rows.rows;
        let values = context! {
            who => counted.who.clone(),
            size => counted.size,
            reached => counted.reached + counted.held_out,
            medium => self.medium_word(described.medium)?,
            notable => (!notable.is_empty()).then(|| notable.join(self.semicolon())),
            left => (!described.left.is_empty()).then(|| self.in_quotes(&described.left)),
        };
        let fixed = self.phrases.filled("campaign_described", values)?;
        let mut outcome = told(self.phrases.plain("campaign_described_title")?, rows, fixed);
        let json = filter.to_json();
        outcome.cards.insert(
            0,
            Card::Filter {
                sentence: counted.who,
                members: counted.size,
                filter: json.clone(),
                left: described.left,
            },
        );
        outcome.desk = Some(Desk {
            filter: Some(json),
            campaign: described.campaign,
            ..Desk::default()
        });
        Ok(outcome)
    }

    /// Whose audience it is: a campaign's, those who were looked for last, or whom the words are true of. Otherwise what is
    /// answered.
    async fn whom_to_describe(&self) -> Result<Result<Described, Box<Outcome>>, AssistantError> {
        let text = normalise(self.message);
        let medium = Wishes::of(self.message).medium;
        // One that is not named is the one of before: it is meant where it is spoken of.
        if let Meant::One(listed) = self.campaign_meant(|_| false).await?
            && (naming::names(&text, &listed) || cues::says_the_campaign(&text))
        {
            let campaign = self.shop.campaigns.of(&listed.name, self.now).await?;
            return Ok(Ok(Described {
                audience: campaign.brief.audience,
                medium: medium.unwrap_or(campaign.brief.medium),
                campaign: Some(listed.name),
                holdout: campaign.brief.holdout,
                left: Vec::new(),
            }));
        }
        let of = |audience: Audience, left: Vec<String>| Described {
            audience,
            medium: medium.unwrap_or(Medium::Mail),
            campaign: None,
            holdout: 0.0,
            left,
        };
        let filtered = |filter: serde_json::Value| Audience {
            filter: Some(filter),
            ..Audience::default()
        };
        let reading = self.read_subject(&cues::described(self.message)).await?;
        if understood(&reading) {
            return Ok(Ok(of(filtered(reading.json), reading.left)));
        }
        let last = self.desk().filter.clone();
        if let Some(last) = last.filter(|_| cues::says_these(&text)) {
            return Ok(Ok(of(filtered(last), Vec::new())));
        }
        if let Some(unknown) = naming::quoted(self.message) {
            return Ok(Err(Box::new(self.no_campaign(unknown)?)));
        }
        // "What are our members like" is asked of all.
        if reading.left.is_empty() && reading.filter.is_some() {
            let all = Audience {
                named: Some(Named::Everybody),
                ..Audience::default()
            };
            return Ok(Ok(of(all, Vec::new())));
        }
        let left = self.in_quotes(&reading.left);
        let values = context! { left => (!reading.left.is_empty()).then_some(left) };
        Ok(Err(Box::new(self.say_filled("campaign_whom", values)?)))
    }

    /// Who they are, how many, and what is taken off them.
    pub(super) fn put_counted(
        &self,
        rows: &mut Rows<'_, '_>,
        counted: &Counted,
        medium: Medium,
    ) -> Result<(), AssistantError> {
        let off = counted.taken_off;
        rows.put("campaign_audience", &counted.who)?;
        rows.put("campaign_size", &counted.size.to_string())?;
        for (name, members) in [
            ("campaign_no_address", off.no_address),
            ("campaign_suppressed", off.suppressed),
            ("campaign_no_consent", off.no_consent),
            ("campaign_too_often", off.too_often),
        ] {
            if members > 0 {
                rows.put(name, &format!("−{members}"))?;
            }
        }
        let medium = self.medium_word(medium)?;
        let left = counted.reached + counted.held_out;
        rows.put_filled("campaign_left", context! { medium }, &left.to_string())?;
        for overlap in &counted.overlaps {
            let values = context! { name => overlap.campaign.clone() };
            rows.put_filled("campaign_overlap", values, &overlap.members.to_string())?;
        }
        Ok(())
    }

    /// Puts the means and the words of an audience beside those of everybody, and says what is notable, the most first.
    async fn beside_everybody(
        &self,
        rows: &mut Rows<'_, '_>,
        filter: &Filter,
        of_all: bool,
    ) -> Result<Vec<String>, AssistantError> {
        let language = self.language();
        let segments = self.shop.advisor.segments();
        let currency = segments.currency().await?;
        let Some(everybody) = everybody() else {
            return Ok(Vec::new());
        };
        let columns: Vec<&Column> = MEANS.iter().filter_map(|name| column(name)).collect();
        let means = segments.means(filter, &columns).await?;
        let all = segments.means(&everybody, &columns).await?;
        let mut notable: Vec<(f64, String)> = Vec::new();
        for ((column, mean), of_everybody) in columns.iter().zip(means).zip(all) {
            let (Some(mean), Some(usual)) = (mean, of_everybody) else {
                continue;
            };
            let write = |mean| written(column, mean, currency, language);
            let value = self.beside(write(mean), &write(usual), of_all)?;
            let name = called(column, language);
            rows.put_filled("campaign_mean", context! { name }, &value)?;
            notable.push((ratio(mean, usual), format!("{name} {value}")));
        }
        for name in WORDS {
            let Some(column) = column(name) else { continue };
            let sizes = segments.sizes_by(filter, column).await?;
            let all = segments.sizes_by(&everybody, column).await?;
            let (of_these, of_everybody) = (known(&sizes), known(&all));
            let known_words = sizes
                .iter()
                .filter_map(|(word, members)| word.as_ref().map(|word| (word, *members)));
            for (word, members) in known_words.take(TOLD) {
                let usual = all.iter().find(|(other, _)| other.as_ref() == Some(word));
                let usual = share(usual.map_or(0, |(_, members)| *members), of_everybody);
                let theirs = share(members, of_these);
                let shown = format!("{members} ({})", percent(theirs));
                let value = self.beside(shown, &percent(usual), of_all)?;
                let name = format!("{}: {}", called(column, language), self.word_of(name, word));
                rows.put_filled("campaign_word", context! { name => name.clone() }, &value)?;
                if theirs >= FEW {
                    notable.push((ratio(theirs, usual), format!("{name} {value}")));
                }
            }
        }
        if of_all {
            return Ok(Vec::new());
        }
        notable.retain(|(ratio, _)| *ratio >= NOTABLE);
        notable.sort_by(|one, other| other.0.total_cmp(&one.0));
        notable.truncate(SAID);
        Ok(notable.into_iter().map(|(_, said)| said).collect())
    }

    /// A value of an audience, beside that of everybody where these are not all.
    fn beside(&self, value: String, usual: &str, of_all: bool) -> Result<String, AssistantError> {
        if of_all {
            return Ok(value);
        }
        let values = context! { value, usual };
        Ok(self.phrases.filled("campaign_beside", values)?)
    }

    /// A word of a column, for people.
    fn word_of(&self, column: &str, word: &str) -> String {
        let language = self.language();
        match (column, Language::from_tag(word)) {
            ("language", Some(Language::Chinese)) => match language {
                Language::English => "Chinese".to_owned(),
                Language::Chinese => "中文".to_owned(),
            },
            ("language", Some(Language::English)) => match language {
                Language::English => "English".to_owned(),
                Language::Chinese => "英文".to_owned(),
            },
            _ => word.to_owned(),
        }
    }

    /// A medium, for people.
    pub(super) fn medium_word(&self, medium: Medium) -> Result<String, AssistantError> {
        let phrase = format!("campaign_by_{}", medium.word());
        Ok(self.phrases.plain(&phrase)?)
    }

    pub(super) fn semicolon(&self) -> &'static str {
        match self.language() {
            Language::English => "; ",
            Language::Chinese => "；",
        }
    }
}

/// Members of whom the word is known.
fn known(sizes: &[(Option<String>, u64)]) -> u64 {
    let known = sizes.iter().filter(|(word, _)| word.is_some());
    known.map(|(_, members)| members).sum()
}
