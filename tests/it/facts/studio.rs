//! A shop of regulars with campaigns, for their tests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::{Value, json};
use storekeeper::access::{Role, Staff};
use storekeeper::actions::{Advisor, NextRules};
use storekeeper::campaigns::{Brief, CampaignState, Campaigns, Face, Mailer, Worked};
use storekeeper::clock::Timestamp;
use storekeeper::config::CampaignSettings;
use storekeeper::db::Db;
use storekeeper::members::LoyaltyRules;
use storekeeper::registry::Registry;
use storekeeper::senders::{Message, SendError, Sender, Senders};

use super::regulars::{MEMBERS, regulars};
use super::shop::{Shop, order};

pub const DAY: i64 = 86_400_000_000;
pub const SECOND: i64 = 1_000_000;

pub fn now() -> Timestamp {
    after(0)
}

/// So many seconds after now.
pub fn after(seconds: i64) -> Timestamp {
    Timestamp::from_micros(20_000 * DAY + 12 * 3_600 * SECOND + seconds * SECOND)
}

/// Takes messages, or does not.
#[derive(Default)]
pub struct Post {
    pub messages: Mutex<Vec<Message>>,
    /// What to answer to whom: whether a refusal is for now.
    pub refusing: Mutex<BTreeMap<String, bool>>,
}

#[async_trait]
impl Sender for Post {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        if let Some(&temporary) = self.refusing.lock().unwrap().get(&message.to) {
            return Err(SendError::Refused {
                channel: "mail",
                reason: "no".to_owned(),
                temporary,
            });
        }
        self.messages.lock().unwrap().push(message.clone());
        Ok(())
    }
}

impl Post {
    pub fn to(&self) -> Vec<String> {
        let messages = self.messages.lock().unwrap();
        messages.iter().map(|message| message.to.clone()).collect()
    }

    pub fn ids(&self) -> Vec<String> {
        let messages = self.messages.lock().unwrap();
        let ids = messages
            .iter()
            .map(|message| message.bulk.clone().expect("a bulk message").id);
        ids.collect()
    }

    /// The name of the message to somebody.
    pub fn id_of(&self, to: &str) -> String {
        let messages = self.messages.lock().unwrap();
        let found = messages.iter().find(|message| message.to == to);
        let bulk = found.expect("a message").bulk.clone();
        bulk.expect("a bulk message").id
    }
}

/// Writes at any time of the day and as fast as it can, so many messages at a time.
pub fn settings(in_flight: u32) -> CampaignSettings {
    CampaignSettings {
        quiet_from: 0,
        quiet_to: 0,
        per_second: 10_000,
        in_flight,
        ..CampaignSettings::default()
    }
}

/// The campaigns of a shop.
pub fn campaigns(db: &Db, settings: CampaignSettings) -> Campaigns {
    let registry = Registry::new(db.clone());
    let advisor = Advisor::new(db.clone(), registry, NextRules::default());
    Campaigns::new(db.clone(), Arc::new(advisor), settings, 20, "secret")
}

/// Who sends campaigns.
pub fn mailer(campaigns: Campaigns, senders: Senders) -> Mailer {
    let face = Face {
        name: "The Shop".to_owned(),
        link: "https://shop.example".to_owned(),
    };
    let tiers = LoyaltyRules::builtin().expect("the rules are in order");
    Mailer::new(campaigns, senders, face, tiers.into())
}

/// Regulars, their campaigns, and who sends them.
pub struct Studio {
    pub shop: Shop,
    pub campaigns: Campaigns,
    pub post: Arc<Post>,
    pub mailer: Mailer,
}

impl Studio {
    pub async fn open(shop: Shop) -> Self {
        Self::with(shop, settings(64)).await
    }

    pub async fn with(shop: Shop, settings: CampaignSettings) -> Self {
        regulars(&shop, now()).await;
        let campaigns = campaigns(&shop.db, settings);
        let post = Arc::new(Post::default());
        let mailer = mailer(campaigns.clone(), Senders::all_by(post.clone()));
        Self {
            shop,
            campaigns,
            post,
            mailer,
        }
    }

    /// A campaign that Lin wrote and Wang approved, released.
    pub async fn released(&self, name: &str, brief: &Value) {
        let brief = Brief::read(brief).expect("a brief");
        let made = self.campaigns.create(name, &brief, &lin(), now()).await;
        made.expect("a draft");
        self.campaigns
            .submit(name, &lin(), now())
            .await
            .expect("submitted");
        let approved = self.campaigns.approve(name, Some(1), &wang(), now()).await;
        approved.expect("approved");
        let released = self
            .campaigns
            .release(name, &lin(), now())
            .await
            .expect("released");
        assert_eq!(released.listed.state, CampaignState::Sending);
    }

    /// Works from a moment on until nothing is to do in it, a second after the other.
    pub async fn work(&self, from: i64) -> Worked {
        let mut all = Worked::default();
        for second in from..from + 400 {
            let worked = self.mailer.step(after(second)).await.expect("a step");
            if !worked.any() {
                break;
            }
            all.sent += worked.sent;
            all.failed += worked.failed;
            all.held_out += worked.held_out;
            all.passed += worked.passed;
            all.later += worked.later;
        }
        all
    }

    pub async fn state(&self, name: &str) -> CampaignState {
        self.campaigns
            .of(name, after(1))
            .await
            .expect("a campaign")
            .listed
            .state
    }

    /// Orders of so many pieces each, placed by these members so many seconds after now; their numbers begin alike.
    pub async fn ordered<'a>(
        &self,
        numbers: &str,
        members: impl Iterator<Item = &'a str>,
        at: i64,
        pieces: i64,
    ) {
        let (placed, lines) = (after(at).micros(), [("p0", pieces)]);
        let one = |(n, member): (usize, &'a str)| {
            let number = format!("{numbers}{n}");
            order(&number, member, placed, &lines)
        };
        let orders: Vec<_> = members.enumerate().map(one).collect();
        self.shop.orders.put(&orders).await.expect("kept");
    }

    pub async fn sql(&self, statement: &str) {
        let write = self.shop.db.write(&[]).await.unwrap();
        write.execute(statement, Vec::new()).await.expect(statement);
        write.commit().await.unwrap();
    }
}

pub fn staff(name: &str) -> Staff {
    Staff {
        name: name.to_owned(),
        role: Role::Marketer,
    }
}

pub fn lin() -> Staff {
    staff("lin")
}

pub fn wang() -> Staff {
    staff("wang")
}

/// To everybody by mail.
pub fn brief() -> Value {
    json!({
        "objective": "see whether it works", "audience": {"named": "everybody"}, "medium": "mail", "languages": ["en"],
        "copies": [{
            "variant": "a", "language": "en", "subject": "Hello {{member.name|friend}}",
            "body": "Come and see what is new at {{shop.name}}: {{shop.link}}\n\nUnsubscribe: {{unsubscribe}}",
        }],
    })
}

pub fn coupon(mut more: Value) -> Value {
    let mut brief = brief();
    let offer = more.as_object_mut().expect("an object");
    offer.insert("kind".to_owned(), "coupon".into());
    offer.insert("ends".to_owned(), "2024-12-31".into());
    brief["offer"] = more;
    brief["copies"][0]["body"] = "Your code is {{offer.code}}: {{offer.what}} until {{offer.ends}}.\n\n{{shop.link}}\n\nUnsubscribe: {{unsubscribe}}".into();
    brief
}

/// Who wants offers by mail.
pub fn willing() -> BTreeSet<String> {
    let willing = (0..MEMBERS).filter(|n| n % 5 > 0);
    willing.map(|n| format!("m{n}@shop.example")).collect()
}
