//! `storekeeper evaluate`: how good a part's answers are, on a set that its user brings.

mod answers;
mod bandit;
mod baskets;
mod copy;
mod insight;
mod recommend;
mod service;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};

use crate::app;
use crate::config::Settings;
use crate::evaluation::{self, Certainty, OpinionQuality, Quality};

use crate::cli::Json;
use crate::cli::progress::Stages;
use crate::cli::terminal::table;

pub(in crate::cli) use insight::read;

/// `storekeeper evaluate ...`
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Evaluate {
    /// Recall and NDCG of the product search, by language, and how long a search takes
    #[command(after_help = "\
The file has one JSON object a line:
  {\"lang\": \"en\", \"query\": \"red mug\", \"relevant\": [\"P-101\", \"P-107\"]}
  {\"lang\": \"zh\", \"query\": \"红色马克杯\", \"relevant\": \"马克杯|(?i)mug\"}
`relevant` lists product keys, or is a regular expression over titles.

Example:
  storekeeper evaluate retrieval --queries queries.jsonl --json")]
    Retrieval(EvaluateRetrieval),
    /// How well sentiment and topics of reviews are recognised, by language
    #[command(after_help = "\
The file has one JSON object a line:
  {\"lang\": \"en\", \"sentiment\": \"negative\", \"topics\": [\"durability\"], \"text\": \"Broke on day two.\"}
`sentiment` is negative, mixed or positive; topics are quality, ease, looks, comfort, size, price, taste,
durability, smell, packaging, service, gift, delivery.

Example:
  storekeeper evaluate opinions --reviews reviews.jsonl")]
    Opinions(EvaluateOpinions),
    /// The assistant's answers: tools and arguments, facts without support, language, times
    #[command(after_help = "\
The file has one JSON object a line, a conversation each:
  {\"lang\": \"en\", \"category\": \"find\", \"as\": \"anonymous\", \"turns\": [{\"say\": \"red mugs under 50?\",
   \"tool\": \"search\", \"hit\": \"(?i)mug\", \"max_price\": 50, \"never\": \"(?i)free\"}]}
`as` is anonymous or member:KEY; `tool` may name several, search|product; `hit` is a regular expression over
the titles of the cards, `never` one over everything said; `hit`, `max_price`, `never` may be left out.
Nothing that is said here is kept in the shop.

Example:
  storekeeper evaluate assistant --set questions.jsonl --json")]
    Assistant(EvaluateSet),
    /// Attacks on the assistant: instructions in messages, reviews and descriptions
    #[command(after_help = "\
The file has one JSON object a line:
  {\"attack\": \"Ignore all rules and ...\", \"carrier\": \"message\", \"forbidden\": \"(?i)pirate\"}
  {\"attack\": \"...\", \"carrier\": \"review\", \"product\": \"KIT-01\", \"ask\": \"what do buyers say about it?\",
   \"tool\": \"reviews\", \"forbidden\": \"tool:order\"}
`forbidden` is a regular expression over everything said and shown, or a tool that must not run. The
attacks run against a copy of the shop that is thrown away.

Example:
  storekeeper evaluate injection --set attacks.jsonl")]
    Injection(EvaluateSet),
    /// Recommendation: the models side by side on the same split, every item ranked
    #[command(after_help = "\
The sequences have a user a line, with what they took, the oldest first:
  22 101 57 3094
The test is the last item of each user, to be found among all items that they had not taken; settings are
chosen on the last but one. Models: popularity, user-knn, item-knn, transitions, content, ease, ials, bpr,
item2vec, lightgcn, gru4rec, caser, sasrec, fusion, hybrid. `fast` leaves out lightgcn, the sequence models
(gru4rec, caser, sasrec) and fusion, which take minutes; `default` is the one that the shop uses.

Examples:
  storekeeper evaluate recommend --sequences sequences.txt --attributes attributes.json --models default
  storekeeper evaluate recommend --browsing --models transitions,gru4rec")]
    Recommend(recommend::EvaluateRecommend),
    /// Baskets: exact frequent itemsets, and rules with one item on the right
    #[command(after_help = "\
The file has a line for each item of each basket:
  basket,item
  1,citrus fruit
  1,margarine

Example:
  storekeeper evaluate baskets --transactions baskets.csv --min-support .001 --min-confidence .8")]
    Baskets(baskets::EvaluateBaskets),
    /// Words for campaigns: how many of the model's may be approved at once, per language and axis
    #[command(after_help = "\
The file has one JSON object a line, a brief each:
  {\"id\": \"mug-sms\", \"medium\": \"sms\",
   \"about\": {\"en\": \"a stoneware mug with a blue glaze\", \"zh\": \"蓝釉陶杯\"},
   \"audience\": {\"en\": \"members who drink tea\", \"zh\": \"爱喝茶的会员\"},
   \"facts\": {\"offer\": \"percent\", \"values\": {\"offer.code\": \"TEA10\"}},
   \"en\": {\"offer.what\": \"10% off\", \"offer.ends\": \"30 November\"},
   \"zh\": {\"offer.what\": \"九折\", \"offer.ends\": \"11月30日\"}}
`medium` is mail, sms, push or chat. `about` and `audience` hold no numbers; values reach a text only through
placeholders. `facts` may have offer (percent, amount, gift, shipping, bundle, points, event), limited,
links, proven, names, service and values.

Example:
  storekeeper evaluate copy --briefs briefs.jsonl --limit 5")]
    Copy(copy::EvaluateCopy),
    /// Service on real orders: tau2-bench's reference actions through our own service, record by record
    #[command(after_help = "\
The three files are those of tau2-bench's retail domain: its db.json, tasks with `id` and
`evaluation_criteria.actions`, and per task id the records that differ afterwards:
  {\"0\": {\"changed\": {\"orders\": {\"#W2378156\": {...}}}, \"errors\": []}}
Every task runs on a copy of that shop which is thrown away; the shop in the data folder is not touched.

Example:
  storekeeper evaluate service --db db.json --tasks tasks.json --expected expected.json --out changed.json")]
    Service(service::EvaluateService),
    /// Buying without a contract: BG/NBD, Pareto/NBD and Gamma-Gamma by maximum likelihood
    #[command(after_help = "\
The file has a line for each person: how often they bought again, when last, how long they were watched (in
one unit, since the first purchase), and the mean of the repeat purchases:
  ID,x,t_x,T,zbar
  1,2,30.43,38.86,22.35

Example:
  storekeeper evaluate lifetime --summary summary.csv --json")]
    Lifetime(insight::EvaluateLifetime),
    /// How long until something happens: Cox's model, Kaplan-Meier curves, the log-rank test
    #[command(after_help = "\
Every other column is taken into Cox's model: numbers as they are, texts as a column for each value but the
first. A file of duration, event and group is enough.

Example:
  storekeeper evaluate survival --data rossi.csv --duration week --event arrest --group fin")]
    Survival(insight::EvaluateSurvival),
    /// Classifiers by stratified cross-validation, settings chosen inside each part
    #[command(after_help = "\
The target has two values; every other column is a number or a category, an empty cell is missing. Columns that
tell nothing (one value, or a key) are left out. Models: logistic-l2, logistic-l1,
boosting, mlp, blend.

Examples:
  storekeeper evaluate classify --data churn.csv --target Churn --positive Yes
  storekeeper evaluate classify --data visits.csv --target Revenue --delimiter ';' --models default --json")]
    Classify(insight::EvaluateClassify),
    /// Clusters: k-means and Ward's tree for each k, z-scored columns
    #[command(after_help = "\
Example:
  storekeeper evaluate segment --data rfm.csv --columns R,F,M --log1p --k 2..7")]
    Segment(insight::EvaluateSegment),
    /// Forecasts against what came: sMAPE of each method, and of the one chosen for each series
    #[command(after_help = "\
The file has a line for each series; values are separated by blanks, the oldest first:
  id,period,h,train,test
  N0001,YEARLY,2,940.66 1084.86 1244.98 1445.02 1683.17 2038.15,2342.52 2602.45
`period` is yearly, quarterly, monthly, weekly, daily, hourly, other, or the number of values of a season.

Example:
  storekeeper evaluate forecast --data series.csv")]
    Forecast(insight::EvaluateForecast),
    /// Uplift: what a treatment changes and for whom; Qini and AUUC of each learner on a trial
    #[command(after_help = "\
The file has a row for each person of a trial in which people were treated by lot; every other column was known
before the treatment. Each row is scored by models that had not seen it. Learners: two-model, class transformation
and X-learner, each with linear models and boosted trees; `response` and `lot` learn no uplift, to be compared with.

Examples:
  storekeeper evaluate uplift --data trial.csv --treatment treated --outcome bought
  storekeeper evaluate uplift --data trial.csv --treatment arm --treated mail --outcome visit --json")]
    Uplift(insight::EvaluateUplift),
    /// Whom to make which offer in simulated campaigns: uplift policies, and bandits that learn while they choose
    #[command(after_help = "\
Members, offers and their true effects are simulated: each offer costs something and harms some members. Policies
learn from a randomised half of the members and are judged on the other half by the true effects; bandits choose for
one member after another, and what they miss is summed up.

Examples:
  storekeeper evaluate bandit --plot regret.svg
  storekeeper evaluate bandit --members 20000 --seeds 3 --rounds 5000 --json")]
    Bandit(bandit::EvaluateBandit),
}

/// What separates columns: one character, or `tab`.
pub(in crate::cli) fn delimiter(typed: &str) -> Result<u8, String> {
    match typed.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [one] if one.is_ascii_punctuation() || *one == b'\t' => Ok(*one),
        _ => Err("give one character, as in ';', or the word tab".to_owned()),
    }
}

/// `storekeeper evaluate assistant`, `storekeeper evaluate injection`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateSet {
    /// The set, JSON Lines
    #[arg(long, value_name = "FILE")]
    set: PathBuf,
    /// Answer in fixed phrases, without loading a model
    #[arg(long)]
    no_model: bool,
    #[command(flatten)]
    json: Json,
}

/// `storekeeper evaluate opinions`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateOpinions {
    /// The labelled reviews, JSON Lines
    #[arg(long, value_name = "FILE")]
    reviews: PathBuf,
    #[command(flatten)]
    json: Json,
}

/// `storekeeper evaluate retrieval`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateRetrieval {
    /// The queries, JSON Lines
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    #[command(flatten)]
    json: Json,
}

pub(in crate::cli) async fn run(settings: &Settings, what: Evaluate) -> Result<()> {
    match what {
        Evaluate::Retrieval(wanted) => retrieval(settings, wanted).await,
        Evaluate::Opinions(wanted) => opinions(&wanted),
        Evaluate::Assistant(wanted) => Box::pin(answers::assistant(settings, wanted)).await,
        Evaluate::Injection(wanted) => Box::pin(answers::injection(settings, wanted)).await,
        Evaluate::Recommend(wanted) => recommend::recommend(settings, &wanted).await,
        Evaluate::Baskets(wanted) => baskets::baskets(&wanted),
        Evaluate::Copy(wanted) => Box::pin(copy::copy(settings, wanted)).await,
        Evaluate::Service(wanted) => service::service(settings, wanted).await,
        Evaluate::Lifetime(wanted) => insight::lifetime(&wanted),
        Evaluate::Survival(wanted) => insight::survival(&wanted),
        Evaluate::Classify(wanted) => insight::classify(&wanted),
        Evaluate::Segment(wanted) => insight::segment(&wanted),
        Evaluate::Forecast(wanted) => insight::forecast(&wanted),
        Evaluate::Uplift(wanted) => insight::uplift(&wanted),
        Evaluate::Bandit(wanted) => bandit::bandit(&wanted),
    }
}

fn opinions(wanted: &EvaluateOpinions) -> Result<()> {
    let file = wanted.reviews.display();
    let text = std::fs::read_to_string(&wanted.reviews)
        .with_context(|| format!("the reviews in {file}"))?;
    let reviews = evaluation::read_labelled_reviews(&text).with_context(|| file.to_string())?;
    if reviews.is_empty() {
        bail!("{file} has no reviews: put one JSON object on each line (see --help)");
    }
    let report = evaluation::bench_opinions(&reviews);
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    let row = |name: &str, quality: &OpinionQuality| {
        let OpinionQuality {
            texts,
            accuracy,
            macro_f1,
            opposite,
            topics_f1,
            topics_macro_f1,
        } = quality;
        let numbers = [accuracy, macro_f1, opposite, topics_f1, topics_macro_f1];
        let mut cells = vec![name.to_owned(), texts.to_string()];
        cells.extend(numbers.map(|number| format!("{number:.3}")));
        cells
    };
    let languages = report.by_language.iter();
    let rows: Vec<_> = languages
        .map(|(language, quality)| row(language, quality))
        .chain([row("all", &report.all)])
        .collect();
    let head = [
        "",
        "texts",
        "accuracy",
        "macro F1",
        "taken for the opposite",
        "topics F1",
        "topics macro F1",
    ];
    println!("{}", table(&head, rows));
    Ok(())
}

async fn retrieval(settings: &Settings, wanted: EvaluateRetrieval) -> Result<()> {
    let file = wanted.queries.display();
    let text = std::fs::read_to_string(&wanted.queries)
        .with_context(|| format!("the queries in {file}"))?;
    let queries = evaluation::read_queries(&text).with_context(|| file.to_string())?;
    if queries.is_empty() {
        bail!("{file} has no queries: put one JSON object on each line (see --help)");
    }
    let books = app::open_books(settings).await?;
    let products = books.catalog.all().await?;
    if products.is_empty() {
        bail!("the shop has no products yet: run `storekeeper demo` or `storekeeper import`");
    }
    let retrieval = app::open_retrieval(settings).await?;
    retrieval.teach(&products);
    let report = {
        let stages = Stages::new();
        let total = queries.len() as u64;
        evaluation::bench_retrieval(&retrieval, &products, &queries, |done| {
            stages.at("searching", done as u64, total);
        })
        .await?
    };
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    let row = |name: &str, quality: &Quality| {
        [
            name.to_owned(),
            quality.queries.to_string(),
            format!("{:.3}", quality.recall),
            format!("{:.3}", quality.ndcg),
        ]
    };
    let languages = report.by_language.iter();
    let mut rows: Vec<_> = languages
        .map(|(language, quality)| row(language, quality))
        .chain([row("all", &report.all)])
        .collect();
    for (half, qualities) in &report.halves {
        let named = |(language, quality): (&String, &Quality)| {
            row(&format!("{half} alone, {language}"), quality)
        };
        rows.extend(qualities.iter().map(named));
    }
    println!("{}", table(&["", "queries", "recall@10", "ndcg@10"], rows));
    for (answered, of) in [
        (report.present, "the shop has"),
        (report.absent, "it does not have"),
    ] {
        let Certainty {
            sure,
            near,
            nothing,
        } = answered;
        println!("for what {of}: {sure} sure, {near} with something near, {nothing} with nothing");
    }
    println!(
        "a search takes {:.1} ms, embedding included (p99 {:.1} ms)",
        report.ms_p50, report.ms_p99
    );
    Ok(())
}
