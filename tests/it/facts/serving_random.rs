//! Random requests: whatever is asked, what was shown is what is made, and money is neither made nor lost.

use storekeeper::orders::{
    Dossier, ORIGINAL, OrderDifference, OrderState, PaymentKind, Request, ServiceError,
};

use super::desk::{
    NOON, at, balance, cancel, carry_out, dossier, open, piece, propose_at, put, swap,
};
use super::shop::{Shop, on_both};

on_both!(any_request_makes_what_was_shown_and_no_more);

/// Marsaglia's xorshift (2003).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let place = self.below(u64::try_from(all.len()).unwrap());
        &all[usize::try_from(place).unwrap()]
    }

    fn word(&mut self, all: &[&'static str]) -> &'static str {
        let place = self.below(u64::try_from(all.len()).unwrap());
        all[usize::try_from(place).unwrap()]
    }

    fn request(&mut self) -> Request {
        let goods = ["s0", "s1", "s2", "p0", "none"];
        let method = self.word(&["gift", "card", ORIGINAL, "none"]).to_owned();
        let quantity = i64::try_from(self.below(4)).unwrap();
        let swaps = [
            swap(self.word(&goods), self.word(&goods), quantity),
            swap(self.word(&goods), self.word(&goods), 1),
        ];
        let swaps = swaps[self.below(2).try_into().unwrap()..].to_vec();
        match self.below(8) {
            0 => cancel(),
            1 => Request::ChangeAddress(at(self.word(&["2 New Street", "1 Old Street", ""]))),
            2 => Request::ChangePayment { method },
            3 => Request::ChangeItems { swaps, method },
            4 => Request::Return {
                pieces: vec![piece(self.word(&goods), quantity)],
                method,
            },
            5 => Request::Exchange { swaps, method },
            6 => Request::Receive,
            _ => Request::Refund {
                amount: quantity * 100 - 50,
                method,
                reason: "sorry".to_owned(),
            },
        }
    }
}

/// What the shop has of this order's money, by the payments, and on the gift card.
fn money(dossier: &Dossier) -> (i64, i64) {
    let signed = dossier.payments.iter().map(|payment| match payment.kind {
        PaymentKind::Payment => payment.amount.minor,
        PaymentKind::Refund => -payment.amount.minor,
    });
    (signed.sum(), balance(dossier))
}

async fn any_request_makes_what_was_shown_and_no_more(shop: Shop) {
    open(&shop).await;
    let mut random = Random(42);
    let (mut carried_out, mut refused) = (0, 0);
    for round in 0..150 {
        let number = round.to_string();
        let state = *random.of(&[
            OrderState::Placed,
            OrderState::Delivered,
            OrderState::Packed,
            OrderState::Shipped,
        ]);
        let method = *random.of(&["gift", "card"]);
        put(&shop, &number, state, method, &[("s0", 2), ("p0", 1)]).await;
        for step in 0..4 {
            let before = dossier(&shop, &number).await;
            let request = random.request();
            let asked = format!("{round}.{step} {request:?}");
            let proposed = match propose_at(&shop, &number, request, NOON).await {
                Ok(proposed) => proposed,
                Err(ServiceError::Refused(_)) => {
                    refused += 1;
                    assert_eq!(dossier(&shop, &number).await, before, "{asked}");
                    continue;
                }
                Err(error) => panic!("{asked}: {error}"),
            };
            let key = format!("{round}.{step}");
            let after = carry_out(&shop, &proposed, &key).await.expect(&asked);
            assert_eq!(dossier(&shop, &number).await, after, "{asked}");
            assert!(balance(&after) >= 0, "{asked}");
            assert_eq!(after.served.len(), before.served.len() + 1);
            // Money neither comes from nowhere nor goes nowhere, and all of it was shown.
            let shown: i64 = proposed.differences.iter().map(paid).sum();
            assert_eq!(money(&after).0 - money(&before).0, shown, "{asked}");
            let on_card: i64 = proposed.differences.iter().map(moved).sum();
            assert_eq!(money(&after).1 - money(&before).1, on_card, "{asked}");
            carried_out += 1;
        }
    }
    assert!(
        carried_out > 60 && refused > 60,
        "{carried_out} were carried out and {refused} refused"
    );
}

/// What the shop gets by one difference.
fn paid(difference: &OrderDifference) -> i64 {
    match difference {
        OrderDifference::Paid {
            kind: PaymentKind::Payment,
            amount,
            ..
        } => amount.minor,
        OrderDifference::Paid {
            kind: PaymentKind::Refund,
            amount,
            ..
        } => -amount.minor,
        _ => 0,
    }
}

/// What comes onto a gift card by one difference.
fn moved(difference: &OrderDifference) -> i64 {
    match difference {
        OrderDifference::Balance { before, after, .. } => after.minor - before.minor,
        _ => 0,
    }
}
