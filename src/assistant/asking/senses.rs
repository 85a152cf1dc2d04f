//! What words can mean, and what a vague word is taken for.

use crate::members::Purpose;

/// What a word of the language means, whoever's shop it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sense {
    /// It says nothing of whom is asked for: courtesies, articles, "members".
    Filler,
    /// Begins a clause: "who", "that".
    Who,
    /// The opposite of what follows.
    Not,
    /// The opposite of what follows, at any time.
    Never,
    /// Goods in general: "products".
    Articles,
    /// The opposite of all that follows to the end of the clause.
    Except,
    /// Where an exception ends that began before: 以外.
    ExceptEnd,
    /// Joins.
    And,
    /// Joins, and begins another clause.
    But,
    /// Joins alternatives.
    Or,
    /// Joins, and denies what follows: "nor".
    Nor,
    /// Compares with the number that follows.
    Before(Compare),
    /// Compares with the number that stood before.
    Behind(Compare),
    /// A range follows.
    Between,
    /// Between the ends of a range.
    To,
    /// A number: "one".
    Number(f64),
    /// So many times: "twice".
    Times(f64),
    /// What a number counts.
    Unit(Unit),
    /// A time of so many days: "a year".
    Days(f64),
    /// Half a unit of so many days more, behind a number or a length of time: 一年半, "and a half" (0).
    HalfMore(f64),
    /// "With us": how long they have been, or nothing where it is said of what they did.
    WithUs,
    /// A time of so many seconds: "an hour".
    Seconds(f64),
    /// The time that was named before: "in that time".
    ThatTime,
    /// From the time on that was named before: "since then".
    SinceThen,
    /// A tag is named behind it, or before it where it can stand there: "tagged", 标签.
    Tagged,
    /// 过: over the number that follows. Elsewhere it says nothing.
    Past,
    /// Before a channel, that they order through it: 用微信下单.
    Using,
    /// The ages of ten years: "forties".
    Decade(f64),
    /// Compares an age with the number that follows: "older than".
    Aged(Compare),
    /// Compares an age with the number that stood before: "or older".
    AgedBehind(Compare),
    /// The time since the last order, where nothing else is said that it is the time since: 距今.
    AgoFromNow,
    /// No longer than the time before, or no fewer than the number before: "or more often".
    Oftener,
    /// A rhythm, before a length of time: "every 30 days". Elsewhere it says nothing.
    Every,
    /// "+": more than the number before, or "and".
    Plus,
    /// What is to come, where a time says when: "will". Elsewhere it is not understood.
    Will,
    /// To the present, from a date that stood before: 到现在. Elsewhere it says nothing.
    UntilNow,
    /// What the members are wanted for follows, to the end of the clause: "so that we can invite them".
    Purpose,
    /// The days that follow are the last ones.
    Last,
    /// The same of a number without a unit, where it is one of days: "within 30". Elsewhere it says nothing.
    LastOf,
    /// The days that follow are to come.
    Next,
    /// The days that stood before are the last ones.
    Inside,
    /// The same; no more than any other number that stood before: 以内.
    UpTo,
    /// From a date on.
    Since,
    /// From a date on that stood before: 以后.
    SinceBehind,
    /// After a date.
    After,
    /// Before a date that follows.
    Until,
    /// Before the end of a date that follows: "on or before".
    Through,
    /// Before a date that stood before, or so long ago: 前, which can also begin a ranking.
    UntilBehind,
    /// So long before now.
    Ago,
    /// Lately.
    Recently,
    /// For long.
    Long,
    /// Over all time.
    Total,
    /// Something that can be asked about.
    About(About),
    /// A condition that needs nothing more.
    Ready(&'static str, Asked),
    /// An agreement to a purpose.
    Consent(Purpose),
    /// An agreement to a channel that stands near it, or a refusal: "fine with", "said no to".
    Agree(bool),
    /// The same of a subscription, which is one to mail where no channel stands near it.
    Subscribed(bool),
    /// The shop may do what follows: "we can". Alone it says nothing.
    May,
    /// What people agree to, by the purpose of its use; and what the word means otherwise.
    Channel(Purpose, Option<About>),
    /// What is done through a channel: "marketing messages", "receive".
    Sending,
    /// Much of what can be asked about.
    High,
    /// Little of it.
    Low,
    /// The beginning of a ranking.
    Top,
    /// The beginning of a ranking from its end.
    Bottom,
    /// The most of what can be asked about.
    Most,
    /// The least of it.
    Least,
    /// A ranking by this column, from its top.
    Ranked(&'static str),
    /// Something else than members is asked for.
    Other,
    /// What was named before: "hasn't bought any".
    Same,
    /// No more than what is said.
    Only,
    /// What follows is an order or a breakdown.
    By,
    /// A part of everybody: a third.
    Part(f64),
    /// A column of words: "tier".
    Group(&'static str),
    /// People who are counted.
    People,
    /// How many are wanted.
    HowMany,
    /// Which part of all is wanted.
    WhichShare,
    /// What follows is dealt with as its verb says: 把, before what is to be left out. Elsewhere it says nothing.
    Taking,
    /// More than half.
    OverHalf,
    /// Who looks and does not buy: 光逛不买.
    Looks,
    /// The first of several alternatives follows, or another one: "either", 要么.
    Either,
    /// What follows, to the end of the clause, is why they are wanted: 怕打扰.
    Aside,
    /// One of the conditions that were named is enough: 满足其一.
    OneOf,
    /// The last of what was counted before, an order where it is not said of what: "the last one", 最近一次.
    LastOne,
    /// The last year, where no year and no beginning of it stands behind: "in the year".
    YearOf,
    /// Bought at least one of the goods that were named: 至少买过一样.
    BoughtAny,
    /// Bought, before goods; elsewhere reached by a campaign: "touched".
    Touched,
}

/// How something is compared with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    Above,
    AtLeast,
    Below,
    AtMost,
    Exactly,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unit {
    /// So many days each.
    Time(f64),
    /// So many hundredths each.
    Hundredths(f64),
    Times,
    Points,
    Pieces,
    /// So many seconds each.
    Seconds(f64),
    /// Days on which something was done: "different days".
    Dates,
    /// Years of age.
    Age,
    /// Points that can be spent.
    Balance,
}

/// What a ready condition asks of its column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Asked {
    Above(f64),
    AtLeast(f64),
    Below(f64),
    AtMost(f64),
    Is(f64),
    /// None, at any time.
    Never,
    Word(&'static str),
    /// Whether there is anything in it.
    Known(bool),
}

/// What can be asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// Orders, and what was bought.
    Buying,
    /// A liking for a category or a brand.
    Liking,
    /// Orders in number, or a liking.
    Often,
    /// Orders of late.
    Active,
    /// No order for long.
    Lapsed,
    /// The favourite category or brand.
    Favourite,
    Spending,
    MeanOrder,
    Items,
    LastOrder,
    FirstOrder,
    Interval,
    Visiting,
    /// When they came last.
    LastVisit,
    Viewing,
    Carting,
    Joining,
    /// New members.
    Newcomers,
    Tenure,
    Leaving,
    Alive,
    Expected,
    Value,
    Due,
    Overdue,
    Survey,
    SurveyMean,
    SurveysAnswered,
    Returning,
    Discounts,
    Campaigns,
    /// When they were sent a campaign last.
    LastCampaign,
    /// For how long their visits are known.
    Tracked,
    Categories,
    /// Days on which they ordered.
    PurchaseDays,
    /// Days on which they came by.
    VisitDays,
    /// Lines of orders.
    Lines,
    /// How much the times between orders vary.
    Variance,
    /// The time between the last two orders.
    LastInterval,
    /// The favourite category, or the part of their spend that it has.
    CategoryShare,
    /// One category alone, or the part of their spend that it has.
    OneCategory,
    /// The same of the favourite brand.
    BrandShare,
    /// The channel that they order through, or the part of their orders that came through it.
    ChannelShare,
    /// The time since the last order, in which they came by.
    SinceOrder,
    /// Time on the site.
    Dwell,
    /// What their comments on surveys sound like.
    Sentiment,
    /// A mean of what stands beside it; alone, of what orders come to.
    Average,
    /// Overdue by their own rhythm.
    Late,
    /// Points that they can spend.
    Points,
    Birthday,
    Age,
}

/// Whoever likes something bought it in so many orders at least.
pub(super) const LIKED_ORDERS: u32 = 2;
/// "Recently": the last so many days. New members joined as lately.
pub(super) const RECENT_DAYS: f64 = 30.0;
/// "For long": more days than these.
pub(super) const LONG_DAYS: f64 = 90.0;
/// Lapsed, dormant: no order for more days than these.
pub(super) const LAPSED_DAYS: f64 = 180.0;
/// Who has been a member for so many days is an old one.
pub(super) const OLD_DAYS: f64 = 365.0;
/// From this risk of leaving on somebody is likely to leave.
pub(super) const HIGH_RISK: f64 = 0.6;
/// Below this risk of leaving somebody is not likely to.
pub(super) const LOW_RISK: f64 = 0.3;
/// From this chance on somebody probably still buys; below it, probably not.
pub(super) const STILL_BUYING: f64 = 0.5;
/// Above this rank by worth, in the top third, somebody is of high value.
pub(super) const HIGH_VALUE: f64 = 0.667;
/// Below this rank by worth, in the bottom third, somebody is of low value.
pub(super) const LOW_VALUE: f64 = 0.333;
/// Above this rank by worth, in the top tenth, somebody is a big spender.
pub(super) const BIG_SPENDER: f64 = 0.9;
/// No score is higher: more points are not of a survey.
pub(super) const BEST_SCORE: f64 = 10.0;
/// Up to this score somebody is unhappy: the detractors of the net promoter score (Reichheld 2003).
pub(super) const UNHAPPY: f64 = 6.0;
/// From this score on somebody is happy: its promoters.
pub(super) const HAPPY: f64 = 9.0;
/// From this share of items sent back on somebody returns much.
pub(super) const MANY_RETURNS: f64 = 0.3;
/// From this share of spend below list price on somebody hunts for discounts.
pub(super) const DISCOUNT_HUNTER: f64 = 0.5;
/// Below this share of something they hardly ever do it.
pub(super) const SELDOM: f64 = 0.1;
/// Frequent buyers ordered so many times at least in the last year.
pub(super) const FREQUENT_ORDERS: f64 = 6.0;
/// What was put in a cart or looked at is counted of so many days.
pub(super) const COUNTED_DAYS: f64 = 90.0;
