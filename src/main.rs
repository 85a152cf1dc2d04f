//! storekeeper
fn main() {}
