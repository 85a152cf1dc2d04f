//! What two words of one clause say together.

use super::senses::About::{
    self, Average, BrandShare, Buying, Campaigns, Carting, Categories, CategoryShare, ChannelShare,
    Discounts, Due, Dwell, Expected, Favourite, FirstOrder, Interval, Joining, LastCampaign,
    LastInterval, LastOrder, LastVisit, Late, Liking, MeanOrder, Newcomers, Often, OneCategory,
    Overdue, PurchaseDays, Sentiment, SinceOrder, Spending, Survey, SurveyMean, SurveysAnswered,
    Tenure, Tracked, Value, Variance, Viewing, VisitDays, Visiting,
};

/// In which cases two words are one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// In this order.
    Ordered,
    /// In this order, where no goods stand with the first.
    OrderedBare,
    /// In either order.
    Either,
    /// In either order, where no goods stand with the first.
    EitherBare,
}

/// What a word says (the first) with any of others (the second), and what they say together: the first of them.
const TOGETHER: &[(About, &[About], When)] = &[
    (Favourite, &[Buying, Liking], When::Either),
    (Often, &[Buying, Liking], When::Either),
    (Liking, &[Buying], When::EitherBare),
    (Discounts, &[Buying], When::Ordered),
    (Discounts, &[Spending], When::OrderedBare),
    (Joining, &[Newcomers], When::Either),
    (Tenure, &[Joining], When::Either),
    (Due, &[Buying], When::OrderedBare),
    (Overdue, &[Buying], When::OrderedBare),
    (Expected, &[Buying], When::Ordered),
    (Late, &[Interval, Overdue], When::Either),
    (Interval, &[Average, Buying, MeanOrder], When::EitherBare),
    (LastInterval, &[Average], When::OrderedBare),
    (LastInterval, &[Interval, LastOrder], When::Either),
    (Variance, &[Interval, Buying, Average], When::EitherBare),
    (
        SurveyMean,
        &[Average, Survey, SurveysAnswered],
        When::Either,
    ),
    (Survey, &[SurveysAnswered], When::Either),
    (MeanOrder, &[Average, Spending, Buying], When::EitherBare),
    (
        CategoryShare,
        &[Favourite, Buying, Spending, Often],
        When::Either,
    ),
    (
        OneCategory,
        &[Favourite, Buying, Spending, Often],
        When::Either,
    ),
    (
        BrandShare,
        &[Favourite, Buying, Spending, Often],
        When::Either,
    ),
    (
        ChannelShare,
        &[Favourite, Buying, Spending, Often],
        When::Either,
    ),
    (SinceOrder, &[Visiting, VisitDays], When::Either),
    (VisitDays, &[Visiting], When::Either),
    (LastVisit, &[Visiting], When::Either),
    (Viewing, &[Visiting], When::Either),
    (Dwell, &[Visiting], When::Either),
    (Value, &[Expected], When::Either),
    (
        Sentiment,
        &[Survey, SurveysAnswered, SurveyMean, Average],
        When::Either,
    ),
    (PurchaseDays, &[Buying], When::EitherBare),
    (LastCampaign, &[Campaigns], When::Either),
    (Tracked, &[Visiting], When::Either),
];

/// What two words say together; nothing where the second begins something else. A verb without goods is `bare`.
pub(super) fn merged(first: About, second: About, bare: bool) -> Option<About> {
    if first == second {
        return Some(first);
    }
    // Words of which the two together are a third thing.
    match (first, second) {
        (Buying, Discounts) if bare => return Some(Discounts),
        (Buying, Categories | LastOrder | FirstOrder) if bare => return Some(second),
        // "Spent at least 1,200 seconds on the site".
        (Spending, Dwell) if bare => return Some(Dwell),
        // 最后一单下在5月1日之前.
        (LastOrder, Buying) if bare => return Some(LastOrder),
        (Categories, Buying) => return Some(Categories),
        (Expected, Due) => return Some(Due),
        (Expected, Spending) => return Some(Value),
        // "Whose basket averages over 80".
        (Carting, Average) | (Average, Carting) => return Some(MeanOrder),
        (Interval, Due | Overdue) | (Due, Overdue) | (Overdue, Interval) => {
            return Some(Late);
        }
        (Average, Survey | SurveysAnswered) | (Survey | SurveysAnswered, Average) => {
            return Some(SurveyMean);
        }
        (Average, Spending | Buying) | (Spending | Buying, Average) if bare => {
            return Some(MeanOrder);
        }
        _ => {}
    }
    TOGETHER.iter().find_map(|(whole, parts, when)| {
        let ordered = *whole == first && parts.contains(&second);
        let reversed = *whole == second && parts.contains(&first);
        let fits = match when {
            When::Ordered => ordered,
            When::OrderedBare => ordered && bare,
            When::Either => ordered || reversed,
            When::EitherBare => (ordered || reversed) && bare,
        };
        fits.then_some(*whole)
    })
}
