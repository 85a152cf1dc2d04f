//! The room table of the design, and the rule that imports go down in it.

use super::Breach;
use super::source::{Token, take_apart, tokens};

/// The rooms from the lowest layer to the highest, those that do not exist yet included. A room may
/// import only rooms of the rows above its own. The design puts `app`, `cli` and `main` into one
/// layer and lets no room import one beside it; read as three steps, since `main` starts `cli`, and
/// a command asks `app` for the wired program. Likewise `access` stands a step above `audit`: who signs in is
/// recorded in the same transaction.
pub const TABLE: &[(&str, &[&str])] = &[
    ("0", &["clock", "money", "ids", "config"]),
    (
        "1",
        &["telemetry", "db", "prompts", "learn", "models", "plots"],
    ),
    ("2", &["llm", "audit", "senders", "catalog", "registry"]),
    ("2 (access)", &["access"]),
    ("3", &["members", "evidence"]),
    ("4", &["orders", "events"]),
    ("5", &["retrieval", "features"]),
    ("6", &[INSIGHTS]),
    ("7", &["actions", "guardrails"]),
    ("8", &["campaigns"]),
    ("9", &["assistant"]),
    ("10", &["imports", "demo", "evaluation", "dossiers"]),
    ("11", &["http"]),
    ("12 (app)", &["app"]),
    ("12 (cli)", &["cli"]),
    ("12 (main)", &["main"]),
];

/// The room whose sub-rooms stand beside each other.
pub const INSIGHTS: &str = "insights";

/// The row of a room in [`TABLE`].
fn row(room: &str) -> Option<usize> {
    TABLE.iter().position(|(_, rooms)| rooms.contains(&room))
}

/// Everything under `src` belongs to a room of the table, and a room is a folder.
pub fn rooms_are_in_the_table(path: &str, _text: &str) -> Vec<Breach> {
    let Some(inside) = path.strip_prefix("src/") else {
        return Vec::new();
    };
    let known = match inside.split_once('/') {
        Some((room, _)) => row(room).is_some() && room != "main",
        None => matches!(inside, "lib.rs" | "main.rs" | "ARCHITECTURE.md"),
    };
    if known {
        return Vec::new();
    }
    vec![Breach::new(
        1,
        "stands in no room of the table in design.md section 3 (a room is a folder in `src`; \
         a new one goes into the table of tests/it/tidy/rooms.rs first)",
    )]
}

/// No room imports one of its own layer or a higher one, and no insight imports another.
pub fn imports_go_down(path: &str, text: &str) -> Vec<Breach> {
    let Some(module) = module_of(path) else {
        return Vec::new();
    };
    let room = module.first().map_or("main", String::as_str);
    let Some(own) = row(room) else {
        return Vec::new(); // rooms_are_in_the_table has said so
    };
    let code = tokens(&take_apart(text).code);
    paths(&code, &module)
        .into_iter()
        .filter_map(|(line, target)| {
            let what = judge(room, own, &module, &target)?;
            Some(Breach::new(line, what))
        })
        .collect()
}

/// What is wrong with an import of `target` in `module`, if anything is.
fn judge(room: &str, own: usize, module: &[String], target: &[String]) -> Option<String> {
    let other = target.first()?;
    if other == room {
        let beside = room == INSIGHTS && module.len() > 1 && target.get(1) != module.get(1);
        return beside.then(|| {
            let name = target.join("::");
            format!("an insight imports nothing of {INSIGHTS} but itself, not `{name}`")
        });
    }
    let Some(theirs) = row(other) else {
        return Some(format!(
            "`crate::{other}` is no room of the table in design.md section 3"
        ));
    };
    (theirs >= own).then(|| {
        format!(
            "`{room}` (layer {}) may import only lower layers, not `{other}` (layer {})",
            TABLE[own].0, TABLE[theirs].0
        )
    })
}

/// The module that a file under `src` is; `None` for what imports nothing.
fn module_of(path: &str) -> Option<Vec<String>> {
    let inside = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let mut parts: Vec<String> = inside.split('/').map(str::to_owned).collect();
    match parts.last().map(String::as_str) {
        Some("lib") if parts.len() == 1 => return None, // declares the rooms
        Some("main") if parts.len() == 1 => parts.clear(),
        Some("mod") => drop(parts.pop()),
        _ => {}
    }
    Some(parts)
}

/// Every path into the crate, absolute: `crate::`, `self::`, `super::`, and `storekeeper::` in
/// `main`. Groups are taken apart. `super` inside an inline `mod` counts from the file.
fn paths(code: &[(usize, Token)], module: &[String]) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    for (at, (_, token)) in code.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        let goes_on = matches!(code.get(at + 1), Some((_, Token::Path)));
        let continues = at > 0 && code[at - 1].1 == Token::Path;
        let main_only = word == "storekeeper" && module.is_empty();
        if !goes_on || (continues && !main_only) {
            continue;
        }
        let from = match word.as_str() {
            "crate" => Vec::new(),
            "storekeeper" if main_only => Vec::new(),
            "self" => module.to_vec(),
            "super" => module[..module.len().saturating_sub(1)].to_vec(),
            _ => continue,
        };
        follow(code, at + 2, &from, &mut found);
    }
    found
}

/// Follows a path from the token at `at`, behind its `::`; gives the token behind the path.
fn follow(
    code: &[(usize, Token)],
    mut at: usize,
    from: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let mut path = from.to_vec();
    while let Some((line, token)) = code.get(at) {
        match token {
            Token::Word(word) if word == "super" => drop(path.pop()),
            Token::Word(word) if word == "self" => {}
            Token::Word(word) => path.push(word.clone()),
            Token::Mark('{') => return follow_group(code, at + 1, &path, found),
            _ => {
                found.push((*line, path));
                return at + 1; // `*`
            }
        }
        at += 1;
        if !matches!(code.get(at), Some((_, Token::Path))) {
            found.push((*line, path));
            return at;
        }
        at += 1;
    }
    at
}

/// Follows each path of a `{...}` group; `at` is behind the brace.
fn follow_group(
    code: &[(usize, Token)],
    mut at: usize,
    from: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    while let Some((_, token)) = code.get(at) {
        at = match token {
            Token::Mark('}') => return at + 1,
            Token::Word(word) if word == "as" => at + 2,
            Token::Word(_) | Token::Mark('{') => follow(code, at, from, found),
            _ => at + 1,
        };
    }
    at
}

fn said(path: &str, text: &str) -> Vec<(usize, String)> {
    imports_go_down(path, text)
        .into_iter()
        .map(|breach| (breach.line, breach.what))
        .collect()
}

#[test]
fn a_folder_outside_the_table_is_found() {
    let fires = |path| !rooms_are_in_the_table(path, "").is_empty();
    assert!(fires("src/shop/mod.rs"));
    assert!(fires("src/money.rs"));
    assert!(fires("src/main/mod.rs"));
    assert!(!fires("src/money/mod.rs"));
    assert!(!fires("src/lib.rs"));
    assert!(!fires("tests/it/shop.rs"));
}

#[test]
fn an_import_of_a_higher_layer_is_found_with_its_line() {
    let found = said(
        "src/catalog/mod.rs",
        "use crate::money::Money;\n\nuse crate::orders::Orders;\n",
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, 3);
    assert!(
        found[0].1.contains("`catalog` (layer 2)") && found[0].1.contains("`orders` (layer 4)")
    );
}

#[test]
fn an_import_of_the_same_layer_is_found() {
    assert_eq!(said("src/money/mod.rs", "use crate::ids::Key;").len(), 1);
    assert_eq!(said("src/demo/mod.rs", "use crate::imports::X;").len(), 1);
}

#[test]
fn groups_inline_paths_and_relative_paths_are_followed() {
    let group = "use crate::{\n  money::{self, Money},\n  orders as o,\n  http::State,\n};";
    assert_eq!(
        said("src/catalog/mod.rs", group)
            .iter()
            .map(|(line, _)| *line)
            .collect::<Vec<_>>(),
        [3, 4]
    );
    let inline = "fn f() -> crate::http::State { g::<crate::money::Money>() }";
    assert_eq!(said("src/catalog/mod.rs", inline).len(), 1);
    assert_eq!(
        said("src/db/sql.rs", "use super::super::llm::Door;").len(),
        1
    );
    assert_eq!(said("src/db/mod.rs", "use super::llm::Door;").len(), 1);
    assert!(said("src/db/sql.rs", "use super::Db; use self::x::Y;").is_empty());
    assert_eq!(
        said("src/db/mod.rs", "pub(crate) use crate::Lost;").len(),
        1
    );
}

#[test]
fn comments_strings_and_the_own_room_are_no_imports() {
    let text = "//! [`crate::http::State`]\nlet a = \"crate::http\";\nuse crate::catalog::Product;\n\
                pub(crate) fn f(a: money::Money) {}\nmod sql; use sql::x::Y;";
    assert!(said("src/catalog/product.rs", text).is_empty());
    assert!(said("tests/it/facts.rs", "use crate::http::State;").is_empty());
}

#[test]
fn an_insight_that_imports_another_is_found() {
    let file = "src/insights/baskets/mod.rs";
    assert_eq!(
        said(file, "use crate::insights::recommend::Model;").len(),
        1
    );
    assert_eq!(said(file, "use super::recommend::Model;").len(), 1);
    assert_eq!(said(file, "use crate::insights::Model;").len(), 1);
    assert!(said(file, "use crate::insights::baskets::rules::Rule;").is_empty());
    assert!(said(file, "use crate::orders::Orders;").is_empty());
    assert!(said("src/insights/mod.rs", "pub use self::baskets::Baskets;").is_empty());
}

#[test]
fn main_starts_cli_and_cli_asks_app() {
    assert!(said("src/main.rs", "fn main() { storekeeper::cli::run() }").is_empty());
    assert!(said("src/main.rs", "use storekeeper::{app, cli};").is_empty());
    assert!(said("src/cli/mod.rs", "use crate::app::App;").is_empty());
    assert_eq!(said("src/app/mod.rs", "use crate::cli::Args;").len(), 1);
    assert_eq!(said("src/app/mod.rs", "use crate::main::run;").len(), 1);
}
