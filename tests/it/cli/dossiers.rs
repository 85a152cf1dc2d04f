//! One member as the shop's staff see to them: doubles, tags, export, erasure.

use super::Machine;

const PEOPLE: &str = "member,name,mail,phone,city,marketing\n\
    M1,Ann Lee,ann@shop.example,+44 113 496 0001,Leeds,yes\n\
    M2,Ann Lee,lee@shop.example,,Leeds,no\n\
    M3,王芳,fang@shop.example,,杭州,yes\n";

fn shop() -> Machine {
    let machine = Machine::bare();
    std::fs::write(machine.folder.path().join("people.csv"), PEOPLE).expect("a file");
    machine
        .run(&["import", "members", "people.csv", "--no-index"], "")
        .assert_works();
    machine
}

#[test]
fn two_of_one_become_one() {
    let machine = shop();
    let doubles = machine.run(&["members", "duplicates", "--json"], "");
    doubles.assert_works();
    let report: serde_json::Value = serde_json::from_str(&doubles.out).expect("JSON");
    assert_eq!(
        report["duplicates"],
        serde_json::json!([{"first": "M1", "second": "M2", "why": "name_and_city"}])
    );
    machine
        .run(&["members", "tag", "M2", "wholesale", "--by", "Ben"], "")
        .assert_works();
    let no = machine.run(&["members", "merge", "M2", "M1"], "no\n");
    assert_eq!(no.code, Some(1), "{no:?}");
    assert!(no.errors.contains("nothing was changed"), "{no:?}");
    machine
        .run(&["members", "merge", "M2", "M1"], "yes\n")
        .assert_works();
    let shown = machine.run(&["members", "show", "M2"], "");
    shown.assert_works();
    for expected in [
        "M1",
        "ann@shop.example",
        "wholesale (Ben, ",
        // One of the two said no: a doubtful yes does not bring mail.
        "no to marketing_mail",
    ] {
        assert!(shown.out.contains(expected), "{expected}: {}", shown.out);
    }
    let itself = machine.run(&["members", "merge", "M1", "M2", "--yes"], "");
    itself.assert_fails(&["cannot be merged into itself"]);
    machine.run(&["audit", "verify"], "").assert_works();
}

#[test]
fn a_member_takes_everything_and_goes() {
    let machine = shop();
    machine
        .run(&["members", "note", "M3", "喜欢龙井"], "")
        .assert_works();
    machine
        .run(&["export", "member", "M3", "--out", "M3.json"], "")
        .assert_works();
    let text = std::fs::read_to_string(machine.folder.path().join("M3.json")).expect("a file");
    let dossier: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(dossier["tables"]["member_notes"][0]["note"], "喜欢龙井");
    let no = machine.run(&["erase", "member", "M3"], "\n");
    no.assert_fails(&["nothing was erased"]);
    let erased = machine.run(&["erase", "member", "M3", "--yes"], "");
    erased.assert_works();
    assert!(erased.out.contains("found 0"), "{}", erased.out);
    assert!(erased.out.contains("member_notes"), "{}", erased.out);
    for command in [
        &["erase", "member", "M3", "--yes"][..],
        &["export", "member", "M3"],
    ] {
        machine
            .run(command, "")
            .assert_fails(&["there is no member M3"]);
    }
    machine.run(&["audit", "verify"], "").assert_works();
}
