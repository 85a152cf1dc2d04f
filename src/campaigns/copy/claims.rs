//! What may not be claimed: rules read from a file, each with its source in law, its patterns and its exceptions.
//!
//! A rule's pattern runs over the folded text as it is read and over its tight form; its frames (`frames.rs`) find what
//! is implied by words of several classes together. A match is no finding where an exception or a name covers it, where it is denied ("we do not treat illness"), where the facts prove it, or where what the
//! rule asks for is there: a real date for a deadline, an offer for something free.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use regex::Regex;
use serde::Deserialize;
use toml::Spanned;

use super::facts::{Facts, OfferKind};
use super::findings::{Both, Finding, Page, Severity};
use super::folding::{Folded, field_character};
use super::frames::{Frame, Reach, sentences};
use super::placeholders::{PLACEHOLDERS, Placeholder};
use crate::ids::Language;

/// The rules that are compiled in.
const BUILTIN: [(&str, &str); 3] = [
    ("claims.toml", include_str!("claims.toml")),
    ("implied-en.toml", include_str!("implied-en.toml")),
    ("implied-zh.toml", include_str!("implied-zh.toml")),
];

/// Why a rule file is not taken.
#[derive(Debug, thiserror::Error)]
#[error("{file}, line {line}: {what}: {remedy}")]
pub struct ClaimsError {
    /// The file.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
    /// What to do.
    pub remedy: &'static str,
}

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

/// A file of rules as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Classes of words by name: a pattern writes `<name>` for one of them.
    #[serde(default)]
    words: BTreeMap<String, Spanned<String>>,
    /// What denies a claim that follows.
    #[serde(default)]
    denials: Vec<Spanned<String>>,
    /// Names of rules that do not apply.
    #[serde(default)]
    off: Vec<Spanned<String>>,
    /// The rules.
    #[serde(default)]
    rule: Vec<Entry>,
    /// More patterns and exceptions of rules that there are.
    #[serde(default)]
    extend: Vec<More>,
    /// What is implied, each under the rule that it breaks.
    #[serde(default)]
    frame: Vec<Implied>,
}

/// A frame as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Implied {
    rule: Spanned<String>,
    all: Vec<Spanned<String>>,
    #[serde(default)]
    within: Reach,
    #[serde(default)]
    unless: Vec<Spanned<String>>,
}

/// A rule as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    severity: Severity,
    #[serde(default)]
    languages: Vec<Spanned<String>>,
    source: String,
    #[serde(default)]
    patterns: Vec<Spanned<String>>,
    #[serde(default)]
    unless: Vec<Spanned<String>>,
    #[serde(default)]
    deniable: bool,
    lifted_by: Option<Lift>,
    why: Both,
    suggestion: Option<Both>,
}

/// More of a rule as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct More {
    id: Spanned<String>,
    #[serde(default)]
    patterns: Vec<Spanned<String>>,
    #[serde(default)]
    unless: Vec<Spanned<String>>,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name.
    pub id: String,
    /// How grave a finding is.
    pub severity: Severity,
    /// The languages whose texts it judges; none named is all.
    languages: Vec<Language>,
    /// Where it stands in law or guidance.
    pub source: String,
    patterns: Vec<Regex>,
    unless: Vec<Regex>,
    frames: Vec<Frame>,
    deniable: bool,
    lifted_by: Option<Lift>,
    why: Both,
    suggestion: Option<Both>,
}

/// The rules.
#[derive(Clone, Debug)]
pub struct Claims {
    rules: Vec<Rule>,
    denials: Vec<Regex>,
}

/// Names a place in a file.
struct Place<'a> {
    file: &'a str,
    text: &'a str,
    words: BTreeMap<String, Spanned<String>>,
}

impl Place<'_> {
    fn error(&self, at: &Range<usize>, what: String, remedy: &'static str) -> ClaimsError {
        let before = self.text.get(..at.start).unwrap_or_default();
        ClaimsError {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            what,
            remedy,
        }
    }

    fn patterns(&self, written: &[Spanned<String>]) -> Result<Vec<Regex>, ClaimsError> {
        written
            .iter()
            .map(|written| self.pattern(written))
            .collect()
    }

    /// A pattern; `<offer.ends>` in it is that placeholder, `<field>` any, `<name>` a class of words. Words end where
    /// ASCII letters do: folded text has no others but Chinese ones, which no blank parts from Latin words.
    fn pattern(&self, written: &Spanned<String>) -> Result<Regex, ClaimsError> {
        let mut text = written.get_ref().clone();
        for (name, words) in &self.words {
            text = text.replace(&format!("<{name}>"), &format!("(?:{})", words.get_ref()));
        }
        text = text.replace("<field>", r"[\x{e000}-\x{e00f}]");
        text = text.replace(r"\b", r"(?-u:\b)").replace(r"\w", "[0-9a-z_]");
        for placeholder in PLACEHOLDERS {
            let name = format!("<{}>", placeholder.name);
            text = text.replace(&name, &field_character(placeholder).to_string());
        }
        Regex::new(&text).map_err(|error| {
            let error = error.to_string();
            let last = error.lines().last().unwrap_or_default().trim();
            self.error(
                &written.span(),
                format!(
                    "this is no pattern ({})",
                    last.trim_start_matches("error: ")
                ),
                "write it in the syntax of the regex crate, without look-around",
            )
        })
    }

    fn language(&self, written: &Spanned<String>) -> Result<Language, ClaimsError> {
        Language::from_tag(written.get_ref()).ok_or_else(|| {
            let what = format!("there is no language `{}`", written.get_ref());
            self.error(&written.span(), what, "write en or zh")
        })
    }

    fn rule(&self, entry: Entry) -> Result<Rule, ClaimsError> {
        let languages = entry.languages.iter().map(|tag| self.language(tag));
        Ok(Rule {
            id: entry.id.into_inner(),
            severity: entry.severity,
            languages: languages.collect::<Result<_, _>>()?,
            source: entry.source,
            patterns: self.patterns(&entry.patterns)?,
            unless: self.patterns(&entry.unless)?,
            frames: Vec::new(),
            deniable: entry.deniable,
            lifted_by: entry.lifted_by,
            why: entry.why,
            suggestion: entry.suggestion,
        })
    }
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
        let mut place = Place {
            file,
            text,
            words: BTreeMap::new(),
        };
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
            let (patterns, unless) = (
                place.patterns(&more.patterns)?,
                place.patterns(&more.unless)?,
            );
            let rule = self.known(&place, &more.id)?;
            rule.patterns.extend(patterns);
            rule.unless.extend(unless);
        }
        for implied in read.frame {
            let frame = Frame {
                all: place.patterns(&implied.all)?,
                unless: place.patterns(&implied.unless)?,
                reach: implied.within,
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
        page: Page<'_>,
        [plain, tight]: [&Folded; 2],
        (language, facts): (Language, &Facts),
        used: &[Placeholder],
    ) -> Vec<Finding> {
        let mut found: Vec<(Finding, (usize, usize))> = Vec::new();
        let names = named(page.text, facts);
        let views = if tight.text == plain.text {
            vec![plain]
        } else {
            vec![tight, plain]
        };
        let views: Vec<_> = views
            .into_iter()
            .map(|view| (view, sentences(&view.text)))
            .collect();
        for rule in &self.rules {
            if !rule.languages.is_empty() && !rule.languages.contains(&language) {
                continue;
            }
            let lifted = |lift| lifted(lift, facts, used) || carried(lift, facts, used, page.text);
            if rule.lifted_by.is_some_and(lifted) {
                continue;
            }
            for (view, sentences) in &views {
                for at in rule.matches(view, sentences, &self.denials) {
                    let (start, end) = view.origin(at.start, at.end);
                    let known = found.iter().any(|(finding, (from, to))| {
                        finding.rule == rule.id && start < *to && *from < end
                    });
                    let quote = &view.text[at];
                    let named = names.iter().any(|name| name.0 <= start && end <= name.1);
                    if !known && !named && !proven(quote, page.text.get(start..end), facts) {
                        let finding = page.finding(
                            (rule.severity, &rule.id),
                            (start, end),
                            rule.why.clone(),
                            rule.suggestion.clone(),
                        );
                        found.push((finding, (start, end)));
                    }
                }
            }
        }
        found.into_iter().map(|(finding, _)| finding).collect()
    }
}

impl Rule {
    /// Where it is broken in a folded text.
    fn matches(
        &self,
        view: &Folded,
        sentences: &[Range<usize>],
        denials: &[Regex],
    ) -> Vec<Range<usize>> {
        let text = &view.text;
        let said = self.patterns.iter().flat_map(|pattern| {
            let core = |captures: regex::Captures<'_>| {
                let core = captures.name("it").or_else(|| captures.get(0))?;
                Some(core.range())
            };
            pattern.captures_iter(text).filter_map(core)
        });
        let implied = self
            .frames
            .iter()
            .flat_map(|frame| frame.matches(text, sentences));
        let mut found: Vec<Range<usize>> = said.chain(implied).collect();
        if found.is_empty() {
            return found;
        }
        let exempt: Vec<Range<usize>> = self
            .unless
            .iter()
            .flat_map(|pattern| pattern.find_iter(text).map(|found| found.range()))
            .collect();
        found.retain(|core| {
            let excepted = exempt
                .iter()
                .any(|range| range.start < core.end && core.start < range.end);
            !excepted && !(self.deniable && denied(&text[..core.start], denials))
        });
        found
    }
}

/// Where names stand that the facts hold, by bytes.
fn named(text: &str, facts: &Facts) -> Vec<(usize, usize)> {
    let names = facts.names.iter().map(|name| name.trim());
    names
        .filter(|name| !name.is_empty())
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

/// Whether the facts prove the words that stand there.
fn proven(folded: &str, written: Option<&str>, facts: &Facts) -> bool {
    facts.proven.iter().any(|proof| {
        let proof = proof.trim().to_lowercase();
        let within = |text: &str| text.contains(&proof) || proof.contains(text.trim());
        !proof.is_empty()
            && (within(folded.trim()) || written.is_some_and(|text| within(&text.to_lowercase())))
    })
}

/// Whether it is the delivery that is free, and the offer is that: its own words name it.
fn carried(lift: Lift, facts: &Facts, used: &[Placeholder], text: &str) -> bool {
    let delivery = [
        "deliver", "shipping", "postage", "邮", "运费", "送货", "配送",
    ];
    let small = text.to_lowercase();
    let terms = ["offer.what", "offer.minimum", "offer.code", "offer.ends"];
    let termed = used
        .iter()
        .any(|used| terms.contains(&used.name) && facts.has(*used));
    lift == Lift::Free
        && termed
        && (facts.offer == Some(OfferKind::Shipping) || facts.is_open())
        && delivery.iter().any(|word| small.contains(word))
}

/// Whether what lifts a rule is there.
fn lifted(lift: Lift, facts: &Facts, used: &[Placeholder]) -> bool {
    let uses = |names: &[&str]| {
        used.iter()
            .any(|used| names.contains(&used.name) && facts.has(*used))
    };
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
            uses(&["offer.what", "offer.minimum", "offer.code"]) && (kind || facts.is_open())
        }
        Lift::Was => uses(&["product.was"]),
        Lift::Offer => offer(),
        Lift::Proof => false,
    }
}
