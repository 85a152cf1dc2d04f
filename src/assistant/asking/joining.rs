//! Conditions as one filter: what joins them, what is excepted, what is listed.

use std::ops::Range;

use serde_json::{Value, json};

use super::conditions::denied;
use super::phrase::Join;
use super::vague::exact;

/// A condition with how it is joined to the one before.
#[derive(Clone, Debug)]
pub(super) struct Joined {
    pub(super) condition: Value,
    pub(super) join: Option<Join>,
    /// Conditions of the same exception together are what is excepted.
    pub(super) exception: Option<usize>,
    /// Conditions of the same alternative together are one of several of which one is enough.
    pub(super) alternative: Option<usize>,
    /// It is a vague word with a limit of its own.
    pub(super) vague: bool,
}

/// All conditions as one. "Or" holds together the two conditions beside it: "in Leeds, bought tea or spent over 500"
/// asks for Leeds of everybody.
pub(super) fn joined(conditions: Vec<Joined>) -> Value {
    let mut parts: Vec<(Value, Option<Join>)> = Vec::new();
    for (condition, join) in listed(excepted(alternatives(&repeated(exact(conditions))))) {
        match parts.last_mut() {
            Some((last, _)) if join == Some(Join::Or) => {
                let mut any = match last.get("any").and_then(Value::as_array) {
                    Some(any) => any.clone(),
                    None => vec![last.clone()],
                };
                any.push(condition);
                *last = json!({ "any": any });
            }
            _ => parts.push((condition, join)),
        }
    }
    let mut all: Vec<Value> = Vec::new();
    for (part, _) in parts {
        match part.get("all").and_then(Value::as_array) {
            Some(inside) => all.extend(inside.iter().cloned()),
            None => all.push(part),
        }
    }
    // What is said twice is meant once.
    let mut once: Vec<Value> = Vec::new();
    for part in all {
        if !once.contains(&part) {
            once.push(part);
        }
    }
    let once = tightest(&once);
    match once.as_slice() {
        [condition] => condition.clone(),
        _ => json!({ "all": once }),
    }
}

/// Conditions without those that another one implies: of two lower bounds of a column the higher, of two upper bounds the
/// lower.
fn tightest(conditions: &[Value]) -> Vec<Value> {
    let bound = |condition: &Value| {
        let column = condition.get("column")?.as_str()?.to_owned();
        let given = |operator: &str| condition.get(operator).and_then(Value::as_f64);
        Some(match (given("above"), given("at_least")) {
            (Some(number), _) => (column, true, number, true),
            (_, Some(number)) => (column, true, number, false),
            _ => match (given("below"), given("at_most")) {
                (Some(number), _) => (column, false, number, true),
                (_, Some(number)) => (column, false, number, false),
                _ => return None,
            },
        })
    };
    // Who is known to have just so much is within any bound that allows it.
    let exactly = |column: &str, lower: bool, number: f64, strict: bool| {
        conditions.iter().any(|condition| {
            let own = condition.get("column").and_then(Value::as_str) == Some(column);
            let is = condition.get("is").and_then(Value::as_f64);
            let within = |is: f64| {
                let beyond = if lower { is > number } else { is < number };
                beyond || !strict && is.to_bits() == number.to_bits()
            };
            own && is.is_some_and(within)
        })
    };
    let implied = |(column, lower, number, strict): &(String, bool, f64, bool)| {
        conditions
            .iter()
            .filter_map(bound)
            .any(|(other, its, bound, its_strict)| {
                let farther = if *lower {
                    bound > *number
                } else {
                    bound < *number
                };
                let same = bound.to_bits() == number.to_bits() && its_strict && !strict;
                other == *column && its == *lower && (farther || same)
            })
            || exactly(column, *lower, *number, *strict)
    };
    // Who bought of something in a time bought of it.
    let said = |condition: &Value| {
        let own = condition.get("bought").and_then(Value::as_object);
        let more = |other: &Value, own: &serde_json::Map<String, Value>| {
            let other = other.get("bought").and_then(Value::as_object);
            other.is_some_and(|other| {
                other.len() > own.len()
                    && own.iter().all(|(key, value)| other.get(key) == Some(value))
            })
        };
        let bought = own
            .is_some_and(|own| own.len() == 1 && conditions.iter().any(|other| more(other, own)));
        bought || ordered_otherwise(condition, conditions)
    };
    conditions
        .iter()
        .filter(|condition| !said(condition))
        .filter(|condition| !bound(condition).is_some_and(|bound| implied(&bound)))
        .cloned()
        .collect()
}

/// Whether orders of a time are asked for of which another condition asks for more: who spent over 600 in it ordered.
fn ordered_otherwise(condition: &Value, conditions: &[Value]) -> bool {
    let tests = ["orders", "spend", "items"];
    let Some(own) = condition.get("ordered").and_then(Value::as_object) else {
        return false;
    };
    let more = |other: &Value| {
        let Some(other) = other.get("ordered").and_then(Value::as_object) else {
            return false;
        };
        let lower = |test: &&str| {
            let asked = other.get(*test);
            let bound =
                asked.and_then(|asked| asked.get("above").or_else(|| asked.get("at_least")));
            bound
                .and_then(Value::as_f64)
                .is_some_and(|bound| bound > 0.0)
        };
        own.len() + 1 == other.len()
            && own.iter().all(|(key, value)| other.get(key) == Some(value))
            && tests.iter().any(lower)
    };
    !tests.iter().any(|test| own.contains_key(*test)) && conditions.iter().any(more)
}

/// The conditions that "or" parts, as places of the first of each part and behind the last: those of a part nothing but "and"
/// joins.
fn parted(conditions: &[Joined]) -> Vec<Vec<Range<usize>>> {
    let mut runs: Vec<Vec<Range<usize>>> = Vec::new();
    for (at, joined) in conditions.iter().enumerate() {
        match (runs.last_mut(), joined.join) {
            (Some(run), Some(Join::Or)) => run.push(at..at + 1),
            (Some(run), None | Some(Join::And)) => {
                if let Some(last) = run.last_mut() {
                    last.end = at + 1;
                }
            }
            _ => runs.push(std::iter::once(at..at + 1).collect()),
        }
    }
    runs.retain(|run| run.len() > 1);
    runs
}

/// Whether the same columns, more than one of them, are asked of each part: "gold in Leeds or silver in York".
fn come_again(conditions: &[Joined], run: &[Range<usize>]) -> bool {
    let column = |joined: &Joined| Some(joined.condition.get("column")?.as_str()?.to_owned());
    let columns = |part: &Range<usize>| -> Option<Vec<String>> {
        let part = &conditions[part.clone()];
        let free = |joined: &Joined| joined.alternative.is_none() && joined.exception.is_none();
        let all: Option<Vec<String>> = part.iter().map(column).collect();
        let mut columns = all.filter(|_| part.iter().all(free))?;
        columns.sort_unstable();
        let several = columns.len() > 1 && columns.windows(2).all(|pair| pair[0] != pair[1]);
        several.then_some(columns)
    };
    let first = run.first().and_then(columns);
    first.is_some() && run.iter().all(|part| columns(part) == first)
}

/// Makes alternatives of conditions that come again behind an "or".
fn repeated(mut conditions: Vec<Joined>) -> Vec<Joined> {
    for run in parted(&conditions) {
        if come_again(&conditions, &run) {
            for (number, part) in run.into_iter().enumerate() {
                for joined in &mut conditions[part] {
                    joined.alternative = Some(number);
                }
            }
        }
    }
    conditions
}

/// Whether several conditions stand on both sides of an "or" that do not come again, so that it is not said which of them
/// it joins: "new members in Leeds or gold ones in York".
pub(super) fn doubtful_or(conditions: &[Joined]) -> bool {
    let free = |part: &Range<usize>| {
        conditions[part.clone()]
            .iter()
            .all(|joined| joined.alternative.is_none())
    };
    let several = |part: &Range<usize>| part.len() > 1 && free(part);
    parted(conditions).iter().any(|run| {
        let both = run.windows(2).any(|pair| pair.iter().all(several));
        both && !come_again(conditions, run)
    })
}

/// Puts alternatives that stand side by side together, of which one is enough.
fn alternatives(conditions: &[Joined]) -> Vec<Joined> {
    let mut parts = Vec::new();
    for run in
        conditions.chunk_by(|one, other| one.alternative.is_some() == other.alternative.is_some())
    {
        let Some(first) = run.first().filter(|first| first.alternative.is_some()) else {
            parts.extend_from_slice(run);
            continue;
        };
        let alone = |joined: &Joined| Joined {
            alternative: None,
            ..joined.clone()
        };
        let any: Vec<Value> = run
            .chunk_by(|one, other| one.alternative == other.alternative)
            .map(|group| joined(group.iter().map(alone).collect()))
            .collect();
        let condition = match any.as_slice() {
            [one] => one.clone(),
            _ => json!({ "any": any }),
        };
        parts.push(Joined {
            condition,
            join: first.join.filter(|join| *join != Join::Or),
            ..alone(first)
        });
    }
    parts
}

/// Turns what is excepted into its opposite: "except gold members in Leeds" keeps gold members of other cities.
fn excepted(conditions: Vec<Joined>) -> Vec<Joined> {
    let mut parts: Vec<Joined> = Vec::new();
    let mut inside: Vec<Value> = Vec::new();
    let mut conditions = conditions.into_iter().peekable();
    while let Some(joined) = conditions.next() {
        let Some(exception) = joined.exception else {
            parts.push(joined);
            continue;
        };
        inside.push(joined.condition.clone());
        let goes_on = conditions
            .peek()
            .is_some_and(|next| next.exception == Some(exception));
        if !goes_on {
            let all = std::mem::take(&mut inside);
            let condition = match all.as_slice() {
                [condition] => denied(condition.clone(), true),
                // 除了服饰什么都没买过: that, and nothing else.
                [goods, nothing]
                    if *nothing == json!({ "column": "orders", "is": 0.0 })
                        && goods["bought"]["category"].is_string() =>
                {
                    json!({ "all": [goods, { "column": "categories", "is": 1.0 }] })
                }
                _ => denied(json!({ "all": all }), true),
            };
            parts.push(Joined {
                condition,
                join: None,
                exception: None,
                alternative: joined.alternative,
                vague: false,
            });
        }
    }
    parts
}

/// Takes lists of words of the same column together: "gold and silver members" are in one of the two, as nobody is in
/// both.
fn listed(conditions: Vec<Joined>) -> Vec<(Value, Option<Join>)> {
    let mut parts: Vec<(Value, Option<Join>)> = Vec::new();
    for Joined {
        condition, join, ..
    } in conditions
    {
        // 北京上海: side by side without a word between them they are a list, too.
        let lists = matches!(join, None | Some(Join::And | Join::Or | Join::Mark));
        if let (true, Some((last, _))) = (lists, parts.last_mut())
            && let Some(list) = list(last, &condition)
        {
            *last = list;
            continue;
        }
        parts.push((condition, join));
    }
    parts
}

/// Two conditions on the same column of words as one.
fn list(first: &Value, second: &Value) -> Option<Value> {
    let column = first.get("column")?;
    let words = |condition: &Value| match (condition.get("is"), condition.get("one_of")) {
        (Some(Value::String(word)), _) => Some(vec![word.clone()]),
        (_, Some(Value::Array(words))) => words
            .iter()
            .map(|word| word.as_str().map(str::to_owned))
            .collect(),
        _ => None,
    };
    if second.get("column") != Some(column) {
        return None;
    }
    let mut all = words(first)?;
    all.extend(words(second)?);
    Some(json!({"column": column, "one_of": all}))
}

/// Whether two different words of one column are asked of everybody, or a condition and its opposite.
pub(super) fn impossible(filter: &Value) -> bool {
    let Some(all) = filter.get("all").and_then(Value::as_array) else {
        return false;
    };
    if all
        .iter()
        .any(|condition| all.contains(&denied(condition.clone(), true)))
    {
        return true;
    }
    let words = all.iter().filter_map(|condition| {
        let word = condition.get("is")?.as_str()?;
        Some((condition.get("column")?.as_str()?, word))
    });
    let words: Vec<(&str, &str)> = words.collect();
    words.iter().enumerate().any(|(number, (column, word))| {
        let later = &words[number + 1..];
        later
            .iter()
            .any(|(other, its)| other == column && its != word)
    })
}
