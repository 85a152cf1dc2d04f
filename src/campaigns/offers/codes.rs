//! Codes of coupons: drawn by the system's own randomness, and checked before anybody is asked.
//!
//! Eleven characters of thirty-one that cannot be mistaken for each other, and one that checks them: the sum of the characters'
//! places, each times its own weight, is 0 modulo 31. Since 31 is prime, every mistyped character and every two neighbours that
//! changed places are found. A code that is guessed is one of 2^54.

/// Digits and letters without 0, 1, I, L and O.
const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// Characters of a code, the checking one included.
const LENGTH: usize = 12;

/// The place of a character among the letters.
fn place(letter: u8) -> Option<u32> {
    let found = LETTERS.iter().position(|known| *known == letter)?;
    u32::try_from(found).ok()
}

/// The sum of places by weights 2, 3, ..., which is to be 0 modulo 31.
fn sum(places: impl Iterator<Item = u32>) -> u32 {
    places
        .zip(2..)
        .map(|(place, weight)| place * weight)
        .sum::<u32>()
        % 31
}

/// A new code, `7KPM-Q2XZ-49TB`.
///
/// # Panics
/// Where the system gives no randomness: a code that can be guessed is worse than none.
#[must_use]
#[allow(
    clippy::expect_used,
    reason = "a code that can be guessed is worse than none"
)]
pub(super) fn draw() -> String {
    let mut places = Vec::with_capacity(LENGTH);
    while places.len() < LENGTH - 1 {
        let mut byte = [0];
        getrandom::fill(&mut byte).expect("the system gives random bytes");
        // 248 is eight times 31: above it some characters would come more often.
        if byte[0] < 248 {
            places.push(u32::from(byte[0] % 31));
        }
    }
    let rest = sum(places.iter().copied());
    // The last weight is 13: 12 is its inverse modulo 31 (13 * 12 = 156 = 5 * 31 + 1).
    places.push((31 - rest) * 12 % 31);
    let letters = places.iter().map(|place| LETTERS[*place as usize]);
    written(&letters.collect::<Vec<u8>>())
}

/// In groups of four.
fn written(letters: &[u8]) -> String {
    let groups = letters.chunks(4);
    let groups: Vec<String> = groups
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    groups.join("-")
}

/// A code as somebody typed it in the one form in which it is kept; none where it cannot be one.
#[must_use]
pub(super) fn read(typed: &str) -> Option<String> {
    let letters: Vec<u8> = typed
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'-')
        .map(|byte| byte.to_ascii_uppercase())
        .collect();
    if letters.len() != LENGTH {
        return None;
    }
    let places: Option<Vec<u32>> = letters.iter().map(|letter| place(*letter)).collect();
    (sum(places?.into_iter()) == 0).then(|| written(&letters))
}
