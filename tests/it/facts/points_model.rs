//! Random operations on points against a model that keeps lots in a vector.

use storekeeper::members::{LineKind, Points, PointsError, Receipt};

use super::points::{day, on, span, who};
use super::shop::{Shop, on_both};

on_both!(random_operations_leave_what_a_vector_of_lots_would);

/// How many operations are tried.
const OPERATIONS: usize = 1500;

/// A generator of numbers that look random, the same ones each time (Marsaglia's xorshift, 2003).
struct Random(u64);

impl Random {
    /// A number from 0 to below `end`.
    fn below(&mut self, end: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 % end.unsigned_abs()).unwrap()
    }
}

/// Points that came in together, each a point of its own.
#[derive(Clone, Debug, Default)]
struct Lot {
    owner: usize,
    from: i64,
    until: i64,
    left: i64,
    points: i64,
    taken_back: i64,
    owed: i64,
}

/// What an operation took from each lot and is still out.
#[derive(Clone, Debug)]
enum Done {
    Earned(usize),
    Spent(usize, Vec<(usize, i64)>),
}

#[derive(Default)]
struct Model {
    lots: Vec<Lot>,
    done: Vec<(String, Done)>,
}

impl Model {
    fn sum(&self, owner: usize, fits: impl Fn(&Lot) -> bool) -> i64 {
        let lots = self.lots.iter().filter(|lot| lot.owner == owner);
        lots.filter(|lot| fits(lot)).map(|lot| lot.left).sum()
    }

    fn available(&self, owner: usize, now: i64) -> i64 {
        self.sum(owner, |lot| lot.from <= now && now < lot.until)
    }

    /// Takes one point at a time from the first lot that fits; returns what it took by lot.
    fn take(
        &mut self,
        owner: usize,
        points: i64,
        fits: impl Fn(&Lot) -> bool,
    ) -> Vec<(usize, i64)> {
        let mut taken: Vec<(usize, i64)> = Vec::new();
        for _ in 0..points {
            let lots = self.lots.iter().enumerate();
            let first = lots
                .filter(|(_, lot)| lot.owner == owner && lot.left > 0 && fits(lot))
                .min_by_key(|(place, lot)| (lot.until, *place));
            let Some((place, _)) = first else { break };
            self.lots[place].left -= 1;
            match taken.iter_mut().find(|(lot, _)| *lot == place) {
                Some((_, count)) => *count += 1,
                None => taken.push((place, 1)),
            }
        }
        taken
    }

    /// Takes back `points` of a lot; returns how many were nowhere.
    fn take_back(&mut self, lot: usize, points: i64, now: i64) -> i64 {
        let owner = self.lots[lot].owner;
        let own = points.min(self.lots[lot].left);
        self.lots[lot].left -= own;
        let mut rest = points - own;
        for available in [true, false] {
            let fits = |lot: &Lot| now < lot.until && (lot.from <= now) == available;
            let taken = self.take(owner, rest, fits);
            rest -= taken.iter().map(|(_, count)| count).sum::<i64>();
        }
        self.lots[lot].taken_back += points;
        self.lots[lot].owed += rest;
        rest
    }

    /// Gives back one point at a time to the lot that runs out last; returns how many were of no use.
    fn give_back(&mut self, place: usize, points: i64, now: i64) -> i64 {
        let mut missing = 0;
        for _ in 0..points {
            let Done::Spent(_, out) = &mut self.done[place].1 else {
                panic!("only what was spent is given back");
            };
            let lots = &mut self.lots;
            let last = out
                .iter_mut()
                .filter(|(_, count)| *count > 0)
                .max_by_key(|(lot, _)| (lots[*lot].until, *lot))
                .unwrap();
            last.1 -= 1;
            let lot = &mut lots[last.0];
            let owed = lot.owed > 0;
            if owed {
                lot.owed -= 1;
            } else {
                lot.left += 1;
            }
            missing += i64::from(owed || now >= lot.until);
        }
        missing
    }
}

async fn random_operations_leave_what_a_vector_of_lots_would(shop: Shop) {
    shop.stock(1, 3).await;
    let points = Points::new(shop.db.clone());
    let mut random = Random(0x5704_ECEE_9E40_0002);
    let mut model = Model::default();
    let mut met = [0; 5];
    for number in 0..OPERATIONS {
        let now = i64::try_from(number / 25).unwrap();
        let key = format!("k{number}");
        met[operate(&points, &mut model, &mut random, &key, now).await] += 1;
        let owner = usize::try_from(random.below(3)).unwrap();
        let balance = points.balance(&who(&format!("m{owner}")), day(now)).await;
        let balance = balance.unwrap();
        assert_eq!(
            (balance.available, balance.pending),
            (
                model.available(owner, now),
                model.sum(owner, |lot| lot.from > now)
            ),
            "after {number} operations"
        );
    }
    assert!(met.iter().all(|count| *count > 40), "{met:?}");
    let end = i64::try_from(OPERATIONS / 25).unwrap();
    for owner in 0..3 {
        let member = who(&format!("m{owner}"));
        let lines = points.statement(&member, day(end), 100_000).await.unwrap();
        let sum: i64 = lines.iter().map(|line| line.points).sum();
        assert_eq!(sum, model.sum(owner, |lot| end < lot.until));
        assert!(lines.iter().any(|line| line.kind == LineKind::Expired));
    }
}

/// Tries one operation on both; returns which sort it was.
async fn operate(
    points: &Points,
    model: &mut Model,
    random: &mut Random,
    key: &str,
    now: i64,
) -> usize {
    let owner = usize::try_from(random.below(3)).unwrap();
    let member = who(&format!("m{owner}"));
    let booking = on(now, key);
    match random.below(5) {
        0 => {
            let amount = 1 + random.below(60);
            let from = now + random.below(6);
            let until = from + 1 + random.below(20);
            points
                .earn(&member, amount, span(from, until), &booking)
                .await
                .unwrap();
            model.lots.push(Lot {
                owner,
                from,
                until,
                left: amount,
                points: amount,
                ..Lot::default()
            });
            let lot = model.lots.len() - 1;
            model.done.push((key.to_owned(), Done::Earned(lot)));
            0
        }
        1 | 2 => {
            let amount = 1 + random.below(70);
            let available = model.available(owner, now);
            let spent = points.spend(&member, amount, &booking).await;
            if amount > available {
                refused(spent, available);
                return 1;
            }
            let taken = model.take(owner, amount, |lot| lot.from <= now && now < lot.until);
            assert_eq!(spent.unwrap().available, available - amount);
            model.done.push((key.to_owned(), Done::Spent(owner, taken)));
            2
        }
        3 if !model.done.is_empty() => {
            reverse(points, model, random, key, now).await;
            3
        }
        _ => {
            let to = (owner + 1) % 3;
            let amount = 1 + random.below(30);
            let available = model.available(owner, now);
            let sent = points
                .transfer(&member, &who(&format!("m{to}")), amount, &booking)
                .await;
            if amount > available {
                refused(sent, available);
                return 4;
            }
            sent.unwrap();
            for (lot, count) in model.take(owner, amount, |lot| lot.from <= now && now < lot.until)
            {
                let Lot { from, until, .. } = model.lots[lot];
                model.lots.push(Lot {
                    owner: to,
                    from,
                    until,
                    left: count,
                    points: count,
                    ..Lot::default()
                });
            }
            4
        }
    }
}

/// Takes or gives back some of what was done before, or finds that there is nothing left of it.
async fn reverse(points: &Points, model: &mut Model, random: &mut Random, key: &str, now: i64) {
    let done = i64::try_from(model.done.len()).unwrap();
    let place = usize::try_from(random.below(done)).unwrap();
    let (what, done) = model.done[place].clone();
    let (owner, left) = match &done {
        Done::Earned(lot) => {
            let lot = &model.lots[*lot];
            (lot.owner, lot.points - lot.taken_back)
        }
        Done::Spent(owner, out) => (*owner, out.iter().map(|(_, count)| count).sum()),
    };
    let amount = 1 + random.below(40);
    let reversed = points.reverse(&what, Some(amount), &on(now, key)).await;
    if amount > left {
        let error = reversed.unwrap_err();
        assert!(
            matches!(error, PointsError::TooMuch { left: told, .. } if told == left),
            "{error:?}"
        );
        return;
    }
    let missing = match done {
        Done::Earned(lot) => model.take_back(lot, amount, now),
        Done::Spent(..) => model.give_back(place, amount, now),
    };
    let receipt = reversed.unwrap();
    assert_eq!(
        (receipt.missing, receipt.available),
        (missing, model.available(owner, now))
    );
}

/// It was refused because only so many were there.
fn refused(result: Result<Receipt, PointsError>, there: i64) {
    let error = result.unwrap_err();
    assert!(
        matches!(error, PointsError::NotEnough { available, .. } if available == there),
        "{error:?}"
    );
}
