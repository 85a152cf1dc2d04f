//! The members of a campaign as a table that uplift can be learnt from.

use super::super::{Campaigns, CampaignsError, approval};
use super::sql;
use crate::clock::Timestamp;
use crate::features::DAY;

/// The columns: who was treated, with whom the outcome came about, and what was known before the message.
const COLUMNS: [&str; 9] = [
    "treated",
    "ordered",
    "segment",
    "language",
    "country",
    "orders_before",
    "spent_before",
    "days_since_order",
    "days_since_first",
];

/// A member of a campaign, as they were in the moment of their message; amounts in minor units.
pub(super) struct Case {
    pub(super) treated: bool,
    pub(super) ordered: bool,
    pub(super) segment: Option<String>,
    pub(super) language: Option<String>,
    pub(super) country: Option<String>,
    pub(super) orders: i64,
    pub(super) spent: i64,
    /// Microseconds.
    pub(super) since_last: Option<i64>,
    pub(super) since_first: Option<i64>,
}

impl Campaigns {
    /// The members of a campaign whose window is over, as CSV: a row for each, without a name or key, with whether they were
    /// written to, whether they ordered in the window, and what was known of them before. Nothing in it came after the message but
    /// the outcome, so that `evaluate uplift` can learn from it.
    ///
    /// # Errors
    /// There is none of this name, nobody was held out of it or nobody's window is over, or the database fails.
    pub async fn uplift_table(&self, name: &str, now: Timestamp) -> Result<String, CampaignsError> {
        let reader = self.db.reader();
        let kept = approval::find(reader, name).await?;
        let (_, brief) = approval::latest(reader, &kept).await?;
        let window = brief.metric.window();
        let cases = sql::cases(reader, &kept.name, window, now.micros()).await?;
        let treated = cases.iter().filter(|case| case.treated).count();
        if treated == 0 || treated == cases.len() {
            return Err(CampaignsError::NoTrial(kept.name));
        }
        let garbled = |error: csv::Error| CampaignsError::Garbled(error.to_string());
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(COLUMNS).map_err(garbled)?;
        let flag = |is: bool| u8::from(is).to_string();
        let days = |micros: Option<i64>| {
            micros
                .map(|micros| (micros / DAY).to_string())
                .unwrap_or_default()
        };
        for case in cases {
            let record = [
                flag(case.treated),
                flag(case.ordered),
                case.segment.unwrap_or_default(),
                case.language.unwrap_or_default(),
                case.country.unwrap_or_default(),
                case.orders.to_string(),
                case.spent.to_string(),
                days(case.since_last),
                days(case.since_first),
            ];
            writer.write_record(record).map_err(garbled)?;
        }
        let bytes = writer
            .into_inner()
            .map_err(|error| CampaignsError::Garbled(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| CampaignsError::Garbled(error.to_string()))
    }
}
