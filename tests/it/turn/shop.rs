//! The starter shop with a scripted model, or with none.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use storekeeper::access::Principal;
use storekeeper::actions::{Advisor, NextRules};
use storekeeper::assistant::{
    Assistant, Chats, Conversation, Inbox, InboxRules, KnownWords, Live, OrderTries, Page, Replies,
    Shop, Titles,
};
use storekeeper::audit::Audit;
use storekeeper::campaigns::{Campaigns, Face, Mailer};
use storekeeper::catalog::{Catalog, Product, Review};
use storekeeper::clock::{FixedClock, Timestamp};
use storekeeper::config::CampaignSettings;
use storekeeper::db::Db;
use storekeeper::demo;
use storekeeper::dossiers::Dossiers;
use storekeeper::events::Events;
use storekeeper::events::{Definitions, Surveys};
use storekeeper::guardrails::Lexicon;
use storekeeper::ids::MemberKey;
use storekeeper::insights::baskets::ShopRules;
use storekeeper::insights::recommend::{Recommender, likeness};
use storekeeper::learn::hybrid::HybridSettings;
use storekeeper::llm::{Admission, Ask, Llm, LlmError, Role, Scripted, ScriptedReply, Urgency};
use storekeeper::members::{LoyaltyRules, Members};
use storekeeper::money::CNY;
use storekeeper::orders::{Loyalty, Orders, Rules};
use storekeeper::prompts::Prompts;
use storekeeper::registry::Registry;
use storekeeper::retrieval::{self, IndexPlace, Passages, Retrieval};
use storekeeper::senders::{Sender, Senders};

use super::embedder::SharedWords;
use super::heard::Heard;
use super::texts;

/// The moment at which the starter shop's tests happen.
pub fn now() -> Timestamp {
    Timestamp::parse_with_offset("2026-11-20T12:00:00+00:00", &["%Y-%m-%dT%H:%M:%S%z"])
        .expect("a moment")
}

/// What a scripted model was asked.
pub(super) type Asked = Arc<Mutex<Vec<Ask>>>;

/// The starter shop's rooms, open.
pub struct Starter {
    shop: Arc<Shop>,
    /// Where its facts are kept.
    pub db: Db,
    /// Where turns are recorded, by those who want it.
    pub(super) audit: Audit,
    /// Everything that is held of one member.
    pub dossiers: Dossiers,
    pub advisor: Arc<Advisor>,
    /// Removed when the shop is dropped.
    _data: tempfile::TempDir,
}

impl Starter {
    /// The starter shop as it is.
    pub async fn open() -> Self {
        Self::changed(|_| {}, true, None).await
    }

    /// The same shop, whose people work by these rules.
    pub fn with_inbox(mut self, rules: InboxRules) -> Self {
        let shop = Arc::get_mut(&mut self.shop).expect("nobody talks to it yet");
        shop.inbox = Inbox::new(self.db.clone(), rules);
        self
    }

    /// The starter shop without an index, so that every search fails.
    pub(super) async fn without_index() -> Self {
        Self::changed(|_| {}, false, None).await
    }

    /// The starter shop with other goods.
    pub async fn with_goods(change: impl FnOnce(&mut Vec<Product>)) -> Self {
        Self::changed(change, true, None).await
    }

    /// The starter shop with its facts in the database at `url`.
    pub(super) async fn at(url: &str) -> Self {
        Self::changed(|_| {}, true, Some(url)).await
    }

    async fn changed(
        change: impl FnOnce(&mut Vec<Product>),
        indexed: bool,
        url: Option<&str>,
    ) -> Self {
        let mut starter = demo::starter().expect("the starter shop's files are in order");
        change(&mut starter.products);
        let data = tempfile::tempdir().expect("a temporary folder");
        let file = Db::sqlite_url(&data.path().join("shop.db"));
        let db = Db::open(url.unwrap_or(&file), storekeeper::app::migrations())
            .await
            .expect("the database opens");
        let (catalog, orders) = (Catalog::new(db.clone()), Orders::new(db.clone()));
        let audit = Audit::new(db.clone());
        let members = Members::new(db.clone());
        let dossiers = Dossiers::new(db.clone());
        let advisor = Arc::new(Advisor::new(
            db.clone(),
            Registry::new(db.clone()),
            NextRules::default(),
        ));
        demo::load(&starter, &catalog, &members, &orders)
            .await
            .expect("the starter shop is loaded");
        let place = IndexPlace::Folder(data.path().join("index"));
        let clock = Arc::new(FixedClock(Timestamp::from_micros(0)));
        let retrieval = Retrieval::open(&place, Arc::new(SharedWords), clock.clone())
            .await
            .expect("the index opens");
        let passages = Passages::open(&place, Arc::new(SharedWords), clock)
            .await
            .expect("the index of texts opens");
        if indexed {
            retrieval
                .index(&starter.products, &|_, _| {})
                .await
                .expect("the goods are indexed");
        }
        let (policies, reviews) = (texts::policies(), texts::reviews());
        catalog
            .put_policies(&policies)
            .await
            .expect("the policies are kept");
        let reviewed = |review: &&Review| starter.products.iter().any(|p| p.key == review.product);
        let reviews: Vec<Review> = reviews.iter().filter(reviewed).cloned().collect();
        catalog
            .put_reviews(&reviews)
            .await
            .expect("the reviews are kept");
        passages
            .index(&retrieval::passages(policies, reviews), &|_, _| {})
            .await
            .expect("the texts are indexed");
        let titles = || starter.products.iter().map(|product| &product.title);
        let english = || titles().filter_map(|title| title.english.as_deref());
        let chinese = titles().filter_map(|title| title.chinese.as_deref());
        let shop = Shop {
            recommender: Live::new(recommender(&catalog, &orders).await),
            rules: Live::new(
                ShopRules::fit(&orders.baskets().await.expect("the orders answer"))
                    .expect("the rules are found"),
            ),
            events: Events::new(db.clone()),
            catalog,
            members,
            orders,
            loyalty: Loyalty::new(
                db.clone(),
                LoyaltyRules::builtin()
                    .expect("the rules are in order")
                    .into(),
            ),
            chats: Chats::new(db.clone()),
            inbox: Inbox::new(
                db.clone(),
                InboxRules::built_in().expect("the replies are in order"),
            ),
            order_tries: OrderTries::default(),
            surveys: Surveys::new(
                db.clone(),
                Definitions::built_in().expect("the surveys are in order"),
            ),
            service_rules: Rules::built_in().expect("the built-in rules"),
            service_clock: Arc::new(FixedClock(now())),
            clock: Arc::new(FixedClock(now())),
            retrieval,
            passages,
            currency: CNY,
            advisor: Arc::clone(&advisor),
            campaigns: campaigns(&db, &advisor),
            words: KnownWords::default(),
            titles: Titles::new(starter.products.iter()),
            lexicon: Lexicon::new(english().chain(chinese)),
        };
        Self {
            shop: Arc::new(shop),
            db,
            audit,
            dossiers,
            advisor,
            _data: data,
        }
    }

    /// Its campaigns.
    pub fn campaigns(&self) -> Campaigns {
        campaigns(&self.db, &self.advisor)
    }

    /// Who sends them, by this sender.
    pub fn mailer(&self, sender: Arc<dyn Sender>) -> Mailer {
        self.mailer_by(Senders::all_by(sender))
    }

    /// Who sends them, by the senders of each way.
    pub(super) fn mailer_by(&self, senders: Senders) -> Mailer {
        let face = Face {
            name: "The Starter Shop".to_owned(),
            link: "https://shop.example".to_owned(),
        };
        let tiers = LoyaltyRules::builtin().expect("the rules are in order");
        Mailer::new(self.campaigns(), senders, face, tiers.into())
    }

    /// Counts its members up to a moment.
    pub async fn count(&self, until: Timestamp) {
        let features = self.advisor.features();
        let cut = features.latest(until).await.unwrap();
        features.rebuild(cut, &|_| {}).await.unwrap();
    }

    /// A person who has not signed in, talking to the shop with this model.
    pub(super) fn guest(&self, model: Scripted) -> Talk {
        self.talk(Principal::Anonymous, Some(model))
    }

    /// A member, talking to the shop without a model.
    pub(super) fn member(&self, key: &str) -> Talk {
        self.talk(Principal::Member(MemberKey::new(key)), None)
    }

    /// A person who has not signed in, talking to the shop without a model.
    pub(super) fn guest_without_model(&self) -> Talk {
        self.talk(Principal::Anonymous, None)
    }

    /// Anybody with any model, or none. The model has one slot.
    pub(super) fn talk(&self, who: Principal, model: Option<Scripted>) -> Talk {
        let asked = model.as_ref().map(Scripted::asked).unwrap_or_default();
        let admission = Admission { slots: 1, queue: 4 };
        let llm = model.map(|model| Llm::new(Arc::new(model), admission));
        let prompts = Prompts::builtin().expect("the prompts are in order");
        let assistant = Assistant::new(Arc::clone(&self.shop), Arc::new(prompts), llm.clone());
        let conversation = Arc::new(tokio::sync::Mutex::new(assistant.converse(who)));
        Talk {
            assistant,
            conversation,
            llm,
            asked,
        }
    }

    /// The assistant over this shop, with any model, or none.
    pub fn assistant(&self, model: Option<Scripted>) -> Assistant {
        self.talk(Principal::Anonymous, model).assistant
    }

    /// Gives a member a mail address, and tells it.
    pub(super) async fn mail(&self, key: &str) -> String {
        let mail = format!("{}@example.com", key.to_lowercase());
        let members = &self.shop.members;
        let found = members.get(&MemberKey::new(key)).await;
        let mut member = found.expect("the members answer").expect("a member");
        member.mail = Some(mail.clone());
        members.put(&[member]).await.expect("the member is kept");
        mail
    }

    /// A product as the catalogue has it.
    pub(super) async fn product(&self, key: &str) -> Product {
        let key = storekeeper::ids::ProductKey::new(key);
        let found = self.shop.catalog.get(&[key]).await;
        let found = found.expect("the catalogue answers");
        found.into_iter().next().expect("the product is there")
    }
}

/// The campaigns of a shop that writes at any time of the day.
fn campaigns(db: &Db, advisor: &Arc<Advisor>) -> Campaigns {
    let settings = CampaignSettings {
        quiet_from: 0,
        quiet_to: 0,
        ..CampaignSettings::default()
    };
    let (advisor, secret) = (Arc::clone(advisor), "a secret of the tests");
    Campaigns::new(db.clone(), advisor, settings, 20, secret)
}

/// A conversation that is going on.
pub(super) struct Talk {
    pub(super) assistant: Assistant,
    pub(super) conversation: Arc<tokio::sync::Mutex<Conversation>>,
    pub(super) llm: Option<Llm>,
    pub(super) asked: Asked,
}

impl Talk {
    /// Says something, without waiting for the answer.
    pub(super) fn begin(&self, message: &str) -> Replies {
        self.assistant.answer(&self.conversation, message)
    }

    /// Says something and hears the whole answer.
    pub(super) async fn say(&self, message: &str) -> Heard {
        Heard::new(self.begin(message).all().await)
    }

    /// The same, looking at a page that the assistant may know of.
    pub(super) async fn say_at(&self, message: &str, page: Page) -> Heard {
        let replies = self.assistant.answer_at(&self.conversation, message, page);
        Heard::new(replies.all().await)
    }

    /// What the model was asked since the last call: whether a plan, and what changes of the prompt.
    pub(super) fn asked(&self) -> Vec<(Urgency, String)> {
        let asked = std::mem::take(&mut *self.asked.lock().unwrap());
        asked
            .into_iter()
            .map(|ask| (ask.urgency, changing(&ask).to_owned()))
            .collect()
    }
}

/// What changes of a prompt: a chat's last part, a text's last line without the arrow.
fn changing(ask: &Ask) -> &str {
    let last = ask.messages.last().expect("a prompt has parts");
    match last.role {
        Role::Text => {
            let line = last.text.lines().last().expect("a text has lines");
            line.strip_suffix(" =>").expect("an arrow at the end")
        }
        _ => &last.text,
    }
}

/// A model with one plan and one answer.
pub(super) fn scripted(plan: &'static str, answer: &'static str) -> Scripted {
    planning(move |_| plan.into(), move |_| answer.into())
}

/// A model that plans and answers by what changes of its prompt.
pub fn planning(
    plan: impl Fn(&str) -> ScriptedReply + Send + Sync + 'static,
    answer: impl Fn(&str) -> ScriptedReply + Send + Sync + 'static,
) -> Scripted {
    Scripted::new(move |ask| {
        let text = changing(ask);
        match ask.urgency {
            Urgency::Plan => plan(text),
            Urgency::Word => answer(text),
        }
    })
}

/// A failure.
pub(super) fn failing(error: LlmError) -> ScriptedReply {
    ScriptedReply {
        text: Err(error),
        pace: Duration::ZERO,
    }
}

/// An answer with so much time before each word.
pub fn slowly(text: &str, pace: Duration) -> ScriptedReply {
    ScriptedReply {
        text: Ok(text.to_owned()),
        pace,
    }
}

/// The recommender of a shop, by the settings of the program.
async fn recommender(catalog: &Catalog, orders: &Orders) -> Recommender {
    let baskets = orders.baskets().await.expect("the orders answer");
    let products = catalog.all().await.expect("the catalogue answers");
    let alike = likeness(&baskets, &products, &[]);
    Recommender::fit(&baskets, alike, HybridSettings::default())
}
