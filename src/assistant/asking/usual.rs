//! What most shops call their channels and their tiers.

/// Channels of orders as most shops write them, and what they are called besides.
pub(super) const CHANNELS: &[(&str, &[&str])] = &[
    (
        "app",
        &[
            "the app",
            "our app",
            "mobile app",
            "phone app",
            "apps",
            "手机app",
            "客户端",
            "手机客户端",
            "app上",
            "app里",
            "app端",
            "应用程序",
        ],
    ),
    (
        "web",
        &[
            "the web",
            "webshop",
            "web shop",
            "web store",
            "desktop",
            "browser",
            "网页",
            "网页端",
            "官网",
            "电脑端",
            "网上",
            "网页上",
            "官网上",
            "线上",
            "网上商城",
            "pc端",
            "网页版",
        ],
    ),
    (
        "store",
        &[
            "in store",
            "in-store",
            "instore",
            "in the store",
            "physical store",
            "门店",
            "实体店",
            "线下",
            "线下门店",
            "店面",
            "店里买",
            "门店里",
        ],
    ),
    (
        "mini program",
        &[
            "mini-program",
            "miniprogram",
            "wechat mini program",
            "小程序",
            "微信小程序",
            "小程序上",
            "小程序里",
        ],
    ),
    (
        "wechat",
        &[
            "weixin",
            "wechat shop",
            "wechat store",
            "微信",
            "微信端",
            "微信商城",
            "微信小店",
            "微信上",
            "微信里",
        ],
    ),
    (
        "marketplace",
        &[
            "marketplaces",
            "market place",
            "the marketplace",
            "third-party marketplace",
            "电商平台",
            "第三方平台",
            "外部平台",
            "平台上",
            "平台店",
            "平台",
        ],
    ),
    ("phone", &["by phone", "over the phone", "电话订购"]),
];

/// The channel that stands for another one in a shop that has not the other: the mini program is in the app of `wechat`.
pub(super) const WITHIN: (&str, &str) = ("mini program", "wechat");

/// Tiers as most shops name them in English, and what people call them besides.
pub(super) const TIERS: &[(&str, &[&str])] = &[
    ("bronze", &["铜卡", "青铜", "铜牌"]),
    (
        "silver",
        &[
            "银卡",
            "白银",
            "银牌",
            "silver tier",
            "silver level",
            "silver card",
            "silver cards",
        ],
    ),
    (
        "gold",
        &[
            "金卡",
            "黄金",
            "金牌",
            "黄金卡",
            "gold tier",
            "gold level",
            "gold card",
            "gold cards",
        ],
    ),
    (
        "platinum",
        &[
            "白金",
            "铂金",
            "白金卡",
            "铂金卡",
            "白金级",
            "铂金级",
            "plat",
            "plats",
            "platinum tier",
            "platinum level",
            "platinum card",
            "platinum cards",
        ],
    ),
    ("diamond", &["钻石", "钻石卡", "钻石级"]),
];
