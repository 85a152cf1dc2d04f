//! What clusters are called: by rule, by the model from their numbers, or by a person of the shop.
//!
//! A cluster's key is its name by rule, which stays whatever it is called, so that filters go on being true.

use std::time::Duration;

use minijinja::context;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::ids::Language;
use crate::insights::segment::clusters::{Claims, DescribedCluster, MemberClusters, NameError};
use crate::llm::{Ask, Llm, LlmError, Shape, Urgency};
use crate::prompts::{PromptError, Prompts};
use crate::registry::Fit;

use super::fitting::Fitted;
use super::{ActionsError, Advisor, INSIGHTS, sql};

/// Both languages, in the order in which names are kept.
const LANGUAGES: [Language; 2] = [Language::English, Language::Chinese];
/// How long the model may be busy with others. Nobody waits for a name.
const PATIENCE: Duration = Duration::from_secs(8);
/// Four words have some ten tokens.
const TOKENS: usize = 24;
/// The longest name that a person gives, in characters.
const LONGEST: usize = 60;

/// Who found a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum NamedBy {
    /// A rule over the numbers.
    Rule,
    /// The model, and what it found was checked.
    Model {
        /// Which.
        model: String,
        /// The hashes of the English and the Chinese prompt.
        prompts: [String; 2],
    },
    /// A person.
    Person {
        /// Who.
        who: String,
    },
}

/// What a cluster is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterName {
    /// The cluster, by its name by rule.
    pub key: String,
    /// Its name in English.
    pub en: String,
    /// Its name in Chinese.
    pub zh: String,
    /// Who found these.
    #[serde(flatten)]
    pub named: NamedBy,
}

impl ClusterName {
    /// By rule.
    fn rule(cluster: &DescribedCluster) -> Self {
        Self {
            key: cluster.name_en.clone(),
            en: cluster.name_en.clone(),
            zh: cluster.name_zh.clone(),
            named: NamedBy::Rule,
        }
    }

    /// In a language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh,
        }
    }
}

/// A cluster for people to look at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClusterView {
    /// Its number, from 1; the largest of the last fit is the first.
    pub number: u32,
    /// What it is called.
    #[serde(flatten)]
    pub name: ClusterName,
    /// Members who are in it now.
    pub members: usize,
    /// Its numbers over the mean of all, in a line, in English.
    pub numbers: String,
    /// The same in Chinese.
    pub numbers_zh: String,
}

/// A cluster that the model found no name for; its name by rule stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unnamed {
    /// The cluster.
    pub key: String,
    /// Why.
    pub why: String,
}

/// Why the model's name was not taken.
#[derive(Debug, thiserror::Error)]
enum Declined {
    #[error(transparent)]
    Name(#[from] NameError),
    #[error(transparent)]
    Model(#[from] LlmError),
    #[error(transparent)]
    Prompt(#[from] PromptError),
}

impl Fitted {
    /// What the clusters are called, in the order of their numbers.
    #[must_use]
    pub fn names(&self) -> Vec<ClusterName> {
        let clusters = self.clusters.iter().flat_map(|found| &found.clusters);
        let given = |cluster: &DescribedCluster| {
            let mut given = self.cluster_names.iter();
            let given = given.find(|name| name.key == cluster.name_en);
            given.cloned().unwrap_or_else(|| ClusterName::rule(cluster))
        };
        clusters.map(given).collect()
    }

    /// Takes over the names that clusters of the same keys had before: a person's, and the model's where they are still true.
    pub(super) fn keep_names_of(&mut self, before: &Self) {
        let Some(found) = &self.clusters else { return };
        let still = |name: &&ClusterName| {
            let mut clusters = found.clusters.iter();
            let Some(cluster) = clusters.find(|cluster| cluster.name_en == name.key) else {
                return false;
            };
            let claims = found.claims(cluster);
            let tells = |language| claims.check(name.in_language(language), language).is_ok();
            match name.named {
                NamedBy::Rule => false,
                NamedBy::Model { .. } => LANGUAGES.into_iter().all(tells),
                NamedBy::Person { .. } => true,
            }
        };
        self.cluster_names = before.cluster_names.iter().filter(still).cloned().collect();
    }

    /// Calls a cluster something else.
    fn call(&mut self, name: ClusterName) {
        self.cluster_names.retain(|other| other.key != name.key);
        self.cluster_names.push(name);
    }

    /// The name of another cluster that is called so too, in either language.
    fn taken<'a>(&self, key: &str, names: [&'a str; 2]) -> Option<&'a str> {
        let others = self.names();
        let mut others = others.iter().filter(|other| other.key != key);
        others.find_map(|other| {
            let mut pairs = names.into_iter().zip([&other.en, &other.zh]);
            let same = pairs.find(|(name, of)| name.to_lowercase() == of.to_lowercase());
            same.map(|(name, _)| name)
        })
    }
}

impl Advisor {
    /// The clusters of the last fit, with what they are called and how many members are in each now.
    ///
    /// # Errors
    /// Nothing was fitted, or the database fails.
    pub async fn clusters(&self) -> Result<Vec<ClusterView>, ActionsError> {
        let fitted = self.fitted().await?;
        let sizes = sql::members_by(self.db.reader(), "cluster").await?;
        let Some(found) = &fitted.clusters else {
            return Ok(Vec::new());
        };
        let view = |(name, cluster): (ClusterName, &DescribedCluster)| {
            let size = sizes
                .iter()
                .find(|(key, _)| key.as_deref() == Some(name.key.as_str()));
            ClusterView {
                number: cluster.number + 1,
                members: size.map_or(0, |(_, count)| usize::try_from(*count).unwrap_or(0)),
                numbers: found.relative(cluster, Language::English),
                numbers_zh: found.relative(cluster, Language::Chinese),
                name,
            }
        };
        Ok(fitted
            .names()
            .into_iter()
            .zip(&found.clusters)
            .map(view)
            .collect())
    }

    /// Calls a cluster what a person says; `which` is its number or its key.
    ///
    /// # Errors
    /// There is no such cluster, a name that is none or is another cluster's, or the database fails; then nothing changed.
    pub async fn rename_cluster(
        &self,
        which: &str,
        [en, zh]: [&str; 2],
        who: &str,
        now: Timestamp,
    ) -> Result<ClusterName, ActionsError> {
        let mut fitted = Fitted::clone(&*self.fitted().await?);
        let names = fitted.names();
        let mut numbered = names.iter().zip(1_u32..);
        let found =
            numbered.find(|(name, number)| name.key == which || number.to_string() == which);
        let (found, _) = found.ok_or_else(|| ActionsError::NoCluster(which.to_owned()))?;
        let name = ClusterName {
            key: found.key.clone(),
            en: plain(en)?,
            zh: plain(zh)?,
            named: NamedBy::Person {
                who: who.to_owned(),
            },
        };
        if let Some(taken) = fitted.taken(&name.key, [&name.en, &name.zh]) {
            return Err(NameError::Taken(taken.to_owned()).into());
        }
        fitted.call(name.clone());
        self.keep_again(&fitted, now).await?;
        Ok(name)
    }

    /// Lets the model name the clusters that are named by rule, or by another model or other prompts. What it finds is
    /// checked: only words of a closed list that are true of the numbers, unlike the other clusters' names. Those for
    /// which it found nothing keep the names that they have, and are returned with the reason.
    ///
    /// # Errors
    /// Nothing was fitted, or the database fails. That the model is busy or fails is none.
    pub async fn name_clusters(
        &self,
        llm: &Llm,
        prompts: &Prompts,
        now: Timestamp,
    ) -> Result<Vec<Unnamed>, ActionsError> {
        let mut fitted = Fitted::clone(&*self.fitted().await?);
        let Some(found) = fitted.clusters.clone() else {
            return Ok(Vec::new());
        };
        let by = NamedBy::Model {
            model: llm.identity().model,
            prompts: [hash(prompts, LANGUAGES[0])?, hash(prompts, LANGUAGES[1])?],
        };
        let (mut unnamed, mut changed) = (Vec::new(), false);
        for (name, cluster) in fitted.names().into_iter().zip(&found.clusters) {
            if name.named != NamedBy::Rule && !of_another_model(&name.named, &by) {
                continue;
            }
            match named(llm, prompts, &found, cluster, &by).await {
                Ok(name) => match fitted.taken(&name.key, [&name.en, &name.zh]) {
                    None => {
                        fitted.call(name);
                        changed = true;
                    }
                    Some(taken) => unnamed.push(Unnamed {
                        why: NameError::Taken(taken.to_owned()).to_string(),
                        key: name.key,
                    }),
                },
                Err(why) => unnamed.push(Unnamed {
                    key: name.key,
                    why: why.to_string(),
                }),
            }
        }
        if changed {
            self.keep_again(&fitted, now).await?;
        }
        Ok(unnamed)
    }

    /// Keeps what was fitted under other names: as a version of its own, so that every process that has read it reads it again.
    async fn keep_again(&self, fitted: &Fitted, now: Timestamp) -> Result<(), ActionsError> {
        let overview = self.overview_of(fitted).await?;
        self.keep(fitted, &overview, now).await
    }

    /// Keeps what was fitted, which answers from now on.
    pub(super) async fn keep(
        &self,
        fitted: &Fitted,
        overview: &super::Overview,
        now: Timestamp,
    ) -> Result<(), ActionsError> {
        let settings = serde_json::json!({
            "members": fitted.members, "currency": fitted.currency.code(),
        });
        let fit = Fit {
            fingerprint: fitted.cut.rfc3339(),
            settings,
            metrics: serde_json::to_value(overview).unwrap_or_default(),
        };
        let body = serde_json::to_string(fitted)?;
        self.registry
            .add_with_body(INSIGHTS, &fit, &body, now)
            .await?;
        Ok(())
    }
}

/// What the model calls a cluster.
async fn named(
    llm: &Llm,
    prompts: &Prompts,
    found: &MemberClusters,
    cluster: &DescribedCluster,
    by: &NamedBy,
) -> Result<ClusterName, Declined> {
    let claims = found.claims(cluster);
    let mut names: [String; 2] = Default::default();
    for (at, language) in LANGUAGES.into_iter().enumerate() {
        let numbers = found.relative(cluster, language);
        let ask = ask(prompts, &claims, &numbers, language)?;
        let (line, _) = llm.line(ask).await?;
        // Whatever the grammar promised: not every server keeps to it.
        let name = line.trim();
        claims.check(name, language)?;
        name.clone_into(&mut names[at]);
    }
    let [en, zh] = names;
    Ok(ClusterName {
        key: cluster.name_en.clone(),
        en,
        zh,
        named: by.clone(),
    })
}

/// Whether a name is a model's, and another one's or by other prompts than those of now.
fn of_another_model(named: &NamedBy, now: &NamedBy) -> bool {
    matches!(named, NamedBy::Model { .. }) && named != now
}

fn hash(prompts: &Prompts, language: Language) -> Result<String, ActionsError> {
    Ok(prompts.hash(prompt(language))?)
}

fn ask(
    prompts: &Prompts,
    claims: &Claims,
    numbers: &str,
    language: Language,
) -> Result<Ask, Declined> {
    let pattern = claims.pattern(language).ok_or(NameError::NothingToSay)?;
    Ok(Ask {
        messages: prompts
            .render(prompt(language), context! { numbers })?
            .into(),
        shape: Shape::Line { pattern },
        max_tokens: TOKENS,
        urgency: Urgency::Word,
        patience: PATIENCE,
    })
}

fn prompt(language: Language) -> &'static str {
    match language {
        Language::English => "cluster.en",
        Language::Chinese => "cluster.zh",
    }
}

/// A name as a person may give it.
fn plain(name: &str) -> Result<String, ActionsError> {
    let name = name.trim();
    let length = name.chars().count();
    if (1..=LONGEST).contains(&length) && !name.chars().any(char::is_control) {
        Ok(name.to_owned())
    } else {
        Err(ActionsError::ClusterName(name.to_owned()))
    }
}
