//! What is said where something about a campaign or a segment cannot be done.

use storekeeper::access::{Right, Role};
use storekeeper::actions::ActionsError;
use storekeeper::campaigns::{
    BriefError, CampaignState, CampaignsError, CouponError, StateError, Wrong,
};
use storekeeper::ids::{Both, has_chinese};

fn name() -> String {
    "Autumn tea".to_owned()
}

/// One of each that has words of its own.
fn refusals() -> Vec<CampaignsError> {
    let state = StateError::State {
        name: name(),
        state: CampaignState::InReview,
        remedy: ("decide first", "请先审批"),
    };
    let moved = StateError::Moved {
        name: name(),
        seen: 1,
        there: 2,
    };
    let wrong = Wrong {
        place: "objective".to_owned(),
        what: Both::new("it is empty", "为空"),
    };
    vec![
        CampaignsError::Unknown(name()),
        CampaignsError::Name(name()),
        CampaignsError::Taken(name()),
        CampaignsError::Role {
            role: Role::Agent,
            right: Right::RunCampaigns,
        },
        CampaignsError::Brief(BriefError {
            problems: vec![wrong],
        }),
        CampaignsError::State(state),
        CampaignsError::State(moved),
        CampaignsError::State(StateError::Author(name())),
        CampaignsError::State(StateError::Editor(name())),
        CampaignsError::State(StateError::Others(name())),
        CampaignsError::State(StateError::Changed(name())),
        CampaignsError::Coupon(CouponError::Void),
        CampaignsError::Words(20),
        CampaignsError::NoVersion(name(), 3),
        CampaignsError::Address,
        CampaignsError::NotSuppressed,
        CampaignsError::Bounces(100),
        CampaignsError::NoneUncertain(name()),
        CampaignsError::MayBeAnswered(60),
        CampaignsError::OneText(name()),
        CampaignsError::FewDraws(name(), 1),
        CampaignsError::NoTrial(name()),
        CampaignsError::Test("no mail server".to_owned()),
        CampaignsError::NoModel,
        CampaignsError::Garbled("it ends early".to_owned()),
    ]
}

#[test]
fn no_refusal_is_without_words() {
    for error in refusals() {
        assert!(!error.to_string().is_empty(), "{error:?}");
        if let Some(told) = error.told() {
            assert_eq!(told.en, error.to_string());
            assert!(has_chinese(&told.zh), "{told:?}");
        }
    }
    for error in [
        ActionsError::NotFitted,
        ActionsError::NoMember(name()),
        ActionsError::NoContract,
        ActionsError::NoSegment(name()),
        ActionsError::SegmentName(name()),
        ActionsError::NoCluster(name()),
        ActionsError::ClusterName(name()),
        ActionsError::Garbled("it ends early".to_owned()),
    ] {
        assert!(!error.to_string().is_empty(), "{error:?}");
        if let Some(told) = error.told() {
            assert_eq!(told.en, error.to_string());
            assert!(has_chinese(&told.zh), "{told:?}");
        }
    }
}
