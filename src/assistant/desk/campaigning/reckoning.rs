//! What a campaign for an objective is to be: its audience, medium, languages, offer and size.

use minijinja::context;
use serde_json::Value as Json;

use crate::assistant::AssistantError;
use crate::assistant::act::Actor;
use crate::assistant::asking::Reading;
use crate::assistant::desk::lists::everybody;
use crate::assistant::turn::Outcome;
use crate::campaigns::copy::Medium;
use crate::campaigns::{
    Audience, Brief, Choice, Counted, Measured, Metric, Named, Offer, OfferKind, PriceRule,
    Schedule, allowed, can_be_a_name,
};
use crate::clock::Timestamp;
use crate::features::{DAY, column};
use crate::ids::{Language, ProductKey};
use crate::insights::segment::Filter;

use super::cues;
use super::describing::counting;
use super::objectives::Objective;
use super::sizing::Planned;
use super::wishes::{Offered, Wishes};

/// Days after the message in which an order counts.
const WINDOW: u32 = 14;
/// Days until an offer ends: those that an approval may take, and the window.
const OFFER_DAYS: i64 = 28;
/// The days that the model's expected orders are of.
const EXPECTED_DAYS: f64 = 90.0;
/// A language that fewer of the audience speak than this share is left out.
const FEW: f64 = 0.02;
/// The most that points are multiplied by.
const MOST_POINTS: f64 = 5.0;

/// Whom a campaign is for.
pub(super) struct Found {
    audience: Audience,
    /// Of whom it is; everybody where nothing is asked.
    filter: Option<Filter>,
    /// Words that were not understood.
    left: Vec<String>,
    product: Option<ProductKey>,
}

/// An offer within the shop's limits.
struct Limited {
    offer: Offer,
    /// The percentage that was wanted, where the limits allow less; and which limit.
    wanted: Option<(i64, PriceRule)>,
}

/// What one medium reaches.
struct Reached {
    medium: Medium,
    counted: Counted,
}

impl Reached {
    /// Members who may be written to, held out or not.
    fn eligible(&self) -> u64 {
        self.counted.reached + self.counted.held_out
    }
}

/// A whole proposal, reckoned.
pub(super) struct Reckoned {
    pub(super) name: String,
    pub(super) objective: Objective,
    pub(super) brief: Brief,
    pub(super) counted: Counted,
    /// What the media that were compared reach.
    pub(super) reached: Vec<(Medium, u64)>,
    pub(super) planned: Planned,
    /// The mean order of the audience, in minor units.
    pub(super) mean_order: Option<f64>,
    pub(super) wanted: Option<(i64, PriceRule)>,
    /// A number of points that was wished as a gift, which no offer is.
    pub(super) bonus: Option<i64>,
    /// A name that was wished and can be none.
    pub(super) unfit: Option<String>,
    pub(super) left: Vec<String>,
    pub(super) product: Option<String>,
}

impl Actor<'_> {
    /// Whom a campaign is for: what the message asks for, with what its objective needs besides. A saved segment by its name,
    /// where that is just it. Where its conditions are no filter the campaign is for nobody, and what is said instead is given:
    /// everybody are those whom nothing was asked of.
    pub(super) async fn campaign_audience(
        &self,
        objective: Objective,
        message: &str,
    ) -> Result<Result<Found, Box<Outcome>>, AssistantError> {
        let product = match objective {
            Objective::Promote => self.shop.titles.singled_out(message, None, false).cloned(),
            _ => None,
        };
        let reading = self.read_subject(&cues::addressed(message)).await?;
        if let Some(said) = reading.refused {
            return Ok(Err(Box::new(self.no_audience(&[said])?)));
        }
        let json = objective.filter(asked_for(&reading));
        // What a product is called is no condition on members.
        let left = if product.is_some() {
            Vec::new()
        } else {
            reading.left
        };
        let Ok(filter) = json.as_ref().map(Filter::read).transpose() else {
            return Ok(Err(Box::new(self.no_audience(&[message.to_owned()])?)));
        };
        let audience = match &filter {
            None => Audience {
                named: Some(Named::Everybody),
                ..Audience::default()
            },
            Some(filter) => {
                let filter = filter.to_json();
                let segments = self.shop.advisor.segments().all(Language::English).await?;
                let saved = segments
                    .into_iter()
                    .find(|segment| segment.filter == filter);
                match saved {
                    Some(segment) => Audience {
                        segment: Some(segment.name),
                        ..Audience::default()
                    },
                    None => Audience {
                        filter: Some(filter),
                        ..Audience::default()
                    },
                }
            }
        };
        Ok(Ok(Found {
            audience,
            filter,
            left,
            product,
        }))
    }

    /// That the conditions of a campaign's audience are none together.
    fn no_audience(&self, said: &[String]) -> Result<Outcome, AssistantError> {
        let values = context! { said => self.in_quotes(said) };
        self.say_filled("campaign_no_audience", values)
    }

    /// The medium that reaches the most, of mail and SMS; the one that is wished, where one is.
    async fn campaign_medium(
        &self,
        audience: &Audience,
        wished: Option<Medium>,
    ) -> Result<Vec<Reached>, AssistantError> {
        let media = match wished {
            Some(medium) => vec![medium],
            None => vec![Medium::Mail, Medium::Sms],
        };
        let mut all = Vec::new();
        for medium in media {
            let brief = counting(audience.clone(), medium, 0.0);
            let campaigns = &self.shop.campaigns;
            let counted = campaigns.count(&brief, "", self.language(), self.now);
            all.push(Reached {
                medium,
                counted: counted.await?,
            });
        }
        // The first of those that reach as many stays first: mail.
        all.sort_by_key(|reached| std::cmp::Reverse(reached.eligible()));
        Ok(all)
    }

    /// The languages that the audience speaks, the one that most do first.
    async fn campaign_languages(&self, filter: &Filter) -> Result<Vec<Language>, AssistantError> {
        let Some(column) = column("language") else {
            return Ok(vec![self.language()]);
        };
        let sizes = self
            .shop
            .advisor
            .segments()
            .sizes_by(filter, column)
            .await?;
        let all: u64 = sizes.iter().map(|(_, members)| members).sum();
        let mut languages = Vec::new();
        for (word, members) in &sizes {
            #[allow(clippy::cast_precision_loss, reason = "counts of members")]
            let enough = *members as f64 >= FEW * all as f64;
            let language = word.as_deref().and_then(Language::from_tag);
            languages.extend(language.filter(|language| enough && !languages.contains(language)));
        }
        if languages.is_empty() {
            languages.push(self.language());
        }
        Ok(languages)
    }

    pub(super) async fn reckon(
        &self,
        objective: Objective,
        found: Found,
        wishes: &Wishes,
    ) -> Result<Reckoned, AssistantError> {
        let mut media = self.campaign_medium(&found.audience, wishes.medium).await?;
        let compared = media
            .iter()
            .map(|reached| (reached.medium, reached.eligible()));
        let compared: Vec<(Medium, u64)> = compared.collect();
        let chosen = media.swap_remove(0);
        let filter = found.filter.or_else(everybody);
        let (mut expected, mut mean_order) = (None, None);
        let mut languages = vec![self.language()];
        if let Some(filter) = &filter {
            let columns = ["expected_orders", "mean_order"].map(column);
            let columns: Vec<_> = columns.into_iter().flatten().collect();
            let means = self.shop.advisor.segments().means(filter, &columns).await?;
            expected = means.first().copied().flatten();
            mean_order = means.get(1).copied().flatten();
            languages = self.campaign_languages(filter).await?;
        }
        let expected = expected.map(|orders| orders * f64::from(WINDOW) / EXPECTED_DAYS);
        let planned = Planned::of(chosen.eligible(), expected, wishes.holdout);
        let bonus = match wishes.offer {
            Some(Offered::Bonus(points)) => Some(points),
            _ => None,
        };
        let limited = self.campaign_offer(wishes.offer.unwrap_or(objective.offer()));
        let title = match &found.product {
            Some(key) => {
                let products = self.shop.catalog.get(std::slice::from_ref(key)).await?;
                let product = products.into_iter().next();
                product.map(|product| product.title.in_language(self.language()).to_owned())
            }
            None => None,
        };
        let label = objective.label(self.language());
        let unfit = wishes.name.clone().filter(|name| !can_be_a_name(name));
        let name = match &wishes.name {
            Some(name) if unfit.is_none() => name.clone(),
            _ => format!("{label} {}", self.now.day()),
        };
        let brief = Brief {
            objective: objective.told(languages[0]).to_owned(),
            audience: found.audience,
            medium: chosen.medium,
            languages,
            tone: String::new(),
            offer: limited.offer,
            product: found.product.map(|key| key.to_string()),
            send: Schedule::default(),
            holdout: planned.holdout,
            metric: Metric {
                what: Measured::Ordered,
                window_days: WINDOW,
                baseline: Some(planned.baseline),
                effect: Some(planned.effect),
            },
            copies: Vec::new(),
            choice: Choice::default(),
            per_second: None,
        };
        Ok(Reckoned {
            name: self.free_name(&name).await?,
            objective,
            brief,
            counted: chosen.counted,
            reached: compared,
            planned,
            mean_order,
            wanted: limited.wanted,
            bonus,
            unfit,
            left: found.left,
            product: title,
        })
    }

    /// An offer inside the shop's limits.
    fn campaign_offer(&self, offered: Offered) -> Limited {
        let ends = Timestamp::from_micros(self.now.micros() + OFFER_DAYS * DAY).day();
        match offered {
            Offered::Percent(percent) if percent > 0 => {
                let limits = self.shop.campaigns.price_limits();
                let (most, rule) = allowed(percent, limits);
                // A shop that allows none offers none.
                let kind = if most > 0 {
                    OfferKind::Coupon
                } else {
                    OfferKind::Nothing
                };
                Limited {
                    offer: Offer {
                        kind,
                        percent: (most > 0).then_some(most),
                        ends: (most > 0).then_some(ends),
                        ..Offer::default()
                    },
                    wanted: (most < percent).then_some((percent, rule)),
                }
            }
            Offered::Points(times) if times > 1.0 => Limited {
                offer: Offer {
                    kind: OfferKind::Points,
                    times: Some(times.min(MOST_POINTS)),
                    ends: Some(ends),
                    ..Offer::default()
                },
                wanted: None,
            },
            Offered::Nothing | Offered::Percent(_) | Offered::Points(_) | Offered::Bonus(_) => {
                Limited {
                    offer: Offer::default(),
                    wanted: None,
                }
            }
        }
    }
}

/// The conditions of a reading, where it has some.
fn asked_for(reading: &Reading) -> Option<&Json> {
    let some = reading.filter.is_some() && !reading.understood.is_empty();
    some.then_some(&reading.json)
}
