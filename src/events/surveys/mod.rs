//! Surveys: what the shop asks its members, and what they say.
//!
//! A survey is defined in a file ([`Definitions`]). A member is invited to it once, or once about each order; the
//! invitation is answered by a link or in the chat. The first answer is kept as a `Survey Answered` event, and a later
//! one corrects it.

mod definitions;
mod report;
pub(super) mod sql;

use super::sql::{arrivals, last_row};
use super::{EventKind, EventsError};
use crate::access::random_name;
use crate::clock::Timestamp;
use crate::db::{Db, DbError, Migration};
use crate::ids::MemberKey;
use crate::members::{self, MembersError};

use sql::KeptInvitation;

pub use definitions::{Definitions, Survey, SurveyKind};
pub use report::{CsatReport, NpsReport, SurveyReport};

/// The longest comment, in characters.
const LONGEST_COMMENT: usize = 2_000;
/// Random bytes in an invitation's name.
const NAME_BYTES: usize = 12;

/// The schema of the surveys.
pub(super) const MIGRATIONS: &[Migration] = sql::MIGRATIONS;

/// Why a survey could not be read, or an answer kept.
#[derive(Debug, thiserror::Error)]
pub enum SurveysError {
    /// The file of surveys cannot be used.
    #[error("{place}: {problem}")]
    Definitions {
        /// Where in the file.
        place: String,
        /// What is wrong, and what is expected.
        problem: String,
    },
    /// There is no such survey.
    #[error("there is no survey `{0}`; `storekeeper surveys list` shows those there are")]
    NoSurvey(String),
    /// There is no such member.
    #[error("there is no member {0}, so nobody can be invited")]
    NoMember(MemberKey),
    /// There is no such invitation.
    #[error("there is no such invitation")]
    NoInvitation,
    /// The invitation has run out.
    #[error("the invitation has run out")]
    Expired,
    /// The answer lacks its score, or the score is none of the survey's.
    #[error("a score from {0} to {1} is expected")]
    Score(i64, i64),
    /// There is nothing in the answer.
    #[error("the answer is empty")]
    Empty,
    /// The members failed.
    #[error(transparent)]
    Members(#[from] MembersError),
    /// The events failed.
    #[error(transparent)]
    Events(#[from] EventsError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What a member says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The score, where the survey asks for one.
    pub score: Option<i64>,
    /// Their words, the first two thousand characters of them.
    pub comment: Option<String>,
}

/// A member's invitation to a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its name, which links and the chat name it by; it cannot be guessed.
    pub name: String,
    /// The key of the survey.
    pub survey: String,
    /// Whose it is.
    pub member: MemberKey,
    /// The order it is about, where it is about one.
    pub order: Option<String>,
    /// Until when it can be answered and corrected.
    pub until: Timestamp,
    /// What was said, where it was.
    pub answer: Option<Answer>,
}

/// The surveys of a shop.
#[derive(Clone, Debug)]
pub struct Surveys {
    db: Db,
    definitions: Definitions,
}

impl Surveys {
    /// The surveys of `definitions`, whose answers are kept in `db`.
    #[must_use]
    pub fn new(db: Db, definitions: Definitions) -> Self {
        Self { db, definitions }
    }

    /// The surveys there are.
    #[must_use]
    pub fn definitions(&self) -> &Definitions {
        &self.definitions
    }

    /// Invites `member` to a survey at the moment `now`, about an order or about the shop. Who is invited already
    /// keeps their invitation, with new time to answer it.
    ///
    /// # Errors
    /// A survey or member that does not exist, or the database fails.
    pub async fn invite(
        &self,
        survey: &str,
        member: &MemberKey,
        order: Option<&str>,
        now: Timestamp,
    ) -> Result<Invitation, SurveysError> {
        let definition = self.definitions.get(survey);
        let definition = definition.ok_or_else(|| SurveysError::NoSurvey(survey.to_owned()))?;
        let days = i64::from(definition.days);
        let until = Timestamp::from_micros(now.micros() + days * 24 * 3_600_000_000);
        let write = self.db.write(&["survey_invitations"]).await?;
        let rows = members::rows_of(write.reader(), std::iter::once(member)).await?;
        let row = *rows
            .get(member)
            .ok_or_else(|| SurveysError::NoMember(member.clone()))?;
        let about = order.unwrap_or_default();
        let kept = sql::of_member(write.reader(), row).await?;
        let mine = kept
            .into_iter()
            .find(|kept| kept.survey == survey && kept.about == about);
        let name = if let Some(kept) = mine {
            sql::prolong(&write, &kept.name, until).await?;
            kept.name
        } else {
            let name = random_name(NAME_BYTES);
            let new = KeptInvitation::new(&name, survey, row, about, until);
            sql::invite(&write, &new, now).await?;
            name
        };
        write.commit().await?;
        self.invitation(&name)
            .await?
            .ok_or(SurveysError::NoInvitation)
    }

    /// The invitation called `name`, whether or not it can still be answered.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn invitation(&self, name: &str) -> Result<Option<Invitation>, SurveysError> {
        let Some(kept) = sql::find(self.db.reader(), name).await? else {
            return Ok(None);
        };
        let member = sql::member_of(self.db.reader(), kept.member).await?;
        Ok(Some(kept.named(member)))
    }

    /// What `member` may be asked in the chat at the moment `now`: their invitations that are not answered, the oldest
    /// first, each with its survey.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn open_for(
        &self,
        member: &MemberKey,
        now: Timestamp,
    ) -> Result<Vec<(Invitation, &Survey)>, SurveysError> {
        let rows = members::rows_of(self.db.reader(), std::iter::once(member)).await?;
        let Some(&row) = rows.get(member) else {
            return Ok(Vec::new());
        };
        let kept = sql::of_member(self.db.reader(), row).await?;
        let open = kept
            .into_iter()
            .filter(|kept| kept.answered.is_none() && kept.until >= now)
            .filter_map(|kept| {
                let survey = self.definitions.get(&kept.survey)?;
                Some((kept.named(member.clone()), survey))
            });
        Ok(open.collect())
    }

    /// Keeps what a member says to their invitation at the moment `now`; said again it corrects what was said before.
    ///
    /// # Errors
    /// An invitation that does not exist or has run out, an answer that is none, or the database fails.
    pub async fn answer(
        &self,
        invitation: &str,
        answer: &Answer,
        now: Timestamp,
    ) -> Result<(), SurveysError> {
        let write = self.db.write(&["events", "survey_invitations"]).await?;
        let kept = sql::find(write.reader(), invitation).await?;
        let kept = kept.ok_or(SurveysError::NoInvitation)?;
        let survey = self
            .definitions
            .get(&kept.survey)
            .ok_or(SurveysError::NoInvitation)?;
        if kept.until < now {
            return Err(SurveysError::Expired);
        }
        let answer = checked(survey, answer)?;
        sql::answer(
            &write,
            invitation,
            &answer,
            kept.answered.unwrap_or(now),
            now,
        )
        .await?;
        let properties = serde_json::json!({
            "survey": survey.key, "kind": survey.kind.word(), "score": answer.score, "comment": answer.comment,
        });
        let note = if kept.about.is_empty() {
            &survey.key
        } else {
            &kept.about
        };
        let event = arrivals::Said {
            key: format!("survey:{invitation}"),
            member: kept.member,
            at: kept.answered.unwrap_or(now),
            kind: EventKind::SurveyAnswered,
            value: answer.score,
            note: note.clone(),
            properties: properties.to_string(),
        };
        let row = last_row(write.reader()).await? + 1;
        arrivals::say(&write, row, &event).await?;
        Ok(write.commit().await?)
    }

    /// What members say to a survey.
    ///
    /// # Errors
    /// A survey that does not exist, or the database fails.
    pub async fn report(&self, survey: &str) -> Result<SurveyReport, SurveysError> {
        let definition = self.definitions.get(survey);
        let definition = definition.ok_or_else(|| SurveysError::NoSurvey(survey.to_owned()))?;
        let reader = self.db.reader();
        let invited = sql::count(reader, survey).await?;
        let answers = sql::answers(reader, survey).await?;
        Ok(report::of(definition, invited, &answers))
    }
}

/// The answer as it is kept.
fn checked(survey: &Survey, answer: &Answer) -> Result<Answer, SurveysError> {
    let comment: Option<String> = answer.comment.as_deref().map(|comment| {
        let comment = comment.replace("\r\n", "\n");
        let printable = |c: &char| *c == '\n' || !c.is_control();
        comment
            .trim()
            .chars()
            .filter(printable)
            .take(LONGEST_COMMENT)
            .collect()
    });
    let comment = comment.filter(|comment| !comment.is_empty());
    let score = match (survey.kind.scores(), answer.score) {
        (None, _) => None,
        (Some((from, to)), score) => {
            let score = score.filter(|score| (from..=to).contains(score));
            Some(score.ok_or(SurveysError::Score(from, to))?)
        }
    };
    if score.is_none() && comment.is_none() {
        return Err(SurveysError::Empty);
    }
    Ok(Answer { score, comment })
}
