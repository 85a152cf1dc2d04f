//! All campaigns at a glance: where each stands and what it is about, in one question to the database.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;

use super::super::brief::{Audience, Brief, OfferKind, Schedule};
use super::super::copy::Medium;
use super::{Campaigns, CampaignsError, Listed, listed, sql};

/// A campaign in a list, with what it is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CampaignOverview)]
pub struct Overview {
    /// Where it stands, and who did what.
    #[serde(flatten)]
    pub listed: Listed,
    /// What its last version is about; none where its brief cannot be read.
    pub about: Option<About>,
}

/// What a brief is about, without its texts.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = CampaignAbout)]
pub struct About {
    /// What it is to bring about.
    pub objective: String,
    /// Who is addressed.
    pub audience: Audience,
    /// By what it is sent.
    #[schema(value_type = String, example = "mail")]
    pub medium: Medium,
    /// The languages it speaks, `en` and `zh`.
    pub languages: Vec<&'static str>,
    /// What kind of offer it makes.
    pub offer: OfferKind,
    /// The product that it is about, by its key.
    pub product: Option<String>,
    /// When it goes out.
    pub send: Schedule,
    /// The share of the audience that is held out.
    pub holdout: f64,
    /// The names of its texts, in the order in which they come.
    pub variants: Vec<String>,
}

impl About {
    fn of(brief: &Brief) -> Self {
        Self {
            objective: brief.objective.clone(),
            audience: brief.audience.clone(),
            medium: brief.medium,
            languages: (brief.languages.iter())
                .map(|language| language.tag())
                .collect(),
            offer: brief.offer.kind,
            product: brief.product.clone(),
            send: brief.send.clone(),
            holdout: brief.holdout,
            variants: brief.variants().into_iter().map(str::to_owned).collect(),
        }
    }
}

impl Campaigns {
    /// All campaigns with what they are about, the last changed first: one question, however many there are.
    ///
    /// # Errors
    /// The database fails.
    pub async fn overview(&self, now: Timestamp) -> Result<Vec<Overview>, CampaignsError> {
        let all = sql::all_with_briefs(self.db.reader()).await?;
        let shown = all.iter().map(|(kept, brief)| {
            // A brief of a newer program is none here, and no reason to show none of the others.
            let brief = serde_json::from_str::<Brief>(brief).ok();
            Ok(Overview {
                listed: listed(kept, now)?,
                about: brief.as_ref().map(About::of),
            })
        });
        shown.collect()
    }
}
