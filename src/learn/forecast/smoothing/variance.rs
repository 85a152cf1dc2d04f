//! How unsure a smoothed forecast is.

use super::shape::{Seasonality, Shape, Weights};

/// The forecasts and their variances, by the formulas for the three classes of models (Hyndman et al. 2008, chapter 6).
/// Of added errors it is s² (1 + c(1)² + … + c(h-1)²), c(j) being what is carried on of an error. Of relative ones it is
/// (1 + s²) q(h) - m(h)², with q(h) = m(h)² + s² (c(1)² q(h-1) + … + c(h-1)² q(1)) and m(h) what is expected; a multiplied
/// season comes on top, for which the formula is only nearly right. `levels` are those of the periods to come, trend
/// included; `factors` are of the season, by place in the period, the first period to come having place `from`; `step` is
/// s², the variance of the errors, which are relative in the second and third class.
pub fn ahead(
    shape: Shape,
    weights: Weights,
    levels: &[f64],
    (factors, from): (&[f64], usize),
    step: f64,
) -> (Vec<f64>, Vec<f64>) {
    let period = factors.len();
    let carried = carried(shape, weights, period, levels.len());
    let (mut points, mut variances) = (Vec::new(), Vec::new());
    // Of each period, the expected square of what is foretold for it.
    let mut squares: Vec<f64> = Vec::new();
    let mut whole = 1.0;
    for (at, &level) in levels.iter().enumerate() {
        let factor = factors[(from + at) % period];
        let point = match shape.season {
            Seasonality::None => level,
            Seasonality::Added => level + factor,
            Seasonality::Multiplied => level * factor,
        };
        points.push(point);
        if !shape.relative {
            variances.push(step * whole);
            whole += carried[at].powi(2);
            continue;
        }
        let multiplied = shape.season == Seasonality::Multiplied;
        let (base, scale) = if multiplied {
            (level, factor)
        } else {
            (point, 1.0)
        };
        let earlier = squares.iter().rev().zip(&carried);
        let square = base * base
            + step
                * earlier
                    .map(|(square, share)| share * share * square)
                    .sum::<f64>();
        squares.push(square);
        let mut grown = square * (1.0 + step);
        if multiplied {
            for _ in 0..at / period {
                grown *= 1.0 + weights.gamma.powi(2) * step;
            }
        }
        variances.push((scale * scale * (grown - base * base)).max(0.0));
    }
    (points, variances)
}

/// How much of an error is still felt one period later, two periods later, and so on.
fn carried(shape: Shape, weights: Weights, period: usize, h: usize) -> Vec<f64> {
    let (mut power, mut sum) = (1.0, 0.0);
    (1..=h)
        .map(|later| {
            power *= weights.phi;
            sum += power;
            let again = shape.season == Seasonality::Added && later % period == 0;
            weights.alpha + weights.beta * sum + if again { weights.gamma } else { 0.0 }
        })
        .collect()
}
