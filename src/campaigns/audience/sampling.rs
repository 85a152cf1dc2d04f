//! Some members of an audience to look at messages with: those first with whom a text may go wrong.

use serde::Serialize;
use utoipa::ToSchema;

use crate::ids::Language;

use super::super::brief::Brief;
use super::super::{Campaigns, CampaignsError};
use super::lot::{Draw, Drawn};
use super::sql::{self, at_edge, beside};
use super::standing::{Asks, Which};

/// Members in a sample, at most.
const MOST: usize = 12;
/// What stands for what is hidden of a name.
const HIDDEN: &str = "•••";

/// A member whose message is worth a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CampaignSampled)]
pub struct SampledMember {
    /// Their key.
    pub member: String,
    /// The first letter of each part of their name; none where nothing is known.
    pub name: Option<String>,
    /// The language that they are spoken to in, `en` or `zh`; none where that is not known.
    pub language: Option<&'static str>,
    /// Why they are among them.
    pub why: String,
}

/// What members may have in common that a text has to bear.
pub(super) enum Common<'a> {
    LongestName,
    NoName,
    NoLanguage,
    Speaks(Language),
    NoTier,
    /// The number of a discount, and its rule's name; none for that of everybody else.
    Discount(usize, Option<&'a str>),
    Lot,
}

impl Common<'_> {
    fn told(&self, language: Language) -> String {
        let (en, zh) = match self {
            Self::LongestName => ("the longest name", "姓名最长"),
            Self::NoName => ("no name", "没有姓名"),
            Self::NoLanguage => ("no language", "语言未知"),
            Self::Speaks(Language::English) => ("speaks English", "使用英文"),
            Self::Speaks(Language::Chinese) => ("speaks Chinese", "使用中文"),
            Self::NoTier => ("no tier", "没有等级"),
            Self::Discount(_, Some(rule)) => {
                return match language {
                    Language::English => format!("the discount of “{rule}”"),
                    Language::Chinese => format!("享受“{rule}”折扣"),
                };
            }
            Self::Discount(_, None) => ("the discount of everybody else", "享受其他会员的折扣"),
            Self::Lot => ("by lot", "随机抽取"),
        };
        match language {
            Language::English => en.to_owned(),
            Language::Chinese => zh.to_owned(),
        }
    }
}

/// A name by the first letter of each of its parts: `M••• L•••`.
fn masked(name: &str) -> String {
    let parts = name.split_whitespace();
    let parts =
        parts.filter_map(|part| part.chars().next().map(|first| format!("{first}{HIDDEN}")));
    parts.collect::<Vec<_>>().join(" ")
}

impl Campaigns {
    /// Up to twelve members of a campaign's audience who may be written to: with the longest name, without a name, without a
    /// language, of each language, without a tier, of each discount, and then by lot. Who stands for several is there once.
    ///
    /// # Errors
    /// There is no such campaign or segment, insights that were not fitted yet, or the database fails.
    pub async fn sample(
        &self,
        name: &str,
        brief: &Brief,
        language: Language,
    ) -> Result<Vec<SampledMember>, CampaignsError> {
        self.follow_reach(false).await?;
        let asked = self.asked(&brief.audience).await?;
        let depths = self.depths(&brief.offer).await?;
        let beside = beside(asked.as_ref(), &depths);
        let mut commons = vec![Common::LongestName, Common::NoName, Common::NoLanguage];
        commons.extend(brief.languages.iter().map(|spoken| Common::Speaks(*spoken)));
        commons.push(Common::NoTier);
        if !depths.is_empty() {
            let rules = brief
                .offer
                .depths
                .iter()
                .map(|depth| Some(depth.rule.as_str()));
            let rules = rules.chain([None]).enumerate();
            commons.extend(rules.map(|(number, rule)| Common::Discount(number, rule)));
        }
        let (reader, asks) = (self.db.reader(), Asks::of(brief.medium));
        let draw = Draw::of(&self.secret, name, Drawn::Sample);
        let mut found: Vec<(i64, Vec<String>)> = Vec::new();
        for common in commons {
            let rows = at_edge(reader, &beside, asks, (&common, draw), MOST).await?;
            let known = |row: &i64| found.iter().position(|(known, _)| known == row);
            match rows.iter().find(|row| known(row).is_none()) {
                Some(new) if found.len() < MOST => found.push((*new, vec![common.told(language)])),
                // Who is there already stands for this too.
                _ => {
                    if let Some(place) = rows.first().and_then(known) {
                        found[place].1.push(common.told(language));
                    }
                }
            }
        }
        for row in at_edge(reader, &beside, asks, (&Common::Lot, draw), 2 * MOST).await? {
            if found.len() < MOST && found.iter().all(|(known, _)| *known != row) {
                found.push((row, vec![Common::Lot.told(language)]));
            }
        }
        let rows: Vec<i64> = found.iter().map(|(row, _)| *row).collect();
        let people = sql::people(reader, Which::These(&rows)).await?;
        let sampled = found.into_iter().filter_map(|(row, whys)| {
            let person = people.iter().find(|person| person.row == row)?;
            Some(SampledMember {
                member: person.key.to_string(),
                name: person.name.as_deref().map(masked),
                language: person.language.map(Language::tag),
                why: whys.join(match language {
                    Language::English => ", ",
                    Language::Chinese => "、",
                }),
            })
        });
        Ok(sampled.collect())
    }
}
