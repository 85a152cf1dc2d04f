//! Finding members like a member.

use std::sync::Arc;

use super::index::{Filter, Lookup, Question, Schema, field};
use super::shelf::{Document, Meaning, Shelf};
use super::{Embedder, IndexPlace, IndexState, Indexed, Progress, RetrievalError};
use crate::clock::Clock;
use crate::ids::MemberKey;

/// The fields that profiles are filtered by. The member is the tenant: a question about one member reaches
/// the points of that member alone.
const SCHEMA: Schema = &[(field::MEMBER, Lookup::Tenant)];

/// What is known of a member's taste: a direction among the meanings of the goods.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Whose.
    pub member: MemberKey,
    /// The vector; its length does not matter.
    pub taste: Vec<f32>,
}

/// A member who is like another.
#[derive(Clone, Debug, PartialEq)]
pub struct Alike {
    /// Who.
    pub member: MemberKey,
    /// The cosine of their tastes, from -1 to 1.
    pub cosine: f32,
}

/// The index of member profiles: a collection of its own. For staff alone: no tool of a shopper reaches it.
pub struct Profiles {
    shelf: Shelf,
}

impl Profiles {
    /// Opens the index beside the one of products in `place`.
    ///
    /// # Errors
    /// As [`super::Retrieval::open`].
    pub async fn open(
        place: &IndexPlace,
        embedder: Arc<dyn Embedder>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, RetrievalError> {
        let shelf = Shelf::open(&place.beside("members"), SCHEMA, embedder, clock).await?;
        Ok(Self { shelf })
    }

    /// Builds a new index of `profiles` and puts it in the place of the old one.
    ///
    /// # Errors
    /// As [`super::Retrieval::index`].
    pub async fn index(
        &self,
        profiles: &[Profile],
        progress: &dyn Progress,
    ) -> Result<Indexed, RetrievalError> {
        let document = |profile: &Profile| Document {
            key: profile.member.as_str().to_owned(),
            fields: vec![(field::MEMBER, profile.member.as_str().into())],
            meaning: Meaning::Vector(profile.taste.clone()),
            title: String::new(),
            description: String::new(),
        };
        let documents: Vec<Document> = profiles.iter().map(document).collect();
        let built = self.shelf.build(&documents, progress, |_, _| {}).await?;
        Ok(built.into())
    }

    /// The members whose taste is nearest to that of `member`, the nearest first, without them; none where
    /// there is no profile of them.
    ///
    /// # Errors
    /// As [`super::Retrieval::search`].
    pub async fn like(
        &self,
        member: &MemberKey,
        limit: usize,
    ) -> Result<Vec<Alike>, RetrievalError> {
        self.shelf.ready().await?;
        let key = member.as_str().to_owned();
        let taste = self.shelf.meanings_of(std::slice::from_ref(&key)).await?;
        let Some(taste) = taste.into_iter().next().flatten().filter(|_| limit > 0) else {
            return Ok(Vec::new());
        };
        let question = Question {
            meaning: Some(taste),
            terms: Vec::new(),
            filter: Filter {
                exclude: vec![key],
                ..Filter::default()
            },
            limit,
        };
        let found = self.shelf.ask(question).await?.by_meaning;
        let alike = found.into_iter().map(|found| Alike {
            member: MemberKey::new(&found.key),
            cosine: found.score,
        });
        Ok(alike.collect())
    }

    /// Whether there may be an index in `place`: it can be told without an embedder.
    #[must_use]
    pub fn may_be_in(place: &IndexPlace) -> bool {
        match place.beside("members") {
            IndexPlace::Folder(folder) => folder.exists(),
            IndexPlace::Server { .. } => true,
        }
    }

    /// Which of `members` have a profile; none where there is no index.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub async fn holds(&self, members: &[MemberKey]) -> Result<Vec<MemberKey>, RetrievalError> {
        if matches!(self.shelf.state().await?, IndexState::Absent) {
            return Ok(Vec::new());
        }
        let keys: Vec<String> = members.iter().map(ToString::to_string).collect();
        let tastes = self.shelf.meanings_of(&keys).await?;
        let held = members
            .iter()
            .zip(tastes)
            .filter(|(_, taste)| taste.is_some());
        Ok(held.map(|(member, _)| member.clone()).collect())
    }

    /// How the index stands.
    ///
    /// # Errors
    /// As [`super::Retrieval::state`].
    pub async fn state(&self) -> Result<IndexState, RetrievalError> {
        self.shelf.state().await
    }
}
