//! One member's life in the demo shop, by the rules of `RULES.md`.

use serde::Serialize;

use crate::clock::Timestamp;
use crate::events::{Event, EventKind};
use crate::ids::{OrderNumber, ProductKey};
use crate::members::Member;
use crate::money::{CNY, Money};
use crate::orders::{Order, OrderLine, OrderState};

use super::browse;
use super::campaigns::{CAMPAIGNS, Campaign, Response, WINDOW};
use super::likes::Likes;
use super::people;
use super::random::Draws;
use super::service::{Service, service};
use super::shop::DemoShop;
use super::world::{DAY, DAYS, Place, World, date, is_sale, moment};

/// The default seed; frozen with the rules.
pub const SEED: u64 = 20_260_501;
/// Most products in a basket.
const BASKET: usize = 6;
/// Room for order numbers of one member.
const NUMBERS: usize = 256;
/// What sends back less often than others.
const SELDOM_RETURNED: [&str; 4] = ["tea", "pantry", "beauty", "pets"];
/// How the hours of a day share its orders, from midnight.
const HOURS: [f64; 24] = [
    2.0, 1.0, 0.5, 0.3, 0.2, 0.3, 0.8, 1.5, 2.5, 4.0, 5.0, 5.0, 5.5, 5.0, 4.5, 4.5, 4.5, 4.5, 5.0,
    6.5, 9.0, 10.0, 8.0, 4.5,
];

/// The demo shop's people: any number of them, each the same however many there are.
pub struct Simulation {
    world: World,
    seed: u64,
    browsing: bool,
}

/// All that is known of one member.
#[derive(Clone, Debug)]
pub struct Life {
    /// Who they are.
    pub member: Member,
    /// Their orders, oldest first.
    pub orders: Vec<Order>,
    /// What else they did, in no order.
    pub events: Vec<Event>,
    /// What belongs to their recent orders.
    pub service: Service,
    /// What no shop can know.
    pub truth: Truth,
}

/// A member's own parameters, for evaluation only.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Truth {
    /// The member's key.
    pub member: String,
    /// Orders a week while they have not lapsed, before the calendar.
    pub purchase_rate: f64,
    /// The chance to lapse after an order, before satisfaction.
    pub lapse_chance: f64,
    /// The day they joined.
    pub joined: String,
    /// The day they lapsed; `None` where they had not by the end.
    pub lapsed: Option<String>,
    /// How much of their taste is for each category.
    pub taste: Vec<(String, f64)>,
    /// How much dear goods put them off; negative where they draw.
    pub thrift: f64,
    /// Whether they want to be left alone.
    pub alone: bool,
    /// What each campaign that they were chosen for did to them.
    pub campaigns: Vec<Response>,
}

impl Simulation {
    /// The simulation of `shop` with `seed`; sessions are left out unless `browsing`.
    #[must_use]
    pub fn new(shop: &DemoShop, seed: u64, browsing: bool) -> Self {
        Self {
            world: World::new(shop, seed),
            seed,
            browsing,
        }
    }

    /// Member number `number`, from 0.
    #[must_use]
    pub fn life(&self, number: usize) -> Life {
        let mut person = Person::new(&self.world, self.seed, number);
        for day in person.joined..DAYS {
            person.live(day);
        }
        if self.browsing {
            let sessions = browse::sessions(&person, Draws::new(self.seed + 1, number as u64 + 1));
            person.events.extend(sessions);
        }
        let further = Draws::new(self.seed + 2, number as u64 + 1);
        person.into_life(further)
    }
}

/// Different products, each with how many.
pub(super) type Basket = Vec<(Place, i64)>;

/// A member in the middle of their life.
pub(super) struct Person<'a> {
    pub(super) world: &'a World,
    number: usize,
    draws: Draws,
    pub(super) member: Member,
    pub(super) joined: usize,
    /// Orders a week.
    pub(super) rate: f64,
    lapse_chance: f64,
    pub(super) likes: Likes,
    thrift: f64,
    alone: bool,
    /// The day they lapsed, while they have.
    pub(super) lapsed: Option<usize>,
    /// What is left of the waiting for the next order.
    wait: f64,
    /// Up to this day half of the orders fall away.
    annoyed_until: Option<usize>,
    /// An extra order and the category that it begins with.
    extra: Option<(usize, Option<usize>)>,
    /// The first product of the last order.
    last: Option<Place>,
    orders: Vec<Order>,
    /// The day on which each order reaches them.
    arrivals: Vec<usize>,
    /// The day, second and products of each order, for its session.
    pub(super) baskets: Vec<(usize, i64, Basket)>,
    /// When they had lapsed and came back.
    pub(super) away: Vec<(usize, usize)>,
    events: Vec<Event>,
    campaigns: Vec<Response>,
}

impl<'a> Person<'a> {
    fn new(world: &'a World, seed: u64, number: usize) -> Self {
        let mut draws = Draws::new(seed, number as u64 + 1);
        let mut member = people::member(number, &mut draws);
        let joined = if draws.chance(0.35) {
            draws.below(30)
        } else {
            draws.below(519)
        };
        let rate = draws.gamma(1.3) / 6.5;
        let lapse_chance = draws.beta(0.9, 3.6);
        let weights = world.popularity.iter();
        let mut taste: Vec<f64> = weights.map(|weight| draws.gamma(0.35) * weight).collect();
        let total: f64 = taste.iter().sum();
        for share in &mut taste {
            *share /= total;
        }
        let thrift = draws.normal();
        member.marketing = Some(draws.chance(0.8));
        let alone = draws.chance(0.12);
        let wait = draws.exponential();
        Self {
            world,
            number,
            draws,
            member,
            joined,
            rate,
            lapse_chance,
            likes: Likes::new(world, taste, thrift),
            thrift,
            alone,
            lapsed: None,
            wait,
            annoyed_until: None,
            extra: None,
            last: None,
            orders: Vec::new(),
            arrivals: Vec::new(),
            baskets: Vec::new(),
            away: Vec::new(),
            events: Vec::new(),
            campaigns: Vec::new(),
        }
    }

    /// One day: orders first, then the campaigns that go out.
    fn live(&mut self, day: usize) {
        let extra = self.extra.take_if(|extra| extra.0 == day);
        let own = self.orders_by_themselves(day);
        if day == self.joined || own || extra.is_some() {
            self.order(day, extra.and_then(|extra| extra.1));
        }
        for (campaign, &goes_out) in CAMPAIGNS.iter().zip(&self.world.campaign_days) {
            if goes_out == day && day > self.joined && self.member.marketing == Some(true) {
                self.receive(campaign, day);
            }
        }
    }

    /// Whether the waiting for the next order ends on this day.
    fn orders_by_themselves(&mut self, day: usize) -> bool {
        if self.lapsed.is_some() || day == self.joined {
            return false;
        }
        self.wait -= self.daily(day);
        if self.wait > 0.0 {
            return false;
        }
        self.wait = self.draws.exponential();
        let annoyed = self.annoyed_until.is_some_and(|until| day <= until);
        !(annoyed && self.draws.chance(0.5))
    }

    /// Whether they had lapsed by this day.
    pub(super) fn has_lapsed(&self, day: usize) -> bool {
        let before = self.away.iter().any(|away| (away.0..away.1).contains(&day));
        before || self.lapsed.is_some_and(|since| since < day)
    }

    /// The rate of orders on one day.
    fn daily(&self, day: usize) -> f64 {
        self.rate / 7.0 * self.world.tempo[day]
    }

    /// A campaign chooses this member, who is written to or held out by lot.
    fn receive(&mut self, campaign: &Campaign, day: usize) {
        let treated = self.draws.chance(0.5);
        let lapsed = self.lapsed.is_some();
        let expected: f64 = (day + 1..=day + WINDOW).map(|day| self.daily(day)).sum();
        let category = campaign.category.and_then(|key| self.world.category(key));
        let taste = category.map(|category| self.likes.taste(category));
        let response = campaign.response(treated, lapsed, self.alone, expected, taste, self.thrift);
        let kind = if treated {
            EventKind::CampaignSent
        } else {
            EventKind::CampaignHeldOut
        };
        let offer = treated.then_some(campaign.offer);
        let at = moment(day, 10 * 3600);
        self.note(at, kind, None, offer, Some(campaign.key.to_owned()));
        if treated {
            if self.alone {
                self.annoyed_until = Some(day + WINDOW);
            }
            if self.draws.chance(response.extra) {
                self.extra = Some((day + 1 + self.draws.below(10), category));
            }
        }
        self.campaigns.push(response);
    }

    /// An order on this day, and what becomes of it.
    fn order(&mut self, day: usize, category: Option<usize>) {
        let second = self.second();
        let basket = self.basket(day, category);
        let sale = is_sale(date(day));
        let line = |&(place, quantity): &(Place, i64)| {
            let good = &self.world.goods[place];
            OrderLine {
                product: good.key.clone(),
                quantity,
                unit_price: if sale {
                    reduced(good.price)
                } else {
                    good.price
                },
            }
        };
        let lines: Vec<OrderLine> = basket.iter().map(line).collect();
        let number = self.order_number();
        let (state, satisfaction) = self.fate(&number, day, second, &basket);
        self.orders.push(Order {
            number,
            member: Some(self.member.key.clone()),
            placed: moment(day, second),
            state,
            currency: CNY,
            lines,
        });
        self.last = basket.first().map(|line| line.0);
        self.baskets.push((day, second, basket));
        self.stay_or_lapse(day, satisfaction);
    }

    /// Whether the member lapses after an order, or one who had lapsed comes back with it.
    fn stay_or_lapse(&mut self, day: usize, satisfaction: f64) {
        if let Some(since) = self.lapsed {
            if self.draws.chance(0.5) {
                self.away.push((since, day));
                self.lapsed = None;
                self.wait = self.draws.exponential();
            }
            return;
        }
        let factor = if satisfaction < -0.5 { 1.6 } else { 0.9 };
        if self.draws.chance((self.lapse_chance * factor).min(1.0)) {
            self.lapsed = Some(day);
        }
    }

    /// Different products with their quantities, the first of `category` where one is given.
    fn basket(&mut self, day: usize, category: Option<usize>) -> Basket {
        let wanted = (1 + self.draws.poisson(0.9)).min(BASKET);
        let first = match (category, self.last) {
            (Some(category), _) => self.of_category(category, day),
            (None, Some(last)) if self.draws.chance(0.3) => self.world.goods[last].follow_up,
            _ => self.by_taste(day),
        };
        let mut chosen = vec![first];
        // A draw that is in the basket already is lost: few baskets are as long as they could be.
        for _ in 1..wanted {
            let next = if self.draws.chance(0.4) {
                let from = chosen[self.draws.below(chosen.len())];
                let with = self.draws.one(&self.world.goods[from].goes_with).copied();
                with.unwrap_or_else(|| self.by_taste(day))
            } else if self.draws.chance(0.25 / 0.6) {
                self.of_category(self.world.goods[first].category, day)
            } else {
                self.by_taste(day)
            };
            if !chosen.contains(&next) {
                chosen.push(next);
            }
        }
        chosen
            .into_iter()
            .map(|place| (place, self.quantity(place)))
            .collect()
    }

    fn quantity(&mut self, place: Place) -> i64 {
        let share = self.draws.unit();
        match share {
            _ if self.world.goods[place].price.minor > 20_000 => 1,
            ..0.80 => 1,
            ..0.94 => 2,
            ..0.98 => 3,
            _ => 6,
        }
    }

    fn by_taste(&mut self, day: usize) -> Place {
        self.likes.any(self.world, day, &mut self.draws)
    }

    fn of_category(&mut self, category: usize, day: usize) -> Place {
        let draws = &mut self.draws;
        self.likes.of_category(self.world, category, day, draws)
    }

    fn second(&mut self) -> i64 {
        let hour = self.draws.weighted(HOURS.iter().copied());
        let within = self.draws.below(3600);
        i64::try_from(hour * 3600 + within).unwrap_or(0)
    }

    /// A number that does not tell how many orders came before it: a permutation of nine digits.
    fn order_number(&self) -> OrderNumber {
        let running = (self.number * NUMBERS + self.orders.len()) as u64;
        let number = (running * 387_420_489 + 271_828_183) % 1_000_000_000;
        OrderNumber::new(&format!("SK-{number:09}"))
    }

    /// What becomes of an order: its state by the end, and how satisfied the member is.
    fn fate(
        &mut self,
        number: &OrderNumber,
        day: usize,
        second: i64,
        basket: &[(Place, i64)],
    ) -> (OrderState, f64) {
        let cancelled = self.draws.chance(0.025);
        let late = self.draws.chance(0.08);
        let mut on_the_way = 2 + self.draws.below(3);
        if late {
            on_the_way += 3 + self.draws.below(4);
        }
        let arrives = day + on_the_way;
        self.arrivals.push(arrives);
        let mut sent_back = 0;
        let mut quality = 0.0;
        for &(place, quantity) in basket {
            let good = &self.world.goods[place];
            quality += good.quality;
            let kind = self.world.categories[good.category].as_str();
            let usual = 0.05 * libm::exp(-0.6 * good.quality);
            let chance = match kind {
                "clothing" => usual * 2.0,
                _ if SELDOM_RETURNED.contains(&kind) => usual / 4.0,
                _ => usual,
            };
            let product = good.key.clone();
            let back = arrives + 1 + self.draws.below(6);
            if self.draws.chance(chance) && !cancelled && back < DAYS {
                sent_back += 1;
                let order = Some(number.to_string());
                let at = moment(back, 12 * 3600);
                self.note(
                    at,
                    EventKind::OrderRefunded,
                    Some(product),
                    Some(quantity),
                    order,
                );
            }
        }
        #[allow(clippy::cast_precision_loss, reason = "six at most")]
        let quality = quality / basket.len().max(1) as f64;
        let noise = self.draws.normal() * 0.7;
        let bad = f64::from(u8::from(late)) + 1.2 * f64::from(u8::from(sent_back > 0));
        let satisfaction = 0.3 + 0.35 * quality - bad + noise;
        self.survey(number, arrives, satisfaction, cancelled);
        let end = i64::try_from(DAYS).unwrap_or(0) * DAY;
        let age = end - (i64::try_from(day).unwrap_or(0) * DAY + second);
        let state = match () {
            () if cancelled => OrderState::Cancelled,
            () if sent_back == basket.len() => OrderState::Returned,
            () if age < 36 * 3600 => OrderState::Placed,
            () if arrives >= DAYS => OrderState::Shipped,
            () => OrderState::Delivered,
        };
        (state, satisfaction)
    }

    fn survey(&mut self, number: &OrderNumber, arrives: usize, satisfaction: f64, cancelled: bool) {
        let answers = self.draws.chance(0.28);
        let day = arrives + self.draws.below(3);
        if !answers || cancelled || day >= DAYS {
            return;
        }
        #[allow(clippy::cast_possible_truncation, reason = "kept between 0 and 10")]
        let score = libm::round(7.8 + 1.7 * satisfaction).clamp(0.0, 10.0) as i64;
        let at = moment(day, 20 * 3600);
        let order = Some(number.to_string());
        self.note(at, EventKind::SurveyAnswered, None, Some(score), order);
    }

    /// Their life, now that it is over.
    fn into_life(self, further: Draws) -> Life {
        let service = service(&self.member, &self.orders, &self.arrivals, further);
        let world = self.world;
        let taste = world
            .categories
            .iter()
            .cloned()
            .zip(self.likes.into_taste());
        let mut member = self.member;
        member.joined = Some(moment(self.joined, 0));
        let truth = Truth {
            member: member.key.to_string(),
            purchase_rate: self.rate,
            lapse_chance: self.lapse_chance,
            joined: date(self.joined).to_string(),
            lapsed: self.lapsed.map(|day| date(day).to_string()),
            taste: taste.collect(),
            thrift: self.thrift,
            alone: self.alone,
            campaigns: self.campaigns,
        };
        Life {
            member,
            orders: self.orders,
            events: self.events,
            service,
            truth,
        }
    }

    fn note(
        &mut self,
        at: Timestamp,
        kind: EventKind,
        product: Option<ProductKey>,
        value: Option<i64>,
        note: Option<String>,
    ) {
        let key = format!("{}-{}", self.member.key, self.events.len());
        self.events.push(Event {
            key,
            member: self.member.key.clone(),
            at,
            kind,
            product,
            value,
            note,
        });
    }
}

/// A tenth off, to whole jiao.
fn reduced(price: Money) -> Money {
    Money::new((price.minor * 9 / 10 + 5) / 10 * 10, price.currency)
}
