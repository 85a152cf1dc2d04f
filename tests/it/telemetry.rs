//! The room `telemetry`: which parts of the program speak.

use storekeeper::telemetry::{Verbosity, filter};

#[test]
fn the_engine_is_quiet_unless_asked() {
    let levels = |verbosity, setting| filter(verbosity, setting).unwrap().to_string();
    let normal = levels(Verbosity::Normal, None);
    assert!(
        normal.contains("mistralrs_core=error") && normal.contains("storekeeper=warn"),
        "{normal}"
    );
    let quiet = levels(Verbosity::Quiet, Some("  "));
    assert!(
        quiet.contains("mistralrs_core=off") && quiet.contains("storekeeper=error"),
        "{quiet}"
    );
    assert!(levels(Verbosity::Verbose, None).contains("storekeeper=info"));
    assert!(levels(Verbosity::Debug, None).contains("mistralrs_core=info"));
}

#[test]
fn the_variable_replaces_the_levels() {
    let levels = filter(Verbosity::Debug, Some("storekeeper::imports=trace,warn"))
        .unwrap()
        .to_string();
    assert_eq!(levels, "storekeeper::imports=trace,warn");
}

#[test]
fn a_level_that_does_not_exist_is_named() {
    let error = filter(Verbosity::Normal, Some("storekeeper=loud"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("STOREKEEPER_LOG=storekeeper=loud"),
        "{error}"
    );
}
