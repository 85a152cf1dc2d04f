//! How good the assistant's answers are on a set of questions: tool, arguments, grounding, language.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::access::Principal;
use crate::assistant::{Assistant, Card, Source};
use crate::guardrails::{amounts, normalise};
use crate::ids::{Language, MemberKey};

use super::questions::{Answered, Question, ask_all};
use super::scanner::{Facts, Shown, scan};
use super::statistics::Spread;

/// How one group of messages was answered.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Score {
    /// Messages answered.
    pub questions: usize,
    /// The share that got a right tool.
    pub tool_correct: f64,
    /// The share that got a right tool and right arguments: the cards and words that were expected.
    pub correct: f64,
    #[serde(skip)]
    right_tool: usize,
    #[serde(skip)]
    right: usize,
}

impl Score {
    fn add(&mut self, tool: bool, content: bool) {
        self.questions += 1;
        self.right_tool += usize::from(tool);
        self.right += usize::from(tool && content);
        self.tool_correct = share(self.right_tool, self.questions);
        self.correct = share(self.right, self.questions);
    }
}

/// Where a message got another answer than was expected.
#[derive(Clone, Debug, Serialize)]
pub struct Miss {
    /// What was said.
    pub say: String,
    /// The tools that would have been right.
    pub expected: String,
    /// The plans that were carried out.
    pub plan: String,
    /// The titles of the cards.
    pub cards: Vec<String>,
    /// The answer.
    pub said: String,
}

/// What `evaluate assistant` prints.
#[derive(Clone, Debug, Serialize)]
pub struct AssistantReport {
    /// Messages answered, those of conversations included.
    pub questions: usize,
    /// The share of single questions that got a right tool.
    pub tool_correct: f64,
    /// The share of single questions that got a right tool and right arguments.
    pub correct: f64,
    /// Things that the model said and that the shop's books do not hold.
    pub unsupported_facts: usize,
    /// The single questions, by language.
    pub by_language: BTreeMap<String, Score>,
    /// All messages, by category.
    pub by_category: BTreeMap<String, Score>,
    /// Conversations of several turns.
    pub conversations: usize,
    /// Of those, in which every turn was right.
    pub conversations_correct: usize,
    /// The share of answers in the language of the question.
    pub language_mirrored: f64,
    /// The share of sentences that the model worded, of all.
    pub model_sentences: f64,
    /// The same, among the answers that the model was asked to word.
    pub model_sentences_where_asked: f64,
    /// Milliseconds to the first card.
    pub first_card_ms_p50: Option<f64>,
    /// To the first card of a conversation's third turn.
    pub third_turn_first_card_ms_p50: Option<f64>,
    /// To the first words.
    pub first_word_ms_p50: Option<f64>,
    /// Sentences of the model that did not pass the check, each with the reason.
    pub held_back: Vec<(String, String)>,
    /// What was said without support.
    pub findings: Vec<String>,
    /// What was answered otherwise than expected.
    pub misses: Vec<Miss>,
}

/// The sums that a report is made of.
#[derive(Default)]
struct Tally {
    single: Score,
    by_language: BTreeMap<String, Score>,
    by_category: BTreeMap<String, Score>,
    conversations: usize,
    conversations_correct: usize,
    answers: usize,
    mirrored: usize,
    sentences: usize,
    of_model: usize,
    sentences_where_asked: usize,
    cards: Vec<f64>,
    third_cards: Vec<f64>,
    words: Vec<f64>,
    held_back: Vec<(String, String)>,
    findings: Vec<String>,
    misses: Vec<Miss>,
}

/// Asks every question of the set and judges the answers by the shop's `facts`. `done` is told after every turn.
pub async fn bench_assistant(
    assistant: &Assistant,
    questions: &[Question],
    facts: &Facts,
    mut done: impl FnMut(usize),
) -> AssistantReport {
    let mut tally = Tally::default();
    for question in questions {
        let mut answers = Vec::new();
        ask_all(assistant, std::slice::from_ref(question), |_, answered| {
            answers.push(answered);
        })
        .await;
        tally.conversation(question, &answers, facts);
        done(tally.answers);
    }
    tally.report()
}

impl Tally {
    fn conversation(&mut self, question: &Question, answers: &[Answered], facts: &Facts) {
        let mut all_right = true;
        let mut asked: Vec<&str> = Vec::new();
        let mut shown: Vec<Shown> = Vec::new();
        let member = question.who.strip_prefix("member:").map(MemberKey::new);
        let several = answers.len() > 1;
        for (number, answered) in answers.iter().enumerate() {
            let (tool, content) = (answered.right_tool(), answered.right_content());
            all_right &= tool && content;
            if !several {
                self.single.add(tool, content);
                let language = self.by_language.entry(question.lang.clone());
                language.or_default().add(tool, content);
            }
            let category = question.category.clone().unwrap_or_default();
            let category = self.by_category.entry(category);
            category.or_default().add(tool, content);
            if !(tool && content) {
                self.misses.push(miss(answered));
            }
            self.speech(&question.lang, answered);
            let account = &answered.account;
            self.cards.extend(account.first_card_ms);
            if number == 2 {
                self.third_cards.extend(account.first_card_ms);
            }
            self.words.extend(account.first_text_ms);
            self.held_back.extend(account.held_back.iter().cloned());
            asked.push(&answered.asked.say);
            shown.extend(shown_in(answered));
            let findings = scan(&worded(answered), &shown, facts, member.as_ref(), &asked);
            self.findings
                .extend(findings.iter().map(ToString::to_string));
            let goods = answered
                .tools()
                .last()
                .is_some_and(|tool| GOODS.contains(&tool));
            if of_the_shop(question) && !goods {
                self.findings.extend(unshown_numbers(answered));
            }
        }
        if several {
            self.conversations += 1;
            self.conversations_correct += usize::from(all_right);
        }
    }

    /// Counts who found the words, and in which language.
    fn speech(&mut self, lang: &str, answered: &Answered) {
        self.answers += 1;
        // Somebody may switch in the middle; what has no words is of the conversation's language.
        let wordless = !answered.asked.say.chars().any(char::is_alphabetic);
        let language = match (wordless, lang) {
            (false, _) => Language::of(&answered.asked.say),
            (true, "zh") => Language::Chinese,
            (true, _) => Language::English,
        };
        let text = answered.text();
        self.mirrored += usize::from(Language::of(&text) == language);
        let all = answered.sentences.len();
        let worded = |(_, source): &&(String, Source)| *source == Source::Model;
        let of_model = answered.sentences.iter().filter(worded).count();
        self.sentences += all;
        self.of_model += of_model;
        if answered.account.wording.is_some() {
            self.sentences_where_asked += all;
        }
    }

    fn report(self) -> AssistantReport {
        let median = |values: Vec<f64>| Spread::of(values).map(|spread| spread.median);
        AssistantReport {
            questions: self.answers,
            tool_correct: self.single.tool_correct,
            correct: self.single.correct,
            unsupported_facts: self.findings.len(),
            by_language: self.by_language,
            by_category: self.by_category,
            conversations: self.conversations,
            conversations_correct: self.conversations_correct,
            language_mirrored: share(self.mirrored, self.answers),
            model_sentences: share(self.of_model, self.sentences),
            model_sentences_where_asked: share(self.of_model, self.sentences_where_asked),
            first_card_ms_p50: median(self.cards),
            third_turn_first_card_ms_p50: median(self.third_cards),
            first_word_ms_p50: median(self.words),
            held_back: self.held_back,
            findings: self.findings,
            misses: self.misses,
        }
    }
}

/// The tools whose answers count what no card shows: reviews, above all.
const GOODS: &[&str] = &["search", "product", "reviews", "policy"];

/// Whether somebody of the shop asks.
fn of_the_shop(question: &Question) -> bool {
    let who = question.who.parse::<Principal>();
    who.is_ok_and(|who| who.staff().is_some())
}

/// Numbers in an answer to the shop's people that neither a card nor the question has.
fn unshown_numbers(answered: &Answered) -> Vec<String> {
    let shown = serde_json::to_string(&answered.cards).unwrap_or_default();
    let known: BTreeSet<i64> = [shown.as_str(), &answered.asked.say]
        .iter()
        .flat_map(|text| amounts(&normalise(text)))
        .map(|amount| amount.milli)
        .collect();
    let said = answered.text();
    let normal = normalise(&said);
    amounts(&normal)
        .into_iter()
        .filter(|amount| !known.contains(&amount.milli))
        .map(|amount| {
            let number = &normal[amount.start..amount.end];
            format!("{number} is on no card: {said}")
        })
        .collect()
}

fn miss(answered: &Answered) -> Miss {
    Miss {
        say: answered.asked.say.clone(),
        expected: answered.asked.tool.clone(),
        plan: answered.account.plans.join("; "),
        cards: answered.cards.iter().map(Card::title).collect(),
        said: answered.text(),
    }
}

/// What the model said. The phrases are filled in from the records by code, with what reviews, rules and orders
/// of all members hold as well, which the judge does not know.
fn worded(answered: &Answered) -> String {
    let of_model = answered
        .sentences
        .iter()
        .filter(|(_, source)| *source == Source::Model);
    let sentences: Vec<&str> = of_model.map(|(text, _)| text.as_str()).collect();
    sentences.join(" ")
}

/// The products whose cards an answer showed.
pub(super) fn shown_in(answered: &Answered) -> impl Iterator<Item = Shown> {
    answered.cards.iter().flat_map(|card| match card {
        Card::Product { key, title, .. } => vec![Shown {
            key: key.clone(),
            title: title.clone(),
        }],
        Card::Comparison { keys, titles, .. } => {
            let both = keys.iter().cloned().zip(titles.iter().cloned());
            both.map(|(key, title)| Shown { key, title }).collect()
        }
        _ => Vec::new(),
    })
}

#[allow(clippy::cast_precision_loss, reason = "counts of questions")]
fn share(part: usize, of: usize) -> f64 {
    if of == 0 {
        0.0
    } else {
        part as f64 / of as f64
    }
}
