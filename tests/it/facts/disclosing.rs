//! Disclosure, exhaustively: every member and every order of another, on both databases.

use storekeeper::clock::Timestamp;
use storekeeper::ids::MemberKey;
use storekeeper::orders::{Consent, Refusal, Request, Rules, ServiceError};

use super::desk::{cancel, propose_at};
use super::shop::{Shop, on_both, order};

on_both!(nobody_sees_or_touches_the_order_of_another);

const PEOPLE: usize = 40;
const EACH: usize = 3;

async fn nobody_sees_or_touches_the_order_of_another(shop: Shop) {
    shop.stock(2, PEOPLE).await;
    let numbered = |owner: usize, place: usize| format!("o{owner}-{place}");
    let orders: Vec<_> = (0..PEOPLE)
        .flat_map(|owner| (0..EACH).map(move |place| (owner, place)))
        .map(|(owner, place)| {
            let when = i64::try_from(place).unwrap();
            order(
                &numbered(owner, place),
                &format!("m{owner}"),
                when,
                &[("p0", 1)],
            )
        })
        .collect();
    shop.orders.put(&orders).await.unwrap();
    let rules = Rules::built_in().unwrap();
    let now = Timestamp::from_micros(0);
    let own = propose_at(&shop, &numbered(0, 0), cancel(), now).await;
    // An invoiced order is not open to be cancelled: its owner is told so, and nobody else.
    assert!(matches!(
        own,
        Err(ServiceError::Refused(Refusal::State { .. }))
    ));
    for asker in 0..PEOPLE {
        let member = MemberKey::new(&format!("m{asker}"));
        let latest = shop.orders.latest(&member, u32::MAX).await.unwrap();
        assert_eq!(latest.len(), EACH);
        for theirs in &orders {
            let owns = theirs.member.as_ref() == Some(&member);
            let found = shop.orders.find(&theirs.number, &member).await.unwrap();
            assert_eq!(found.is_some(), owns, "{member} and {}", theirs.number);
            let dossier = shop.orders.dossier(&theirs.number, &member).await.unwrap();
            assert_eq!(dossier.is_some(), owns);
            if owns {
                continue;
            }
            let none = Refusal::NoOrder(theirs.number.clone());
            let asked: Request = cancel();
            let proposed = shop
                .orders
                .propose(&theirs.number, &member, asked.clone(), &rules, now)
                .await;
            assert!(matches!(proposed, Err(ServiceError::Refused(said)) if said == none));
            let consent = Consent {
                key: format!("{member} {}", theirs.number),
                by: format!("member:{member}"),
                at: now,
            };
            let forged = storekeeper::orders::Proposed {
                number: theirs.number.clone(),
                request: asked,
                differences: Vec::new(),
                difference: storekeeper::money::Money::new(0, theirs.currency),
            };
            let done = shop
                .orders
                .carry_out(&forged, &member, &rules, &consent)
                .await;
            assert!(matches!(done, Err(ServiceError::Refused(said)) if said == none));
        }
    }
    for order in &orders {
        let owner = order.member.clone().unwrap();
        let kept = shop.orders.find(&order.number, &owner).await.unwrap();
        assert_eq!(kept.as_ref(), Some(order));
    }
}
