//! Files of real data out of pinned wheels: `make test` puts them there.

use std::path::PathBuf;

/// A file of them; `None`, with a message, where it is missing and not required.
pub fn sample(name: &str) -> Option<String> {
    let folder = std::env::var_os("SAMPLES").map_or_else(
        || {
            let home = std::env::var_os("HOME").expect("HOME is set");
            PathBuf::from(home).join(".cache/storekeeper/samples")
        },
        PathBuf::from,
    );
    let text = std::fs::read_to_string(folder.join(name)).ok();
    if text.is_none() {
        assert!(
            std::env::var("LIVE_MODEL").as_deref() != Ok("required"),
            "{name} is missing: run .ci/install-samples"
        );
        eprintln!("skipped: there is no {name}; .ci/install-samples fetches it");
    }
    text
}

/// The cells of a CSV file below its head, as numbers.
pub fn numbers(text: &str) -> Vec<Vec<f64>> {
    let lines = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let cells = |line: &str| {
        let cells = line.trim().split(',');
        cells.map(|cell| cell.parse().expect("a number")).collect()
    };
    lines.map(cells).collect()
}
