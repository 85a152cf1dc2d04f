//! Fitting all insights to the members of now.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::features::{Cut, DAY, Frame, Scores};
use crate::insights::churn::{
    Churn, ChurnError, Compared, Lived, Snapshot, Tested, horizon, lived,
};
use crate::insights::lifetime::{Buying, Outlook};
use crate::insights::segment::clusters::{ClusterSettings, MemberClusters};
use crate::insights::segment::rfm::{Activity, Quintiles};
use crate::insights::survival::{Waiting, WaitingError};
use crate::learn::behaviour::{Prior, prior};
use crate::money::Currency;

use super::effects::Effects;
use super::naming::ClusterName;
use super::{ActionsError, Advisor, sql};

/// Members that models are fitted to, at most.
const ENOUGH: usize = 60_000;
/// Members of each cut whose events networks read, at most: they are slow.
const ENOUGH_LIVED: usize = 5_000;
/// Days before a cut of which they read events.
const LIVED_DAYS: u16 = 365;
/// The seed of everything that is drawn.
const SEED: u64 = 20_261_127;

/// Which models of leaving are fitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ModelsWanted {
    /// Those on the table of members, of which the best is used.
    #[default]
    Default,
    /// Networks that read events too, which are only measured.
    All,
}

/// All that was fitted, at one cut.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fitted {
    /// Up to when things counted.
    pub cut: Timestamp,
    /// In what amounts are.
    pub currency: Currency,
    /// The model of buying.
    pub buying: Buying,
    /// The model of leaving; or why there is none.
    pub churn: Result<Churn, String>,
    /// The model of the wait for the next order; none with too few orders.
    #[serde(default)]
    pub waiting: Option<Waiting>,
    /// Why there is no such model.
    #[serde(default)]
    pub without_waiting: Option<String>,
    /// What everybody's intervals between orders say.
    pub rhythm: Option<Prior>,
    /// Where the fifths of recency, frequency and money lie; none with too few members.
    pub quintiles: Option<Quintiles>,
    /// The clusters; none where there are none.
    pub clusters: Option<MemberClusters>,
    /// What clusters are called that are not called by rule.
    #[serde(default)]
    pub cluster_names: Vec<ClusterName>,
    /// What the campaigns did.
    pub effects: Effects,
    /// How worth is spread: what each hundredth of the members is worth less than.
    pub worths: Vec<f64>,
    /// How many members were counted.
    pub members: usize,
}

/// How good what was fitted is.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    /// Up to when things counted.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    pub cut: Timestamp,
    /// Members.
    pub members: usize,
    /// Days without an order that are taken for leaving.
    pub horizon: Option<u32>,
    /// The test of the model of leaving.
    pub churn: Option<Tested>,
    /// All models of leaving that were fitted, with their tests.
    pub models: Vec<Compared>,
    /// Why there is no such model.
    pub without_churn: Option<String>,
    /// The parameters of the model of buying.
    pub buying: serde_json::Value,
    /// Members by their named segment.
    pub rfm: BTreeMap<String, usize>,
    /// Members by cluster, by its key.
    pub clusters: BTreeMap<String, usize>,
    /// What the clusters are called.
    pub cluster_names: Vec<ClusterName>,
}

impl Advisor {
    /// Counts everybody anew, fits all insights, estimates everybody and keeps it all, then finds anew who is in the saved
    /// segments; `progress` hears the stage and the share of it that is done. What was fitted before answers until then.
    ///
    /// # Errors
    /// Too few orders to fit anything, or the database fails; the segments may then be those of before.
    pub async fn fit(
        &self,
        now: Timestamp,
        progress: &(dyn Fn(&str, f64) + Sync),
    ) -> Result<Overview, ActionsError> {
        self.fit_models(ModelsWanted::Default, now, progress).await
    }

    /// The same with the models of leaving that are wanted.
    ///
    /// # Errors
    /// As [`Advisor::fit`].
    pub async fn fit_models(
        &self,
        wanted: ModelsWanted,
        now: Timestamp,
        progress: &(dyn Fn(&str, f64) + Sync),
    ) -> Result<Overview, ActionsError> {
        let cut = self.features.latest(now).await?;
        self.features
            .rebuild(cut, &|share| progress("counting members", share))
            .await?;
        let overview = self.fit_counted(wanted, cut, now, progress).await;
        // Who is no longer counted leaves the segments, also where nothing could be fitted.
        self.segments.refresh(None, now).await?;
        overview
    }

    /// Fits all insights to the members as they are counted, estimates everybody and keeps it all.
    async fn fit_counted(
        &self,
        wanted: ModelsWanted,
        cut: Cut,
        now: Timestamp,
        progress: &(dyn Fn(&str, f64) + Sync),
    ) -> Result<Overview, ActionsError> {
        let past = self.past(None, cut.at).await?;
        let churn = self
            .fit_churn(wanted, cut, &past.purchases, progress)
            .await?;
        progress("fitting the rest", 0.0);
        let (waiting, without_waiting) = match Waiting::fit(&self.db, cut).await {
            Ok(waiting) => (Some(waiting), None),
            Err(WaitingError::Survival(why)) => (None, Some(why.to_string())),
            Err(WaitingError::Db(error)) => return Err(error.into()),
        };
        let frame = self.features.all().await?;
        let effects = sql::effects(self.db.reader(), cut.at).await?;
        let (mut fitted, scores) = tokio::task::block_in_place(|| {
            let rhythm = rhythm(&past.purchases);
            let buying = Buying::fit(&sample(&frame))?;
            let mut fitted = Fitted {
                cut: cut.at,
                currency: cut.currency,
                buying,
                churn,
                waiting,
                without_waiting,
                rhythm,
                quintiles: quintiles(&frame),
                clusters: clusters(&sample(&frame)),
                cluster_names: Vec::new(),
                effects,
                worths: Vec::new(),
                members: frame.len(),
            };
            progress("fitting the rest", 0.5);
            let scores = fitted.scores(&frame, &past);
            fitted.worths = hundredths(&scores);
            let scores = fitted.ranked(scores);
            Ok::<_, ActionsError>((fitted, scores))
        })?;
        progress("keeping what was estimated", 0.0);
        self.features.keep_scores(&scores, cut.at).await?;
        if let Ok(before) = self.fitted().await {
            fitted.keep_names_of(&before);
        }
        let overview = self.overview_of(&fitted).await?;
        self.keep(&fitted, &overview, now).await?;
        progress("keeping what was estimated", 1.0);
        Ok(overview)
    }

    /// Fits the model of leaving on two earlier cuts; the inner error says why there is none.
    async fn fit_churn(
        &self,
        wanted: ModelsWanted,
        cut: Cut,
        purchases: &[(i64, i64)],
        progress: &(dyn Fn(&str, f64) + Sync),
    ) -> Result<Result<Churn, String>, ActionsError> {
        let days = match horizon(purchases, cut.at.micros()) {
            Ok(days) => days,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let back = |times: i64| {
            let at = cut.at.micros() - times * i64::from(days) * DAY;
            Cut {
                at: Timestamp::from_micros(at),
                ..cut
            }
        };
        let (earlier, later) = (back(2), back(1));
        let first = self
            .features
            .at(earlier, ENOUGH, &|share| {
                progress("the members of before", share / 2.0);
            })
            .await?;
        let second = self
            .features
            .at(later, ENOUGH, &|share| {
                progress("the members of before", f64::midpoint(1.0, share));
            })
            .await?;
        let before = self.features.ordered(earlier.at, later.at).await?;
        let after = self.features.ordered(later.at, cut.at).await?;
        let lived = match wanted {
            ModelsWanted::Default => None,
            ModelsWanted::All => Some([
                self.lived(&first, earlier, &before).await?,
                self.lived(&second, later, &after).await?,
            ]),
        };
        progress("who leaves", 0.0);
        let fitted = tokio::task::block_in_place(|| {
            let snapshot = |frame, ordered| Snapshot {
                frame,
                estimates: estimates(frame),
                ordered,
            };
            let (first, second) = (snapshot(&first, &before), snapshot(&second, &after));
            Churn::fit(&first, &second, lived.as_ref(), (days, SEED), progress)
        });
        progress("who leaves", 1.0);
        Ok(fitted.map_err(|error: ChurnError| error.to_string()))
    }

    /// What happened in the year before a cut with some of the members who had ordered by then.
    async fn lived(
        &self,
        frame: &Frame,
        cut: Cut,
        ordered: &HashSet<i64>,
    ) -> Result<Lived, ActionsError> {
        let orders = frame.numbers("orders");
        let buyers = (0..frame.len()).filter(|&row| orders[row] > 0.0);
        let buyers: Vec<i64> = buyers.map(|row| frame.ids[row]).collect();
        let every = buyers.len().div_ceil(ENOUGH_LIVED).max(1);
        let members: Vec<i64> = buyers.into_iter().step_by(every).collect();
        let year = i64::from(LIVED_DAYS) * DAY;
        let from = Timestamp::from_micros(cut.at.micros() - year);
        let happened = self.features.happenings(&members, from, cut).await?;
        let longest = f32::from(LIVED_DAYS);
        let at = cut.at.micros();
        Ok(lived(&members, &happened, at, longest, ordered))
    }

    /// How good what was fitted last is, and how many members are in which segment now.
    ///
    /// # Errors
    /// Nothing was fitted, or the database fails.
    pub async fn overview(&self) -> Result<Overview, ActionsError> {
        self.overview_of(&*self.fitted().await?).await
    }

    pub(super) async fn overview_of(&self, fitted: &Fitted) -> Result<Overview, ActionsError> {
        let count = |pairs: Vec<(Option<String>, i64)>| {
            let named = pairs
                .into_iter()
                .filter_map(|(name, count)| Some((name?, usize::try_from(count).unwrap_or(0))));
            named.collect()
        };
        let (churn, without_churn) = match &fitted.churn {
            Ok(churn) => (Some(churn), None),
            Err(why) => (None, Some(why.clone())),
        };
        Ok(Overview {
            cut: fitted.cut,
            members: fitted.members,
            horizon: churn.map(|churn| churn.horizon),
            churn: churn.map(|churn| churn.tested.clone()),
            models: churn.map_or_else(Vec::new, |churn| churn.compared.clone()),
            without_churn,
            buying: serde_json::to_value(&fitted.buying).unwrap_or_default(),
            rfm: count(sql::members_by(self.db.reader(), "rfm").await?),
            clusters: count(sql::members_by(self.db.reader(), "cluster").await?),
            cluster_names: fitted.names(),
        })
    }
}

/// What a model of buying that was fitted to these members alone says of them: the chance that they still buy, and the
/// orders to expect; not numbers where it cannot be fitted.
fn estimates(frame: &Frame) -> [Vec<f64>; 2] {
    let Ok(buying) = Buying::fit(&sample(frame)) else {
        return [vec![f64::NAN; frame.len()], vec![f64::NAN; frame.len()]];
    };
    columns(&outlooks(&buying, frame))
}

/// What a model of buying says of members, each who ordered.
pub(super) fn outlooks(buying: &Buying, frame: &Frame) -> Vec<Option<Outlook>> {
    (0..frame.len())
        .map(|row| buying.outlook(frame, row))
        .collect()
}

/// The same as the model of leaving takes it: not numbers where nothing is said.
pub(super) fn columns(outlooks: &[Option<Outlook>]) -> [Vec<f64>; 2] {
    let column = |of: fn(&Outlook) -> f64| {
        let values = outlooks.iter();
        values
            .map(|outlook| outlook.as_ref().map_or(f64::NAN, of))
            .collect()
    };
    [
        column(|outlook| outlook.alive),
        column(|outlook| outlook.orders_90),
    ]
}

/// The columns that members are put into clusters by.
const CLUSTERED: [&str; 3] = ["recency_days", "purchase_days", "spend"];

/// What the member in a row did; none where they never ordered.
pub(super) fn activity(frame: &Frame, row: usize) -> Option<Activity> {
    let number = |name: &str| frame.numbers(name)[row];
    (number("orders") > 0.0).then(|| Activity {
        recency_days: number("recency_days"),
        orders: number("purchase_days"),
        spend: number("spend"),
    })
}

/// Where the fifths lie; none with too few members.
fn quintiles(frame: &Frame) -> Option<Quintiles> {
    let members: Vec<Option<Activity>> = (0..frame.len()).map(|row| activity(frame, row)).collect();
    Quintiles::learn(&members).ok()
}

/// The numbers that members are put into clusters by, of those who ordered, with their rows.
pub(super) fn clustered(frame: &Frame) -> (Vec<usize>, Vec<f64>) {
    let columns = CLUSTERED.map(|name| frame.numbers(name));
    let orders = frame.numbers("orders");
    let rows: Vec<usize> = (0..frame.len()).filter(|&row| orders[row] > 0.0).collect();
    let values = rows.iter();
    let values = values.flat_map(|&row| columns.map(|column| column[row]));
    let values = values.collect();
    (rows, values)
}

/// The clusters of those who ordered, without who is in which; none where they are all alike.
fn clusters(frame: &Frame) -> Option<MemberClusters> {
    let (_, values) = clustered(frame);
    let settings = ClusterSettings::default();
    let mut found = MemberClusters::find(&CLUSTERED, &values, &settings).ok()?;
    found.labels = Vec::new();
    Some(found)
}

/// Every so-many-th member, where there are more than enough.
fn sample(frame: &Frame) -> Frame {
    let every = frame.len().div_ceil(ENOUGH).max(1);
    let rows: Vec<usize> = (0..frame.len()).step_by(every).collect();
    frame.pick(&rows)
}

/// What everybody's intervals between orders say.
fn rhythm(purchases: &[(i64, i64)]) -> Option<Prior> {
    let members: Vec<&[(i64, i64)]> = purchases.chunk_by(|a, b| a.0 == b.0).collect();
    let every = members.len().div_ceil(ENOUGH).max(1);
    let intervals: Vec<Vec<f64>> = members
        .iter()
        .step_by(every)
        .map(|own| {
            own.windows(2)
                .map(|pair| days(pair[1].1 - pair[0].1))
                .collect()
        })
        .collect();
    prior(&intervals)
}

/// Microseconds as days.
#[allow(clippy::cast_precision_loss, reason = "microseconds of centuries")]
pub(super) fn days(micros: i64) -> f64 {
    micros as f64 / DAY as f64
}

/// What each hundredth of the members is worth less than.
fn hundredths(scores: &[(i64, Scores)]) -> Vec<f64> {
    let mut values: Vec<f64> = scores
        .iter()
        .filter_map(|(_, scores)| scores.value)
        .collect();
    values.sort_by(f64::total_cmp);
    if values.is_empty() {
        return values;
    }
    (1..100).map(|at| values[at * values.len() / 100]).collect()
}
