//! What a message may mean at the desk, by its words and by what was spoken of before.

use serde_json::Value as Json;

use crate::assistant::asking::{Reading, Wanted};
use crate::assistant::rules;
use crate::assistant::tools::Plan;

use super::cues;
use super::enquiry::{Enquiry, Side, parse};
use super::refining::changes;

/// What is known of a message beside its words.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Situation<'a> {
    /// It names a member, or an order of one.
    pub(super) named: bool,
    /// A member was spoken of before.
    pub(super) member: bool,
    /// Members were looked for before.
    pub(super) searched: bool,
    /// The line of the plan before; empty where there is none.
    pub(super) before: &'a str,
}

/// What a message that names or points at one member may mean; nothing where it speaks of no single one.
pub(super) fn of_one(message: &str, situation: Situation) -> Option<Vec<Plan>> {
    let went_on = situation.before.starts_with("member");
    if !situation.named && !cues::of_one(message, went_on && situation.member) {
        return None;
    }
    let mut sides = cues::sides(message);
    if sides.is_empty() {
        // "And M100607?" asks the same of another.
        let same = parse(situation.before).filter(|_| went_on && cues::the_same(message));
        if let Some(same) = same {
            return Some(vec![same]);
        }
        sides.push(Side::All);
    }
    let sides = sides.into_iter().map(Enquiry::Member);
    Some(sides.map(Plan::Enquire).collect())
}

/// What a message that speaks of no single member may mean, the likeliest first. What a reader of conditions understands
/// to its last word asks for members, whatever else its words are used for.
pub(super) fn of_many(message: &str, reading: &Reading, situation: Situation) -> Vec<Plan> {
    let message = reading.without_purposes(message);
    let message = message.as_str();
    let found = reading.filter.is_some();
    if cues::asks_who_you_are(message) {
        return vec![Plan::Reply];
    }
    // 积分清零前提醒：积分5000以上且180天没下单 asks of members, although it speaks of a rule.
    let clear = found && reading.left.is_empty() && reading.understood.len() > 1;
    if cues::asks_for_a_rule(message) && !cues::asks_who(message) && !clear {
        return vec![rules::ruling(message)];
    }
    // "What should we order in for January" names a time, and no members.
    if cues::asks_for_demand(message) && !cues::about_people(message) {
        return vec![Plan::Enquire(Enquiry::Demand)];
    }
    // What visits or campaigns came to is asked, whatever of it members can be asked for, too.
    if cues::asks_for_the_funnel(message) {
        return vec![Plan::Enquire(Enquiry::Visits)];
    }
    if cues::asks_what_campaigns_did(message) {
        return vec![Plan::Enquire(Enquiry::Campaigns)];
    }
    let wants_goods = cues::wants_goods(message);
    // "Have we any silver teapots" asks for no silver members.
    let of_goods = reading.goods_named && wants_goods || cues::asks_for_stock(message);
    let gift = cues::asks_for_a_gift(message) && !cues::about_people(message);
    let about_many = cues::about_many(message);
    // Who bought them when is asked of members.
    let goods = (reading.goods_alone || of_goods || gift)
        && !about_many
        && !situation.searched
        && !of_a_time(&reading.json);
    if cues::asks_for_opinions(message)
        && !cues::asks_who(message)
        && (!found || says_of_goods(&reading.json))
    {
        return vec![rules::likely(message)];
    }
    if found && reading.left.is_empty() && !goods {
        // The size of every segment needs no list.
        let sizes = matches!(reading.wanted, Wanted::Sizes("rfm" | "cluster"))
            || cues::asks_for_segments(message);
        let everybody = reading.understood.is_empty();
        return vec![Plan::Enquire(if sizes && everybody {
            Enquiry::Segments
        } else {
            Enquiry::Find
        })];
    }
    let refines = cues::refines(message) && situation.searched;
    // What is more than half not understood may be meant otherwise.
    let doubtful = reading.left.len() > reading.understood.len();
    if found && refines && !doubtful {
        return vec![Plan::Enquire(Enquiry::Find)];
    }
    let mut enquiries = cues::of_the_shop(message);
    let others = rules::asks_for_a_rule(message) || cues::asks_for_reviews(message);
    // "What do buyers of the teapot say" names goods, but asks for no buyers.
    let sure = understood(reading) && !goods && !(others && only_bought(&reading.json));
    // 谁近180天买了20件以上？疑似囤货: who they are is asked, whatever is guessed of them.
    let of_people = cues::about_people(message) && !only_bought(&reading.json);
    let asks_who =
        (cues::asks_who(message) || of_people) && reading.understood.len() >= reading.left.len();
    if sure && (reading.understood.len() > 1 || asks_who) {
        let place = if doubtful { enquiries.len() } else { 0 };
        enquiries.insert(place, Enquiry::Find);
    }
    if sure && about_many && enquiries.is_empty() {
        enquiries.push(Enquiry::Find);
    }
    let clear = found && about_many && !doubtful && !goods && !only_bought(&reading.json);
    if clear && others && enquiries.is_empty() {
        enquiries.push(Enquiry::Find);
    }
    // "Add the ones with over 300 points" asks for no rule about points.
    if enquiries.is_empty() && others && !of_a_person(&reading.json) {
        return vec![rules::likely(message)];
    }
    let most = found && !doubtful && !goods;
    let changes = situation.searched && changes(message);
    let everybody = about_many && reading.left.is_empty();
    // With a time and nothing else, what was found is asked of another time.
    if most || everybody || changes || (refines && (found || reading.time.is_some())) {
        enquiries.push(Enquiry::Find);
    }
    if enquiries.is_empty() && situation.before.starts_with("member") {
        // "And the reasons?" goes on with the member spoken of.
        enquiries.extend(cues::sides(message).into_iter().map(Enquiry::Member));
    }
    let many = about_many || (found && !goods) || reading.of_members;
    let members = found && !goods && reading.of_members && about_many;
    if enquiries.is_empty() && many && (members || !wants_goods) {
        enquiries.push(Enquiry::Find);
    }
    // "Women only": what the data do not say is asked of members, and has to be said.
    if enquiries.is_empty() && !reading.lacking.is_empty() && !wants_goods {
        enquiries.push(Enquiry::Find);
    }
    enquiries.dedup();
    enquiries.into_iter().map(Plan::Enquire).collect()
}

/// Whether a filter asks when something was, as when goods were bought.
fn of_a_time(filter: &Json) -> bool {
    match filter {
        Json::Array(conditions) => conditions.iter().any(of_a_time),
        Json::Object(fields) => fields.iter().any(|(name, inside)| match name.as_str() {
            "since" | "before" | "within_days" => true,
            _ => of_a_time(inside),
        }),
        _ => false,
    }
}

/// Whether a filter asks for points, a birthday or an age.
fn of_a_person(filter: &Json) -> bool {
    match filter {
        Json::Array(conditions) => conditions.iter().any(of_a_person),
        Json::Object(fields) => match fields.get("column").and_then(Json::as_str) {
            Some(column) => ["points", "birthday_days", "age"].contains(&column),
            None => fields.values().any(of_a_person),
        },
        _ => false,
    }
}

/// Whether a filter asks for nothing but who bought something, and what they say of it.
fn says_of_goods(filter: &Json) -> bool {
    if let Some(Json::Array(conditions)) = filter.get("all").or_else(|| filter.get("any")) {
        return conditions.iter().all(says_of_goods);
    }
    let said = filter.get("column").and_then(Json::as_str);
    filter.get("bought").is_some() || said == Some("survey_sentiment")
}

/// Whether a filter asks for nothing but who bought something.
fn only_bought(filter: &Json) -> bool {
    match filter.get("all").or_else(|| filter.get("any")) {
        Some(Json::Array(conditions)) => conditions.iter().all(only_bought),
        _ => filter.get("bought").is_some(),
    }
}

/// Whether more of a message is understood as conditions than is not understood at all.
fn understood(reading: &Reading) -> bool {
    let understood: usize = reading.understood.iter().map(|part| part.span.len()).sum();
    let left: usize = reading.left.iter().map(String::len).sum();
    reading.filter.is_some() && understood > left
}
