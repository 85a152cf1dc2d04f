//! How a message becomes plans: what of it is asked, who plans it, and in what order it is carried out.

use std::collections::VecDeque;
use std::sync::LazyLock;

use regex::Regex;

use crate::guardrails::pattern;
use crate::ids::has_chinese;
use crate::llm::{LlmError, Spent};

use super::act::{mail_address, order_number};
use super::conversation::Conversation;
use super::followup;
use super::rules;
use super::tools::{Plan, Which};
use super::{Assistant, AssistantError, asks, context, cues, errands};

/// One thing that a message asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// These words of it, which have to be planned.
    Asked(String),
    /// What follows from the step before it.
    Follows(Plan),
}

/// A plan, and what planning it cost; the model's failure where the rules had to plan.
pub(super) struct Planned {
    pub(super) plan: Plan,
    pub(super) spent: Result<Option<Spent>, LlmError>,
    /// What the message asks for in few words, where code planned it for certain.
    pub(super) gist: Option<String>,
    /// Whether code planned it for certain: then there is nothing to verify.
    pub(super) certain: bool,
}

impl Planned {
    fn by_code(plan: Plan) -> Self {
        Self {
            gist: rules::gist(&plan),
            plan,
            spent: Ok(None),
            certain: true,
        }
    }

    /// A guess, or what follows from the step before: nothing was spent on it.
    pub(super) fn guessed(plan: Plan, certain: bool) -> Self {
        Self {
            plan,
            spent: Ok(None),
            gist: None,
            certain,
        }
    }
}

/// What a message asks for, in the order it is asked for.
pub(super) fn steps(message: &str) -> VecDeque<Step> {
    let asked = questions(message).into_iter();
    asked
        .map(|question| Step::Asked(question.to_owned()))
        .collect()
}

/// What is begun anew: another question, and not more of the one before it.
static ANEW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^\s*(?:and )?(?:also|by the way|btw|one more (?:thing|question)|another (?:thing|question)|oh and|plus|secondly|second question|separately)\b[,:]?\s*",
        r"|^\s*(?:另外|还有(?:就是|一个问题|个问题)|顺便(?:问一?下)?|再问一?下|对了|以及|其次)[,，、]?\s*",
    ))
});

/// The questions of a message: it is cut only where one ends and the next says that it is another one.
fn questions(message: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = message;
    let mut from = 0;
    while let Some(at) = rest[from..].find(['?', '？', '.', '。', '!', '！', ';', '；']) {
        let mark = rest[from + at..].chars().next().map_or(1, char::len_utf8);
        let end = from + at + mark;
        let next = rest[end..].trim_start();
        match ANEW.find(next) {
            Some(anew) if next.len() > anew.end() => {
                found.push(rest[..end].trim());
                rest = &next[anew.end()..];
                from = 0;
            }
            _ => from = end,
        }
    }
    found.push(rest.trim());
    found.retain(|question| {
        question.chars().any(char::is_alphanumeric) && rules::courtesy(question).is_none()
    });
    if found.is_empty() {
        vec![message]
    } else {
        found
    }
}

/// What follows where it has to be looked up first what somebody bought, because they speak of that without naming it.
pub(super) fn looked_up_before(plan: &Plan, message: &str, member: bool) -> Option<Plan> {
    let unnamed = match plan {
        Plan::Recommend { with } => !matches!(with, Some(Which::Key(_) | Which::Number(_))),
        Plan::Search { .. } | Plan::Order => true,
        _ => false,
    };
    let purchase = asks::goes_with(message) && followup::speaks_of_a_purchase(message);
    (member && unnamed && purchase).then_some(Plan::Recommend {
        with: Some(Which::It),
    })
}

impl Assistant {
    /// Plans `message` where that is certain without a model: what the conversation waits for, what only code can
    /// tell, what the last search becomes, a message understood to its last word.
    pub(super) fn planned_by_code(
        &self,
        conversation: &Conversation,
        message: &str,
    ) -> Option<Planned> {
        let numbered = conversation.memory.order.is_some() || order_number(message).is_some();
        if numbered && mail_address(message).is_some() {
            return Some(Planned::by_code(Plan::Order));
        }
        let member = conversation.principal().member().is_some();
        if let Some(kind) = errands::of(message).filter(|_| member) {
            return Some(Planned::by_code(Plan::Serve(kind)));
        }
        if let Some(plan) = asks::of_the_shop(message) {
            return Some(Planned::by_code(plan));
        }
        if cues::asks_for_an_order(message) && !rules::asks_for_a_rule(message) {
            return Some(Planned::by_code(Plan::Order));
        }
        if let Some(plan) = again(conversation, message) {
            return Some(Planned::by_code(plan));
        }
        let shown = conversation.shown().len();
        rules::certain(message, &self.shop.titles, shown).map(Planned::by_code)
    }

    /// Plans `message` by the model, or by rules where there is none or it is busy.
    pub(super) async fn planned_by_model(
        &self,
        conversation: &Conversation,
        message: &str,
    ) -> Result<Planned, AssistantError> {
        let Some(llm) = &self.llm else {
            return Ok(Planned::guessed(rules::likely(message), false));
        };
        let ask = context::plan(&self.prompts, conversation.before(), message)?;
        let (plan, spent) = match llm.line(ask).await {
            Ok((line, spent)) => {
                let plan = Plan::parse(&line).unwrap_or_else(|| {
                    // The line may hold the shopper's words, and those are not logged.
                    tracing::warn!(length = line.len(), "the model's plan is not one");
                    rules::likely(message)
                });
                (plan, Ok(Some(spent)))
            }
            Err(error) => {
                tracing::info!(%error, "planned by rules");
                (rules::likely(message), Err(error))
            }
        };
        Ok(Planned {
            plan,
            spent,
            gist: None,
            certain: false,
        })
    }

    /// Goes back in the conversation to what `message` comes back to. Returns what is left of the message to answer.
    pub(super) fn gone_back<'m>(
        &self,
        conversation: &mut Conversation,
        message: &'m str,
    ) -> &'m str {
        let Some((topic, rest)) = followup::back_to(message) else {
            return message;
        };
        let titles = &self.shop.titles;
        conversation.go_back(|search, shown| {
            followup::share_a_word(topic, &search.words)
                || search
                    .said
                    .as_ref()
                    .is_some_and(|said| said.contains(topic))
                || titles.singled_out(topic, Some(shown), true).is_some()
                || shown.first().is_some_and(|first| titles.says(topic, first))
        });
        if rest.chars().any(char::is_alphanumeric) {
            rest
        } else {
            message
        }
    }
}

/// The plan of a message that changes what was looked for or suggested last and asks for nothing else.
fn again(conversation: &Conversation, message: &str) -> Option<Plan> {
    if let Some(last) = conversation.last_search() {
        let words = followup::search_again(message, &last.words)?;
        // One of those shown may be meant: "the cheaper one".
        let points = !conversation.shown().is_empty() && !followup::pointers(message).is_empty();
        return (!points).then_some(Plan::Search { words });
    }
    let before = conversation.before()?;
    // What goes with an article is asked of that one, which "others" does not name.
    let last = Plan::parse(before).filter(|plan| *plan == Plan::Recommend { with: None })?;
    // A colour is no suggestion of this kind: whatever has to be looked for is planned.
    followup::search_again(message, "thing").filter(|words| words == "thing")?;
    Some(last)
}

/// What a correction asks for, and everything else as it is.
pub(super) fn without_correction(message: &str, turns: u32) -> &str {
    match followup::corrected(message) {
        Some(rest) if turns > 1 && (rest.len() > 3 || has_chinese(rest)) => rest,
        _ => message,
    }
}
