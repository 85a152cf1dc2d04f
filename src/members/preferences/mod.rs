//! How a member likes things done. What may be preferred is a list, so that every value means something to the shop.

pub(super) mod sql;

use std::collections::BTreeMap;

use super::{Members, MembersError};
use crate::ids::MemberKey;

/// Characters of a value in a member's own words.
const LONGEST: usize = 40;

/// Something that a member may prefer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preference {
    /// What it is called.
    pub name: &'static str,
    /// The values it may have; none: up to forty characters of their own.
    pub values: &'static [&'static str],
    /// What it means.
    pub about: &'static str,
}

/// Everything that a member may prefer.
pub const PREFERENCES: [Preference; 6] = [
    Preference {
        name: "contact",
        values: &["mail", "sms"],
        about: "how the shop writes about their orders",
    },
    Preference {
        name: "packaging",
        values: &["standard", "minimal", "gift"],
        about: "how goods are packed",
    },
    Preference {
        name: "delivery",
        values: &["door", "neighbour", "pick_up"],
        about: "where a carrier leaves a parcel",
    },
    Preference {
        name: "invoice",
        values: &["electronic", "paper"],
        about: "in what form bills come",
    },
    Preference {
        name: "clothing_size",
        values: &[],
        about: "the size they wear",
    },
    Preference {
        name: "shoe_size",
        values: &[],
        about: "the size of their shoes",
    },
];

impl Members {
    /// What a member prefers, by the names of [`PREFERENCES`].
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn preferences(
        &self,
        member: &MemberKey,
    ) -> Result<BTreeMap<String, String>, MembersError> {
        sql::preferences(self.db.reader(), member).await
    }

    /// Keeps what a member prefers; `None` takes a preference back, what is not named stays.
    ///
    /// # Errors
    /// A name or value that is not in [`PREFERENCES`], a member who is not kept, or the database fails; then
    /// nothing was changed.
    pub async fn prefer(
        &self,
        member: &MemberKey,
        wanted: &BTreeMap<String, Option<String>>,
    ) -> Result<(), MembersError> {
        for (name, value) in wanted {
            check(name, value.as_deref())?;
        }
        let write = self.db.write(&["member_preferences"]).await?;
        let member = super::kept(write.reader(), member).await?;
        for (name, value) in wanted {
            sql::prefer(&write, &member, name, value.as_deref().map(str::trim)).await?;
        }
        Ok(write.commit().await?)
    }
}

fn check(name: &str, value: Option<&str>) -> Result<(), MembersError> {
    let Some(preference) = PREFERENCES.iter().find(|one| one.name == name) else {
        let known: Vec<&str> = PREFERENCES.iter().map(|one| one.name).collect();
        return Err(MembersError::Preference {
            what: format!(
                "`{name}` is nothing to prefer; there are: {}",
                known.join(", ")
            ),
        });
    };
    let Some(value) = value.map(str::trim) else {
        return Ok(());
    };
    let what = match preference.values {
        [] if value.is_empty() || value.chars().count() > LONGEST => {
            format!("`{name}` takes 1 to {LONGEST} characters")
        }
        [_, ..] if !preference.values.contains(&value) => {
            let known = preference.values.join(", ");
            format!("`{name}` cannot be `{value}`; it may be: {known}")
        }
        _ => return Ok(()),
    };
    Err(MembersError::Preference { what })
}
