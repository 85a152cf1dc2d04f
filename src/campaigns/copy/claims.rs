//! What may not be claimed: rules read from a file, each with its source in law, its patterns and its exceptions.
//!
//! A rule's pattern runs over the folded text as it is read and over its tight form; its frames (`frames.rs`) find what
//! is implied by words of several classes together. A match is no finding where an exception or a name covers it, where
//! it is denied ("we do not treat illness"), where the facts prove it, or where what the rule asks for is there: a real
//! date for a deadline, an offer for something free.

use std::collections::BTreeSet;
use std::ops::Range;

use regex::Regex;
use serde::Deserialize;
use toml::Spanned;

use super::facts::{Facts, OfferKind};
use super::findings::{Both, Finding, Severity};
use super::folding::{Folded, FoldedPart};
use super::frames::{Frame, Match, around, sentences};
use super::placeholders::Placeholder;
use super::rulebook::{ClaimsError, File, Place};
use super::tone::Tone;
use crate::ids::Language;

/// The rules that are compiled in.
const BUILTIN: [(&str, &str); 5] = [
    ("claims.toml", include_str!("claims.toml")),
    ("suspects.toml", include_str!("suspects.toml")),
    ("implied.toml", include_str!("implied.toml")),
    ("implied-en.toml", include_str!("implied-en.toml")),
    ("implied-zh.toml", include_str!("implied-zh.toml")),
];

/// What lifts a rule where it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lift {
    /// A real end of the offer, and its date in the text.
    Deadline,
    /// Goods that really are few.
    Stock,
    /// Either of the two.
    DeadlineOrStock,
    /// An offer of which something comes free, named in the text.
    Free,
    /// The price that it had, in the text.
    Was,
    /// An offer of any kind, in the text.
    Offer,
    /// Nothing but a proof in the facts.
    Proof,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name.
    pub id: String,
    /// How grave a finding is.
    pub severity: Severity,
    /// The languages whose texts it judges; none named is all.
    pub(super) languages: Vec<Language>,
    /// Where it stands in law or guidance.
    pub source: String,
    /// What is enough alone.
    pub(super) patterns: Vec<Regex>,
    /// What only suspects: see `weighing.rs`.
    pub(super) suspects: Vec<Regex>,
    pub(super) unless: Vec<Regex>,
    pub(super) frames: Vec<Frame>,
    pub(super) deniable: bool,
    pub(super) lifted_by: Option<Lift>,
    pub(super) why: Both,
    pub(super) suggestion: Option<Both>,
}

/// Something that a text claims.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub(super) finding: Finding,
    /// Whether it is enough alone; otherwise it is weighed.
    pub(super) sure: bool,
    /// The sentences that it stands in, folded.
    pub(super) around: String,
}

/// The rules.
#[derive(Clone, Debug)]
pub struct Claims {
    rules: Vec<Rule>,
    denials: Vec<Regex>,
    pub(super) tone: Tone,
}

impl Claims {
    /// The rules that are compiled in.
    ///
    /// # Errors
    /// A mistake in them: one of the build.
    pub fn builtin() -> Result<Self, ClaimsError> {
        let none = Self {
            rules: Vec::new(),
            denials: Vec::new(),
            tone: Tone::builtin(),
        };
        BUILTIN
            .into_iter()
            .try_fold(none, |rules, (file, text)| rules.with(file, text))
    }

    /// These rules changed by a file of the shop: a rule of a name that there is takes its place, others are added,
    /// `[[extend]]` adds patterns and exceptions to one, `[[frame]]` what implies it, and `off` leaves some out.
    ///
    /// # Errors
    /// The first line that cannot be taken, with what to do about it.
    pub fn with(mut self, file: &str, text: &str) -> Result<Self, ClaimsError> {
        let mut place = Place::new(file, text);
        let read: File = toml::from_str(text).map_err(|error| {
            let at = error.span().unwrap_or_default();
            place.error(
                &at,
                error.message().to_owned(),
                "write [[rule]] with id, severity, source, patterns and why, [[extend]] with id, [[frame]] with rule and all, or off",
            )
        })?;
        place.words = read.words;
        self.denials.extend(place.patterns(&read.denials)?);
        let mut seen = BTreeSet::new();
        for entry in read.rule {
            let span = entry.id.span();
            let rule = place.rule(entry)?;
            if !seen.insert(rule.id.clone()) {
                let what = format!("rule `{}` stands there twice", rule.id);
                return Err(place.error(&span, what, "give one of them another id"));
            }
            match self.rules.iter_mut().find(|known| known.id == rule.id) {
                Some(known) => *known = rule,
                None => self.rules.push(rule),
            }
        }
        for more in read.extend {
            let (patterns, suspects, unless) = (
                place.patterns(&more.patterns)?,
                place.patterns(&more.suspects)?,
                place.patterns(&more.unless)?,
            );
            let rule = self.known(&place, &more.id)?;
            rule.patterns.extend(patterns);
            rule.suspects.extend(suspects);
            rule.unless.extend(unless);
        }
        for implied in read.frame {
            let frame = Frame {
                all: place.patterns(&implied.all)?,
                unless: place.patterns(&implied.unless)?,
                reach: implied.within,
                sure: implied.sure,
            };
            self.known(&place, &implied.rule)?.frames.push(frame);
        }
        for off in read.off {
            let id = self.known(&place, &off)?.id.clone();
            self.rules.retain(|rule| rule.id != id);
        }
        Ok(self)
    }

    fn known(&mut self, place: &Place<'_>, id: &Spanned<String>) -> Result<&mut Rule, ClaimsError> {
        let found = self.rules.iter().position(|rule| rule.id == *id.get_ref());
        if let Some(at) = found {
            return Ok(&mut self.rules[at]);
        }
        let names: Vec<&str> = self.rules.iter().map(|rule| rule.id.as_str()).collect();
        let what = format!(
            "there is no rule `{}` among {}",
            id.get_ref(),
            names.join(", ")
        );
        Err(place.error(&id.span(), what, "write the id of one of them"))
    }

    /// All rules.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What a part of a text claims that it may not. `used` are the placeholders of the whole text.
    pub(super) fn findings(
        &self,
        FoldedPart { page, plain, tight }: &FoldedPart<'_>,
        (language, facts): (Language, &Facts),
        used: &[Placeholder],
    ) -> Vec<Claimed> {
        let mut found: Vec<(Claimed, (usize, usize))> = Vec::new();
        let names = named(page.text, facts);
        let views: Vec<_> = [tight, plain]
            .into_iter()
            .skip(usize::from(tight.text == plain.text))
            .map(|view| (view, sentences(&view.text)))
            .collect();
        for rule in &self.rules {
            if !rule.languages.is_empty() && !rule.languages.contains(&language) {
                continue;
            }
            let lifted = |lift| lifted(lift, facts, used, page.text);
            if rule.lifted_by.is_some_and(lifted) {
                continue;
            }
            // Of an offer of which nothing is known nobody can say that it is not free.
            let known_offer = rule.lifted_by != Some(Lift::Free) || !facts.is_open();
            for (view, sentences) in &views {
                for at in rule.matches(view, sentences, &self.denials) {
                    let (start, end) = view.origin(at.core.start, at.core.end);
                    let whole = view.origin(at.whole.start, at.whole.end);
                    let named = names.iter().any(|name| name.0 <= start && end <= name.1);
                    let quote = &view.text[at.whole.clone()];
                    let written = page.text.get(whole.0..whole.1);
                    if named || proven(quote, written, at.core == at.whole, facts) {
                        continue;
                    }
                    let known = found.iter_mut().find(|(known, (from, to))| {
                        known.finding.rule == rule.id && start < *to && *from < end
                    });
                    if let Some((known, _)) = known {
                        known.sure |= at.sure && known_offer;
                        continue;
                    }
                    let finding = page.finding(
                        (rule.severity, &rule.id),
                        whole,
                        rule.why.clone(),
                        rule.suggestion.clone(),
                    );
                    let claimed = Claimed {
                        finding,
                        sure: at.sure && known_offer,
                        around: around(&view.text, sentences, &at.whole),
                    };
                    found.push((claimed, (start, end)));
                }
            }
        }
        found.into_iter().map(|(claimed, _)| claimed).collect()
    }
}

impl Rule {
    /// Where it is broken in a folded text.
    fn matches(&self, view: &Folded, sentences: &[Range<usize>], denials: &[Regex]) -> Vec<Match> {
        let text = &view.text;
        let patterns = self.patterns.iter().map(|pattern| (pattern, true));
        let suspects = self.suspects.iter().map(|pattern| (pattern, false));
        let said = patterns.chain(suspects).flat_map(|(pattern, sure)| {
            let core = move |captures: regex::Captures<'_>| {
                let core = captures.name("it").or_else(|| captures.get(0))?.range();
                let whole = core.clone();
                Some(Match { core, whole, sure })
            };
            pattern.captures_iter(text).filter_map(core)
        });
        let implied = self
            .frames
            .iter()
            .flat_map(|frame| frame.matches(text, sentences));
        let mut found: Vec<Match> = said.chain(implied).collect();
        if found.is_empty() {
            return found;
        }
        let exempt: Vec<Range<usize>> = self
            .unless
            .iter()
            .flat_map(|pattern| pattern.find_iter(text).map(|found| found.range()))
            .collect();
        found.retain(|Match { core, .. }| {
            let excepted = exempt
                .iter()
                .any(|range| range.start < core.end && core.start < range.end);
            let denied = self.deniable && denied(&text[..core.start], denials);
            !excepted && !denied
        });
        found
    }
}

/// Where names stand that the facts hold, by bytes.
fn named(text: &str, facts: &Facts) -> Vec<(usize, usize)> {
    facts
        .trimmed_names()
        .flat_map(|name| text.match_indices(name))
        .map(|(at, name)| (at, at + name.len()))
        .collect()
}

/// Whether what stands before a claim denies it.
fn denied(before: &str, denials: &[Regex]) -> bool {
    let sentence = before.rfind(['\n', '。', '！', '？', '；', '!', '?', ';', '，', '.']);
    let from = sentence.map_or(0, |at| {
        at + before[at..].chars().next().map_or(1, char::len_utf8)
    });
    denials
        .iter()
        .any(|denial| denial.is_match(&before[from..]))
}

/// Whether the facts prove the words that stand there. What is `said` is proven by a part of it ("100% organic" by
/// "organic"); what is implied by several words together, only by a proof that holds them all.
fn proven(folded: &str, written: Option<&str>, said: bool, facts: &Facts) -> bool {
    facts.proven.iter().any(|proof| {
        let proof = proof.trim().to_lowercase();
        let within = |text: &str| said && text.contains(&proof) || proof.contains(text.trim());
        !proof.is_empty()
            && (within(folded.trim()) || written.is_some_and(|text| within(&text.to_lowercase())))
    })
}

/// Whether one of these placeholders is used and has a value.
fn uses(names: &[&str], facts: &Facts, used: &[Placeholder]) -> bool {
    used.iter()
        .any(|used| names.contains(&used.name) && facts.has(*used))
}

/// Whether it is the delivery that is free, and the offer is that: its own words name it.
fn carried(facts: &Facts, used: &[Placeholder], text: &str) -> bool {
    let delivery = [
        "deliver", "shipping", "postage", "邮", "运费", "送货", "配送",
    ];
    let terms = ["offer.what", "offer.minimum", "offer.code", "offer.ends"];
    let ships = facts.offer == Some(OfferKind::Shipping) || facts.is_open();
    if !ships || !uses(&terms, facts, used) {
        return false;
    }
    let small = text.to_lowercase();
    delivery.iter().any(|word| small.contains(word))
}

/// Whether what lifts a rule is there.
fn lifted(lift: Lift, facts: &Facts, used: &[Placeholder], text: &str) -> bool {
    let uses = |names: &[&str]| uses(names, facts, used);
    let deadline = || uses(&["offer.ends"]);
    let offer = || {
        uses(&[
            "offer.what",
            "offer.percent",
            "offer.amount",
            "offer.minimum",
            "offer.code",
        ]) && (facts.offer.is_some() || facts.is_open() || facts.values.contains_key("offer.what"))
    };
    match lift {
        Lift::Deadline => deadline(),
        Lift::Stock => facts.limited,
        Lift::DeadlineOrStock => facts.limited || deadline(),
        Lift::Free => {
            let kind = matches!(
                facts.offer,
                Some(OfferKind::Gift | OfferKind::Shipping | OfferKind::Bundle | OfferKind::Event)
            );
            let named = uses(&["offer.what", "offer.minimum", "offer.code"]);
            named && (kind || facts.is_open()) || carried(facts, used, text)
        }
        Lift::Was => uses(&["product.was"]),
        Lift::Offer => offer(),
        Lift::Proof => false,
    }
}
