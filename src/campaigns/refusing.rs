//! Why something about a campaign cannot be done, and how that is said.

use crate::access::Right;
use crate::actions::ActionsError;
use crate::audit::AuditError;
use crate::catalog::CatalogError;
use crate::db::DbError;
use crate::events::EventsError;
use crate::features::FeaturesError;
use crate::ids::Both;
use crate::members::{MembersError, PointsError};

use super::approval::StateError;
use super::brief::BriefError;
use super::offers::CouponError;
use super::writing::WritingError;

/// Why something about a campaign cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum CampaignsError {
    /// There is none of this name.
    #[error("{}", self.english())]
    Unknown(String),
    /// A name that is none.
    #[error("{}", self.english())]
    Name(String),
    /// The name is taken.
    #[error("{}", self.english())]
    Taken(String),
    /// Somebody may not.
    #[error("as {role} you may not {}", right.told())]
    Role {
        /// What they are.
        role: crate::access::Role,
        /// What it takes.
        right: Right,
    },
    /// The brief is wrong, or lacks something.
    #[error(transparent)]
    Brief(#[from] BriefError),
    /// It is in another state, or cannot be decided so.
    #[error(transparent)]
    State(#[from] StateError),
    /// A coupon is not taken.
    #[error(transparent)]
    Coupon(#[from] CouponError),
    /// A text that is empty or too long.
    #[error("{}", self.english())]
    Words(usize),
    /// There is no such version.
    #[error("{}", self.english())]
    NoVersion(String, i64),
    /// An address that is none.
    #[error("{}", self.english())]
    Address,
    /// An address that is not on the list.
    #[error("{}", self.english())]
    NotSuppressed,
    /// Bounces that name nothing, or too many.
    #[error("each bounce has a `message_id` or an `address`, and {0} at most come in one call")]
    Bounces(usize),
    /// A campaign without uncertain messages.
    #[error("{}", self.english())]
    NoneUncertain(String),
    /// Uncertain messages that may still be answered.
    #[error("{}", self.english())]
    MayBeAnswered(u64),
    /// A campaign with one text, where it takes several.
    #[error("{}", self.english())]
    OneText(String),
    /// Too few draws whose time is over.
    #[error("{}", self.english())]
    FewDraws(String, usize),
    /// A campaign that nothing can be learnt from.
    #[error("{}", self.english())]
    NoTrial(String),
    /// A test was not sent.
    #[error("{}", self.english())]
    Test(String),
    /// No model is there to write.
    #[error("{}", self.english())]
    NoModel,
    /// A text cannot be written at all.
    #[error(transparent)]
    Writing(#[from] WritingError),
    /// What is kept cannot be read.
    #[error("a campaign cannot be read ({0}): it was written by another program")]
    Garbled(String),
    /// The insights and segments.
    #[error(transparent)]
    Actions(#[from] ActionsError),
    /// The features.
    #[error(transparent)]
    Features(#[from] FeaturesError),
    /// The members.
    #[error(transparent)]
    Members(#[from] MembersError),
    /// Their points.
    #[error(transparent)]
    Points(#[from] PointsError),
    /// The goods.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The events.
    #[error(transparent)]
    Events(#[from] EventsError),
    /// The audit.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<serde_json::Error> for CampaignsError {
    fn from(error: serde_json::Error) -> Self {
        Self::Garbled(error.to_string())
    }
}

impl CampaignsError {
    /// What whoever works in the studio is told; none of what nobody meets there, and of what failed on our side.
    #[must_use]
    pub fn told(&self) -> Option<Both> {
        Some(match self {
            Self::Brief(error) => error.told(),
            Self::State(error) => error.told(),
            Self::Unknown(name) => Both::new(
                format!(
                    "there is no campaign `{name}`; `storekeeper campaign list` lists those that there are"
                ),
                format!("没有名为“{name}”的活动"),
            ),
            Self::Name(name) => Both::new(
                format!(
                    "`{name}` cannot be the name of a campaign: give 1 to 60 letters, digits, blanks, or - _ . & '"
                ),
                format!("“{name}”不能用作活动名称：请使用 1 到 60 个文字、数字、空格或 - _ . & '"),
            ),
            Self::Taken(name) => Both::new(
                format!("there is a campaign `{name}` already: give another name"),
                format!("已有名为“{name}”的活动，请换一个名称"),
            ),
            Self::Words(most) => Both::new(
                format!("say it in 1 to {most} characters"),
                format!("请填写 1 到 {most} 个字符"),
            ),
            Self::NoVersion(name, version) => Both::new(
                format!("campaign `{name}` has no version {version}"),
                format!("活动“{name}”没有第 {version} 版"),
            ),
            Self::Address => Both::new(
                "this is no address: a mail address, a telephone number or a member's key is expected",
                "地址无效：请填写邮箱、手机号或会员编号",
            ),
            Self::NotSuppressed => Both::new(
                "this address is not on the list of those that nothing goes to",
                "该地址不在屏蔽名单中",
            ),
            Self::NoneUncertain(name) => Both::new(
                format!("campaign `{name}` has no uncertain message: there is nothing to decide"),
                format!("活动“{name}”没有不确定是否送达的消息，无需处理"),
            ),
            Self::MayBeAnswered(seconds) => Both::new(
                format!(
                    "another program may still be waiting for the mail server's answer to some of these messages: decide in {seconds} s"
                ),
                format!("其中一些消息可能仍在等待邮件服务器回复，请在 {seconds} 秒后再处理"),
            ),
            Self::OneText(name) => Both::new(
                format!("campaign `{name}` has one text: there is nothing to choose among"),
                format!("活动“{name}”只有一条文案，无从选择"),
            ),
            Self::FewDraws(name, draws) => Both::new(
                format!(
                    "campaign `{name}` has {draws} messages whose time for an order is over: it takes two to judge by; `choice.hours` says how long it is"
                ),
                format!(
                    "活动“{name}”中观察期已满的消息只有 {draws} 条，至少需要两条才能比较；观察期由 choice.hours 决定"
                ),
            ),
            Self::NoTrial(name) => Both::new(
                format!(
                    "campaign `{name}` has no members of both arms whose window is over: it takes a holdout, and time, to learn from"
                ),
                format!(
                    "活动“{name}”还没有观察期已满的发送组和对照组会员：需要设置对照组，并等待一段时间"
                ),
            ),
            Self::Test(why) => Both::new(
                format!("the test was not sent: {why}"),
                format!("测试消息未能发出：{why}"),
            ),
            Self::NoModel => Both::new(
                "there is no language model to write with: `storekeeper models pull` gets one, and `storekeeper serve` without --no-model uses it",
                "没有可用于撰写的语言模型：可用 `storekeeper models pull` 获取，并且启动 `storekeeper serve` 时不加 --no-model",
            ),
            _ => return None,
        })
    }

    /// What is said in English of that which is said in both languages.
    fn english(&self) -> String {
        self.told().map(|told| told.en).unwrap_or_default()
    }
}
