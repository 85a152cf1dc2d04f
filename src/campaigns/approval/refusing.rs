//! Why a campaign stays as it is, in both languages.

use crate::ids::Both;

use super::CampaignState;

/// Why a campaign stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told().en)]
pub enum StateError {
    /// It is in another state.
    State {
        /// Which.
        name: String,
        /// Its state.
        state: CampaignState,
        /// What can be done, in English and in Chinese.
        remedy: (&'static str, &'static str),
    },
    /// Whoever decides is its author.
    Author(String),
    /// Whoever decides changed it last.
    Editor(String),
    /// Whoever throws it away is not its author.
    Others(String),
    /// It was changed meanwhile.
    Moved {
        /// Which.
        name: String,
        /// The version that was looked at.
        seen: i64,
        /// The version that is there.
        there: i64,
    },
    /// What is kept is not what was approved.
    Changed(String),
}

impl CampaignState {
    /// Its name in a Chinese sentence.
    fn chinese(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::InReview => "待批准",
            Self::Approved => "已批准",
            Self::Sending => "发送中",
            Self::Paused => "已暂停",
            Self::Sent => "已发送",
            Self::Stopped => "已停止",
            Self::Expired => "已过期",
        }
    }
}

impl StateError {
    /// What is said to who wanted it otherwise.
    #[must_use]
    pub fn told(&self) -> Both {
        match self {
            Self::State {
                name,
                state,
                remedy: (english, chinese),
            } => Both::new(
                format!("campaign `{name}` is {state}: {english}"),
                format!("活动“{name}”当前为“{}”：{chinese}", state.chinese()),
            ),
            Self::Author(author) => Both::new(
                format!("{author} wrote this campaign; somebody else has to approve it"),
                format!("该活动由 {author} 创建，须由其他同事批准"),
            ),
            Self::Editor(editor) => Both::new(
                format!("{editor} changed this campaign last; somebody else has to approve it"),
                format!("该活动最后由 {editor} 修改，须由其他同事批准"),
            ),
            Self::Others(author) => Both::new(
                format!("{author} wrote this draft; only they or an admin can throw it away"),
                format!("该草稿由 {author} 创建，只有本人或管理员可以删除"),
            ),
            Self::Moved { name, seen, there } => Both::new(
                format!(
                    "campaign `{name}` has version {there} by now, and not {seen}: look at it again"
                ),
                format!("活动“{name}”现在是第 {there} 版，而不是第 {seen} 版：请重新查看"),
            ),
            Self::Changed(name) => Both::new(
                format!(
                    "campaign `{name}` is not what was approved: change it and have it approved again"
                ),
                format!("活动“{name}”与批准时的内容不一致：请修改后重新提交批准"),
            ),
        }
    }
}
