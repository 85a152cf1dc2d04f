//! BG/NBD, Pareto/NBD and Gamma-Gamma on a summary of purchases.

use std::time::Instant;

use serde::Serialize;

use crate::learn::lifetime::{BetaGeometric, GammaGamma, Leaving, Pareto, Purchases, Spend};

use super::{TabularError, TabularFile};

/// The fitted models.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the parameters are called as in the papers")]
pub struct LifetimeReport {
    /// People.
    pub people: usize,
    /// Those who bought again.
    pub repeaters: usize,
    pub bgnbd: BgNbd,
    pub pareto_nbd: ParetoNbd,
    /// None where the file has no spending, or it cannot be fitted.
    pub gamma_gamma: Option<Spending>,
    /// Why there is no Gamma-Gamma.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_spending: Option<String>,
}

/// BG/NBD.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "the parameters are called as in the paper")]
pub struct BgNbd {
    pub r: f64,
    pub alpha: f64,
    pub a: f64,
    pub b: f64,
    pub log_likelihood: f64,
    /// Milliseconds of a fit, the median of five.
    pub fit_ms: f64,
}

/// Pareto/NBD.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "the parameters are called as in the paper")]
pub struct ParetoNbd {
    pub r: f64,
    pub alpha: f64,
    pub s: f64,
    pub beta: f64,
    pub log_likelihood: f64,
    /// Milliseconds of the fit.
    pub fit_ms: f64,
}

/// Gamma-Gamma, on those who bought again.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "the parameters are called as in the note")]
pub struct Spending {
    pub p: f64,
    pub q: f64,
    pub v: f64,
    pub log_likelihood: f64,
}

/// Fits the models to columns `x`, `t_x`, `T` and, where there is one, `zbar`.
///
/// # Errors
/// A column is missing, a cell cannot be, or there is too little to fit.
pub fn bench_lifetime(file: &TabularFile) -> Result<LifetimeReport, TabularError> {
    let repeats_column = file.column("x")?;
    let repeats = file.whole_numbers(repeats_column)?;
    let recency = file.whole_numbers(file.column("t_x")?)?;
    let age = file.whole_numbers(file.column("T")?)?;
    let mut people = Vec::with_capacity(repeats.len());
    for (row, &count) in repeats.iter().enumerate() {
        if count.fract() != 0.0 || !(0.0..1e9).contains(&count) {
            let wanted = "a whole number of repeat purchases";
            return Err(file.wrong(row, repeats_column, wanted));
        }
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked just above"
        )]
        people.push(Purchases {
            repeats: count as u32,
            recency: recency[row],
            age: age[row],
        });
    }
    let unfit = |error: &dyn std::fmt::Display| TabularError::Unfit(error.to_string());
    let mut times = Vec::new();
    let mut fitted =
        BetaGeometric::fit(&people, Leaving::Repeats).map_err(|error| unfit(&error))?;
    for _ in 0..5 {
        let begun = Instant::now();
        fitted = BetaGeometric::fit(&people, Leaving::Repeats).map_err(|error| unfit(&error))?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let begun = Instant::now();
    let (pareto, pareto_likelihood) = Pareto::fit(&people).map_err(|error| unfit(&error))?;
    let pareto_ms = begun.elapsed().as_secs_f64() * 1e3;
    let (gamma_gamma, without_spending) = match spending(file, &people) {
        Ok(spending) => (Some(spending), None),
        Err(error) => (None, Some(error.to_string())),
    };
    let (bgnbd, log_likelihood) = fitted;
    Ok(LifetimeReport {
        people: people.len(),
        repeaters: people.iter().filter(|person| person.repeats > 0).count(),
        bgnbd: BgNbd {
            r: bgnbd.shape,
            alpha: bgnbd.rate,
            a: bgnbd.leaves,
            b: bgnbd.stays,
            log_likelihood,
            fit_ms: times[times.len() / 2],
        },
        pareto_nbd: ParetoNbd {
            r: pareto.shape,
            alpha: pareto.rate,
            s: pareto.leaving_shape,
            beta: pareto.leaving_rate,
            log_likelihood: pareto_likelihood,
            fit_ms: pareto_ms,
        },
        gamma_gamma,
        without_spending,
    })
}

/// Fits Gamma-Gamma to those who bought again.
fn spending(file: &TabularFile, people: &[Purchases]) -> Result<Spending, TabularError> {
    let column = file.column("zbar")?;
    let means = file.numbers(column)?;
    let mut spends = Vec::new();
    for (row, (person, &mean)) in people.iter().zip(&means).enumerate() {
        if person.repeats == 0 {
            continue;
        }
        if mean.is_nan() || mean <= 0.0 {
            return Err(file.wrong(row, column, "a mean purchase above 0"));
        }
        spends.push(Spend {
            purchases: person.repeats,
            mean,
        });
    }
    let (model, log_likelihood) =
        GammaGamma::fit(&spends).map_err(|error| TabularError::Unfit(error.to_string()))?;
    Ok(Spending {
        p: model.purchase,
        q: model.shape,
        v: model.rate,
        log_likelihood,
    })
}
