//! What kinds of acts, stages, deeds and measures are called.

use crate::events::EventKind;
use crate::ids::Language;

use super::funnel::StageName;
use super::returning::Trigger;
use super::unusual::Measure;

fn pick(language: Language, words: (&'static str, &'static str)) -> &'static str {
    match language {
        Language::English => words.0,
        Language::Chinese => words.1,
    }
}

/// What a kind of act is called, by the name that it is kept under; the name itself of one that is not known.
#[must_use]
pub fn act_name(act: &str, language: Language) -> &str {
    let words = match EventKind::of(act) {
        Some(EventKind::SessionStarted) => ("came", "进店"),
        Some(EventKind::PageViewed) => ("page", "看页面"),
        Some(EventKind::ScreenViewed) => ("app screen", "看 App 页面"),
        Some(EventKind::ProductsSearched) => ("search", "搜索"),
        Some(EventKind::ProductListViewed) => ("list", "看列表"),
        Some(EventKind::ProductListFiltered) => ("filter", "筛选列表"),
        Some(EventKind::PromotionViewed) => ("promotion seen", "看到活动"),
        Some(EventKind::PromotionClicked) => ("promotion followed", "点进活动"),
        Some(EventKind::ProductClicked) => ("product clicked", "点商品"),
        Some(EventKind::ProductViewed) => ("product viewed", "看商品"),
        Some(EventKind::ProductAdded) => ("put in basket", "加购"),
        Some(EventKind::ProductRemoved) => ("taken out of basket", "移出购物车"),
        Some(EventKind::CartViewed) => ("basket viewed", "看购物车"),
        Some(EventKind::CheckoutStarted) => ("checkout begun", "开始结算"),
        Some(EventKind::CheckoutStepViewed) => ("checkout step", "看结算步骤"),
        Some(EventKind::CheckoutStepCompleted) => ("checkout step done", "完成结算步骤"),
        Some(EventKind::PaymentInfoEntered) => ("payment entered", "填写支付"),
        Some(EventKind::OrderCompleted) => ("ordered", "下单"),
        Some(EventKind::CouponEntered) => ("coupon typed", "输入优惠码"),
        Some(EventKind::CouponApplied) => ("coupon taken", "用上优惠券"),
        Some(EventKind::CouponDenied) => ("coupon refused", "优惠券被拒"),
        Some(EventKind::CouponRemoved) => ("coupon taken back", "取消优惠券"),
        Some(EventKind::ProductDismissed) => ("suggestion refused", "不喜欢推荐"),
        Some(EventKind::ProductAddedToWishlist) => ("put on wish list", "加心愿单"),
        Some(EventKind::ProductRemovedFromWishlist) => ("off the wish list", "移出心愿单"),
        Some(EventKind::WishlistProductAddedToCart) => ("wish put in basket", "心愿单加购"),
        Some(EventKind::ProductShared) => ("product shared", "分享商品"),
        Some(EventKind::CartShared) => ("basket shared", "分享购物车"),
        Some(EventKind::ProductReviewed) => ("reviewed", "写评价"),
        Some(EventKind::Custom) => ("something else", "其他"),
        _ => return act,
    };
    pick(language, words)
}

/// What a stage is called.
#[must_use]
pub fn stage_name(stage: StageName, language: Language) -> &'static str {
    let words = match stage {
        StageName::Visit => ("visits", "来访"),
        StageName::Viewed => ("viewed a product", "看了商品"),
        StageName::Basket => ("put in the basket", "加入购物车"),
        StageName::Checkout => ("began the checkout", "开始结算"),
        StageName::Ordered => ("ordered", "下单"),
    };
    pick(language, words)
}

/// What a deed is called, by its key.
#[must_use]
pub fn deed_name(deed: &str, language: Language) -> &str {
    let words = match deed {
        "came" => ("came by", "来访"),
        "viewed" => ("viewed products", "看商品"),
        "basket" => ("filled a basket", "加购未下单"),
        "checkout" => ("left at the checkout", "结算中离开"),
        "ordered" => ("ordered", "下单"),
        "campaign" => ("got a campaign", "收到活动"),
        "survey" => ("answered a survey", "答问卷"),
        "returned" => ("sent something back", "退货"),
        _ => return deed,
    };
    pick(language, words)
}

/// What came before a return is called.
#[must_use]
pub fn trigger_name(trigger: Trigger, language: Language) -> &'static str {
    let words = match trigger {
        Trigger::Campaign => ("a campaign", "收到活动"),
        Trigger::Visit => ("a visit without an order", "来访未下单"),
        Trigger::Survey => ("a survey answered", "答了问卷"),
        Trigger::Nothing => ("nothing", "什么也没有"),
    };
    pick(language, words)
}

/// What a measure is called.
#[must_use]
pub fn measure_name(measure: Measure, language: Language) -> &'static str {
    let words = match measure {
        Measure::VisitDays => ("days with a visit", "来访天数"),
        Measure::Orders => ("orders", "订单数"),
        Measure::Spend => ("spend", "消费金额"),
        Measure::Returns => ("pieces sent back", "退货件数"),
        Measure::LastOrder => ("amount of the last order", "最近一单金额"),
        Measure::Interval => ("days since the last order", "距上一单天数"),
    };
    pick(language, words)
}

/// What a part of a split is called: the words of ours; a category is called as it is.
#[must_use]
pub fn part_name(part: &str, language: Language) -> &str {
    let words = match part {
        "app" => ("app", "App"),
        "site" => ("site", "网站"),
        "both" => ("app and site", "App 和网站"),
        "unknown" => ("unknown", "未知"),
        "new" => ("new members", "新会员"),
        "returning" => ("returning members", "老会员"),
        "visitor" => ("not signed in", "未登录"),
        "none" => ("none", "无"),
        "other" => ("all others", "其余"),
        _ => return part,
    };
    pick(language, words)
}
