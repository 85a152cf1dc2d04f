//! The `survey_invitations` table.

use super::{Answer, Invitation, SurveysError};
use crate::clock::Timestamp;
use crate::db::{Migration, Reader, Row, Write};
use crate::ids::MemberKey;
use crate::members;

/// The schema, oldest step first.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    name: "surveys_0001",
    up: &[
        "CREATE TABLE survey_invitations (
            name TEXT NOT NULL PRIMARY KEY,
            survey TEXT NOT NULL,
            member_id BIGINT NOT NULL REFERENCES members (id),
            about TEXT NOT NULL,
            made BIGINT NOT NULL,
            open_until BIGINT NOT NULL,
            answered BIGINT,
            corrected BIGINT,
            score BIGINT,
            comment TEXT,
            UNIQUE (member_id, survey, about)
        )",
        "CREATE INDEX invitations_of_survey ON survey_invitations (survey, answered)",
    ],
}];

/// What is read of an invitation.
const COLUMNS: &str = "name, survey, member_id, about, open_until, answered, score, comment";

/// An invitation as its row has it.
pub(super) struct KeptInvitation {
    pub(super) name: String,
    pub(super) survey: String,
    pub(super) member: i64,
    /// The order's number; empty where it is about the shop.
    pub(super) about: String,
    pub(super) until: Timestamp,
    pub(super) answered: Option<Timestamp>,
    answer: Answer,
}

impl KeptInvitation {
    /// One that is not answered.
    pub(super) fn new(
        name: &str,
        survey: &str,
        member: i64,
        about: &str,
        until: Timestamp,
    ) -> Self {
        Self {
            name: name.to_owned(),
            survey: survey.to_owned(),
            member,
            about: about.to_owned(),
            until,
            answered: None,
            answer: Answer::default(),
        }
    }

    /// The invitation of `member`.
    pub(super) fn named(self, member: MemberKey) -> Invitation {
        Invitation {
            name: self.name,
            survey: self.survey,
            member,
            order: Some(self.about).filter(|about| !about.is_empty()),
            until: self.until,
            answer: self.answered.map(|_| self.answer),
        }
    }
}

/// The invitation called `name`.
pub(super) async fn find(
    reader: Reader<'_>,
    name: &str,
) -> Result<Option<KeptInvitation>, SurveysError> {
    let sql = format!("SELECT {COLUMNS} FROM survey_invitations WHERE name = $1");
    let rows = reader.query(&sql, vec![name.into()]).await?;
    rows.first().map(invitation).transpose()
}

/// The invitations of the member at row `member`, the oldest first.
pub(super) async fn of_member(
    reader: Reader<'_>,
    member: i64,
) -> Result<Vec<KeptInvitation>, SurveysError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM survey_invitations WHERE member_id = $1 ORDER BY made, name"
    );
    let rows = reader.query(&sql, vec![member.into()]).await?;
    rows.iter().map(invitation).collect()
}

/// The key of the member at row `member`.
pub(super) async fn member_of(reader: Reader<'_>, member: i64) -> Result<MemberKey, SurveysError> {
    let keys = members::keys_of(reader, &[member]).await?;
    keys.into_values().next().ok_or(SurveysError::NoInvitation)
}

/// Keeps a new invitation.
pub(super) async fn invite(
    write: &Write,
    invitation: &KeptInvitation,
    now: Timestamp,
) -> Result<(), SurveysError> {
    let sql = "INSERT INTO survey_invitations (name, survey, member_id, about, made, open_until)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let values = vec![
        invitation.name.as_str().into(),
        invitation.survey.as_str().into(),
        invitation.member.into(),
        invitation.about.as_str().into(),
        now.micros().into(),
        invitation.until.micros().into(),
    ];
    Ok(write.execute(sql, values).await?)
}

/// Gives an invitation new time.
pub(super) async fn prolong(
    write: &Write,
    name: &str,
    until: Timestamp,
) -> Result<(), SurveysError> {
    let sql = "UPDATE survey_invitations SET open_until = $1 WHERE name = $2";
    let values = vec![until.micros().into(), name.into()];
    Ok(write.execute(sql, values).await?)
}

/// Keeps what was said, the first time at `first` and now at `now`.
pub(super) async fn answer(
    write: &Write,
    name: &str,
    answer: &Answer,
    first: Timestamp,
    now: Timestamp,
) -> Result<(), SurveysError> {
    let sql =
        "UPDATE survey_invitations SET answered = $1, corrected = $2, score = $3, comment = $4
        WHERE name = $5";
    let corrected = (now != first).then(|| now.micros());
    let values = vec![
        first.micros().into(),
        corrected.into(),
        answer.score.into(),
        answer.comment.clone().into(),
        name.into(),
    ];
    Ok(write.execute(sql, values).await?)
}

/// How many are invited to a survey.
pub(super) async fn count(reader: Reader<'_>, survey: &str) -> Result<u64, SurveysError> {
    let sql = "SELECT COUNT(*) FROM survey_invitations WHERE survey = $1";
    let rows = reader.query(sql, vec![survey.into()]).await?;
    let count = rows.first().map(|row| row.get::<i64>(0)).transpose()?;
    Ok(count.unwrap_or(0).unsigned_abs())
}

/// What was said to a survey, the newest first.
pub(super) async fn answers(reader: Reader<'_>, survey: &str) -> Result<Vec<Answer>, SurveysError> {
    let sql = "SELECT score, comment FROM survey_invitations
        WHERE survey = $1 AND answered IS NOT NULL ORDER BY answered DESC, name";
    let rows = reader.query(sql, vec![survey.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Answer {
                score: row.get(0)?,
                comment: row.get(1)?,
            })
        })
        .collect()
}

/// Deletes the invitations of a member, with what they said.
pub(in crate::events) async fn forget(
    write: &Write,
    member: i64,
) -> Result<(), crate::db::DbError> {
    let sql = "DELETE FROM survey_invitations WHERE member_id = $1";
    write.execute(sql, vec![member.into()]).await
}

/// Makes the invitations of the member `from` those of `to`, except where `to` has the same.
pub(in crate::events) async fn pass_on(
    write: &Write,
    from: i64,
    to: i64,
) -> Result<(), crate::db::DbError> {
    let sql = "UPDATE survey_invitations SET member_id = $1 WHERE member_id = $2 AND NOT EXISTS (
        SELECT 1 FROM survey_invitations AS others WHERE others.member_id = $1
            AND others.survey = survey_invitations.survey AND others.about = survey_invitations.about)";
    write.execute(sql, vec![to.into(), from.into()]).await?;
    forget(write, from).await
}

fn invitation(row: &Row) -> Result<KeptInvitation, SurveysError> {
    Ok(KeptInvitation {
        name: row.get(0)?,
        survey: row.get(1)?,
        member: row.get(2)?,
        about: row.get(3)?,
        until: Timestamp::from_micros(row.get(4)?),
        answered: row.get::<Option<i64>>(5)?.map(Timestamp::from_micros),
        answer: Answer {
            score: row.get(6)?,
            comment: row.get(7)?,
        },
    })
}
