//! `storekeeper user`, typed on a machine without weights.

use serde_json::Value;

use super::{Machine, Typed};

const PASSWORD: &str = "nine quiet lanterns\n";

fn typed(machine: &Machine, words: &[&str], input: &str) -> Typed {
    machine.run(&[&["user"], words].concat(), input)
}

fn works(machine: &Machine, words: &[&str], input: &str) {
    let typed = typed(machine, words, input);
    typed.assert_works();
    assert!(typed.out.is_empty(), "{typed:?}");
}

fn accounts(machine: &Machine) -> Vec<Value> {
    let listed = typed(machine, &["list", "--json"], "");
    listed.assert_works();
    let listed: Value = serde_json::from_str(&listed.out).expect("an object");
    listed["accounts"].as_array().expect("accounts").clone()
}

#[test]
fn accounts_are_made_changed_and_listed() {
    let machine = Machine::bare();
    let none = typed(&machine, &["list"], "");
    none.assert_works();
    assert!(none.out.contains("storekeeper user add"), "{none:?}");
    let add = [
        "add",
        "lin",
        "--role",
        "admin",
        "--name",
        "Lin Mei",
        "--password-stdin",
    ];
    works(&machine, &add, PASSWORD);
    works(
        &machine,
        &["add", "bo", "--role", "agent", "--password-stdin"],
        PASSWORD,
    );
    works(&machine, &["role", "bo", "marketer"], "");
    works(&machine, &["disable", "bo"], "");
    works(&machine, &["sign-out", "lin"], "");
    works(
        &machine,
        &["password", "lin", "--password-stdin"],
        "seven calm rivers\r\n",
    );
    let listed = accounts(&machine);
    assert_eq!(
        (
            &listed[0]["name"],
            &listed[0]["role"],
            &listed[0]["disabled"]
        ),
        (&"bo".into(), &"marketer".into(), &true.into())
    );
    assert_eq!(
        (&listed[1]["called"], &listed[1]["sessions"]),
        (&"Lin Mei".into(), &0.into())
    );
    assert!(listed[1].get("password").is_none());
    works(&machine, &["enable", "bo"], "");
    let table = typed(&machine, &["list"], "");
    table.assert_works();
    assert!(table.out.contains("Lin Mei"), "{table:?}");
    assert!(!table.out.contains("argon2"), "{table:?}");
    let verified = machine.run(&["audit", "verify", "--json"], "");
    verified.assert_works();
    assert!(verified.out.contains("\"records\":7"), "{verified:?}");
}

#[test]
fn what_cannot_be_is_said_with_what_helps() {
    let machine = Machine::bare();
    let add = ["add", "lin", "--role", "admin", "--password-stdin"];
    typed(&machine, &add, "short\n").assert_fails(&["12 characters"]);
    typed(&machine, &add, "").assert_fails(&["12 characters"]);
    typed(&machine, &add, "passwordpassword\n").assert_fails(&["commonest"]);
    let wrong = ["add", "Lin Mei", "--role", "admin", "--password-stdin"];
    typed(&machine, &wrong, PASSWORD).assert_fails(&["Lin Mei", "a-z"]);
    typed(&machine, &["add", "lin", "--role", "admin"], PASSWORD)
        .assert_fails(&["--password-stdin"]);
    typed(&machine, &["add", "lin", "--role", "boss"], "").assert_fails(&["agent, marketer"]);
    assert!(accounts(&machine).is_empty());
    works(&machine, &add, PASSWORD);
    typed(&machine, &add, PASSWORD).assert_fails(&["lin already", "user list"]);
    typed(&machine, &["disable", "lin"], "").assert_fails(&["only admin"]);
    typed(&machine, &["role", "lin", "agent"], "").assert_fails(&["only admin"]);
    typed(&machine, &["enable", "nobody"], "").assert_fails(&["nobody", "user list"]);
}
