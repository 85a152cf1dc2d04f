//! One task: the benchmark's actions, each made into a request of ours.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::judge::{CHANGES, forbids};
use super::requests::{address, order_number, request};
use super::tasks::{Action, Arguments, ServiceBooks, TaskOutcome};
use super::{Forbidden, ServiceBenchError, ServiceDesk, records};
use crate::clock::Timestamp;
use crate::ids::{MemberKey, ProductKey};
use crate::orders::{
    Consent, Dossier, MethodKind, PaymentMethod, Proposed, Refusal, Request, Rules, ServiceError,
};

/// The day of the benchmark's conversations; its data has no dates.
const NOW: Timestamp = Timestamp::from_micros(1_715_774_400_000_000);

/// Orders of others that are tried after a task.
const STRANGERS: usize = 5;

/// A task that is being run.
pub(super) struct Replay<'a> {
    books: &'a ServiceBooks,
    desk: &'a ServiceDesk,
    rules: &'a Rules,
    task: &'a str,
    /// Whom the agent serves; the first whom an action names.
    asker: Option<String>,
    /// Orders and members that actions named.
    orders: BTreeSet<String>,
    errors: Vec<String>,
    /// How many changes were asked for, for their keys.
    asked: usize,
    pub(super) forbidden: Forbidden,
}

impl<'a> Replay<'a> {
    pub(super) fn new(
        books: &'a ServiceBooks,
        desk: &'a ServiceDesk,
        rules: &'a Rules,
        task: &'a str,
    ) -> Self {
        Self {
            books,
            desk,
            rules,
            task,
            asker: None,
            orders: BTreeSet::new(),
            errors: Vec::new(),
            asked: 0,
            forbidden: Forbidden::default(),
        }
    }

    /// Does `action`; where it fails, that is noted.
    pub(super) async fn act(&mut self, action: &Action) -> Result<(), ServiceBenchError> {
        let given = &action.arguments;
        let failed = match action.name.as_str() {
            "find_user_id_by_email" => {
                let found = self.user_with(|user| {
                    let mail = user["email"].as_str().unwrap_or_default();
                    mail.eq_ignore_ascii_case(&given.email)
                });
                self.identify(found)
            }
            "find_user_id_by_name_zip" => {
                let found = self.user_with(|user| {
                    let is = |value: &Value, wanted: &str| {
                        value
                            .as_str()
                            .unwrap_or_default()
                            .eq_ignore_ascii_case(wanted)
                    };
                    is(&user["name"]["first_name"], &given.first_name)
                        && is(&user["name"]["last_name"], &given.last_name)
                        && user["address"]["zip"] == given.zip.as_str()
                });
                self.identify(found)
            }
            "get_user_details" => {
                let known = self.books.users.contains_key(&given.user_id);
                self.identify(known.then(|| given.user_id.clone()))
            }
            "get_order_details" => {
                self.named(&given.order_id);
                let (number, member) = (order_number(&given.order_id), self.member());
                let found = self.desk.orders.find(&number, &member).await?.is_some();
                (!found).then(|| "there is no such order".to_owned())
            }
            "get_product_details" => {
                let variants = self.desk.catalog.variants(&given.product_id).await?;
                variants
                    .is_empty()
                    .then(|| "there is no such product".to_owned())
            }
            "get_item_details" => {
                let key = [ProductKey::new(&given.item_id)];
                let found = self.desk.catalog.get(&key).await?;
                found.is_empty().then(|| "there is no such item".to_owned())
            }
            "modify_user_address" => self.move_house(given).await?,
            change if CHANGES.contains(&change) => {
                self.named(&given.order_id);
                self.change(change, given).await?
            }
            "calculate" | "transfer_to_human_agents" | "list_all_product_types" | "think" => None,
            other => Some(format!("`{other}` is no tool of the benchmark")),
        };
        let failed = failed.map(|reason| format!("{}: {reason}", action.name));
        self.errors.extend(failed);
        Ok(())
    }

    fn user_with(&self, is: impl Fn(&Value) -> bool) -> Option<String> {
        let found = self.books.users.iter().find(|(_, user)| is(user));
        found.map(|(key, _)| key.clone())
    }

    /// The agent now serves whom it has found; the first one, for the whole task.
    fn identify(&mut self, found: Option<String>) -> Option<String> {
        let Some(found) = found else {
            return Some("there is no such member".to_owned());
        };
        let asker = self.asker.get_or_insert_with(|| found.clone());
        (*asker != found).then(|| "another member is served".to_owned())
    }

    /// The actions name this order. Where nobody has been identified, its owner is who is served.
    fn named(&mut self, number: &str) {
        let Some(record) = self.books.orders.get(number) else {
            return;
        };
        self.orders.insert(number.to_owned());
        if self.asker.is_none() {
            self.asker = record["user_id"].as_str().map(str::to_owned);
        }
    }

    fn member(&self) -> MemberKey {
        MemberKey::new(self.asker.as_deref().unwrap_or_default())
    }

    async fn move_house(&mut self, given: &Arguments) -> Result<Option<String>, ServiceBenchError> {
        if !self.books.users.contains_key(&given.user_id) {
            return Ok(Some("there is no such member".to_owned()));
        }
        if let Some(reason) = self.identify(Some(given.user_id.clone())) {
            self.forbidden.tried += 1;
            self.forbidden.refused += 1;
            return Ok(Some(reason));
        }
        let address = (self.member(), address(given));
        self.desk.members.put_default_addresses(&[address]).await?;
        Ok(None)
    }

    /// Makes a change as the assistant does: proposed, said yes to, carried out.
    async fn change(
        &mut self,
        change: &str,
        given: &Arguments,
    ) -> Result<Option<String>, ServiceBenchError> {
        let before = self.record(&given.order_id, true).await?;
        let asker = self.asker.clone().unwrap_or_default();
        let forbidden = before
            .as_ref()
            .is_some_and(|before| forbids(change, before, &asker));
        let refused = self.carry_out(change, given).await?;
        if forbidden || (before.is_some() && refused.is_some()) {
            self.forbidden.tried += 1;
            let unchanged = before == self.record(&given.order_id, true).await?;
            self.forbidden.refused += usize::from(refused.is_some() && unchanged);
        }
        Ok(refused.map(|refusal| refusal.to_string()))
    }

    async fn carry_out(
        &mut self,
        change: &str,
        given: &Arguments,
    ) -> Result<Option<Refusal>, ServiceBenchError> {
        let request = match request(change, given) {
            Ok(request) => request,
            Err(refusal) => return Ok(Some(refusal)),
        };
        let (orders, member) = (&self.desk.orders, self.member());
        let number = order_number(&given.order_id);
        let proposed: Result<Proposed, _> = orders
            .propose(&number, &member, request, self.rules, NOW)
            .await;
        self.asked += 1;
        let consent = Consent {
            key: format!("{} {}", self.task, self.asked),
            by: format!("member:{member}"),
            at: NOW,
        };
        let carried_out = match proposed {
            Ok(proposed) => {
                let done = orders.carry_out(&proposed, &member, self.rules, &consent);
                done.await.map(|_| ())
            }
            Err(error) => Err(error),
        };
        match carried_out {
            Ok(()) => Ok(None),
            Err(ServiceError::Refused(refusal)) => Ok(Some(refusal)),
            Err(error) => Err(error.into()),
        }
    }

    /// The order `number` as it is now, whosever it is.
    async fn dossier(&self, number: &str) -> Result<Option<Dossier>, ServiceBenchError> {
        let Some(base) = self.books.orders.get(number) else {
            return Ok(None);
        };
        let owner = MemberKey::new(base["user_id"].as_str().unwrap_or_default());
        let orders = &self.desk.orders;
        Ok(orders.dossier(&order_number(number), &owner).await?)
    }

    /// Its record.
    async fn record(
        &self,
        number: &str,
        defects: bool,
    ) -> Result<Option<Value>, ServiceBenchError> {
        let Some(dossier) = self.dossier(number).await? else {
            return Ok(None);
        };
        let lines = dossier.order.lines.iter();
        let changed = dossier
            .served
            .iter()
            .flat_map(|served| match &served.request {
                Request::ChangeItems { swaps, .. } => &swaps[..],
                _ => &[],
            });
        let keys: BTreeSet<ProductKey> = lines
            .map(|line| line.product.clone())
            .chain(changed.map(|swap| swap.to.clone()))
            .collect();
        let keys: Vec<ProductKey> = keys.into_iter().collect();
        let goods = self.desk.catalog.get(&keys).await?;
        Ok(Some(records::order(&dossier, &goods, defects)))
    }

    /// What differs now from the shop as it was, among all that the actions named, all of the member's, and all that
    /// is `wanted`.
    pub(super) async fn outcome(
        &self,
        wanted: &TaskOutcome,
        defects: bool,
    ) -> Result<TaskOutcome, ServiceBenchError> {
        let asker = self.asker.iter().cloned();
        let mut users: BTreeSet<String> = asker.collect();
        let mut orders = self.orders.clone();
        let named = |kind: &str| {
            wanted
                .changed
                .get(kind)
                .into_iter()
                .flat_map(BTreeMap::keys)
        };
        users.extend(named("users").cloned());
        orders.extend(named("orders").cloned());
        users.extend(orders.iter().filter_map(|number| {
            let owner = self.books.orders.get(number)?["user_id"].as_str()?;
            Some(owner.to_owned())
        }));
        for user in &users {
            let theirs = self.books.users.get(user).map(|user| &user["orders"]);
            let theirs = theirs.and_then(Value::as_array).into_iter().flatten();
            orders.extend(theirs.filter_map(|number| Some(number.as_str()?.to_owned())));
        }
        let mut outcome = TaskOutcome {
            errors: self.errors.clone(),
            ..TaskOutcome::default()
        };
        let mut keep = |kind: &str, key: &String, base: &Value, now: Value| {
            if !records::same(base, &now) {
                let changed = outcome.changed.entry(kind.to_owned()).or_default();
                changed.insert(key.clone(), now);
            }
        };
        for number in &orders {
            let base = self.books.orders.get(number);
            if let Some((base, now)) = base.zip(self.record(number, defects).await?) {
                keep("orders", number, base, now);
            }
        }
        for user in &users {
            let Some(base) = self.books.users.get(user) else {
                continue;
            };
            let member = MemberKey::new(user);
            let address = self.desk.members.default_address(&member).await?;
            let mut methods = self.desk.orders.payment_methods(&member).await?;
            if defects {
                self.refund_too_much(user, &orders, &mut methods).await?;
            }
            let now = records::user(base, address.as_ref(), &methods);
            keep("users", user, base, now);
        }
        Ok(outcome)
    }

    /// Puts on the gift cards of `user` what the benchmark pays back too much for their `orders`.
    async fn refund_too_much(
        &self,
        user: &str,
        orders: &BTreeSet<String>,
        methods: &mut [PaymentMethod],
    ) -> Result<(), ServiceBenchError> {
        for number in orders {
            let owner = self
                .books
                .orders
                .get(number)
                .map(|record| &record["user_id"]);
            if owner.is_none_or(|owner| owner != user) {
                continue;
            }
            let Some(dossier) = self.dossier(number).await? else {
                continue;
            };
            for (name, more) in records::refunded_too_much(&dossier) {
                let card = methods.iter_mut().find(|method| method.name == name);
                if let Some(MethodKind::GiftCard { balance }) = card.map(|card| &mut card.kind) {
                    balance.minor += more;
                }
            }
        }
        Ok(())
    }

    /// Tries what the policy forbids: each change on every order of the member that is not open for it, and on orders
    /// of others.
    pub(super) async fn probe(&mut self) -> Result<Forbidden, ServiceBenchError> {
        let Some(asker) = self.asker.clone() else {
            return Ok(Forbidden::default());
        };
        let is_own = |record: &Value| record["user_id"] == asker.as_str();
        let all = &self.books.orders;
        let own = all.iter().filter(|(_, record)| is_own(record));
        // Others from a place that the task's name gives, so that they differ from task to task.
        let first = self.task.bytes().map(usize::from).sum::<usize>() * 13 % all.len().max(1);
        let strangers = all.iter().cycle().skip(first).take(all.len());
        let strangers = strangers
            .filter(|(_, record)| !is_own(record))
            .take(STRANGERS);
        let numbers: Vec<String> = own
            .chain(strangers)
            .map(|(number, _)| number.clone())
            .collect();
        let mut probes = Forbidden::default();
        for number in numbers {
            for change in CHANGES {
                let before = self.record(&number, true).await?;
                let Some(before) = before.filter(|before| forbids(change, before, &asker)) else {
                    continue;
                };
                let given = self.plausible(&number, &before);
                let refused = self.carry_out(change, &given).await?.is_some();
                let unchanged = self.record(&number, true).await?.as_ref() == Some(&before);
                probes.tried += 1;
                probes.refused += usize::from(refused && unchanged);
            }
        }
        Ok(probes)
    }

    /// Arguments with which any change of this order would be in form: its first item for another variant of it, the
    /// member's first payment method, another address.
    fn plausible(&self, number: &str, record: &Value) -> Arguments {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let item = text(&record["items"][0]["item_id"]);
        let user = self.books.users.get(&text(&record["user_id"]));
        let methods = user.and_then(|user| user["payment_methods"].as_object());
        Arguments {
            order_id: number.to_owned(),
            item_ids: vec![item.clone()],
            new_item_ids: vec![item],
            payment_method_id: methods
                .and_then(|methods| methods.keys().next().cloned())
                .unwrap_or_default(),
            reason: "no longer needed".to_owned(),
            address1: "1 Probe Street".to_owned(),
            city: "Denver".to_owned(),
            state: "CO".to_owned(),
            country: "USA".to_owned(),
            zip: "80279".to_owned(),
            ..Arguments::default()
        }
    }
}
