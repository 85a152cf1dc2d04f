//! Conversations.
//!
//! Owns: the turn (a pure state machine), its driver, the tools, what a conversation remembers, and the
//! events that a person's screen is made of.
//! Does not own: facts (the rooms below), how a model is run (`llm`), what may be said (`guardrails`).
//! Holds:
//! - code computes, allows and verifies; the model chooses a tool and finds the words;
//! - whose orders are looked up comes from the [`Principal`], never from a message;
//! - cards go out before words, and no sentence of the model goes out unchecked;
//! - without a model, or with a busy one, every tool still answers, and says so;
//! - while a person of the shop has a conversation, the assistant says nothing in it.

mod act;
mod answers;
mod asking;
mod asks;
mod cards;
mod changes;
mod chats;
mod context;
mod conversation;
mod cues;
mod desk;
mod drafts;
mod driver;
mod errands;
mod fixed;
mod followup;
mod inbox;
mod limits;
mod live;
mod names;
mod page;
mod planning;
mod reasons;
mod recording;
mod rules;
mod serving_phrases;
mod suiting;
mod tools;
mod tries;
mod turn;

use std::sync::Arc;

use crate::access::Principal;
use crate::actions::{ActionsError, Advisor};
use crate::audit::Audit;
use crate::campaigns::{Campaigns, CampaignsError, Mailer};
use crate::catalog::Catalog;
use crate::clock::Clock;
use crate::db::{Holding, Migration};
use crate::events::{Events, Surveys};
use crate::guardrails::Lexicon;
use crate::insights::baskets::ShopRules;
use crate::insights::recommend::Recommender;
use crate::llm::Llm;
use crate::members::Members;
use crate::orders::{Loyalty, Orders, Rules};
use crate::prompts::{PromptError, Prompts};
use crate::retrieval::{Passages, Retrieval};

pub use asking::{
    Lacking, Ranking, Reader, Reading, SavedSegment, Term, Understood, Vocabulary, Wanted,
    read_question,
};
pub use cards::{Card, ComparedRow, NamedValue, OrderLineCard};
pub use changes::Difference;
pub use chats::{Chats, ChatsError, Exchange, KeptChat, LONGEST_REASON, Rated, Rating};
pub use conversation::{Conversation, kept_name};
pub use desk::{CampaignTask, Enquiry, KnownWords, Side};
pub use drafts::{
    Draft, DraftDesk, DraftFigures, DraftSentence, DraftSource, DraftWish, DraftedReply,
    DraftsError, Finding, FindingKind, InBoth, KeptDraft, NEWEST_DRAFTS, Severity, SourceKind,
    Tone,
};
pub use driver::Replies;
pub use inbox::{
    About, Agent, Case, CaseState, Changed, Deed, Filled, Filter, Handover, Hours, Inbox,
    InboxError, InboxRules, LONGEST_NOTE, LONGEST_REPLY, LONGEST_TAG, Local, MOST_TAGS, News, Note,
    Party, ReadyReplies, Reply, Seen, TYPING_SECONDS, Told, UNDO_SECONDS, Undo, Waited, Watch,
    shown_name, weave,
};
pub use limits::{PriceLimits, price_limits};
pub use live::Live;
pub use names::Titles;
pub use page::{LARGEST_BASKET, Page};
pub use reasons::SuggestedFor;
pub use recording::record_in_case;
pub use suiting::{Completes, Suits};
pub use tools::{Mine, Plan, Which, grammar, schemas, tool_of};
pub use tries::OrderTries;
pub use turn::{Account, Event, Source, Stop};

/// Why a turn broke off.
#[derive(Debug, thiserror::Error)]
pub enum AssistantError {
    /// The catalogue could not be read.
    #[error(transparent)]
    Catalog(#[from] crate::catalog::CatalogError),
    /// The orders could not be read.
    #[error(transparent)]
    Orders(#[from] crate::orders::OrdersError),
    /// Tiers and points could not be told or moved.
    #[error(transparent)]
    Loyalty(#[from] crate::orders::LoyaltyError),
    /// A survey could not be asked or its answer kept.
    #[error(transparent)]
    Surveys(#[from] crate::events::SurveysError),
    /// A request about an order could not be carried out.
    #[error(transparent)]
    Service(#[from] crate::orders::ServiceError),
    /// What somebody did could not be read.
    #[error(transparent)]
    History(#[from] crate::insights::recommend::HistoryError),
    /// The members could not be read or kept.
    #[error(transparent)]
    Members(#[from] crate::members::MembersError),
    /// A conversation could not be kept or read.
    #[error(transparent)]
    Chats(#[from] ChatsError),
    /// A person of the shop could not be asked for or told.
    #[error(transparent)]
    Inbox(#[from] InboxError),
    /// A turn could not be recorded.
    #[error(transparent)]
    Audit(#[from] crate::audit::AuditError),
    /// The index could not be asked.
    #[error(transparent)]
    Retrieval(#[from] crate::retrieval::RetrievalError),
    /// What is thought of members could not be told.
    #[error(transparent)]
    Advice(#[from] ActionsError),
    /// A campaign could not be read, made or changed.
    #[error(transparent)]
    Campaigns(CampaignsError),
    /// A prompt or phrase could not be rendered.
    #[error(transparent)]
    Prompt(#[from] PromptError),
}

impl From<CampaignsError> for AssistantError {
    /// What the insights cannot tell is the same, whoever asks them.
    fn from(error: CampaignsError) -> Self {
        match error {
            CampaignsError::Actions(error) => Self::Advice(error),
            other => Self::Campaigns(other),
        }
    }
}

/// The schema of what is kept of conversations.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    [
        chats::migrations(),
        inbox::migrations(),
        drafts::migrations(),
    ]
    .concat()
}

/// What is held of members in conversations; tables that others refer to come first.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    [chats::holdings(), inbox::holdings(), drafts::holdings()].concat()
}

/// What the tools work on.
pub struct Shop {
    /// The goods.
    pub catalog: Catalog,
    /// The members.
    pub members: Members,
    /// The orders.
    pub orders: Orders,
    /// Tiers and points.
    pub loyalty: Loyalty,
    /// The conversations.
    pub chats: Chats,
    /// Those that a person of the shop was asked to take over.
    pub inbox: Inbox,
    /// How often orders were asked for with a wrong address.
    pub order_tries: OrderTries,
    /// The surveys that members are invited to.
    pub surveys: Surveys,
    /// What members may ask of their orders.
    pub service_rules: Rules,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What time it is for the rules about orders.
    pub service_clock: Arc<dyn Clock>,
    /// The index of the goods.
    pub retrieval: Retrieval,
    /// The index of rules, answers and reviews.
    pub passages: Passages,
    /// What people did.
    pub events: Events,
    /// Suggestions.
    pub recommender: Live<Recommender>,
    /// Rules over what is bought together.
    pub rules: Live<ShopRules>,
    /// What is thought of the members.
    pub advisor: Arc<Advisor>,
    /// The campaigns.
    pub campaigns: Campaigns,
    /// The words that the shop's people ask of members with.
    pub words: KnownWords,
    /// What prices are in.
    pub currency: crate::money::Currency,
    /// The titles of all goods, for the planning.
    pub titles: Titles,
    /// The names of all goods, for the check of what is said.
    pub lexicon: Lexicon,
}

/// The assistant: answers messages.
#[derive(Clone)]
pub struct Assistant {
    shop: Arc<Shop>,
    prompts: Arc<Prompts>,
    /// `None`: every answer comes from the fixed phrases.
    llm: Option<Llm>,
    /// Where turns are recorded.
    audit: Option<Audit>,
    /// Who has messages of campaigns that wait for a member's next chat.
    mailer: Option<Arc<Mailer>>,
}

impl Assistant {
    /// An assistant for `shop` that speaks through `llm`, or in fixed phrases without one.
    #[must_use]
    pub fn new(shop: Arc<Shop>, prompts: Arc<Prompts>, llm: Option<Llm>) -> Self {
        Self {
            shop,
            prompts,
            llm,
            audit: None,
            mailer: None,
        }
    }

    /// The same one, which begins a member's chat with what a campaign has for them, where something waits.
    #[must_use]
    pub fn offering(mut self, mailer: Arc<Mailer>) -> Self {
        self.mailer = Some(mailer);
        self
    }

    /// The same one, which records every turn in `audit`.
    #[must_use]
    pub fn audited(mut self, audit: Audit) -> Self {
        self.audit = Some(audit);
        self
    }

    /// What the tools work on.
    #[must_use]
    pub fn shop(&self) -> &Arc<Shop> {
        &self.shop
    }

    /// The model that finds the words, where there is one.
    #[must_use]
    pub fn llm(&self) -> Option<&Llm> {
        self.llm.as_ref()
    }

    /// What the model is told, and the fixed phrases.
    #[must_use]
    pub fn prompts(&self) -> &Prompts {
        &self.prompts
    }

    /// Whether a model finds the words.
    #[must_use]
    pub fn has_model(&self) -> bool {
        self.llm.is_some()
    }

    /// Reads the unchanging parts of all prompts once, so that answers come quickly from then on.
    /// Returns the tokens that were read.
    ///
    /// # Errors
    /// A prompt that cannot be rendered. A model that fails is no error here: the turns will say it.
    pub async fn warm_up(&self) -> Result<usize, AssistantError> {
        let Some(llm) = &self.llm else { return Ok(0) };
        let mut read = 0;
        for messages in context::warm_ups(&self.prompts)? {
            match llm.warm(messages, Vec::new()).await {
                Ok(spent) => read += spent.read,
                Err(error) => tracing::warn!(%error, "a prompt could not be warmed up"),
            }
        }
        Ok(read)
    }

    /// Begins a conversation with `principal`.
    #[must_use]
    pub fn converse(&self, principal: Principal) -> Conversation {
        Conversation::new(principal)
    }

    /// Answers a message. The answer arrives as events; dropping [`Replies`] cancels it.
    #[must_use]
    pub fn answer(
        &self,
        conversation: &Arc<tokio::sync::Mutex<Conversation>>,
        message: &str,
    ) -> Replies {
        self.answer_at(conversation, message, Page::default())
    }

    /// The same, to a person who looks at `page` and agreed that the assistant is told.
    #[must_use]
    pub fn answer_at(
        &self,
        conversation: &Arc<tokio::sync::Mutex<Conversation>>,
        message: &str,
        page: Page,
    ) -> Replies {
        let message = message.to_owned();
        let deed = driver::Deed::Says { message, page };
        driver::drive(self.clone(), Arc::clone(conversation), deed)
    }

    /// Makes the change that was put forward under the name `id`, or leaves it. A proposal that waits no longer
    /// changes nothing, and the answer says so.
    #[must_use]
    pub fn decide(
        &self,
        conversation: &Arc<tokio::sync::Mutex<Conversation>>,
        id: &str,
        yes: bool,
    ) -> Replies {
        let id = id.to_owned();
        let deed = driver::Deed::Decides { id, yes };
        driver::drive(self.clone(), Arc::clone(conversation), deed)
    }
}
