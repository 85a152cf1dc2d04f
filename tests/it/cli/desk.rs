//! `chat --as agent` and `--as marketer` on a demo shop, as they are typed; without a model.

use super::Machine;
use super::recommend::json as asked;

/// What is said to `message`, in a conversation of its own.
fn said(machine: &Machine, who: &str, messages: &str) -> String {
    let typed = machine.run(&["chat", "--as", who, "--no-model"], messages);
    typed.assert_works();
    typed.out
}

/// Somebody with orders and a name.
fn somebody(machine: &Machine) -> (String, String) {
    let filter =
        r#"{"all": [{"column": "orders", "above": 3}, {"column": "churn_risk", "known": true}]}"#;
    let report = asked(machine, &["insight", "segments", "count", filter, "--json"]);
    let key = report["some"][0].as_str().expect("somebody").to_owned();
    let dossier = asked(machine, &["export", "member", &key]);
    let name = dossier["tables"]["members"][0]["name"].as_str();
    let name = name.unwrap_or_default();
    (key, name.to_owned())
}

#[test]
fn an_agent_hears_of_a_member_and_of_many() {
    let Some(machine) = Machine::with_embedder() else {
        return;
    };
    machine
        .run(&["demo", "--members", "600"], "")
        .assert_works();
    let (key, name) = somebody(&machine);
    let insight = asked(&machine, &["insight", "member", &key, "--json"]);
    let risk = insight["churn"]["risk"].as_f64().expect("a risk") * 100.0;

    let risky = said(&machine, "agent", &format!("why is {key} at risk?\n"));
    assert!(risky.contains(&format!("{risk:.0}%")), "{risky}");
    // The conversation knows who "she" is, and the second question is about another side of her.
    let both = said(
        &machine,
        "agent",
        &format!("{key} 为什么有流失风险？\n该怎么留住她？\n"),
    );
    assert!(both.contains("流失风险") && both.contains("建议"), "{both}");
    // By the whole name, where only one is called so; otherwise it is asked who is meant.
    if !name.is_empty() {
        let named = said(&machine, "agent", &format!("what is {name} worth to us?\n"));
        assert!(
            named.contains("Still buys") || named.contains("Several members"),
            "{named}"
        );
    }
    let nobody = said(&machine, "agent", "why is QX99999 at risk?\n");
    assert!(nobody.contains("knows no member"), "{nobody}");
    let which = said(&machine, "agent", "why is she at risk?\n");
    assert!(which.contains("Which member?"), "{which}");

    let sizes = said(&machine, "agent", "how big are our segments?\n");
    assert!(sizes.contains("600 members are in"), "{sizes}");
    let models = said(&machine, "agent", "how good is the churn model?\n");
    assert!(models.contains("AUC of"), "{models}");
    let demand = said(&machine, "agent", "how much tea will we sell next month?\n");
    assert!(demand.contains("in the next 8 weeks"), "{demand}");

    let filter = r#"{"column": "recency_days", "above": 90}"#;
    let quiet = asked(
        &machine,
        &["insight", "segments", "count", filter, "--json"],
    );
    let quiet = quiet["members"].as_u64().expect("a count");
    let found = said(&machine, "agent", "who has not ordered for 90 days?\n");
    assert!(found.contains(&format!(": {quiet}.")), "{quiet}: {found}");
    hears_how_people_speak(&machine, &key);
}

/// What an agent says in other words than the tools are called by.
fn hears_how_people_speak(machine: &Machine, key: &str) {
    let agent = |messages: &str| said(machine, "agent", messages);
    for question in [
        format!("how do we keep {key} sweet?\n"),
        format!("怎么哄住{key}\n"),
    ] {
        let next = agent(&question);
        let best = ["Best to do", "建议"];
        assert!(best.iter().any(|best| next.contains(best)), "{next}");
    }
    let risk = agent(&format!("{key}为什么不怎么来了\n"));
    assert!(risk.contains("流失风险"), "{risk}");
    let alike = agent(&format!("跟{key}差不多的会员有哪些\n"));
    assert!(
        alike.contains("最相像") || alike.contains("行为"),
        "{alike}"
    );
    // Whose an order is: everything about them in short.
    let dossier = asked(machine, &["export", "member", key]);
    let number = dossier["tables"]["orders"][0]["order_number"].as_str();
    let owner = agent(&format!(
        "who placed order {}?\n",
        number.expect("an order")
    ));
    assert!(
        owner.contains(key) && owner.contains("Segment: "),
        "{owner}"
    );

    // What the data do not say is named.
    for (question, lacks) in [
        ("women only please\n", "women or men is not kept"),
        ("女性会员有多少\n", "没有性别"),
        ("who orders at the weekend\n", "day of the week"),
        ("半夜来逛的会员\n", "按几点"),
        ("高客单的会员有哪些\n", "客单价多少算高"),
        (
            "spent more this year than last year\n",
            "set against another",
        ),
    ] {
        let answer = agent(question);
        assert!(answer.contains(lacks), "{question}: {answer}");
    }
    // The name of a campaign is no member's, whatever digits are in it.
    let campaign = agent("who was sent the “Spring-2026” campaign?\n");
    assert!(!campaign.contains("does not know"), "{campaign}");

    let sizes = agent("split the members into groups for me\n");
    assert!(sizes.contains("600 members are in"), "{sizes}");
    // Another shop's name is no member's, although some are called Lewis and Ward.
    let other = agent("what does John Lewis charge for the same teapot?\n");
    assert!(other.contains("I cannot help with that"), "{other}");
    let ward = agent("is Ward & Sons cheaper than us?\n");
    assert!(!ward.contains("Several members"), "{ward}");

    // A number takes the place of the one before.
    let count = |filter: &str| {
        let counted = asked(machine, &["insight", "segments", "count", filter, "--json"]);
        counted["members"].as_u64().expect("a count")
    };
    let longer = count(r#"{"column": "recency_days", "above": 150}"#);
    for messages in [
        "who has not ordered for 90 days?\nmake it 150 days\n",
        "90天没下单的会员\n改成150天\n",
    ] {
        let last = agent(messages);
        let counts = [format!(": {longer}."), format!("：{longer} 位")];
        assert!(counts.iter().any(|count| last.contains(count)), "{last}");
    }
    // So does a time, and so do other goods.
    let october = count(
        r#"{"ordered": {"since": "2026-10-01", "before": "2026-11-01", "spend": {"above": 20}}}"#,
    );
    for messages in [
        "who spent over 20 in September 2026?\nand in October 2026?\n",
        "2026年9月消费超过20的会员\n2026年10月呢\n",
    ] {
        let last = agent(messages);
        let counts = [format!(": {october}."), format!("：{october} 位")];
        assert!(counts.iter().any(|count| last.contains(count)), "{last}");
    }
    let pets = count(r#"{"bought": {"category": "Pets", "since": "2026-01-01"}}"#);
    let last = agent("who bought toys since 2026-01-01?\nwhat about pet food instead\n");
    assert!(last.contains(&format!(": {pets}.")), "{last}");
    let returns = count(r#"{"column": "returned_share", "above": 0.25}"#);
    let found = agent("who sends back more than a quarter of what they buy?\n");
    assert!(found.contains(&format!(": {returns}.")), "{found}");
}

#[test]
fn a_marketer_sees_no_single_member() {
    let Some(machine) = Machine::with_embedder() else {
        return;
    };
    machine
        .run(&["demo", "--members", "600"], "")
        .assert_works();
    let (key, name) = somebody(&machine);
    let single = said(&machine, "marketer", &format!("why is {key} at risk?\n"));
    assert!(single.contains("shown to agents"), "{single}");
    let filter = r#"{"column": "orders", "above": 3}"#;
    let many = asked(
        &machine,
        &["insight", "segments", "count", filter, "--json"],
    );
    let many = many["members"].as_u64().expect("a count");
    let found = said(
        &machine,
        "marketer",
        "list members with more than 3 orders\n",
    );
    assert!(found.contains(&format!(": {many}.")), "{many}: {found}");
    assert!(name.is_empty() || !found.contains(&name), "{found}");
    // A shopper is told nothing of this, whatever they ask.
    for who in ["anonymous", &format!("member:{key}")] {
        let shopper = said(&machine, who, "how many members have more than 3 orders?\n");
        assert!(!shopper.contains(&many.to_string()), "{who}: {shopper}");
    }
    // The audit says who asked.
    let audit = machine.run(&["audit", "show", "--limit", "50"], "");
    assert!(audit.out.contains("marketer:marketer"), "{audit:?}");
}
