//! Which text a member gets: evenly, or by what is learnt while the campaign is sent.
//!
//! The arms are the texts that were approved, and no others. Every draw is kept with its message as the probability with which it
//! was made, so that what another way to choose would have brought can be told afterwards ([`Campaigns::replay`]). An outcome is
//! learnt once its time is over and not before: an order that came early would count for the text that was sent most lately.
//! What is known of a member in a draw is what their row of the queue has: their language, and the segment that they were in when
//! the campaign put them there.

mod replaying;
mod sql;

use std::sync::{Mutex, PoisonError};

use crate::clock::Timestamp;
use crate::ids::Language;
use crate::insights::segment::rfm::Segment;
use crate::learn::Terms;
use crate::learn::bandits::{Bandit, BanditError, Limits, Method};

use super::audience::choice_seed;
use super::brief::{Brief, Chooser};
use super::{Campaigns, CampaignsError};

pub use replaying::{Replay, ReplayAsked, Valued};

/// Of `LinUCB`: the ridge of its lines, and how much doubt counts.
const RIDGE: f64 = 1.0;
const DOUBT: f64 = 0.5;
/// Numbers of a context: the level, whether Chinese is spoken, and each segment.
const WIDTH: usize = 2 + Segment::ALL.len();

/// Members who got one text and of whom the same is known, and how many of them ordered.
struct Learnt {
    variant: String,
    language: Option<String>,
    rfm: Option<String>,
    members: i64,
    ordered: i64,
}

/// Draws texts while a campaign is sent.
#[derive(Debug)]
pub(super) struct Draws {
    arms: Vec<String>,
    bandit: Mutex<Bandit>,
}

/// What is known of a member in a draw.
fn context(language: Option<Language>, rfm: Option<&str>) -> Vec<f64> {
    let segment = rfm.and_then(Segment::of);
    let mut context = vec![
        1.0,
        f64::from(u8::from(language == Some(Language::Chinese))),
    ];
    context.extend(
        Segment::ALL
            .iter()
            .map(|one| f64::from(u8::from(segment == Some(*one)))),
    );
    context
}

/// A chooser among so many texts that knows nothing yet.
fn fresh(by: Chooser, arms: usize, explore: f64, seed: u64) -> Result<Bandit, BanditError> {
    let method = match by {
        Chooser::Even => Method::Uniform,
        Chooser::Thompson => Method::ThompsonBeta,
        Chooser::LinUcb => Method::LinUcb {
            ridge: RIDGE,
            alpha: DOUBT,
        },
    };
    let limits = Limits {
        least: explore,
        ..Limits::NONE
    };
    Bandit::new(method, &vec![Terms::PLAIN; arms], WIDTH, limits, seed)
}

impl From<BanditError> for CampaignsError {
    fn from(error: BanditError) -> Self {
        Self::Garbled(error.to_string())
    }
}

impl Draws {
    /// What draws the texts of a campaign from now on, with everything that was learnt until now. None where nothing is learnt:
    /// then lots decide.
    pub(super) async fn prepare(
        campaigns: &Campaigns,
        name: &str,
        brief: &Brief,
        now: Timestamp,
    ) -> Result<Option<Self>, CampaignsError> {
        let choice = brief.choice;
        let arms: Vec<String> = brief.variants().into_iter().map(str::to_owned).collect();
        if choice.by == Chooser::Even || arms.len() < 2 {
            return Ok(None);
        }
        let seed = choice_seed(&campaigns.secret, name, now);
        let mut bandit = fresh(choice.by, arms.len(), choice.explore, seed)?;
        let window = brief.learning_window();
        let cells = sql::learnt(campaigns.db.reader(), name, window, now).await?;
        tokio::task::block_in_place(|| teach(&mut bandit, &arms, &cells))?;
        Ok(Some(Self {
            arms,
            bandit: Mutex::new(bandit),
        }))
    }

    /// Draws a text's name for a member: with the probability with which it was drawn.
    pub(super) fn draw(
        &self,
        language: Language,
        rfm: Option<&str>,
    ) -> Result<(String, f64), CampaignsError> {
        let mut bandit = self.bandit.lock().unwrap_or_else(PoisonError::into_inner);
        let decision = bandit.decide(&context(Some(language), rfm))?;
        // It is kept with the message.
        bandit.take_log();
        Ok((self.arms[decision.arm].clone(), decision.propensity))
    }
}

/// Teaches a chooser everything whose time is over.
fn teach(bandit: &mut Bandit, arms: &[String], cells: &[Learnt]) -> Result<(), BanditError> {
    for cell in cells {
        let Some(arm) = arms.iter().position(|arm| *arm == cell.variant) else {
            continue;
        };
        let language = cell.language.as_deref().and_then(Language::from_tag);
        let context = context(language, cell.rfm.as_deref());
        for member in 0..cell.members {
            let outcome = f64::from(u8::from(member < cell.ordered));
            bandit.learn(arm, &context, outcome)?;
        }
    }
    Ok(())
}
