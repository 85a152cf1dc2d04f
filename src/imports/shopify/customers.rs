//! The customers export.

use super::columns::{LeftOut, Line};
use crate::ids::MemberKey;
use crate::imports::harvest::Harvest;
use crate::imports::mapped::full_name;
use crate::imports::report::Reason;
use crate::members::Member;

/// Takes one customer in.
pub(super) fn take(line: &mut Line<'_>, harvest: &mut Harvest) -> Result<(), LeftOut> {
    let mail = line.value("Email").mail();
    let key = match line.text("Customer ID")? {
        Some(number) => number,
        None => mail.clone().ok_or(("Email", Reason::Missing))?,
    };
    let member = Member {
        name: full_name(line.text("First Name")?, line.text("Last Name")?),
        country: line.text("Default Address Country Code")?,
        city: line.text("Default Address City")?,
        phone: line.text("Phone")?,
        marketing: line.value("Accepts Email Marketing").truth(),
        mail,
        ..Member::new(MemberKey::new(&key))
    };
    harvest
        .members
        .put(&key, line.row.number, member, line.findings);
    Ok(())
}
