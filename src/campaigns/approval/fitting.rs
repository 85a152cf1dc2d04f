//! What stands in the way of a campaign's approval.

use crate::clock::Timestamp;
use crate::ids::ProductKey;

use super::super::brief::{Brief, OfferKind, Wrong};
use super::super::offers::{PriceRule, allowed};
use super::super::{Campaigns, CampaignsError};

impl Campaigns {
    /// Everything that keeps a brief from being approved: what it lacks, what the shop does not allow.
    ///
    /// # Errors
    /// A segment that there is none of, or the database fails.
    pub async fn unfit(&self, brief: &Brief, now: Timestamp) -> Result<Vec<Wrong>, CampaignsError> {
        let mut wrong = brief.problems();
        wrong.extend(brief.lacks());
        if brief
            .ends(self.settings.ahead)
            .is_some_and(|ends| ends <= now)
        {
            wrong.push(Wrong::at("offer.ends", ("this day is over", "该日期已过")));
        }
        let booked = matches!(brief.offer.kind, OfferKind::Points | OfferKind::Gift);
        if booked && brief.offer.ends.is_none() {
            let what = (
                "points and gifts are booked for members until a day: say which is the last",
                "积分和赠品会记到会员名下，请填写截止日期",
            );
            wrong.push(Wrong::at("offer.ends", what));
        }
        if brief
            .begins()
            .zip(brief.ends(self.settings.ahead))
            .is_some_and(|(begins, ends)| begins >= ends)
        {
            wrong.push(Wrong::at(
                "send",
                (
                    "the offer is over before the campaign begins",
                    "优惠在活动开始前就已结束",
                ),
            ));
        }
        let limits = self.price_limits();
        let depths = brief.offer.depths.iter().enumerate();
        let depths = depths
            .map(|(number, depth)| (format!("offer.depths[{number}].percent"), depth.percent));
        let all = brief
            .offer
            .percent
            .map(|percent| ("offer.percent".to_owned(), percent));
        for (place, percent) in depths.chain(all) {
            let (most, rule) = allowed(percent, limits);
            let why = match rule {
                PriceRule::AsOffered => continue,
                PriceRule::PriceFloor => (
                    "the floor under prices (campaigns_price_floor)",
                    "最低售价（campaigns_price_floor）",
                ),
                _ => (
                    "the highest discount (actions_most_discount)",
                    "最大减免比例（actions_most_discount）",
                ),
            };
            let what = (
                format!(
                    "{percent} per cent is more than the shop allows: {most} per cent is {}",
                    why.0
                ),
                format!(
                    "{percent}% 超出店铺允许的范围：按{}，最多减免 {most}%",
                    why.1
                ),
            );
            wrong.push(Wrong::at(place, what));
        }
        if let Some(key) = &brief.product {
            let found = self.catalog.get(&[ProductKey::new(key)]).await?;
            if found.is_empty() {
                wrong.push(Wrong::at(
                    "product",
                    (
                        format!("there is no product `{key}`"),
                        format!("没有编号为“{key}”的商品"),
                    ),
                ));
            }
        }
        // A segment that is gone is told now, and not in the middle of the night.
        self.asked(&brief.audience).await?;
        wrong.extend(self.misworded(brief).await?);
        Ok(wrong)
    }
}
