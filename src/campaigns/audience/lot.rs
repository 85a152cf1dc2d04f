//! Lots: who is held out, and who gets which text, the same however often it is asked, and known to nobody without the shop's
//! secret.
//!
//! A member has one lot, 31 bits of a keyed hash of their key. A campaign draws among the lots by `(a * lot + b) mod p` with
//! `a` and `b` out of a keyed hash of its name and `p = 2^31 - 1`: a family of hashes under which any two lots fall independently
//! (Carter and Wegman, "Universal classes of hash functions", 1979). So a database can draw too, and two campaigns draw
//! independently of each other.

use sha2::{Digest, Sha256};

/// The prime 2^31 - 1.
const PRIME: i64 = 0x7fff_ffff;

/// What is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::campaigns) enum Drawn {
    /// Who is held out.
    Holdout,
    /// Which text a member gets.
    Text,
    /// Whose message is looked at.
    Sample,
}

/// A way to draw among lots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::campaigns) struct Draw {
    times: i64,
    plus: i64,
}

/// Thirty-one bits, below the prime.
fn bits(bytes: &[u8]) -> i64 {
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[..4]);
    i64::from(u32::from_be_bytes(four)) % PRIME
}

fn keyed(secret: &str, kind: &str, name: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [secret, kind, name] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The lot of a member.
pub(in crate::campaigns) fn lot(secret: &str, member: &str) -> i64 {
    bits(&keyed(secret, "lot", member))
}

/// What an address is kept as on the list of those who are not written to.
pub(in crate::campaigns) fn address_hash(secret: &str, address: &str) -> String {
    crate::ids::hexadecimal(&keyed(secret, "address", address)[..16])
}

/// What names the message of a campaign to a member: the same for ever, and telling nobody who it is.
pub(in crate::campaigns) fn message_id(secret: &str, campaign: &str, member: &str) -> String {
    let both = format!("{}:{campaign}:{member}", campaign.len());
    crate::ids::hexadecimal(&keyed(secret, "message", &both)[..16])
}

impl Draw {
    /// The way in which a campaign draws.
    pub(in crate::campaigns) fn of(secret: &str, campaign: &str, what: Drawn) -> Self {
        let kind = match what {
            Drawn::Holdout => "holdout",
            Drawn::Text => "text",
            Drawn::Sample => "sample",
        };
        let hash = keyed(secret, kind, campaign);
        Self {
            times: 1 + bits(&hash) % (PRIME - 1),
            plus: bits(&hash[4..]),
        }
    }

    /// SQL that is true of the lots in `column` that are drawn where a share of all is.
    pub(in crate::campaigns) fn sql(self, column: &str, share: f64) -> String {
        let below = threshold(share);
        format!("{} < {below}", self.order(column))
    }

    /// SQL by which the lots in `column` are in the order of the draw.
    pub(in crate::campaigns) fn order(self, column: &str) -> String {
        let Self { times, plus } = self;
        format!("(({column} * {times} + {plus}) % {PRIME})")
    }

    /// Which of `many` a lot falls on, each as likely as the others.
    pub(in crate::campaigns) fn place(self, lot: i64, many: usize) -> usize {
        let drawn = (lot * self.times + self.plus) % PRIME;
        let many = i64::try_from(many).unwrap_or(1).max(1);
        usize::try_from(drawn * many / PRIME).unwrap_or(0)
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a share of 2^31")]
fn threshold(share: f64) -> i64 {
    (share.clamp(0.0, 1.0) * 2_147_483_647.0).round() as i64
}
