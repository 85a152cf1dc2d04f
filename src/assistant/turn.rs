//! The turn: a pure state machine. Inputs go in, effects come out; it does nothing itself.

use serde::Serialize;

use crate::evidence::Evidence;
use crate::guardrails::{Lexicon, Speech, sentences};
use crate::ids::{OrderNumber, ProductKey};
use crate::llm::{LlmError, Spent};

use super::cards::Card;
use super::changes::{Difference, Proposal};
use super::conversation::LastSearch;
use super::desk::Desk;
use super::errands::Errand;
use super::tools::Plan;

/// More sentences than this are not an answer but a speech.
const SENTENCES: usize = 3;
/// Steps of one turn: a plan and what it comes to.
const STEPS: usize = 3;

/// What a person's screen is made of.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The message has been taken in.
    Thinking,
    /// The model is busy: so many others are answered first.
    Queued {
        /// How many.
        ahead: usize,
    },
    /// A tool was chosen.
    Tool {
        /// The plan's line.
        line: String,
    },
    /// Something to show.
    Card(Card),
    /// Something to say: a sentence.
    Text {
        /// The sentence.
        text: String,
        /// Who found the words.
        source: Source,
    },
    /// A change was put forward; it is made when the person says yes.
    Confirm {
        /// Names the proposal: a yes is a yes to this one.
        id: String,
        /// What the change makes different.
        differences: Vec<Difference>,
    },
    /// The conversation was handed over to the shop's people.
    Handoff {
        /// What they are told of it, a line each.
        summary: Vec<String>,
    },
    /// A person of the shop has the conversation: the message went to them, and the assistant says nothing.
    Received,
    /// The person's conversations were deleted: what a screen still shows of them is to be cleared.
    Forgotten,
    /// Something went wrong; what could be said has been said.
    Error {
        /// For people.
        message: String,
    },
    /// The turn is over.
    Done {
        /// Why.
        stop: Stop,
        /// What it cost.
        account: Box<Account>,
    },
}

/// Who found the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The model.
    Model,
    /// A fixed phrase.
    Template,
}

impl Source {
    /// Its word in streams, records and counts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Template => "template",
        }
    }
}

/// Why a turn is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// The message was answered.
    Answered,
    /// It was not for this shop to answer.
    Refused,
    /// A person of the shop was asked to take over.
    HandedOver,
    /// A person of the shop has the conversation, and got the message.
    WithPerson,
    /// The message asked for more than one turn may do; the rest was left.
    OutOfSteps,
    /// The answer took longer than it may.
    OutOfTime,
    /// The person did not want the rest.
    Cancelled,
    /// A tool failed.
    Failed,
}

impl Stop {
    /// Its word in streams, records and counts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Refused => "refused",
            Self::HandedOver => "handed_over",
            Self::WithPerson => "with_person",
            Self::OutOfSteps => "out_of_steps",
            Self::OutOfTime => "out_of_time",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }
}

/// What a turn cost and what was held back.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Account {
    /// The plans' lines, one of each step.
    pub plans: Vec<String>,
    /// What planning cost, where the model planned, all steps together.
    pub planning: Option<Spent>,
    /// What the words cost, where the model found them, all steps together.
    pub wording: Option<Spent>,
    /// Sentences of the model that did not pass, each with the reason.
    pub held_back: Vec<(String, String)>,
    /// Milliseconds from the message to the plan, the first card, the model's first sentence and the
    /// first words of any kind.
    pub plan_ms: Option<f64>,
    /// See [`Account::plan_ms`].
    pub first_card_ms: Option<f64>,
    /// See [`Account::plan_ms`].
    pub first_sentence_ms: Option<f64>,
    /// See [`Account::plan_ms`].
    pub first_text_ms: Option<f64>,
    /// Milliseconds from the message to the end.
    pub end_ms: f64,
    /// The model was busy or failed, and fixed phrases stood in for it.
    pub stood_in: bool,
}

/// What a tool came back with.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Outcome {
    /// What may be spoken of.
    pub(super) evidence: Evidence,
    /// What is shown at once.
    pub(super) cards: Vec<Card>,
    /// What was asked, for the check of what is said.
    pub(super) speech: Speech,
    /// The answer in fixed phrases.
    pub(super) fixed: String,
    /// The facts for the model, where it may find better words than the phrase.
    pub(super) facts: Option<String>,
    /// The products that were shown or spoken of.
    pub(super) shown: Vec<ProductKey>,
    /// The search that it was, where it was one.
    pub(super) search: Option<LastSearch>,
    /// A change that is put forward.
    pub(super) proposal: Option<Proposal>,
    /// What the shop's people are told, where they are to take over.
    pub(super) handoff: Option<Vec<String>>,
    /// Whether the person's conversations are gone.
    pub(super) forgotten: bool,
    /// What a person wants done about an order, where they were asked for more of it.
    pub(super) errand: Option<Errand>,
    /// The invitation to a survey that was asked.
    pub(super) survey: Option<String>,
    /// How a guest's question for an order went.
    pub(super) guest: Option<GuestLookup>,
    /// What a conversation with the shop's people was about.
    pub(super) desk: Option<Desk>,
}

/// How the question of somebody without an account for an order went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum GuestLookup {
    /// The mail address that goes with this number was asked for.
    Asked(OrderNumber),
    /// Number and address do not belong together.
    Failed(OrderNumber),
    /// They do.
    Found,
}

/// What happens to a turn.
pub(super) enum Input {
    /// The message is there.
    Begin,
    /// There is a plan: the model's, or where it could not plan, the rules' and why. `more` where the
    /// message asks for another step after it.
    Planned {
        plan: Plan,
        spent: Result<Option<Spent>, LlmError>,
        more: bool,
    },
    /// The tool is done.
    Acted(Box<Outcome>),
    /// The tool failed.
    ActFailed,
    /// The model's next words.
    Words(String),
    /// The model is done, or failed.
    WordsEnded(Result<(), LlmError>),
}

/// What a turn wants done.
#[derive(Debug, PartialEq)]
pub(super) enum Effect {
    /// Ask for a plan.
    AskPlan,
    /// Run the tool.
    Act(Plan),
    /// Tell the person.
    Emit(Event),
    /// Say that fixed phrases stand in for a busy model.
    SayBusy,
    /// Ask for words from these facts.
    AskWords(String),
    /// No more words are wanted.
    StopWords,
    /// Keep in mind what was done, what was shown, and which search it was.
    Remember(Plan, Vec<ProductKey>, Option<LastSearch>),
    /// Keep in mind what was put forward.
    Propose(Proposal),
    /// Say that the rest of the message has to be asked again.
    SayTooMuch,
    /// Say that something failed.
    SayFailed,
    /// The turn is over.
    End(Stop),
}

enum State {
    Fresh,
    Planning,
    Acting(Plan),
    Wording(Box<Wording>),
    Ended,
}

struct Wording {
    outcome: Outcome,
    stop: Stop,
    /// Words that are not a complete sentence yet.
    buffer: String,
    said: usize,
}

/// One turn.
pub(super) struct Turn {
    state: State,
    /// Whether there is a model to find the words.
    with_model: bool,
    /// Steps planned so far.
    steps: usize,
    /// Whether the message asks for another one.
    more: bool,
    /// Whether a change was put forward.
    proposed: bool,
    /// What it cost so far; the driver adds the times.
    pub(super) account: Account,
}

impl Turn {
    pub(super) fn new(with_model: bool) -> Self {
        Self {
            state: State::Fresh,
            with_model,
            steps: 0,
            more: false,
            proposed: false,
            account: Account::default(),
        }
    }

    /// Takes an input; an input that does not fit the state changes nothing.
    pub(super) fn on(&mut self, input: Input, lexicon: &Lexicon) -> Vec<Effect> {
        match (std::mem::replace(&mut self.state, State::Ended), input) {
            (State::Fresh, Input::Begin) => {
                self.state = State::Planning;
                vec![Effect::Emit(Event::Thinking), Effect::AskPlan]
            }
            (State::Planning, Input::Planned { plan, spent, more }) => {
                self.planned(plan, &spent, more)
            }
            (State::Acting(plan), Input::Acted(outcome)) => self.acted(plan, *outcome),
            (State::Acting(_), Input::ActFailed) => {
                vec![Effect::SayFailed, Effect::End(Stop::Failed)]
            }
            (State::Wording(wording), Input::Words(words)) => self.words(*wording, &words, lexicon),
            (State::Wording(wording), Input::WordsEnded(spent)) => {
                self.words_ended(*wording, &spent, lexicon)
            }
            (state, _) => {
                self.state = state;
                Vec::new()
            }
        }
    }

    fn planned(
        &mut self,
        plan: Plan,
        spent: &Result<Option<Spent>, LlmError>,
        more: bool,
    ) -> Vec<Effect> {
        self.steps += 1;
        self.more = more;
        if let Ok(spent) = spent {
            self.account.planning = Spent::sum(self.account.planning, *spent);
        } else {
            // A model that could not plan will hardly find words.
            self.account.stood_in = true;
            self.with_model = false;
        }
        let line = plan.line();
        self.account.plans.push(line.clone());
        self.state = State::Acting(plan.clone());
        vec![Effect::Emit(Event::Tool { line }), Effect::Act(plan)]
    }

    fn acted(&mut self, plan: Plan, mut outcome: Outcome) -> Vec<Effect> {
        let stop = match plan {
            Plan::Refuse => Stop::Refused,
            _ if outcome.handoff.is_some() => Stop::HandedOver,
            _ => Stop::Answered,
        };
        let mut effects: Vec<Effect> = outcome
            .cards
            .drain(..)
            .map(|card| Effect::Emit(Event::Card(card)))
            .collect();
        let shown = std::mem::take(&mut outcome.shown);
        effects.push(Effect::Remember(plan, shown, outcome.search.take()));
        if let Some(proposal) = outcome.proposal.take() {
            // A yes is to one thing: what else was asked has to wait for it.
            self.proposed = true;
            let id = proposal.id.clone();
            let differences = proposal.shown.clone();
            effects.push(Effect::Propose(proposal));
            effects.push(Effect::Emit(Event::Confirm { id, differences }));
        }
        if let Some(summary) = outcome.handoff.take() {
            effects.push(Effect::Emit(Event::Handoff { summary }));
        }
        if outcome.forgotten {
            effects.push(Effect::Emit(Event::Forgotten));
        }
        match outcome.facts.take() {
            Some(facts) if self.with_model => {
                effects.push(Effect::AskWords(facts));
                let wording = Wording {
                    outcome,
                    stop,
                    buffer: String::new(),
                    said: 0,
                };
                self.state = State::Wording(Box::new(wording));
            }
            facts => {
                if facts.is_some() && self.account.stood_in {
                    effects.push(Effect::SayBusy);
                }
                effects.push(say(outcome.fixed, Source::Template));
                self.go_on(stop, &mut effects);
            }
        }
        effects
    }

    /// Ends a step: the next one is planned where the message asks for one and the turn may have it.
    fn go_on(&mut self, stop: Stop, effects: &mut Vec<Effect>) {
        if self.more && self.proposed {
            effects.push(Effect::SayTooMuch);
            effects.push(Effect::End(Stop::OutOfSteps));
        } else if !self.more {
            effects.push(Effect::End(stop));
        } else if self.steps < STEPS {
            self.state = State::Planning;
            effects.push(Effect::AskPlan);
        } else {
            effects.push(Effect::SayTooMuch);
            effects.push(Effect::End(Stop::OutOfSteps));
        }
    }

    fn words(&mut self, mut wording: Wording, words: &str, lexicon: &Lexicon) -> Vec<Effect> {
        wording.buffer.push_str(words);
        let complete = sentences(&mut wording.buffer, false);
        let mut effects = Vec::new();
        if self.release(&mut wording, complete, lexicon, &mut effects) {
            self.state = State::Wording(Box::new(wording));
        } else {
            effects.push(Effect::StopWords);
            self.close(wording, &mut effects);
        }
        effects
    }

    fn words_ended(
        &mut self,
        mut wording: Wording,
        spent: &Result<(), LlmError>,
        lexicon: &Lexicon,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        if spent.is_ok() {
            let rest = sentences(&mut wording.buffer, true);
            self.release(&mut wording, rest, lexicon, &mut effects);
        } else {
            self.account.stood_in = true;
            if wording.said == 0 {
                effects.push(Effect::SayBusy);
            }
        }
        self.close(wording, &mut effects);
        effects
    }

    /// Ends the words. Where nothing of the model's could be said, the phrase from the evidence is.
    fn close(&mut self, wording: Wording, effects: &mut Vec<Effect>) {
        if wording.said == 0 {
            effects.push(say(wording.outcome.fixed, Source::Template));
        }
        self.go_on(wording.stop, effects);
    }

    /// Says the sentences that pass. False where no more are wanted: one did not pass, or it is enough.
    fn release(
        &mut self,
        wording: &mut Wording,
        complete: Vec<String>,
        lexicon: &Lexicon,
        effects: &mut Vec<Effect>,
    ) -> bool {
        for sentence in complete {
            let outcome = &mut wording.outcome;
            if let Err(finding) = outcome.speech.check(&sentence, &outcome.evidence, lexicon) {
                self.account.held_back.push((sentence, finding.to_string()));
                return false;
            }
            effects.push(say(sentence, Source::Model));
            wording.said += 1;
            if wording.said == SENTENCES {
                return false;
            }
        }
        true
    }
}

fn say(text: String, source: Source) -> Effect {
    Effect::Emit(Event::Text { text, source })
}
