//! What kinds of things happen.

/// Makes the kinds, each with the name it is kept under, so that none can be forgotten in a list.
macro_rules! kinds {
    ($($(#[$about:meta])* $kind:ident = $name:literal,)+) => {
        /// What kind of thing happened. What a kind carries says [`vocabulary`](super::vocabulary()).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventKind {
            $($(#[$about])* $kind,)+
        }

        impl EventKind {
            /// Every kind.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$kind),+];

            /// The name it is kept under.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }

            /// The kind kept under `name`.
            #[must_use]
            pub fn of(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$kind),)+
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// A visit began; the value is its seconds.
    SessionStarted = "Session Started",
    /// A page of the shop was looked at.
    PageViewed = "Page",
    /// A screen of the shop's app was looked at.
    ScreenViewed = "Screen",
    /// Somebody said who they are.
    Identified = "Identify",
    /// The catalogue was searched.
    ProductsSearched = "Products Searched",
    /// A list of products was looked at.
    ProductListViewed = "Product List Viewed",
    /// A list of products was narrowed or sorted.
    ProductListFiltered = "Product List Filtered",
    /// A promotion was shown.
    PromotionViewed = "Promotion Viewed",
    /// A promotion was followed.
    PromotionClicked = "Promotion Clicked",
    /// A product in a list was followed.
    ProductClicked = "Product Clicked",
    /// A product's page was looked at.
    ProductViewed = "Product Viewed",
    /// A product was put in the cart; the value is how many.
    ProductAdded = "Product Added",
    /// A product was taken out of the cart; the value is how many.
    ProductRemoved = "Product Removed",
    /// The cart was looked at.
    CartViewed = "Cart Viewed",
    /// The way to paying was begun.
    CheckoutStarted = "Checkout Started",
    /// A step of it was shown; the value is which.
    CheckoutStepViewed = "Checkout Step Viewed",
    /// A step of it was done; the value is which.
    CheckoutStepCompleted = "Checkout Step Completed",
    /// How to pay was told.
    PaymentInfoEntered = "Payment Info Entered",
    /// An order was changed; the note is its number.
    OrderUpdated = "Order Updated",
    /// An order was placed; the note is its number.
    OrderCompleted = "Order Completed",
    /// A line of an order was sent back; the value is how many, the note the order's number.
    OrderRefunded = "Order Refunded",
    /// An order was called off; the note is its number.
    OrderCancelled = "Order Cancelled",
    /// A coupon's code was typed; the note is the coupon.
    CouponEntered = "Coupon Entered",
    /// A coupon was taken; the note is the coupon.
    CouponApplied = "Coupon Applied",
    /// A coupon was refused; the note is the coupon.
    CouponDenied = "Coupon Denied",
    /// A coupon was taken back; the note is the coupon.
    CouponRemoved = "Coupon Removed",
    /// A suggestion was not wanted; the value is 0 where that was taken back.
    ProductDismissed = "Product Dismissed",
    /// A product was put on the wish list.
    ProductAddedToWishlist = "Product Added to Wishlist",
    /// A product was taken off the wish list.
    ProductRemovedFromWishlist = "Product Removed from Wishlist",
    /// A product of the wish list was put in the cart.
    WishlistProductAddedToCart = "Wishlist Product Added to Cart",
    /// A product was recommended to somebody.
    ProductShared = "Product Shared",
    /// A cart was shown to somebody.
    CartShared = "Cart Shared",
    /// A product was reviewed; the value is the stars.
    ProductReviewed = "Product Reviewed",
    /// A survey was answered; the value is the score, the note the order's number or the survey.
    SurveyAnswered = "Survey Answered",
    /// A campaign's message was sent; the value is its offer in per cent, the note the campaign's key.
    CampaignSent = "Campaign Sent",
    /// The member was chosen for a campaign and, by lot, not written to; the note is the campaign's key.
    CampaignHeldOut = "Campaign Held Out",
    /// Something that only this shop has; the note is what it calls it.
    Custom = "Custom",
}

impl EventKind {
    /// The names of some kinds as a list, in SQL.
    #[must_use]
    pub fn in_sql(kinds: &[Self]) -> String {
        let names: Vec<String> = kinds
            .iter()
            .map(|kind| format!("'{}'", kind.name()))
            .collect();
        names.join(", ")
    }

    /// The kinds that somebody who looks around in the shop leaves, and nobody else: a day with one of them is a visit.
    pub const BROWSING: [Self; 12] = [
        Self::SessionStarted,
        Self::PageViewed,
        Self::ScreenViewed,
        Self::ProductsSearched,
        Self::ProductListViewed,
        Self::ProductListFiltered,
        Self::ProductClicked,
        Self::ProductViewed,
        Self::ProductAdded,
        Self::ProductRemoved,
        Self::CartViewed,
        Self::CheckoutStarted,
    ];
}
