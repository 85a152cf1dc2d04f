//! Lists of members: whom the words of a question are true of.

use minijinja::context;
use serde_json::json;

use crate::access::Right;
use crate::actions::MemberTable;
use crate::assistant::AssistantError;
use crate::assistant::act::Actor;
use crate::assistant::asking::{Lacking, Reading, Wanted};
use crate::assistant::cards::{Card, NamedValue};
use crate::assistant::turn::Outcome;
use crate::catalog::Category;
use crate::evidence::{Evidence, Record, Subject};
use crate::features::{Column, Frame, Part, column};
use crate::guardrails::normalise;
use crate::ids::Language;
use crate::insights::segment::Filter;
use crate::insights::segment::rfm::Segment;
use crate::money::Currency;

use super::answering::facts;
use super::refining::{changed, refined, retimed, swapped};
use super::{Desk, cues};

/// Members that are shown, where the question does not say how many.
const SHOWN: usize = 10;
/// Members that are shown at most.
const MOST_SHOWN: usize = 50;

impl Actor<'_> {
    /// Whom the question is true of: how many, and the first of them.
    pub(super) async fn find_members(&self) -> Result<Outcome, AssistantError> {
        let language = self.language();
        let reading = self.read_question().await?;
        let last = self.desk().filter.as_ref();
        let changed = last.and_then(|last| changed(last, self.message));
        let refines = last.filter(|_| cues::refines(self.message));
        // "And in October?"
        let retimed = last
            .filter(|_| reading.filter.is_none() && cues::refines(self.message))
            .zip(reading.time.as_ref())
            .and_then(|(last, time)| retimed(last, time));
        let swapped = last.and_then(|last| swapped(last, &reading.json, self.message));
        let changed = changed.or(retimed).or(swapped);
        let left: &[String] = if changed.is_some() {
            &[]
        } else {
            reading.left.as_slice()
        };
        let understood = reading.filter.is_some() || refines.is_some();
        let json = match (changed, refines) {
            (Some(changed), _) => changed,
            (None, Some(last)) if reading.filter.is_some() => refined(last, &reading.json),
            (None, Some(last)) => last.clone(),
            (None, None) => reading.json.clone(),
        };
        if !understood && !left.is_empty() {
            let lacks = self.lacks(&reading.lacking)?;
            let values = context! { left => self.in_quotes(left), lacks };
            return self.say_filled("desk_not_understood", values);
        }
        let Ok(filter) = Filter::read(&json) else {
            return self.say("desk_no_filter");
        };
        let segments = self.shop.advisor.segments();
        let currency = segments.currency().await?;
        let members = segments.count(&filter).await?;
        let sentence = filter.sentence(language, &currency);
        let everybody = match reading.wanted {
            Wanted::Share => match everybody() {
                Some(everybody) => Some(segments.count(&everybody).await?),
                None => None,
            },
            Wanted::List | Wanted::Count | Wanted::Sizes(_) => None,
        };
        let values = context! {
            members,
            everybody,
            share => everybody.map(|all| share(members, all)),
            sentence => sentence.clone(),
            left => (!left.is_empty()).then(|| self.in_quotes(left)),
            lacks => if left.is_empty() { None } else { self.lacks(&reading.lacking)? },
        };
        let fixed = self.phrases.filled("desk_found", values)?;
        let mut outcome = Outcome {
            evidence: evidence(members, &sentence),
            cards: vec![Card::Filter {
                sentence,
                members,
                filter: filter.to_json(),
                left: left.to_vec(),
            }],
            fixed,
            ..Outcome::default()
        };
        let mut listed = Vec::new();
        match reading.wanted {
            Wanted::Sizes(name) => {
                if let Some(column) = column(name) {
                    let sizes = segments.sizes_by(&filter, column).await?;
                    outcome.cards.push(self.sizes_of(column, &sizes));
                }
            }
            Wanted::List if members > 0 => {
                let order = reading
                    .order
                    .and_then(|order| Some((column(order.column)?, order.direction)));
                let limit = reading.limit.unwrap_or(SHOWN).clamp(1, MOST_SHOWN);
                let part = Part {
                    skipped: 0,
                    limit: u32::try_from(limit).unwrap_or(u32::MAX),
                };
                let frame = segments.list(&filter, order, part).await?;
                listed.clone_from(&frame.keys);
                let card = self.table(&frame, currency, members).await?;
                outcome.cards.push(card);
            }
            Wanted::List | Wanted::Count | Wanted::Share => {}
        }
        outcome.desk = Some(Desk {
            listed,
            filter: Some(json),
            ..Desk::default()
        });
        Ok(outcome)
    }

    /// What of the question is a condition on members: read when it is first asked for, and kept for the answer.
    pub(super) async fn read_question(&self) -> Result<&Reading, AssistantError> {
        let read = || async {
            let reader = self.shop.reader(self.now).await?;
            Ok::<_, AssistantError>(reader.read(self.message, self.now))
        };
        self.reading.get_or_try_init(read).await
    }

    /// How many members there are for each word of a column.
    fn sizes_of(&self, column: &Column, sizes: &[(Option<String>, u64)]) -> Card {
        let language = self.language();
        let named = |word: &Option<String>| match word {
            None => "–".to_owned(),
            Some(word) => Segment::of(word)
                .filter(|_| column.name == "rfm")
                .map_or(word.clone(), |segment| segment.name(language).to_owned()),
        };
        let rows = sizes.iter().map(|(word, members)| NamedValue {
            name: named(word),
            value: members.to_string(),
        });
        Card::Profile {
            title: called(column, language).to_owned(),
            rows: rows.collect(),
        }
    }

    /// Why some of what was asked cannot be; nothing where that is not known.
    fn lacks(&self, lacking: &[Lacking]) -> Result<Option<String>, AssistantError> {
        let said = lacking.iter().map(|lacking| {
            let phrase = format!("desk_lacks_{}", lacking.word());
            self.phrases.filled(&phrase, context! {})
        });
        let said = said.collect::<Result<Vec<String>, _>>()?;
        let between = match self.language() {
            Language::English => " ",
            Language::Chinese => "",
        };
        Ok((!said.is_empty()).then(|| said.join(between)))
    }

    pub(super) fn in_quotes(&self, words: &[String]) -> String {
        let quoted: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
        quoted.join(self.phrases.between())
    }

    /// Members beside each other. Who addresses many sees no names.
    async fn table(
        &self,
        frame: &Frame,
        currency: Currency,
        members: u64,
    ) -> Result<Card, AssistantError> {
        let language = self.language();
        let names = if self.may(Right::SeeMember) {
            Some(self.shop.members.names(&frame.keys).await?)
        } else {
            None
        };
        let table = MemberTable::of(frame, names.as_deref(), currency, language);
        let values = context! { shown => frame.len(), members };
        Ok(Card::Table {
            title: self.phrases.filled("desk_first_of", values)?,
            columns: table
                .columns
                .into_iter()
                .map(|column| column.label)
                .collect(),
            rows: table.rows,
            members: table.members,
        })
    }
}

/// Everybody, as a filter.
pub(super) fn everybody() -> Option<Filter> {
    Filter::read(&json!({ "all": [] })).ok()
}

/// What a column is called.
pub(super) fn called(column: &Column, language: Language) -> &'static str {
    match language {
        Language::English => column.en,
        Language::Chinese => column.zh,
    }
}

/// A part of all, in per cent.
#[allow(clippy::cast_precision_loss, reason = "counts of members")]
fn share(members: u64, all: u64) -> String {
    format!("{:.1}%", members as f64 * 100.0 / all.max(1) as f64)
}

/// How many there are, and of whom that is true.
fn evidence(members: u64, sentence: &str) -> Evidence {
    let row = |name: &str, value: String| NamedValue {
        name: name.to_owned(),
        value,
    };
    let rows = [
        row("members", members.to_string()),
        row("filter", sentence.to_owned()),
    ];
    Evidence {
        records: vec![Record {
            subject: Subject::Members,
            english: Some("members".to_owned()),
            chinese: None,
            facts: facts(&rows),
        }],
        ..Evidence::default()
    }
}

/// The category that a message names, by a name in either language or by one of the words that it is made of.
pub(super) fn category_named<'c>(
    categories: &'c [Category],
    message: &str,
) -> Option<&'c Category> {
    let text = format!(" {} ", normalise(message));
    let says = |name: &str| {
        let name = normalise(name);
        !name.is_empty()
            && (text.contains(&format!(" {name} ")) || (!name.is_ascii() && text.contains(&name)))
    };
    let whole = categories
        .iter()
        .find(|category| says(&category.name) || category.chinese.as_deref().is_some_and(says));
    whole.or_else(|| {
        categories.iter().find(|category| {
            let parts = category.name.split(|c: char| !c.is_alphabetic());
            parts.filter(|part| part.len() > 2).any(says)
        })
    })
}
