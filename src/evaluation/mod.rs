//! Benchmarks.
//!
//! Owns: question sets and running them, the timing of turns, the quality of the product search
//! and of the reading of reviews,
//! recommendation on sequences, rules on baskets, the estimators of the insights on tables, uplift and bandits on simulated campaigns,
//! service on the orders of tau2-bench, the answers of the assistant, and attacks on it, judged by a scanner that shares no code with the guardrails;
//! the words of campaigns; the soak, and native tool calling as the yardstick that the plan's line is measured against.
//! Does not own: what is measured; how results look on a terminal.
//! Holds: every figure is measured in the run that prints it.

mod assistant;
mod baskets;
mod campaign;
mod copy;
mod injection;
mod insight;
mod native;
mod opinions;
mod process;
mod questions;
mod recommend;
mod retrieval;
mod scanner;
mod service;
mod soak;
mod statistics;
mod turns;

pub use assistant::{AssistantReport, Miss, Score, bench_assistant};
pub use baskets::{
    BasketsError, BasketsFile, BasketsReport, Completing, NamedRule, bench_baskets,
    bench_completion, read_baskets,
};
pub use campaign::{
    ArmReport, BanditReport, CampaignError, CampaignReport, CampaignTask, PolicyReport,
    bench_campaign,
};
pub use copy::{
    CheckedCopy, CopyCase, CopyCheckReport, CopyReport, CopyScore, WrittenText, bench_copy,
    check_copy_cases, read_briefs, read_copy_cases,
};
pub use injection::{
    Attack, Breach, Carrier, InjectionReport, bench_injection, plant, read_attacks,
};
pub use insight::{
    ClassifierReport, ClassifyReport, ClassifyTask, ClusteringReport, ForecastReport, GroupReport,
    LearnerReport, LifetimeReport, MethodReport, SegmentReport, SeriesFile, SurvivalReport,
    SurvivalTask, TabularError, TabularFile, UpliftReport, UpliftTask, bench_classify,
    bench_forecast, bench_lifetime, bench_segment, bench_survival, bench_uplift, labels,
    read_series, read_table,
};
pub use native::{NativeBench, bench_native};
pub use opinions::{
    LabelledReview, OpinionQuality, OpinionsReport, bench_opinions, read_labelled_reviews,
};
pub use process::Usage;
pub use questions::{Answered, Question, QuestionsError, Said, ask_all, built_in, read};
pub use recommend::{
    ModelReport, Protocol, RankingQuality, RecommendReport, SequencesFile, SequencesFileError,
    Test, bench_recommend, read_attributes, read_sequences,
};
pub use retrieval::{
    Certainty, Quality, Query, Relevant, RetrievalBenchError, RetrievalReport, bench_retrieval,
    ndcg, read_queries, recall,
};
pub use scanner::{Facts, Finding, Kind, Shown, scan};
pub use service::{
    Forbidden, ServiceBenchError, ServiceBooks, ServiceDesk, ServiceFileError, ServiceReport,
    ServiceTask, TaskOutcome, bench_service, read_service_books, read_service_expected,
    read_service_tasks,
};
pub use soak::{Soak, SoakPoint, soak};
pub use statistics::Spread;
pub use turns::{ConcurrentBench, TurnBench, TurnSample, bench_concurrent, bench_turns};
