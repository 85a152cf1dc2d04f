//! What each role may do: one table, asked by every door.

use super::Role;

/// Something that not everybody of the shop may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// See a member: profile, orders, what is thought of them; contact data only in part.
    SeeMember,
    /// See a member's contact data in full; each time is recorded.
    RevealContact,
    /// Read conversations of members with the assistant.
    ReadConversations,
    /// Write to a member in a conversation, and end what waits for a person.
    Reply,
    /// See figures and plots of all members, and which members a filter is true of.
    SeeInsights,
    /// Save a segment, and take one away.
    SaveSegment,
    /// Approve a plan, so that members are written to.
    ApprovePlan,
    /// Write, send and stop campaigns.
    RunCampaigns,
    /// Approve a campaign that somebody else wrote.
    ApproveCampaign,
    /// Look after the accounts of the shop's people.
    ManageStaff,
    /// Read the record of what was answered and done.
    ReadAudit,
}

impl Right {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::SeeMember,
        Self::RevealContact,
        Self::ReadConversations,
        Self::Reply,
        Self::SeeInsights,
        Self::SaveSegment,
        Self::ApprovePlan,
        Self::RunCampaigns,
        Self::ApproveCampaign,
        Self::ManageStaff,
        Self::ReadAudit,
    ];

    /// The word that pages and programs know it by.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::SeeMember => "see_member",
            Self::RevealContact => "reveal_contact",
            Self::ReadConversations => "read_conversations",
            Self::Reply => "reply",
            Self::SeeInsights => "see_insights",
            Self::SaveSegment => "save_segment",
            Self::ApprovePlan => "approve_plan",
            Self::RunCampaigns => "run_campaigns",
            Self::ApproveCampaign => "approve_campaign",
            Self::ManageStaff => "manage_staff",
            Self::ReadAudit => "read_audit",
        }
    }

    /// What it is to do it, as a sentence goes on after "you may not".
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Self::SeeMember => "see members",
            Self::RevealContact => "see a member's contact data in full",
            Self::ReadConversations => "read conversations",
            Self::Reply => "write to members",
            Self::SeeInsights => "see the figures of all members",
            Self::SaveSegment => "save segments or take them away",
            Self::ApprovePlan => "approve plans",
            Self::RunCampaigns => "write, send or stop campaigns",
            Self::ApproveCampaign => "approve campaigns",
            Self::ManageStaff => "look after the accounts of the shop's people",
            Self::ReadAudit => "read the record of what was done",
        }
    }

    /// The roles that have it: those who serve members, those who address them, those who look after the shop.
    fn roles(self) -> &'static [Role] {
        match self {
            Self::SeeInsights => &[Role::Agent, Role::Marketer, Role::Admin],
            Self::SeeMember | Self::RevealContact | Self::ReadConversations | Self::Reply => {
                &[Role::Agent, Role::Admin]
            }
            Self::SaveSegment | Self::ApprovePlan | Self::RunCampaigns | Self::ApproveCampaign => {
                &[Role::Marketer, Role::Admin]
            }
            Self::ManageStaff | Self::ReadAudit => &[Role::Admin],
        }
    }
}

impl Role {
    /// Whether somebody of this role may do it.
    #[must_use]
    pub fn may(self, right: Right) -> bool {
        right.roles().contains(&self)
    }

    /// Everything that somebody of this role may do.
    pub fn rights(self) -> impl Iterator<Item = Right> {
        Right::ALL.into_iter().filter(move |right| self.may(*right))
    }
}
