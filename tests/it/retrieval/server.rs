//! What is special to an index on a server.

use storekeeper::retrieval::RetrievalError;

use super::goods::WordCounter;
use super::place::{run, server};

#[test]
fn a_server_that_is_not_there_is_named() {
    run(async {
        let place = server("http://127.0.0.1:1", "storekeeper-test");
        let opened = place.try_open(WordCounter::named("counter")).await;
        let refused = opened.map(drop).expect_err("nobody listens there");
        assert!(matches!(refused, RetrievalError::Server { .. }));
        assert!(refused.to_string().contains("http://127.0.0.1:1"));
    });
}
