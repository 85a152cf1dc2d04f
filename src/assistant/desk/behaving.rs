//! Answers about what people do one after another: who is alike and came back, how far visits come, what is unusual.

use minijinja::{Value, context};

use crate::access::Right;
use crate::actions::plots;
use crate::assistant::AssistantError;
use crate::assistant::act::Actor;
use crate::assistant::cards::{Card, NamedValue};
use crate::assistant::turn::Outcome;
use crate::ids::MemberKey;
use crate::insights::behaviour::{
    BehaviourError, CameBack, Finding, Measure, Visits, measure_name, stage_name, trigger_name,
};
use crate::money::Currency;

use super::Desk;
use super::thought::row;

/// Days of visits that are told of.
const DAYS: u32 = 30;
/// Members and findings that are shown.
const SHOWN: usize = 10;

impl Actor<'_> {
    /// The members most alike to one, and who of those that had been as quiet came back.
    pub(super) async fn alike(&self, member: &MemberKey) -> Result<Outcome, AssistantError> {
        let language = self.language();
        let behaviour = self.shop.advisor.behaviour();
        let report = match behaviour.like(member, self.now).await {
            Ok(report) => report,
            Err(error) => return self.no_behaviour(error),
        };
        let near: Vec<_> = report.nearest.iter().take(SHOWN).collect();
        let percent = |share: f64| format!("{:.0}%", share * 100.0);
        let days = |days: Option<f64>| days.map_or("–".to_owned(), |days| format!("{days:.0}"));
        let rows = near.iter().map(|alike| {
            let bought = alike.categories.join(", ");
            vec![
                alike.member.clone(),
                percent(alike.likeness),
                days(alike.quiet_days),
                bought,
            ]
        });
        let columns =
            self.phrases
                .plains(&["what_member", "what_likeness", "what_quiet", "what_both"])?;
        let table = Card::Table {
            title: self.phrases.plain("desk_alike_title")?,
            columns,
            rows: rows.collect(),
            members: near.iter().map(|alike| alike.member.clone()).collect(),
        };
        let back = report.came_back.as_ref();
        let values = context! {
            of => member.as_str(),
            count => near.len(),
            back => back.map(|back| told(back, &percent)),
        };
        let fixed = self.phrases.filled("desk_alike", values)?;
        let mut rows = vec![
            row(&self.phrases.plain("what_member")?, member.as_str()),
            row(&self.phrases.plain("what_alike")?, &near.len().to_string()),
        ];
        if let Some(back) = back {
            for (what, value) in [
                ("what_quiet", days(Some(back.quiet_days))),
                ("what_followed", back.followed.to_string()),
                ("what_within", back.within_days.to_string()),
                ("what_usually_back", percent(back.of_all)),
            ] {
                rows.push(row(&self.phrases.plain(what)?, &value));
            }
            for before in &back.before {
                let value = format!("{} / {}", before.came_back, before.stayed_away);
                rows.push(row(trigger_name(before.what, language), &value));
            }
            rows.push(row(
                &self.phrases.plain("what_came_back")?,
                &back.came_back.to_string(),
            ));
            rows.push(row(
                &self.phrases.plain("what_stayed_away")?,
                &back.stayed_away.to_string(),
            ));
        }
        let mut outcome = self.shop_wide("desk_before_title", rows, fixed, None)?;
        outcome.cards.insert(0, table);
        outcome.desk = Some(Desk {
            listed: near
                .iter()
                .map(|alike| MemberKey::new(&alike.member))
                .collect(),
            ..Desk::default()
        });
        Ok(outcome)
    }

    /// How far visits come.
    pub(super) async fn visits(&self) -> Result<Outcome, AssistantError> {
        let language = self.language();
        let asked = Visits {
            days: DAYS,
            valley: false,
        };
        let behaviour = self.shop.advisor.behaviour();
        let report = match behaviour.funnel(asked, None, self.now).await {
            Ok(report) => report,
            Err(error) => return self.no_behaviour(error),
        };
        let percent = |share: f64| format!("{:.1}%", share * 100.0);
        let mut rows: Vec<NamedValue> = report
            .stages
            .iter()
            .map(|stage| {
                let value = format!("{} ({})", stage.visits, percent(stage.of_all));
                row(stage_name(stage.stage, language), &value)
            })
            .collect();
        // Where most of those who came so far go no further.
        let loss = report
            .stages
            .iter()
            .filter(|stage| stage.to_next.is_some())
            .max_by_key(|stage| stage.left);
        let ordered = report.stages.last();
        let values = context! {
            days => DAYS,
            visits => report.visits,
            ordered => ordered.map(|stage| stage.visits),
            share => ordered.map(|stage| percent(stage.of_all)),
            after => loss.map(|stage| stage_name(stage.stage, language)),
            left => loss.map(|stage| stage.left),
        };
        let fixed = self.phrases.filled("desk_visits", values)?;
        rows.push(row(&self.phrases.plain("what_days")?, &DAYS.to_string()));
        if let Some(loss) = loss {
            rows.push(row(
                &self.phrases.plain("what_lost")?,
                &loss.left.to_string(),
            ));
        }
        let plot = plots::funnel(&report, language).ok();
        self.shop_wide("desk_visits_title", rows, fixed, plot.as_ref())
    }

    /// What is unusual of one member, or of whom something is.
    pub(super) async fn unusual(
        &self,
        member: Option<&MemberKey>,
    ) -> Result<Outcome, AssistantError> {
        let language = self.language();
        let behaviour = self.shop.advisor.behaviour();
        if let Some(member) = member {
            let report = match behaviour.unusual_of(member, self.now).await {
                Ok(report) => report,
                Err(error) => return self.no_behaviour(error),
            };
            let unusual: Vec<&Finding> = report.findings.iter().filter(|one| one.unusual).collect();
            let mut rows = vec![row(&self.phrases.plain("what_member")?, member.as_str())];
            rows.extend(report.findings.iter().map(|finding| {
                let value = self.found(finding, report.currency.as_deref());
                row(measure_name(finding.measure, language), &value)
            }));
            let first = unusual.first();
            let count = unusual.len();
            let values = context! {
                of => member.as_str(),
                days => report.days,
                judged => report.findings.len(),
                count => unusual.len(),
                measure => first.map(|finding| measure_name(finding.measure, language)),
                found => first.map(|finding| self.found(finding, report.currency.as_deref())),
            };
            let fixed = self.phrases.filled("desk_unusual_of", values)?;
            let days = self.phrases.plain("what_days")?;
            rows.push(row(&days, &report.days.to_string()));
            let unusual = self.phrases.plain("what_unusual")?;
            rows.push(row(&unusual, &count.to_string()));
            return self.shop_wide("desk_unusual_title", rows, fixed, None);
        }
        let report = match behaviour.unusual(self.now).await {
            Ok(report) => report,
            Err(error) => return self.no_behaviour(error),
        };
        let shown: Vec<_> = report.findings.iter().take(SHOWN).collect();
        let values = context! {
            days => report.days,
            judged => report.judged,
            count => report.unusual,
        };
        let fixed = self.phrases.filled("desk_unusual", values)?;
        let columns = self
            .phrases
            .plains(&["what_member", "what_unusual", "what_seen"])?;
        let table = Card::Table {
            title: self.phrases.plain("desk_unusual_title")?,
            columns,
            rows: shown
                .iter()
                .map(|one| {
                    vec![
                        one.member.clone(),
                        measure_name(one.finding.measure, language).to_owned(),
                        self.found(&one.finding, report.currency.as_deref()),
                    ]
                })
                .collect(),
            members: shown.iter().map(|one| one.member.clone()).collect(),
        };
        let rows = vec![
            row(&self.phrases.plain("what_days")?, &report.days.to_string()),
            row(
                &self.phrases.plain("what_judged")?,
                &report.judged.to_string(),
            ),
            row(
                &self.phrases.plain("what_unusual")?,
                &report.unusual.to_string(),
            ),
        ];
        let mut outcome = self.shop_wide("desk_unusual_title", rows, fixed, None)?;
        // Single members are not for everybody.
        if self.may(Right::SeeMember) && !shown.is_empty() {
            outcome.cards.insert(0, table);
            outcome.desk = Some(Desk {
                listed: shown
                    .iter()
                    .map(|one| MemberKey::new(&one.member))
                    .collect(),
                ..Desk::default()
            });
        }
        Ok(outcome)
    }

    /// What was seen, beside what is usual.
    fn found(&self, finding: &Finding, currency: Option<&str>) -> String {
        let currency = currency.and_then(|code| Currency::parse(code).ok());
        let amount = |value: f64| match (finding.measure, currency) {
            (Measure::Spend | Measure::LastOrder, Some(currency)) => {
                crate::actions::amount(value, currency)
            }
            _ => format!("{value:.1}"),
        };
        let (seen, usual) = (amount(finding.seen), amount(finding.usual));
        match self.language() {
            crate::ids::Language::English => format!("{seen}, usually {usual}"),
            crate::ids::Language::Chinese => format!("{seen}，通常 {usual}"),
        }
    }

    /// What cannot be told for want of data is said.
    fn no_behaviour(&self, error: BehaviourError) -> Result<Outcome, AssistantError> {
        match error {
            BehaviourError::Db(error) => Err(AssistantError::Advice(
                crate::actions::ActionsError::Db(error),
            )),
            _ => self.say("desk_no_behaviour"),
        }
    }
}

/// Who came back, for the phrase.
fn told(back: &CameBack, percent: &dyn Fn(f64) -> String) -> Value {
    context! {
        quiet => format!("{:.0}", back.quiet_days),
        followed => back.followed,
        within => back.within_days,
        came => back.came_back,
        stayed => back.stayed_away,
        usual => percent(back.of_all),
    }
}
