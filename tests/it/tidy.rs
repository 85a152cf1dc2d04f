//! The house rules, held over every file of the repository.
//!
//! Nothing here but the standard library, so that `make tidy` compiles this file alone, in seconds,
//! beside its place in the test binary.

#[path = "tidy/rooms.rs"]
mod rooms;
#[path = "tidy/rules.rs"]
mod rules;
#[path = "tidy/source.rs"]
mod source;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A place where a rule is broken.
struct Breach {
    /// From 1.
    line: usize,
    /// The rule, and what to do.
    what: String,
}

impl Breach {
    fn new(line: usize, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { line, what }
    }
}

/// A rule judges one file by its path from the top and its text.
type Rule = fn(path: &str, text: &str) -> Vec<Breach>;

/// Rules about what the repository holds; they need git to say which files those are.
const TRACKED: &[Rule] = &[rules::no_machine_is_named, rules::the_top_is_short];

/// Rules about code, held over the files on disk.
const CODE: &[Rule] = &[
    rooms::rooms_are_in_the_table,
    rooms::imports_go_down,
    rules::files_are_short,
    rules::rooms_are_documented,
    rules::folders_have_names,
    rules::sql_stays_in_sql_rs,
    rules::no_test_is_ignored,
    rules::tests_stand_in_the_one_binary,
];

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files that git keeps or would keep, from the top; `None` where there is no git to ask.
fn tracked_files() -> Option<Vec<String>> {
    if !top().join(".git").exists() {
        eprintln!("skipped: this is no git checkout, so nothing says which files are tracked");
        return None;
    }
    let answer = Command::new("git")
        .arg("-C")
        .arg(top())
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .output();
    let output = match answer {
        Ok(output) => output,
        Err(error) => {
            eprintln!("skipped: git cannot be run ({error})");
            return None;
        }
    };
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git ls-files failed: {complaint}");
    let names = String::from_utf8_lossy(&output.stdout);
    Some(
        names
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
    )
}

/// Every file below a folder of the repository, from the top.
fn files_below(folder: &Path, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return; // `web` need not exist
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files_below(&path, found);
        } else if let Ok(inside) = path.strip_prefix(top()) {
            found.push(inside.to_string_lossy().replace('\\', "/"));
        }
    }
}

fn code_files() -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["src", "tests", "web/src", "web/tests"] {
        files_below(&top().join(folder), &mut found);
    }
    found.sort();
    assert!(found.len() > 10, "the sources are not where they should be");
    found
}

/// Holds the rules over the files; the report has a line `file:line: rule` for each breach.
fn report(files: &[String], rules: &[Rule]) -> String {
    let mut report = String::new();
    for path in files {
        // A picture has no text, and a file that git still lists may be gone: judged by name alone.
        let text = std::fs::read_to_string(top().join(path)).unwrap_or_default();
        for breach in rules.iter().flat_map(|rule| rule(path, &text)) {
            let _ = writeln!(report, "{path}:{}: {}", breach.line, breach.what);
        }
    }
    report
}

#[test]
fn the_code_is_tidy() {
    let report = report(&code_files(), CODE);
    assert!(report.is_empty(), "the house rules are broken:\n{report}");
}

#[test]
fn the_repository_is_tidy() {
    let Some(mut files) = tracked_files() else {
        return;
    };
    files.retain(|path| top().join(path).exists());
    let report = report(&files, TRACKED);
    assert!(report.is_empty(), "the house rules are broken:\n{report}");
}

#[test]
fn every_test_file_is_wired_in() {
    let main = std::fs::read_to_string(top().join("tests/it/main.rs")).unwrap_or_default();
    let mut report = String::new();
    for path in code_files() {
        for breach in rules::is_wired_in(&path, &main) {
            let _ = writeln!(report, "{path}: {}", breach.what);
        }
    }
    assert!(report.is_empty(), "the house rules are broken:\n{report}");
}
