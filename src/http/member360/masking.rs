//! Contact data in part: enough to recognise what one knows already, too little to write to or call.

/// What stands for what is hidden.
const HIDDEN: &str = "•••";
/// Digits of a telephone number that are shown at its end.
const SHOWN: usize = 4;
/// Numbers with fewer digits are hidden whole.
const LONG: usize = 8;

/// A mail address by its first letter and its domain: `l***@example.com`.
pub(super) fn mail(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((name, domain)) if !domain.is_empty() => {
            let first: String = name.chars().take(1).collect();
            format!("{first}***@{domain}")
        }
        _ => HIDDEN.to_owned(),
    }
}

/// A telephone number by its country, where it is written with one, and its last digits: `+44 ••• 1234`.
pub(super) fn phone(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < LONG {
        return HIDDEN.to_owned();
    }
    let end: String = digits[digits.len() - SHOWN..].iter().collect();
    let country = number.trim().strip_prefix('+').map(|rest| {
        let written: String = rest.chars().take_while(char::is_ascii_digit).collect();
        // A number written in one piece does not say where its country ends: two digits are most often right.
        if written.len() <= 3 {
            written
        } else {
            written.chars().take(2).collect()
        }
    });
    match country {
        Some(country) => format!("+{country} {HIDDEN} {end}"),
        None => format!("{HIDDEN} {end}"),
    }
}
