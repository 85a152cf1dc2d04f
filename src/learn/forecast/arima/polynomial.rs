//! Polynomials of the lag operator, the first factor being that of no lag.

/// The product.
pub fn multiply(one: &[f64], other: &[f64]) -> Vec<f64> {
    let mut product = vec![0.0; one.len() + other.len() - 1];
    for (at, factor) in one.iter().enumerate() {
        for (later, second) in other.iter().enumerate() {
            product[at + later] += factor * second;
        }
    }
    product
}

/// The first `length` factors of the quotient; that of no lag is 1 in the divisor.
pub fn divide(dividend: &[f64], divisor: &[f64], length: usize) -> Vec<f64> {
    let mut quotient: Vec<f64> = Vec::with_capacity(length);
    for at in 0..length {
        let own = dividend.get(at).copied().unwrap_or_default();
        let taken: f64 = divisor
            .iter()
            .skip(1)
            .zip(quotient.iter().rev())
            .map(|(factor, earlier)| factor * earlier)
            .sum();
        quotient.push(own - taken);
    }
    quotient
}

/// The polynomial 1 - c(1) B^lag - c(2) B^2lag … whose partial autocorrelations are given, each between -1 and 1, so that
/// all its roots lie outside the unit circle, by the recursion of Durbin and Levinson (Monahan 1984, "A note on enforcing
/// stationarity in autoregressive-moving average models").
pub fn stable(partial: &[f64], lag: usize) -> Vec<f64> {
    let mut factors: Vec<f64> = Vec::with_capacity(partial.len());
    for &last in partial {
        let before = factors.clone();
        for (factor, mirrored) in factors.iter_mut().zip(before.iter().rev()) {
            *factor -= last * mirrored;
        }
        factors.push(last);
    }
    let mut polynomial = vec![0.0; partial.len() * lag + 1];
    polynomial[0] = 1.0;
    for (at, factor) in factors.into_iter().enumerate() {
        polynomial[(at + 1) * lag] = -factor;
    }
    polynomial
}
