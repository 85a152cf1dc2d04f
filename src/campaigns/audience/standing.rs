//! How members stand to being written to: their addresses, what they agreed to, what is on the list of those who are not.

use std::collections::HashMap;

use crate::db::Reader;
use crate::ids::{Language, MemberKey};
use crate::members::{ERASED, Purpose};

use super::super::copy::Medium;
use super::super::{Campaigns, CampaignsError};
use super::lot::{address_hash, lot};
use super::sql;
use super::suppression::{AddressKind, Entry, Reason};

/// What stands in the flags of a member: what there is of them, what they agreed to, what forbids.
pub(super) const MAIL: i64 = 1;
pub(super) const PHONE: i64 = 2;
pub(super) const AGREES_MAIL: i64 = 4;
pub(super) const AGREES_SMS: i64 = 8;
pub(super) const AGREES_PERSONAL: i64 = 16;
pub(super) const NO_ANALYSIS: i64 = 32;
pub(super) const STOPS_MAIL: i64 = 64;
pub(super) const STOPS_PHONE: i64 = 128;
pub(super) const STOPS_PUSH: i64 = 256;
pub(super) const AGREES_PUSH: i64 = 512;
pub(super) const STOPS_CHAT: i64 = 1024;

/// Which flags a medium asks for.
#[derive(Clone, Copy, Debug)]
pub(in crate::campaigns) struct Asks {
    /// There is an address; none where the member's key is one.
    pub(super) address: i64,
    /// They agreed.
    pub(super) consent: i64,
    /// It is on the list.
    pub(super) stop: i64,
}

impl Asks {
    pub(in crate::campaigns) fn of(medium: Medium) -> Self {
        let (address, consent, stop) = match medium {
            Medium::Mail => (MAIL, AGREES_MAIL, STOPS_MAIL),
            Medium::Sms => (PHONE, AGREES_SMS, STOPS_PHONE),
            Medium::Push => (0, AGREES_PUSH, STOPS_PUSH),
            Medium::Chat => (0, AGREES_PERSONAL, STOPS_CHAT),
        };
        Self {
            address,
            consent,
            stop,
        }
    }

    /// All of them.
    pub(in crate::campaigns) fn mask(self) -> i64 {
        self.address | self.consent | self.stop
    }

    /// How these flags stand in somebody who may be written to.
    pub(in crate::campaigns) fn good(self) -> i64 {
        self.address | self.consent
    }
}

/// The purpose that a member withdraws who wants no more by a medium.
pub(in crate::campaigns) fn purpose(medium: Medium) -> Purpose {
    match medium {
        Medium::Mail => Purpose::MarketingMail,
        Medium::Sms => Purpose::MarketingSms,
        Medium::Push => Purpose::MarketingPush,
        Medium::Chat => Purpose::Personalisation,
    }
}

/// A member as they stand now.
#[derive(Clone, Debug)]
pub(in crate::campaigns) struct Standing {
    pub(in crate::campaigns) row: i64,
    pub(in crate::campaigns) key: MemberKey,
    pub(in crate::campaigns) name: Option<String>,
    pub(in crate::campaigns) country: Option<String>,
    pub(in crate::campaigns) city: Option<String>,
    pub(in crate::campaigns) mail: Option<String>,
    pub(in crate::campaigns) phone: Option<String>,
    pub(in crate::campaigns) language: Option<Language>,
    pub(in crate::campaigns) flags: i64,
    pub(in crate::campaigns) lot: i64,
}

impl Standing {
    /// Where a medium reaches them.
    pub(in crate::campaigns) fn address(&self, medium: Medium) -> Option<&str> {
        match medium {
            Medium::Mail => self.mail.as_deref(),
            Medium::Sms => self.phone.as_deref(),
            Medium::Push | Medium::Chat => Some(self.key.as_str()),
        }
    }

    /// Why a medium may not reach them, where it may not.
    pub(in crate::campaigns) fn against(
        &self,
        medium: Medium,
        analysed: bool,
    ) -> Option<&'static str> {
        let asks = Asks::of(medium);
        if self.flags & asks.address != asks.address {
            return Some("no_address");
        }
        if self.flags & asks.stop != 0 {
            return Some("suppressed");
        }
        if self.flags & asks.consent == 0 {
            return Some("no_consent");
        }
        (analysed && self.flags & NO_ANALYSIS != 0).then_some("no_analysis")
    }
}

/// What somebody last said of a purpose.
#[derive(Clone, Copy)]
struct Said {
    granted: bool,
    at: i64,
    themselves: bool,
}

/// Which members are looked at.
#[derive(Clone, Copy)]
pub(in crate::campaigns) enum Which<'a> {
    /// Those in rows from one to another, both included.
    Rows(i64, i64),
    /// These.
    These(&'a [i64]),
}

/// How members stand now, by row; those who were erased are left out.
///
/// # Errors
/// Where the database fails.
pub(in crate::campaigns) async fn standing(
    campaigns: &Campaigns,
    reader: Reader<'_>,
    which: Which<'_>,
) -> Result<Vec<Standing>, CampaignsError> {
    let mut said: HashMap<(i64, Purpose), Said> = HashMap::new();
    for row in sql::consents(reader, which).await? {
        let Some(purpose) = Purpose::of(&row.purpose) else {
            continue;
        };
        let last = Said {
            granted: row.granted,
            at: row.at,
            themselves: row.by == "member",
        };
        said.insert((row.member, purpose), last);
    }
    let people = sql::people(reader, which).await?;
    let people: Vec<_> = (people.into_iter())
        .filter(|person| !person.key.as_str().starts_with(ERASED))
        .collect();
    let mut stops: HashMap<(AddressKind, String), Entry> = HashMap::new();
    let hashed = |kind: AddressKind, address: Option<&str>| {
        address.map(|address| address_hash(&campaigns.secret, &kind.plain(address)))
    };
    // Most shops have a short list beside many members: it is read as a whole where many are looked at.
    let of_some = matches!(which, Which::These(_));
    for kind in [AddressKind::Mail, AddressKind::Phone, AddressKind::Member] {
        let entries = if of_some {
            let hashes: Vec<String> = people
                .iter()
                .filter_map(|person| hashed(kind, person.address_of(kind)))
                .collect();
            sql::suppressed(reader, kind, &hashes).await?
        } else {
            sql::all_suppressed(reader, kind).await?
        };
        stops.extend(
            entries
                .into_iter()
                .map(|(hash, entry)| ((kind, hash), entry)),
        );
    }
    let agrees = |row: i64, purpose: Purpose| {
        let said = said.get(&(row, purpose));
        said.map_or(purpose.unasked(), |said| said.granted)
    };
    // A later yes of their own takes back what they unsubscribed.
    let stopped = |row: i64, kind: AddressKind, purpose: Purpose, address: Option<&str>| {
        let entry = hashed(kind, address).and_then(|hash| stops.get(&(kind, hash)));
        entry.is_some_and(|entry| {
            let again = said
                .get(&(row, purpose))
                .is_some_and(|said| said.granted && said.themselves && said.at > entry.at.micros());
            entry.reason != Reason::Unsubscribed || !again
        })
    };
    let standing = people.into_iter().map(|mut person| {
        let row = person.row;
        let mail = person.mail.as_deref();
        let phone = person.phone.as_deref();
        let key = Some(person.key.as_str());
        let flags = [
            (mail.is_some(), MAIL),
            (phone.is_some(), PHONE),
            (agrees(row, Purpose::MarketingMail), AGREES_MAIL),
            (agrees(row, Purpose::MarketingSms), AGREES_SMS),
            (agrees(row, Purpose::MarketingPush), AGREES_PUSH),
            (agrees(row, Purpose::Personalisation), AGREES_PERSONAL),
            (!agrees(row, Purpose::Analysis), NO_ANALYSIS),
            (
                stopped(row, AddressKind::Mail, Purpose::MarketingMail, mail),
                STOPS_MAIL,
            ),
            (
                stopped(row, AddressKind::Phone, Purpose::MarketingSms, phone),
                STOPS_PHONE,
            ),
            (
                stopped(row, AddressKind::Member, Purpose::MarketingPush, key),
                STOPS_PUSH,
            ),
            (
                stopped(row, AddressKind::Member, Purpose::Personalisation, key),
                STOPS_CHAT,
            ),
        ];
        person.flags = flags
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, flag)| flag)
            .sum();
        person.lot = lot(&campaigns.secret, person.key.as_str());
        person
    });
    Ok(standing.collect())
}

impl Standing {
    /// The address of a kind.
    fn address_of(&self, kind: AddressKind) -> Option<&str> {
        match kind {
            AddressKind::Mail => self.mail.as_deref(),
            AddressKind::Phone => self.phone.as_deref(),
            AddressKind::Member => Some(self.key.as_str()),
        }
    }
}
