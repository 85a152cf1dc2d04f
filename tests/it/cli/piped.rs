//! Commands whose reader goes away.

use std::io::{Read, pipe};
use std::process::Stdio;

use super::Machine;

/// Types a command on a machine, its output or what it says beside it into `out` and `errors`.
fn typed(machine: &Machine, arguments: &[&str], out: Stdio, errors: Stdio) -> Option<i32> {
    let mut child = machine
        .command(arguments)
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(errors)
        .spawn()
        .expect("the program starts");
    child.wait().expect("the program ends").code()
}

/// The end of a pipe that nobody reads.
fn unread() -> Stdio {
    let (reader, writer) = pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

#[test]
fn a_command_ends_quietly_where_nobody_reads_on() {
    let machine = Machine::bare();
    for command in [
        &["insight", "columns"][..],
        &["insight", "columns", "--json"],
        &["events", "list"],
        &["models", "list"],
    ] {
        let (mut reader, writer) = pipe().expect("a pipe");
        let code = typed(&machine, command, unread(), writer.into());
        let mut said = String::new();
        reader.read_to_string(&mut said).expect("UTF-8");
        assert_eq!(code, Some(141), "{command:?}: {said}");
        assert!(said.is_empty(), "{command:?}: {said}");
    }
}

#[test]
fn that_nobody_reads_what_went_wrong_changes_no_code() {
    let machine = Machine::bare();
    let code = typed(&machine, &["train", "insights"], Stdio::null(), unread());
    assert_eq!(code, Some(1));
}
