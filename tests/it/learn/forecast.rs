//! Forecasts of series, the choice of a method, and the stock that they ask for.

#![allow(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "counts of a small set; what is exactly 0"
)]

use storekeeper::learn::Draws;
use storekeeper::learn::forecast::network::{
    SeriesNetwork, SeriesNetworkError, SeriesNetworkSettings, foretell, trial,
};
use storekeeper::learn::forecast::stock::{Demand, StockError, Supply, cover};
use storekeeper::learn::forecast::{ForecastError, Method, choose, forecast, smape};

/// Quarters that grow and have a season.
fn seasonal(length: usize) -> Vec<f64> {
    let mut draws = Draws::new(3);
    (0..length)
        .map(|at| {
            let season = [1.2, 0.9, 0.7, 1.2][at % 4];
            (100.0 + 2.0 * at as f64) * season * (1.0 + 0.01 * f64::from(draws.normal()))
        })
        .collect()
}

#[test]
fn every_method_is_finite_and_the_chosen_one_follows_the_season() {
    let series = seasonal(48);
    let (train, test) = series.split_at(40);
    for method in Method::ALL {
        let forecast = forecast(method, train, 4, 8).expect("long enough");
        assert!(
            forecast
                .points
                .iter()
                .chain(&forecast.deviations)
                .all(|value| value.is_finite())
        );
        let wide = forecast.interval(0.95).expect("a share");
        let narrow = forecast.interval(0.8).expect("a share");
        for ((low, high), (inner_low, inner_high)) in wide.iter().zip(&narrow) {
            assert!(low <= inner_low && inner_low <= inner_high && inner_high <= high);
        }
    }
    let chosen = choose(train, 4, 8).expect("long enough");
    let naive = forecast(Method::Naive, train, 4, 8).expect("long enough");
    assert!(smape(test, &chosen.forecast.points) < 4.0);
    assert!(smape(test, &naive.points) > 15.0);
    assert_eq!(
        choose(train, 4, 8).expect("long enough").forecast,
        chosen.forecast
    );
}

#[test]
fn theta_of_a_line_is_half_its_slope() {
    // Theta is simple smoothing with half of the trend's slope for a drift.
    let line: Vec<f64> = (0..40).map(|at| 10.0 + 3.0 * f64::from(at)).collect();
    let points = forecast(Method::Theta, &line, 1, 4)
        .expect("long enough")
        .points;
    for pair in points.windows(2) {
        assert!((pair[1] - pair[0] - 1.5).abs() < 1e-6, "{points:?}");
    }
}

#[test]
fn errors_of_forecasts_are_those_worked_out_by_hand() {
    assert!((smape(&[100.0, 0.0], &[50.0, 0.0]) - 200.0 * 50.0 / 150.0 / 2.0).abs() < 1e-12);
    assert_eq!(smape(&[0.0], &[0.0]), 0.0);
    let short = forecast(Method::Arima, &[1.0, 2.0], 1, 3).expect_err("two values");
    assert!(matches!(short, ForecastError::TooShort { length: 2, .. }));
    assert!(forecast(Method::Naive, &[1.0, f64::NAN, 2.0, 3.0], 1, 3).is_err());
    assert!(forecast(Method::Naive, &[1.0; 9], 1, 0).is_err());
}

#[test]
fn stock_is_planned_and_too_little_is_said() {
    let history = [10.0, 14.0, 9.0, 12.0, 11.0, 10.0, 13.0, 9.0];
    let demand = Demand::of(&history).expect("enough");
    let supply = Supply {
        lead: 2.0,
        review: 1.0,
        level: 0.95,
    };
    let plan = supply.plan(&history).expect("enough");
    // z(.95) times the deviation over three periods, and the demand of these.
    let safety = 1.644_853_6 * demand.deviation * 3.0_f64.sqrt();
    assert!((plan.safety_stock - safety).abs() < 1e-4, "{plan:?}");
    assert_eq!(
        Demand::of(&history[..5]),
        Err(StockError::TooFew { length: 5 })
    );
    let lasts = cover(44.0, demand).expect("a stock").expect("a demand");
    assert!((lasts - 4.0).abs() < 1e-9, "{lasts}");
}

#[test]
fn a_network_over_many_series_learns_their_season() {
    let series: Vec<Vec<f64>> = (0..60)
        .map(|at| {
            seasonal(40)
                .iter()
                .map(|value| value * (1.0 + f64::from(at)))
                .collect()
        })
        .collect();
    let settings = SeriesNetworkSettings::of(4);
    let network = SeriesNetwork::fit(&series, 4, 4, settings, 1).expect("it fits");
    let full = seasonal(44);
    let told = network.forecast(&full[..40]).expect("long enough");
    assert!(
        smape(&full[40..], &told) < 8.0,
        "{told:?} for {:?}",
        &full[40..]
    );
    assert!(network.forecast(&[1.0]).is_err());
}

/// Weeks that go up and down in steps that no smoothing follows: a run of three, then one that is missed.
fn stepped(length: usize, from: usize, level: f64) -> Vec<f64> {
    let mut draws = Draws::new(from as u64 + 1);
    let weeks = (0..length).map(|at| {
        let wave = [1.8, 1.5, 1.1, 0.2][(at + from) % 4];
        level * wave * (1.0 + 0.03 * f64::from(draws.normal()))
    });
    weeks.collect()
}

#[test]
fn the_network_is_tried_from_the_places_that_all_are() {
    let series = stepped(80, 0, 50.0);
    let beside: Vec<Vec<f64>> = (1..9).map(|at| stepped(80, at, 10.0 * at as f64)).collect();
    let chosen = choose(&series, 1, 4).expect("long enough");
    let tried = trial(&series, &beside, 1, 4, 7).expect("long enough");
    assert_eq!(tried.origins, chosen.origins);
    let naive = chosen
        .errors
        .iter()
        .find(|(method, _)| *method == Method::Naive2);
    // A pattern that is in all of them is learnt from all of them.
    assert!(
        tried.error < 0.6 * naive.expect("it is tried").1,
        "{}",
        tried.error
    );
    assert_eq!(
        tried,
        trial(&series, &beside, 1, 4, 7).expect("long enough")
    );
    let told = foretell(&tried, &series, &beside, 1, 7).expect("long enough");
    assert_eq!(told.points.len(), 4);
    assert!(told.deviations.windows(2).all(|pair| pair[0] <= pair[1]));
    // What comes after the first place is not known to it: a change there changes no weight, only what is read.
    let mut broken = series.clone();
    let last = broken.len() - 1;
    broken[last] = 1_000.0;
    let other = trial(&broken, &beside, 1, 4, 7).expect("long enough");
    assert!(other.error > tried.error && other.error < tried.error + 30.0);
}

#[test]
fn one_method_gives_way_only_where_another_leaves_no_doubt() {
    let series = stepped(80, 0, 50.0);
    let chosen = choose(&series, 1, 4).expect("long enough");
    let of = |wanted: Method| {
        let found = chosen.errors.iter().find(|(method, _)| *method == wanted);
        found.expect("it is tried").1
    };
    let limit = (0.6 * of(Method::Combined)).min(of(chosen.method));
    assert!(chosen.gives_way_to(limit - 1e-9));
    assert!(!chosen.gives_way_to(limit + 1e-9));
    let short = choose(&series[..13], 1, 4).expect("long enough");
    assert!(
        short.origins < 5 && !short.gives_way_to(0.0),
        "few places prove nothing"
    );
    let none = trial(&series[..9], &[], 1, 4, 7);
    assert!(
        matches!(none, Err(SeriesNetworkError::Short { .. })),
        "{none:?}"
    );
    let few = trial(&series[..30], &[], 1, 4, 7);
    assert!(
        matches!(few, Err(SeriesNetworkError::FewWindows { .. })),
        "{few:?}"
    );
}
