//! Places, lists, hit rates and gains.

use storekeeper::learn::ranking::{Hits, best, place};

#[test]
fn of_equal_scores_the_smaller_number_comes_first() {
    let scores = [0.5, 1.0, 0.5, 0.5];
    assert_eq!(best(&scores, 3, &[]), [1, 0, 2]);
    for (rank, item) in best(&scores, 4, &[]).into_iter().enumerate() {
        assert_eq!(place(&scores, item, &[]), rank);
    }
}

#[test]
fn what_is_left_out_takes_no_place() {
    let scores = [4.0, 3.0, 2.0, 1.0];
    assert_eq!(place(&scores, 3, &[0, 2, 2]), 1);
    assert_eq!(best(&scores, 2, &[0, 2]), [1, 3]);
    assert!(best(&scores, 0, &[]).is_empty());
    assert_eq!(best(&scores, 9, &[1]).len(), 3);
}

#[test]
fn gains_are_those_worked_out_by_hand() {
    let mut hits = Hits::new(10);
    for stands in [Some(0), Some(2), Some(50), None] {
        hits.count(stands);
    }
    assert!((hits.hit_rate(1) - 0.25).abs() < 1e-12);
    assert!((hits.hit_rate(10) - 0.5).abs() < 1e-12);
    // 1 / log2(2) and 1 / log2(4), over four.
    assert!((hits.ndcg(10) - 1.5 / 4.0).abs() < 1e-12);
    let mut twice = hits.clone();
    twice.add(&hits);
    assert!((twice.ndcg(10) - hits.ndcg(10)).abs() < 1e-12);
    assert!(Hits::new(10).ndcg(10).abs() < 1e-12, "nobody was asked");
}
