//! Plans of actions within a budget: what is chosen, who may approve it, and what an export holds.

use std::collections::BTreeSet;

use serde_json::json;
use storekeeper::access::Role;
use storekeeper::actions::{
    ActionKind, ActionsError, Advisor, Export, NextRules, PlanArm, PlanAsked, PlanError,
    PlanLimits, PlanState, Planner, Whom,
};
use storekeeper::clock::Timestamp;
use storekeeper::dossiers::Dossiers;
use storekeeper::insights::segment::Filter;
use storekeeper::members::{Consent, Purpose};
use storekeeper::registry::Registry;

use super::regulars::{MEMBERS, regulars};
use super::shop::{Shop, on_both};

on_both!(
    a_plan_keeps_to_its_budget_and_its_arithmetic,
    who_is_held_out_is_so_by_lot_and_for_ever,
    nobody_approves_their_own_plan,
    an_export_gives_the_same_again_less_who_left,
    what_was_approved_cannot_be_changed,
    a_plan_runs_out,
    who_was_written_to_often_meanwhile_is_left_out,
    a_plan_that_cannot_be_says_why,
);

const DAY: i64 = 86_400_000_000;
fn now() -> Timestamp {
    later(0)
}

fn later(days: i64) -> Timestamp {
    Timestamp::from_micros((20_000 + days) * DAY)
}

/// A shop of regulars and its insights; a call is cheap, so that some are worth one.
async fn fitted(shop: &Shop) -> Advisor {
    regulars(shop, now()).await;
    let rules = NextRules {
        call_cost: 200.0,
        call_rank: 0.8,
        ..NextRules::default()
    };
    let advisor = Advisor::new(shop.db.clone(), Registry::new(shop.db.clone()), rules);
    let fitted = advisor.fit(now(), &|_, _| {}).await;
    fitted.expect("there is enough");
    advisor
}

/// Everybody, for so much money in minor units.
fn asked(budget: f64) -> PlanAsked {
    PlanAsked {
        whom: Whom::Everybody,
        budget,
        limits: PlanLimits::default(),
        holdout: 0.0,
    }
}

fn by(name: &str) -> Planner {
    Planner::new(name, Role::Marketer).expect("a marketer")
}

/// Proposed by Lin and approved by Wang.
async fn approved(advisor: &Advisor, name: &str, wanted: &PlanAsked) {
    let plans = advisor.plans();
    let proposed = plans.propose(name, wanted, &by("lin"), now()).await;
    assert_eq!(proposed.expect("a plan").state, PlanState::Proposed);
    let approved = plans.approve(name, &by("wang"), now()).await;
    assert_eq!(approved.expect("approved").state, PlanState::Approved);
}

/// What went wrong with a plan.
fn wrong<T: std::fmt::Debug>(outcome: Result<T, ActionsError>) -> PlanError {
    match outcome {
        Err(ActionsError::Plan(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn keys(export: &Export) -> BTreeSet<String> {
    export
        .rows
        .iter()
        .map(|row| row.member.to_string())
        .collect()
}

async fn sql(shop: &Shop, statement: &str) {
    let write = shop.db.write(&[]).await.unwrap();
    write.execute(statement, Vec::new()).await.expect(statement);
    write.commit().await.unwrap();
}

async fn a_plan_keeps_to_its_budget_and_its_arithmetic(shop: Shop) {
    let advisor = fitted(&shop).await;
    let plans = advisor.plans();
    let all = plans.make(&asked(1e9), None).await.expect("a plan").plan;
    assert_eq!(all.considered, MEMBERS.unsigned_abs());
    assert!(
        all.exact && all.price.abs() < 1e-9,
        "money is enough: {all:?}"
    );
    let count = |plan: &storekeeper::actions::Plan, kind: ActionKind| {
        let tally = plan.actions.iter().find(|tally| tally.action == kind);
        tally.map_or(0, |tally| tally.members)
    };
    assert!(count(&all, ActionKind::Call) > 2 && count(&all, ActionKind::Reminder) > 20);
    let half = plans
        .make(&asked(all.cost / 2.0), None)
        .await
        .expect("a plan");
    assert!(half.plan.cost <= all.cost / 2.0 && half.plan.cost > 0.0);
    assert!(half.plan.gain < all.gain && half.plan.gain <= half.plan.bound);
    assert!(half.plan.price > 0.0 && half.plan.loss < 0.1, "{half:?}");
    let sums = half.plan.actions.iter().fold((0, 0.0, 0.0), |sums, tally| {
        (
            sums.0 + tally.members,
            sums.1 + tally.cost,
            sums.2 + tally.gain,
        )
    });
    assert_eq!(sums.0, half.plan.members);
    assert!((sums.1 - half.plan.cost).abs() < 1e-6 && (sums.2 - half.plan.gain).abs() < 1e-6);
    // What a plan says of a member is what is said of the member alone.
    assert_eq!(half.some.len(), 10);
    for member in &half.some {
        let one = advisor.of(&member.member).await.expect("an insight");
        let same = one
            .actions
            .iter()
            .find(|action| action.kind == member.action.kind)
            .expect("it is allowed alone too");
        assert!((same.gain - member.action.gain).abs() < 1e-6 * same.gain.abs());
        assert!((same.cost - member.action.cost).abs() < 1e-9);
    }
    let limits = PlanLimits {
        call: Some(2),
        ..PlanLimits::default()
    };
    let few = PlanAsked {
        limits,
        ..asked(1e9)
    };
    let few = plans.make(&few, None).await.expect("a plan").plan;
    assert_eq!(count(&few, ActionKind::Call), 2);
    assert!(few.gain < all.gain && few.gain <= few.bound && few.loss < 0.01);
    let filter = json!({"column": "orders", "above": 4});
    let filter = Filter::read(&filter).expect("a filter");
    advisor
        .segments()
        .save("regulars", &filter, "lin", now())
        .await
        .expect("it is saved");
    let whom = [Whom::Filter(filter), Whom::Segment("regulars".to_owned())];
    for whom in whom {
        let wanted = PlanAsked { whom, ..asked(1e9) };
        let some = plans.make(&wanted, None).await.expect("a plan").plan;
        assert!(some.considered < all.considered && some.members > 0);
        assert!(
            some.gain < all.gain && some.who.contains('4'),
            "{}",
            some.who
        );
    }
}

async fn who_is_held_out_is_so_by_lot_and_for_ever(shop: Shop) {
    let advisor = fitted(&shop).await;
    let wanted = PlanAsked {
        holdout: 0.3,
        ..asked(1e9)
    };
    approved(&advisor, "spring", &wanted).await;
    let export = advisor.plans().export("spring", &by("lin"), now()).await;
    let export = export.expect("a list");
    let held = |export: &Export| -> BTreeSet<String> {
        let rows = export.rows.iter();
        let rows = rows.filter(|row| row.arm == PlanArm::HeldOut);
        rows.map(|row| row.member.to_string()).collect()
    };
    let first = held(&export);
    let (held_out, all) = (first.len(), export.rows.len());
    assert!(
        held_out * 100 > all * 15 && held_out * 100 < all * 45,
        "{held_out} of {all}"
    );
    let plan = advisor.plans().of("spring", now()).await.expect("a plan");
    assert_eq!(plan.plan.held_out, first.len() as u64);
    // The arms of mails have what the events about them name, one offer to a campaign.
    for row in &export.rows {
        let campaign = match row.action {
            "reminder" => "spring/reminder".to_owned(),
            "offer" => format!("spring/offer-{}", row.per_cent),
            _ => String::new(),
        };
        assert_eq!(row.campaign, campaign);
    }
    let again = advisor.plans().export("spring", &by("lin"), now()).await;
    assert_eq!(held(&again.expect("a list")), first);
    // Another plan holds out others.
    approved(&advisor, "summer", &wanted).await;
    let other = advisor.plans().export("summer", &by("lin"), now()).await;
    assert_ne!(held(&other.expect("a list")), first);
}

async fn nobody_approves_their_own_plan(shop: Shop) {
    let advisor = fitted(&shop).await;
    let plans = advisor.plans();
    assert_eq!(Planner::new("lin", Role::Agent), Err(PlanError::Role));
    assert_eq!(Planner::new("  ", Role::Admin), Err(PlanError::Nobody));
    let proposed = plans
        .propose("spring", &asked(3_000.0), &by("lin"), now())
        .await;
    assert!(!proposed.expect("a plan").hash.is_empty());
    for name in ["lin", " Lin ", "LIN"] {
        let own = Planner::new(name, Role::Admin).expect("an admin");
        let outcome = plans.approve("spring", &own, now()).await;
        assert_eq!(wrong(outcome), PlanError::Author("lin".to_owned()));
    }
    let export = plans.export("spring", &by("wang"), now()).await;
    assert!(matches!(
        wrong(export),
        PlanError::State {
            state: PlanState::Proposed,
            ..
        }
    ));
    let kept = plans.approve("spring", &by("wang"), now()).await;
    let kept = kept.expect("approved");
    assert_eq!(kept.decided_by.as_deref(), Some("wang"));
    for outcome in [
        plans.approve("spring", &by("wang"), now()).await,
        plans
            .decline("spring", "too late", &by("wang"), now())
            .await,
    ] {
        let state = PlanState::Approved;
        assert!(matches!(wrong(outcome), PlanError::State { state: found, .. } if found == state));
    }
    // Its author may take a plan back, with a reason.
    let proposed = plans
        .propose("summer", &asked(3_000.0), &by("lin"), now())
        .await;
    proposed.expect("a plan");
    let outcome = plans.decline("summer", " ", &by("lin"), now()).await;
    assert_eq!(wrong(outcome), PlanError::Reason);
    let declined = plans
        .decline("summer", "not now", &by("lin"), now())
        .await
        .expect("declined");
    assert_eq!(declined.state, PlanState::Declined);
    assert_eq!(declined.reason.as_deref(), Some("not now"));
    let outcome = plans.approve("summer", &by("wang"), now()).await;
    assert!(matches!(wrong(outcome), PlanError::State { .. }));
    let all = plans.all(now()).await.expect("the plans");
    assert_eq!(all.len(), 2);
}

async fn an_export_gives_the_same_again_less_who_left(shop: Shop) {
    let advisor = fitted(&shop).await;
    approved(&advisor, "spring", &asked(1e9)).await;
    let plans = advisor.plans();
    let mailed = |export: &Export| {
        let row = export.rows.iter().find(|row| row.action == "reminder");
        row.expect("a reminder").member.clone()
    };
    // Who says no after the approval is not in the first export, and not if they say yes again.
    let made = plans.of("spring", now()).await.expect("a plan");
    let early = made
        .some
        .iter()
        .find(|member| member.action.kind == ActionKind::Call);
    let early = early.expect("a call").member.clone();
    let no = Consent::said(Purpose::Service, false, later(0), "profile");
    shop.members.consent(&early, &[no]).await.expect("kept");
    let first = plans.export("spring", &by("lin"), now()).await;
    let first = first.expect("a list");
    assert!(!keys(&first).contains(early.as_str()));
    assert_eq!(first.left_out.get("no_consent"), Some(&1));
    let planned = made.plan.members + made.plan.held_out;
    assert_eq!(first.rows.len() as u64 + 1, planned);
    let yes = Consent::said(Purpose::Service, true, later(1), "profile");
    shop.members.consent(&early, &[yes]).await.expect("kept");
    let again = plans.export("spring", &by("wang"), later(1)).await;
    let again = again.expect("a list");
    assert_eq!(again.rows, first.rows);
    assert_eq!(again.exported, first.exported);
    assert_eq!(again.exported_by, "lin");
    // Less who withdraws, who is erased, and who has no address any more.
    let withdrew = mailed(&first);
    let no = Consent::said(Purpose::MarketingMail, false, later(2), "profile");
    shop.members.consent(&withdrew, &[no]).await.expect("kept");
    let second = plans.export("spring", &by("lin"), later(2)).await;
    let second = second.expect("a list");
    let erased = mailed(&second);
    let dossiers = Dossiers::new(shop.db.clone());
    let dossier = dossiers.export(&erased, later(2)).await.expect("a dossier");
    assert_eq!(dossier.tables["action_plan_rows"].len(), 1);
    let erasure = dossiers.erase(&erased, "lin", later(2)).await;
    let erasure = erasure.expect("erased");
    let proof = dossiers.prove(&erasure).await.expect("a proof");
    assert_eq!(proof.found, []);
    // Long after the seven days: what was exported may be exported again.
    let third = plans.export("spring", &by("lin"), later(30)).await;
    let third = third.expect("a list");
    let gone: Vec<String> = keys(&first).difference(&keys(&third)).cloned().collect();
    let mut wanted = vec![withdrew.to_string(), erased.to_string()];
    wanted.sort();
    assert_eq!(gone, wanted);
    assert_eq!(third.left_out.get("erased_or_merged"), Some(&1));
    let csv = third.csv().expect("a text");
    assert_eq!(csv.lines().count(), third.rows.len() + 1);
    assert_eq!(
        csv.lines().next(),
        Some("member,action,per_cent,arm,campaign")
    );
    let row = &third.rows[0];
    let line = format!(
        "{},{},{},treated,{}",
        row.member, row.action, row.per_cent, row.campaign
    );
    assert_eq!(csv.lines().nth(1), Some(line.as_str()));
    // A member who is merged into another one leaves their row to that one.
    let (one, other) = (third.rows[0].member.clone(), third.rows[1].member.clone());
    dossiers
        .merge(&one, &other, "lin", later(31))
        .await
        .expect("merged");
    let fourth = plans.export("spring", &by("lin"), later(31)).await;
    assert_eq!(fourth.expect("a list").rows.len(), third.rows.len() - 1);
}

async fn what_was_approved_cannot_be_changed(shop: Shop) {
    let advisor = fitted(&shop).await;
    let plans = advisor.plans();
    let changes = [
        "UPDATE action_plan_rows SET worth = worth * 2 WHERE plan = 'a0'",
        "UPDATE action_plan_rows SET arm = 'held_out' WHERE plan = 'a1'",
        "UPDATE action_plan_rows SET action = 'offer', per_cent = 90 WHERE plan = 'a2'",
        "UPDATE action_plans SET content = REPLACE(content, '\"budget\":30000', '\"budget\":39000') WHERE name = 'a3'",
        "UPDATE action_plan_rows SET member_id = (SELECT MAX(id) FROM members WHERE id NOT IN \
         (SELECT member_id FROM action_plan_rows WHERE plan = 'a4')) \
         WHERE plan = 'a4' AND member_id = (SELECT MIN(member_id) FROM action_plan_rows WHERE plan = 'a4')",
    ];
    let limits = PlanLimits {
        call: Some(0),
        ..PlanLimits::default()
    };
    let wanted = PlanAsked {
        limits,
        ..asked(30_000.0)
    };
    for (n, change) in changes.into_iter().enumerate() {
        let name = format!("a{n}");
        plans
            .propose(&name, &wanted, &by("lin"), now())
            .await
            .expect("a plan");
        if n % 2 == 0 {
            plans
                .approve(&name, &by("wang"), now())
                .await
                .expect("it is whole");
            sql(&shop, change).await;
            let outcome = plans.export(&name, &by("lin"), now()).await;
            assert_eq!(wrong(outcome), PlanError::Changed(name), "{change}");
        } else {
            sql(&shop, change).await;
            let outcome = plans.approve(&name, &by("wang"), now()).await;
            assert_eq!(wrong(outcome), PlanError::Changed(name), "{change}");
        }
    }
}

async fn a_plan_runs_out(shop: Shop) {
    let advisor = fitted(&shop).await;
    let plans = advisor.plans();
    plans
        .propose("late", &asked(3_000.0), &by("lin"), now())
        .await
        .expect("a plan");
    let kept = plans.of("late", later(6)).await.expect("a plan");
    assert_eq!(kept.state, PlanState::Proposed);
    let outcome = plans.approve("late", &by("wang"), later(7)).await;
    let error = wrong(outcome);
    assert!(matches!(
        error,
        PlanError::State {
            state: PlanState::Expired,
            ..
        }
    ));
    assert!(error.to_string().contains("seven days"), "{error}");
    approved(&advisor, "slow", &asked(3_000.0)).await;
    let outcome = plans.export("slow", &by("lin"), later(8)).await;
    assert!(matches!(
        wrong(outcome),
        PlanError::State {
            state: PlanState::Expired,
            ..
        }
    ));
    let names = plans.all(later(8)).await.expect("the plans");
    assert!(names.iter().all(|kept| kept.state == PlanState::Expired));
}

async fn who_was_written_to_often_meanwhile_is_left_out(shop: Shop) {
    let advisor = fitted(&shop).await;
    approved(&advisor, "spring", &asked(1e9)).await;
    let plans = advisor.plans();
    // Three mails each: of other campaigns to the even ones, before the export.
    let mails = |first: i64, campaign: &'static str| {
        let shop = &shop;
        async move {
            for member in (first..MEMBERS).step_by(2) {
                let rows: Vec<String> = (1..=3)
                    .map(|n| {
                        let (id, at) = (member * 3 + n, now().micros() - n * DAY);
                        format!(
                            "({id}, 'e{id}', (SELECT id FROM members WHERE member_key = 'm{member}'), {at}, \
                             'Campaign Sent', '{campaign}')"
                        )
                    })
                    .collect();
                let columns = "id, event_key, member_id, at, kind, note";
                let rows = rows.join(", ");
                sql(
                    shop,
                    &format!("INSERT INTO events ({columns}) VALUES {rows}"),
                )
                .await;
            }
        }
    };
    mails(0, "other").await;
    let first = plans.export("spring", &by("lin"), now()).await;
    let first = first.expect("a list");
    assert!(
        first
            .left_out
            .get("too_often")
            .is_some_and(|&many| many > 5)
    );
    let even = |key: &str| key[1..].parse::<i64>().expect("a number") % 2 == 0;
    let mailed = first.rows.iter().filter(|row| row.action == "reminder");
    let mailed: Vec<&str> = mailed.map(|row| row.member.as_str()).collect();
    assert!(
        !mailed.is_empty() && !mailed.iter().any(|key| even(key)),
        "{mailed:?}"
    );
    // Its own mails, told to the shop afterwards, take nobody out.
    mails(1, "spring/reminder").await;
    let again = plans.export("spring", &by("lin"), now()).await;
    assert_eq!(again.expect("a list").rows, first.rows);
}

async fn a_plan_that_cannot_be_says_why(shop: Shop) {
    let advisor = fitted(&shop).await;
    let plans = advisor.plans();
    for budget in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let outcome = plans.make(&asked(budget), None).await;
        assert_eq!(wrong(outcome), PlanError::Budget);
    }
    for holdout in [-0.1, 0.95, f64::NAN] {
        let wanted = PlanAsked {
            holdout,
            ..asked(1e6)
        };
        assert_eq!(wrong(plans.make(&wanted, None).await), PlanError::Holdout);
    }
    let name = "a/b".to_owned();
    let outcome = plans.propose(&name, &asked(1e6), &by("lin"), now()).await;
    assert_eq!(wrong(outcome), PlanError::Name(name));
    let segment = PlanAsked {
        whom: Whom::Segment("none".to_owned()),
        ..asked(1e6)
    };
    let outcome = plans.make(&segment, None).await;
    assert!(matches!(outcome, Err(ActionsError::NoSegment(_))));
    // Less than a mail costs.
    let outcome = plans.propose("tiny", &asked(1.0), &by("lin"), now()).await;
    assert_eq!(wrong(outcome), PlanError::Empty);
    assert!(plans.all(now()).await.expect("the plans").is_empty());
    let twice = asked(3_000.0);
    plans
        .propose("spring", &twice, &by("lin"), now())
        .await
        .expect("a plan");
    let outcome = plans.propose("spring", &twice, &by("wang"), now()).await;
    assert_eq!(wrong(outcome), PlanError::Taken("spring".to_owned()));
    let outcome = plans.of("none", now()).await;
    assert_eq!(wrong(outcome), PlanError::Unknown("none".to_owned()));
}
