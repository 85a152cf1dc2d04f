//! What an errand asks for, made out of the words of a message: why, where to, which goods, what for them, how paid.

use crate::assistant::errands::{self, Errand, Slot};
use crate::assistant::followup::{self, Pointer};
use crate::catalog::Product;
use crate::guardrails::normalise;
use crate::ids::ProductKey;
use crate::orders::{Dossier, MethodKind, ORIGINAL, OrderLine, Piece, Request, RequestKind, Swap};

use super::Actor;
use super::serving::{CHOICES, Step, answer};

impl Actor<'_> {
    pub(super) fn to_cancel(&self, errand: &Errand, answers: Option<Slot>) -> Step<Request> {
        let known = self.shop.service_rules.reasons();
        if known.is_empty() {
            let reason = String::new();
            return Ok(Ok(Request::Cancel { reason }));
        }
        match errands::reason(known, self.message) {
            Some(reason) => Ok(Ok(Request::Cancel {
                reason: reason.clone(),
            })),
            None if answers == Some(Slot::Reason) => self.ask(
                errand,
                Slot::Reason,
                self.say_with("serve_reason_unknown", &self.phrases.reasons(known)?)?,
            ),
            None => self.ask(
                errand,
                Slot::Reason,
                self.say_with("serve_reason", &self.phrases.reasons(known)?)?,
            ),
        }
    }

    pub(super) fn to_send_elsewhere(
        &self,
        errand: &Errand,
        dossier: &Dossier,
        answers: Option<Slot>,
    ) -> Step<Request> {
        let before = dossier.address.as_ref();
        let country = before.map_or("", |address| address.country.as_str());
        let answered = answers == Some(Slot::Address);
        match errands::address(self.message, answered, country) {
            Some(address) => Ok(Ok(Request::ChangeAddress(address))),
            None => self.ask(errand, Slot::Address, self.say("serve_address")?),
        }
    }

    pub(super) fn to_pay_otherwise(&self, errand: &Errand, dossier: &Dossier) -> Step<Request> {
        let first = dossier.first_paid_by();
        let others: Vec<_> = dossier
            .methods
            .iter()
            .filter(|method| Some(method.name.as_str()) != first)
            .collect();
        let text = normalise(self.message);
        let named = |kind: &MethodKind| match kind {
            MethodKind::GiftCard { .. } => errands::means_a_gift_card(self.message),
            MethodKind::Card { brand, last_four } => {
                text.contains(&normalise(brand)) || text.contains(last_four)
            }
            MethodKind::Wallet { provider } => text.contains(&normalise(provider)),
        };
        let mut meant = others.iter().filter(|method| named(&method.kind));
        match (meant.next(), meant.next(), &others[..]) {
            (_, _, []) => answer(self.say("serve_no_other_method")?),
            (Some(method), None, _) | (None, _, [method]) => Ok(Ok(Request::ChangePayment {
                method: method.name.clone(),
            })),
            _ => {
                let labels: Vec<String> = others
                    .iter()
                    .map(|method| self.phrases.method(method))
                    .collect::<Result<_, _>>()?;
                let asked = self.say_with("serve_method", &labels.join(self.phrases.between()))?;
                self.ask(errand, Slot::Method, asked)
            }
        }
    }

    pub(super) async fn to_return(&self, errand: &mut Errand, dossier: &Dossier) -> Step<Request> {
        let pieces = self.pieces(errand, dossier).await?;
        let pieces = match pieces {
            Ok(pieces) => pieces,
            Err(asked) => return Ok(Err(asked)),
        };
        let method = self.refund_to(dossier);
        Ok(Ok(Request::Return { pieces, method }))
    }

    /// The gift card where the message names it, or else the way it was paid.
    fn refund_to(&self, dossier: &Dossier) -> String {
        let card = dossier
            .methods
            .iter()
            .find(|method| method.balance().is_some());
        match card {
            Some(card) if errands::means_a_gift_card(self.message) => card.name.clone(),
            _ => dossier.first_paid_by().unwrap_or(ORIGINAL).to_owned(),
        }
    }

    /// The goods of the order that are meant.
    async fn pieces(&self, errand: &mut Errand, dossier: &Dossier) -> Step<Vec<Piece>> {
        if !errand.pieces.is_empty() {
            return Ok(Ok(errand.pieces.clone()));
        }
        let lines = &dossier.order.lines;
        let all = || -> Vec<Piece> {
            let piece = |line: &OrderLine| Piece {
                product: line.product.clone(),
                quantity: line.quantity,
            };
            lines.iter().map(piece).collect()
        };
        let keys: Vec<ProductKey> = lines.iter().map(|line| line.product.clone()).collect();
        let named = self
            .shop
            .titles
            .singled_out(self.message, Some(&keys), true);
        let pointed = followup::pointers(self.message).into_iter().next();
        let pointed = match pointed {
            Some(Pointer::Number(number)) if errand.asks == Slot::Pieces => {
                number.checked_sub(1).and_then(|place| keys.get(place))
            }
            _ => None,
        };
        let pieces = match named.or(pointed) {
            _ if lines.len() == 1 || errands::means_all(self.message) => all(),
            Some(named) => {
                let mut pieces = all();
                pieces.retain(|piece| piece.product == *named);
                pieces
            }
            None => {
                let fixed = self.phrases.plain("serve_which_goods")?;
                let order = std::slice::from_ref(&dossier.order);
                let shown = self.orders_shown(order, fixed).await?;
                return self.ask(errand, Slot::Pieces, shown);
            }
        };
        errand.pieces.clone_from(&pieces);
        Ok(Ok(pieces))
    }

    pub(super) async fn to_exchange(
        &self,
        errand: &mut Errand,
        dossier: &Dossier,
        kind: RequestKind,
    ) -> Step<Request> {
        let pieces = match self.pieces(errand, dossier).await? {
            Ok(pieces) => pieces,
            Err(asked) => return Ok(Err(asked)),
        };
        let mut swaps = Vec::new();
        for piece in pieces {
            let known = self
                .shop
                .catalog
                .get(std::slice::from_ref(&piece.product))
                .await?;
            let Some(owned) = known.into_iter().next() else {
                return answer(self.say("serve_not_for_sale")?);
            };
            match self.instead_of(errand, &owned, kind).await? {
                Ok((to, option)) => swaps.push(Swap {
                    from: piece.product,
                    to,
                    quantity: piece.quantity,
                    option,
                }),
                Err(asked) => return Ok(Err(asked)),
            }
        }
        let method = self.refund_to(dossier);
        Ok(Ok(if kind == RequestKind::Items {
            Request::ChangeItems { swaps, method }
        } else {
            Request::Exchange { swaps, method }
        }))
    }

    /// What is wanted instead of `owned`: the variant whose options the message names, another size, or a new piece.
    async fn instead_of(
        &self,
        errand: &Errand,
        owned: &Product,
        kind: RequestKind,
    ) -> Step<(ProductKey, Option<String>)> {
        let variants = match &owned.family {
            Some(family) => self.shop.catalog.variants(family).await?,
            None => Vec::new(),
        };
        let others: Vec<Product> = variants
            .into_iter()
            .filter(|variant| variant.key != owned.key && variant.stock != Some(0))
            .collect();
        if let Some(variant) = named_variant(self.message, owned, &others) {
            return Ok(Ok((variant.key.clone(), None)));
        }
        if let Some(size) = named_size(self.message, owned) {
            return Ok(Ok((owned.key.clone(), Some(size))));
        }
        let same = errands::means_the_same_article(self.message);
        if kind == RequestKind::Exchange && (same || others.is_empty()) {
            return Ok(Ok((owned.key.clone(), None)));
        }
        if others.is_empty() {
            return answer(self.say("serve_no_variant")?);
        }
        let fixed = self.phrases.plain("serve_which_variant")?;
        let shown: Vec<Product> = others.into_iter().take(CHOICES).collect();
        let outcome = self.shown(&shown, fixed, None, |_| None);
        self.ask(errand, Slot::Instead, outcome)
    }
}

/// The variant whose options, where they differ from those of `owned`, the message names best; none where two are
/// named as well.
fn named_variant<'a>(message: &str, owned: &Product, others: &'a [Product]) -> Option<&'a Product> {
    let text = normalise(message);
    let named = |variant: &Product| {
        let differing = variant
            .attributes
            .iter()
            .filter(|(name, value)| owned.attributes.get(*name) != Some(value));
        differing.filter(|(_, value)| says(&text, value)).count()
    };
    let most = others.iter().map(named).max().filter(|most| *most > 0)?;
    // Of those, the one that stays most like what is owned.
    let kept = |variant: &&Product| {
        let same = variant.attributes.iter();
        same.filter(|(name, value)| owned.attributes.get(*name) == Some(value))
            .count()
    };
    let best: Vec<&Product> = others
        .iter()
        .filter(|variant| named(variant) == most)
        .collect();
    let alike = best.iter().map(kept).max()?;
    let mut alike = best.iter().filter(|variant| kept(variant) == alike);
    match (alike.next(), alike.next()) {
        (Some(only), None) => Some(*only),
        _ => None,
    }
}

/// The size that the message names, where the product comes in several.
fn named_size(message: &str, owned: &Product) -> Option<String> {
    let text = normalise(message);
    let sizes = ["sizes", "尺码"]
        .iter()
        .find_map(|name| owned.attributes.get(*name))?;
    let sizes = sizes
        .split([',', '，', '、', '/', '(', '（'])
        .map(str::trim);
    let mut named = sizes.filter(|size| !size.is_empty() && says(&text, size));
    match (named.next(), named.next()) {
        (Some(only), None) => Some(only.to_owned()),
        _ => None,
    }
}

/// Whether a normalised text holds `value` as words of its own.
fn says(text: &str, value: &str) -> bool {
    let value = normalise(value);
    text.match_indices(&value).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + value.len()..].chars().next();
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !value.is_empty() && !is_word(before) && !is_word(after)
    })
}
