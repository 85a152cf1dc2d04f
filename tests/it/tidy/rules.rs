//! The other house rules, each a function of a file's path (from the top, with `/`) and its text.

use super::Breach;
use super::rooms::INSIGHTS;
use super::source::{Token, take_apart, tokens};

/// No file of code is longer than this many lines.
const LONGEST: usize = 500;

/// What a folder is called when nobody knows what belongs into it.
const NOBODYS: &[&str] = &[
    "util", "utils", "common", "helper", "helpers", "misc", "types", "prelude",
];

/// What may stand at the top, besides dotfiles.
const TOP: &[&str] = &[
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "Makefile",
    "README.md",
    "clippy.toml",
    "deny.toml",
    "fuzz",
    "models",
    "prompts",
    "rustfmt.toml",
    "src",
    "tests",
    "web",
];

/// Folders of one machine or one person. (Written in two pieces, so that this file keeps the rule.)
const MACHINE_FOLDERS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
];

/// Hosts of package registries: a package is asked for by its name, the machine knows where.
const REGISTRY_HOSTS: &[&str] = &[
    concat!("py", "pi.org"),
    concat!("python", "hosted.org"),
    concat!("registry.", "npmjs.org"),
    concat!("registry.", "yarnpkg.com"),
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("deb.", "debian.org"),
    concat!("proxy.", "golang.org"),
];

fn is_rust(path: &str) -> bool {
    path.strip_suffix(".rs").is_some()
}

/// Code stays readable in one sitting.
pub fn files_are_short(path: &str, text: &str) -> Vec<Breach> {
    let lines = text.lines().count();
    let code = is_rust(path) || std::path::Path::new(path).extension() == Some("ts".as_ref());
    let ours = code
        && ["src/", "tests/", "web/"]
            .iter()
            .any(|top| path.starts_with(top));
    if !ours || lines <= LONGEST {
        return Vec::new();
    }
    let what = format!("has {lines} lines; {LONGEST} is the most: give a part its own file");
    vec![Breach::new(LONGEST + 1, what)]
}

/// The door of a room says what the room owns before anything else.
pub fn rooms_are_documented(path: &str, text: &str) -> Vec<Breach> {
    let parts: Vec<&str> = path.split('/').collect();
    let door = match parts[..] {
        ["src", _, "mod.rs"] => true,
        ["src", room, _, "mod.rs"] => room == INSIGHTS,
        _ => false,
    };
    let first = text.lines().find(|line| !line.trim().is_empty());
    let documented = first
        .and_then(|line| line.strip_prefix("//!"))
        .is_some_and(|words| !words.trim().is_empty());
    if !door || documented {
        return Vec::new();
    }
    vec![Breach::new(
        1,
        "a room's mod.rs begins with `//!` docs: owns, does not own, holds",
    )]
}

/// No folder is a drawer for everything.
pub fn folders_have_names(path: &str, _text: &str) -> Vec<Breach> {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders
        .split('/')
        .filter(|folder| NOBODYS.contains(folder))
        .map(|folder| {
            let what = format!("the folder `{folder}` has no owner: name it after what it keeps");
            Breach::new(1, what)
        })
        .collect()
}

/// Whoever keeps something has its SQL in one place.
pub fn sql_stays_in_sql_rs(path: &str, text: &str) -> Vec<Breach> {
    let inside = path.starts_with("src/") && is_rust(path);
    let keeper = path.starts_with("src/db/") || path.ends_with("/sql.rs") || path.contains("/sql/");
    if !inside || keeper {
        return Vec::new();
    }
    take_apart(text)
        .strings
        .into_iter()
        .filter(|(_, string)| is_sql(string))
        .map(|(line, _)| Breach::new(line, "SQL belongs into the room's sql.rs"))
        .collect()
}

/// Whether a string is a statement, or the better part of one, rather than a sentence.
fn is_sql(string: &str) -> bool {
    let string = string.replace("\\n", " ").replace("\\\n", " ");
    let flat: Vec<&str> = string.split_whitespace().collect();
    let upper: Vec<String> = flat.iter().map(|word| word.to_uppercase()).collect();
    let upper: Vec<&str> = upper.iter().map(String::as_str).collect();
    match upper[..] {
        [
            "CREATE" | "ALTER" | "DROP",
            "TABLE" | "INDEX" | "VIEW" | "UNIQUE",
            ..,
        ]
        | ["INSERT", "INTO" | "OR", ..]
        | ["DELETE", "FROM", _, "WHERE", ..]
        | ["UPDATE", _, "SET", ..]
        | ["PRAGMA", _, ..] => true,
        ["SELECT", ..] => flat[0] == "SELECT" || upper.contains(&"WHERE"),
        ["DELETE", "FROM", _] => flat[0] == "DELETE",
        ["WITH", _, "AS", ..] => flat[0] == "WITH",
        _ => {
            let select = flat.iter().position(|word| word.ends_with("SELECT"));
            select.is_some_and(|at| flat[at..].contains(&"FROM"))
        }
    }
}

/// Nothing that is committed knows the machine it was written on.
pub fn no_machine_is_named(path: &str, text: &str) -> Vec<Breach> {
    if path == "Cargo.lock" {
        return Vec::new(); // cargo writes the registry's own address into it
    }
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for folder in MACHINE_FOLDERS {
            if begins_a_path(line, folder) {
                let what = format!("`{folder}` is a folder of one machine: take it from a setting");
                found.push(Breach::new(index + 1, what));
            }
        }
        for host in REGISTRY_HOSTS {
            if line.contains(host) {
                let what = format!("`{host}` is a registry's host: ask by the package's name");
                found.push(Breach::new(index + 1, what));
            }
        }
    }
    found
}

/// Whether `folder` stands in `line` as the beginning of a path: not inside a longer one.
fn begins_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "./_-~)}*".contains(c))
    })
}

/// A test that does not run is none: it is made to pass or taken out.
pub fn no_test_is_ignored(path: &str, text: &str) -> Vec<Breach> {
    attributes(path, text)
        .into_iter()
        .filter(|(_, words)| match words.first().map(String::as_str) {
            Some("ignore") => true,
            Some("cfg_attr") => words.iter().any(|word| word == "ignore"),
            _ => false,
        })
        .map(|(line, _)| Breach::new(line, "an ignored test runs nowhere"))
        .collect()
}

/// Tests stand in the one test binary; anywhere else they are not run, or link the engine again.
pub fn tests_stand_in_the_one_binary(path: &str, text: &str) -> Vec<Breach> {
    let second_binary = path.starts_with("tests/") && path.matches('/').count() == 1;
    if second_binary && is_rust(path) {
        return vec![Breach::new(
            1,
            "would be a second test binary: put it under tests/it",
        )];
    }
    if !path.starts_with("src/") {
        return Vec::new();
    }
    attributes(path, text)
        .into_iter()
        .filter(|(_, words)| words.last().is_some_and(|word| word == "test"))
        .map(|(line, _)| Breach::new(line, "`src` is not built for tests: put it under tests/it"))
        .collect()
}

/// The words of every attribute of a Rust file, each with its line.
fn attributes(path: &str, text: &str) -> Vec<(usize, Vec<String>)> {
    if !is_rust(path) {
        return Vec::new();
    }
    let code = tokens(&take_apart(text).code);
    let mut found = Vec::new();
    for (at, (line, token)) in code.iter().enumerate() {
        let opens = |ahead: usize| {
            matches!(code.get(at + ahead), Some((_, Token::Mark('[')))).then_some(at + ahead + 1)
        };
        if *token != Token::Mark('#') {
            continue;
        }
        let Some(start) = opens(1).or_else(|| opens(2)) else {
            continue;
        };
        let words = code[start..]
            .iter()
            .take_while(|(_, token)| *token != Token::Mark(']'))
            .filter_map(|(_, token)| match token {
                Token::Word(word) => Some(word.clone()),
                _ => None,
            });
        found.push((*line, words.collect()));
    }
    found
}

/// The top of the repository stays a table of contents.
pub fn the_top_is_short(path: &str, _text: &str) -> Vec<Breach> {
    let top = path.split('/').next().unwrap_or(path);
    if top.starts_with('.') || TOP.contains(&top) {
        return Vec::new();
    }
    let what = format!("`{top}` is not in the list of what may stand at the top");
    vec![Breach::new(1, what)]
}

/// Every file of the test binary is named in its `main.rs`; `main` is that file's text.
pub fn is_wired_in(path: &str, main: &str) -> Vec<Breach> {
    let name = path
        .strip_prefix("tests/it/")
        .and_then(|name| name.strip_suffix("/mod.rs").or(name.strip_suffix(".rs")))
        .filter(|name| !name.contains('/') && *name != "main");
    let Some(name) = name else {
        return Vec::new();
    };
    let code = tokens(&take_apart(main).code);
    let wired = code.windows(2).any(|pair| {
        pair[0].1 == Token::Word("mod".into()) && pair[1].1 == Token::Word(name.into())
    });
    if wired {
        return Vec::new();
    }
    vec![Breach::new(
        1,
        "never runs: tests/it/main.rs has no `mod` line for it",
    )]
}

fn lines(found: Vec<Breach>) -> Vec<usize> {
    found.into_iter().map(|breach| breach.line).collect()
}

#[test]
fn a_long_file_is_found() {
    let text = |count: usize| "x\n".repeat(count);
    assert_eq!(lines(files_are_short("src/db/mod.rs", &text(501))), [501]);
    assert_eq!(lines(files_are_short("tests/it/a/b.rs", &text(501))), [501]);
    assert_eq!(
        lines(files_are_short("web/src/widget/chat.ts", &text(501))),
        [501]
    );
    assert!(files_are_short("src/db/mod.rs", &text(500)).is_empty());
    assert!(files_are_short("Cargo.lock", &text(501)).is_empty());
}

#[test]
fn a_room_without_docs_is_found() {
    let fires = |path, text| !rooms_are_documented(path, text).is_empty();
    assert!(fires("src/db/mod.rs", "use std::fmt;\n//! late"));
    assert!(fires("src/db/mod.rs", "//!\nfn main() {}"));
    assert!(fires("src/insights/churn/mod.rs", ""));
    assert!(!fires("src/db/mod.rs", "\n//! The pool.\n"));
    assert!(!fires("src/db/open/mod.rs", "fn open() {}"));
}

#[test]
fn a_drawer_for_everything_is_found() {
    for path in ["src/util/mod.rs", "src/db/helpers/a.rs", "web/common/a.ts"] {
        assert_eq!(lines(folders_have_names(path, "")), [1], "{path}");
    }
    assert!(folders_have_names("src/db/commons.rs", "").is_empty());
}

#[test]
fn sql_outside_its_file_is_found() {
    for sql in [
        "SELECT 1",
        "select key from products where row = 1",
        "\\n  INSERT INTO orders (row) \\\n VALUES ($1)",
        "update orders set state = $1",
        "DELETE FROM orders",
        "create table products (row BIGINT)",
        "WITH late AS (SELECT row FROM orders) ",
        "EXISTS (SELECT row FROM orders)",
        "PRAGMA foreign_keys = ON",
    ] {
        let text = format!("\nconst A: &str = \"{sql}\";");
        assert_eq!(lines(sql_stays_in_sql_rs("src/demo/mod.rs", &text)), [2]);
        assert!(sql_stays_in_sql_rs("src/orders/sql.rs", &text).is_empty());
        assert!(sql_stays_in_sql_rs("src/db/open.rs", &text).is_empty());
    }
}

#[test]
fn a_sentence_is_not_sql() {
    for sentence in [
        "select an order from the list",
        "update the index with `storekeeper index`",
        "delete from the basket",
        "create an account",
        "with it as a guide",
    ] {
        let text = format!("const A: &str = \"{sentence}\";");
        assert!(sql_stays_in_sql_rs("src/cli/mod.rs", &text).is_empty());
    }
    assert!(sql_stays_in_sql_rs("src/cli/mod.rs", "// SELECT 1 FROM a\n").is_empty());
}

#[test]
fn a_machine_that_is_named_is_found() {
    for folder in MACHINE_FOLDERS {
        let text = format!("\n  path: \"{folder}thing\"\n");
        assert_eq!(lines(no_machine_is_named("README.md", &text)), [2]);
        let inside = format!("see ..{folder}thing and a.example{folder}thing");
        assert!(no_machine_is_named("README.md", &inside).is_empty());
    }
    for host in REGISTRY_HOSTS {
        let text = format!("index = \"https://{host}/simple\"");
        assert_eq!(lines(no_machine_is_named("Makefile", &text)), [1]);
        assert!(no_machine_is_named("Cargo.lock", &text).is_empty());
    }
}

#[test]
fn an_ignored_test_is_found() {
    let found = |text| lines(no_test_is_ignored("tests/it/a.rs", text));
    assert_eq!(found("#[test]\n#[ignore]\nfn a() {}"), [2]);
    assert_eq!(found("#[ignore = \"slow\"]"), [1]);
    assert_eq!(found("#[cfg_attr(not(feature = \"cuda\"), ignore)]"), [1]);
    assert!(found("// #[ignore]\nlet a = \"#[ignore]\";\n#[sea_orm(ignore)]").is_empty());
}

#[test]
fn a_test_outside_the_binary_is_found() {
    let found = |path, text| lines(tests_stand_in_the_one_binary(path, text));
    assert_eq!(found("src/db/mod.rs", "\n#[cfg(test)]\nmod tests;"), [2]);
    assert_eq!(found("src/db/mod.rs", "#[tokio::test]"), [1]);
    assert_eq!(found("tests/speed.rs", ""), [1]);
    assert!(found("tests/it/db.rs", "#[test]\nfn a() {}").is_empty());
    assert!(found("src/db/mod.rs", "#[derive(Debug)]").is_empty());
}

#[test]
fn a_stranger_at_the_top_is_found() {
    for path in ["notes.txt", "scripts/run.sh", "build.rs"] {
        assert_eq!(lines(the_top_is_short(path, "")), [1], "{path}");
    }
    for path in [".ci/run", ".gitignore", "src/lib.rs", "LICENSE"] {
        assert!(the_top_is_short(path, "").is_empty(), "{path}");
    }
}

#[test]
fn a_test_file_without_a_mod_line_is_found() {
    let main = "mod facts;\n// mod lost;\n";
    assert_eq!(lines(is_wired_in("tests/it/lost.rs", main)), [1]);
    assert_eq!(lines(is_wired_in("tests/it/lost/mod.rs", main)), [1]);
    assert!(is_wired_in("tests/it/facts.rs", main).is_empty());
    assert!(is_wired_in("tests/it/facts/orders.rs", main).is_empty());
}
