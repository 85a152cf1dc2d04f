//! Sessions: what a member looks at, whether they order or not. See `RULES.md`.

use crate::clock::Timestamp;
use crate::events::{Event, EventKind};

use super::random::Draws;
use super::simulate::Person;
use super::world::{DAYS, Place, moment};

/// Most products viewed in a session.
const VIEWS: usize = 12;

/// The sessions of a member whose orders are known.
pub(super) fn sessions(person: &Person<'_>, draws: Draws) -> Vec<Event> {
    let mut browser = Browser {
        person,
        draws,
        events: Vec::new(),
    };
    for (day, second, basket) in &person.baskets {
        browser.before_an_order(*day, *second, basket);
    }
    let mut wait = browser.draws.exponential();
    for day in person.joined..DAYS {
        let usual = (0.4 + 2.5 * person.rate) / 7.0;
        wait -= if person.has_lapsed(day) {
            usual / 12.0
        } else {
            usual
        };
        while wait <= 0.0 {
            wait += browser.draws.exponential();
            browser.without_an_order(day);
        }
    }
    browser.events
}

struct Browser<'a> {
    person: &'a Person<'a>,
    draws: Draws,
    events: Vec<Event>,
}

impl Browser<'_> {
    fn before_an_order(&mut self, day: usize, second: i64, basket: &[(Place, i64)]) {
        let mut viewed: Vec<Place> = basket.iter().map(|line| line.0).collect();
        viewed.extend(self.views(day));
        viewed.truncate(VIEWS);
        self.session(day, second - 900, &viewed, basket);
    }

    fn without_an_order(&mut self, day: usize) {
        let hour = 8 + self.draws.below(16);
        let second = i64::try_from(hour * 3600 + self.draws.below(3000)).unwrap_or(0);
        let mut viewed = self.views(day);
        viewed.truncate(VIEWS);
        let cart = self.draws.chance(0.12);
        let put = self.draws.one(&viewed).copied().filter(|_| cart);
        let put: Vec<(Place, i64)> = put.into_iter().map(|place| (place, 1)).collect();
        self.session(day, second, &viewed, &put);
    }

    fn views(&mut self, day: usize) -> Vec<Place> {
        let count = 1 + self.draws.poisson(2.2);
        let Person { likes, world, .. } = self.person;
        (0..count)
            .map(|_| likes.any(world, day, &mut self.draws))
            .collect()
    }

    /// A session that begins at `second`, views `viewed` one by one and puts `put` in the cart.
    fn session(&mut self, day: usize, second: i64, viewed: &[Place], put: &[(Place, i64)]) {
        let mut at = second;
        let began = self.events.len();
        self.push(moment(day, at), EventKind::SessionStarted, None, None);
        for place in viewed {
            at += 10 + i64::try_from(self.draws.below(50)).unwrap_or(0);
            self.push(
                moment(day, at),
                EventKind::ProductViewed,
                Some(*place),
                None,
            );
            for (_, quantity) in put.iter().filter(|line| line.0 == *place) {
                at += 5;
                self.push(
                    moment(day, at),
                    EventKind::ProductAdded,
                    Some(*place),
                    Some(*quantity),
                );
            }
        }
        if let Some(session) = self.events.get_mut(began) {
            session.value = Some(at + 15 - second);
        }
    }

    fn push(&mut self, at: Timestamp, kind: EventKind, place: Option<Place>, value: Option<i64>) {
        let member = &self.person.member.key;
        self.events.push(Event {
            key: format!("{member}-b{}", self.events.len()),
            member: member.clone(),
            at,
            kind,
            product: place.map(|place| self.person.world.goods[place].key.clone()),
            value,
            note: None,
        });
    }
}
