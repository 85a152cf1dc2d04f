//! All checks over one text.

use super::brand::BrandWords;
use super::claims::{Claimed, Claims};
use super::facts::Facts;
use super::findings::{Both, Finding, Page, Severity, in_order};
use super::folding::FoldedPart;
use super::placeholders::{CopyError, PLACEHOLDERS, Piece, Placeholder, known_names, pieces};
use super::{Copy, Medium, Part, flow, links, numbers, sizes, weighing, wording};
use crate::ids::Language;

/// What is wrong with a text, or to be looked at, in the order of the text.
///
/// A text without an error has its placeholders intact and filled, no number of its own, no claim that the rules
/// forbid, no address but those of the facts, a way to unsubscribe where one is due, and fits its medium.
#[must_use]
pub fn check(
    copy: &Copy,
    medium: Medium,
    facts: &Facts,
    rules: &Claims,
    brand: &BrandWords,
) -> Vec<Finding> {
    let used = used(copy);
    let mut found = Vec::new();
    let parts = FoldedPart::all(copy);
    for FoldedPart { page, plain, tight } in &parts {
        let page = *page;
        placeholders(page, facts, &mut found);
        let free = links::check(page, facts, &mut found);
        found.extend(numbers::numbers(page, plain, tight, &free));
        found.extend(brand.findings(page));
        wording::check(page, copy.language, &mut found);
        flow::check(page, &mut found);
    }
    let claimed = claimed(&parts, (copy.language, facts), &used, rules);
    found.extend(weighing::weigh(copy, &parts, claimed, rules));
    subject(copy, medium, &mut found);
    if matches!(medium, Medium::Mail | Medium::Sms) && !facts.service {
        unsubscribe(copy, medium, &used, &mut found);
    }
    sizes::check(copy, medium, facts, &mut found);
    in_order(&mut found);
    found
}

/// What the parts of a text claim that they may not, sure or suspected. `used` are the placeholders of the whole text.
pub(super) fn claimed(
    parts: &[FoldedPart<'_>],
    of: (Language, &Facts),
    used: &[Placeholder],
    rules: &Claims,
) -> Vec<Claimed> {
    parts
        .iter()
        .flat_map(|part| rules.findings(part, of, used))
        .collect()
}

/// The placeholders of a text that can be read.
pub(super) fn used(copy: &Copy) -> Vec<Placeholder> {
    let mut used = Vec::new();
    for (_, text) in copy.parts() {
        for piece in pieces(text).0 {
            if let Piece::Field { field, .. } = piece
                && !used.contains(&field)
            {
                used.push(field);
            }
        }
    }
    used
}

/// The known name that is most like a name.
fn nearest(name: &str) -> Option<&'static str> {
    let like = |known: &Placeholder| strsim::jaro_winkler(known.name, &name.to_lowercase());
    let best = PLACEHOLDERS
        .iter()
        .max_by(|a, b| like(a).total_cmp(&like(b)))?;
    (like(best) > 0.75).then_some(best.name)
}

fn placeholders(page: Page<'_>, facts: &Facts, found: &mut Vec<Finding>) {
    let (pieces, wrong) = pieces(page.text);
    for error in wrong {
        found.extend(broken(page, &error));
    }
    for piece in pieces {
        let Piece::Field {
            field,
            fallback,
            start,
            end,
            ..
        } = piece
        else {
            continue;
        };
        let name = field.name;
        let sure = fallback.is_some_and(|words| !words.is_empty());
        if !facts.has(field) && !sure {
            found.push(page.finding(
                (Severity::Error, "placeholder-value"),
                (start, end),
                Both::new(
                    format!("The facts of this campaign have no value for `{name}`, so it cannot be filled."),
                    format!("事实资料里没有“{name}”的值，无法填入。"),
                ),
                Some(Both::new(
                    format!("Leave it out, or add `{name}` to the facts."),
                    format!("删去它，或在事实资料中补上“{name}”。"),
                )),
            ));
        } else if matches!(name, "member.name" | "member.tier") && !sure {
            found.push(page.finding(
                (Severity::Warning, "fallback"),
                (start, end),
                Both::new(
                    format!("Members without `{name}` cannot be sent this text."),
                    format!("没有“{name}”的会员收不到这条信息。"),
                ),
                Some(Both::new(
                    format!("Give a fallback, as in {{{{{name}|valued customer}}}}."),
                    format!("加上后备词，例如 {{{{{name}|尊敬的会员}}}}。"),
                )),
            ));
        }
    }
}

/// The finding over a placeholder that is none.
fn broken(page: Page<'_>, error: &CopyError) -> Option<Finding> {
    match error {
        CopyError::Unknown { name, start, end } => {
            let known = known_names();
            let suggestion = nearest(name).map(|near| {
                Both::new(
                    format!("Write {{{{{near}}}}}."),
                    format!("改为 {{{{{near}}}}}。"),
                )
            });
            Some(page.finding(
                (Severity::Error, "placeholder-unknown"),
                (*start, *end),
                Both::new(
                    format!("There is no placeholder `{name}`. Known: {known}."),
                    format!("没有占位符“{name}”。可用的有：{known}。"),
                ),
                suggestion,
            ))
        }
        CopyError::Broken { start, end, .. } => Some(page.finding(
            (Severity::Error, "placeholder-broken"),
            (*start, *end),
            Both::new(
                "A brace that belongs to no placeholder: it would be sent as it stands.",
                "这里的花括号不构成占位符，会原样发出去。",
            ),
            Some(Both::new(
                "Write two braces on each side, as in {{member.name}}.",
                "两边各写两个花括号，例如 {{member.name}}。",
            )),
        )),
        CopyError::Missing { .. } | CopyError::NoLink { .. } | CopyError::Subject(_) => None,
    }
}

/// The rule about subjects.
pub const SUBJECT: &str = "subject";

fn subject(copy: &Copy, medium: Medium, found: &mut Vec<Finding>) {
    let body = Page {
        part: Part::Body,
        text: &copy.body,
    };
    let (why, suggestion) = match (copy.subject.as_deref(), medium) {
        (None, Medium::Mail) => (
            Both::new("A mail needs a subject.", "邮件需要主题。"),
            Both::new("Write one in a few words.", "用几个字写一个主题。"),
        ),
        (Some(text), _) if medium.has_subject() && text.trim().is_empty() => (
            Both::new("The subject is empty.", "主题是空的。"),
            Both::new("Write one in a few words.", "用几个字写一个主题。"),
        ),
        (Some(text), _) if text.contains(['\n', '\r']) => (
            Both::new("A subject is one line.", "主题只能有一行。"),
            Both::new("Take the line ends out.", "去掉换行。"),
        ),
        (Some(_), Medium::Sms | Medium::Chat) => (
            Both::new("Nobody would see a subject there.", "这种渠道没有主题。"),
            Both::new("Move its words into the body.", "把主题里的话写进正文。"),
        ),
        _ if copy.body.trim().is_empty() => (
            Both::new("The text is empty.", "正文是空的。"),
            Both::new("Write it.", "请写正文。"),
        ),
        _ => return,
    };
    found.push(body.finding((Severity::Error, SUBJECT), (0, 0), why, Some(suggestion)));
}

/// Where an advertising mail or text message says how to get no more.
fn unsubscribe(copy: &Copy, medium: Medium, used: &[Placeholder], found: &mut Vec<Finding>) {
    let placeholder = used.iter().any(|used| used.name == "unsubscribe");
    let by_reply = medium == Medium::Sms && wording::says_how_to_stop(&copy.body);
    if placeholder || by_reply {
        return;
    }
    let body = Page {
        part: Part::Body,
        text: &copy.body,
    };
    let end = copy.body.len();
    found.push(body.finding(
        (Severity::Error, "unsubscribe"),
        (end, end),
        Both::new(
            "Marketing by mail or text message must say how to get no more of it (ePrivacy Directive art. 13; UK PECR reg. 22; CAN-SPAM).",
            "商业邮件和短信必须写明退订方式（《广告法》第四十三条；《通信短信息服务管理规定》第二十条）。",
        ),
        Some(Both::new(
            "End with {{unsubscribe}}.",
            "在结尾加上 {{unsubscribe}}，例如“退订：{{unsubscribe}}”。",
        )),
    ));
}
