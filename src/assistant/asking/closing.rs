//! How an open frame is closed: what it is about if it does not say so, and what it belongs to.

use super::frames::{Framing, Open};
use super::phrase::{Join, Kind, Phrase, Quantity, Window};
use super::pieces::{Before, Frame, Part, Piece, continues};
use super::rhythm::is_one;
use super::senses::{About, Asked, BEST_SCORE};
use super::vocabulary::Named;
use super::windows::{bounded, explains};

impl Framing {
    /// An exception ends here: one that began, or else the last piece is it.
    pub(super) fn excepted(&mut self, number: usize) {
        self.close();
        if self.exception.take().is_some() {
            return;
        }
        self.exceptions += 1;
        match self.pieces.last_mut() {
            Some(last) if last.exception.is_none() => last.exception = Some(self.exceptions),
            _ => self.left.push(number),
        }
        // 杭州和宁波之外: each of the list is an exception of its own.
        for at in (1..self.pieces.len()).rev() {
            let (before, own) = (&self.pieces[at - 1], &self.pieces[at]);
            let listed = match (&before.part, &own.part) {
                (Part::Whole(one, _), Part::Whole(other, _)) => alike(one, other),
                _ => false,
            };
            let joined = matches!(own.join, None | Some(Join::And | Join::Or | Join::Mark));
            if !listed || !joined || before.exception.is_some() {
                break;
            }
            self.exceptions += 1;
            self.pieces[at - 1].exception = Some(self.exceptions);
        }
    }

    /// The time in which what was asked last was counted, if it was.
    pub(super) fn counted_in(&self) -> Option<Window> {
        let counted = |frame: &Frame| {
            let about = frame.about?;
            let counts = [
                About::Visiting,
                About::Viewing,
                About::Carting,
                About::Dwell,
                About::Campaigns,
            ];
            let counts = counts.contains(&about) && !frame.negated;
            frame.window.filter(|_| counts && frame.quantity.is_some())
        };
        match (&self.open, self.pieces.last()) {
            (Some(open), _) => counted(&open.frame),
            (None, Some(last)) => match &last.part {
                Part::Frame(frame) => counted(frame),
                Part::Whole(..) => None,
            },
            (None, None) => None,
        }
    }

    /// Closes the open frame.
    pub(super) fn close(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let Open {
            mut frame,
            mut phrases,
            join,
            exception,
        } = open;
        if self.of_the_only_order(&frame) {
            frame.about = Some(About::LastOrder);
        }
        if self.says_more(&frame, &phrases, join) {
            return;
        }
        self.tells_itself(&mut frame, &mut phrases);
        let asks = frame.quantity.is_some() || frame.window.is_some() || !frame.goods.is_empty();
        if frame.about.is_none() && asks {
            self.denies(&mut frame, &mut phrases);
            self.inherit(&mut frame, join);
        }
        self.takes_the_same(&mut frame, &phrases);
        if let Some(about) = frame.about {
            self.before = Some(Before {
                about,
                negated: frame.negated,
                quantity: frame.quantity,
            });
        }
        // 5月和6月都下过单: of each of the times.
        let others = std::mem::take(&mut frame.others);
        let mut join = join;
        for (window, or) in others {
            let part = Part::Frame(Frame {
                window: Some(window),
                ..frame.clone()
            });
            let phrases = phrases.clone();
            self.pieces.push(Piece {
                part,
                phrases,
                join,
                exception,
                alternative: self.alternative,
            });
            join = Some(if or && !frame.negated {
                Join::Or
            } else {
                Join::And
            });
        }
        self.pieces.push(Piece {
            part: Part::Frame(frame),
            phrases,
            join,
            exception,
            alternative: self.alternative,
        });
    }

    /// Whether a time says when the only order was: "only one order, placed in the last 60 days".
    fn of_the_only_order(&self, frame: &Frame) -> bool {
        let one = |piece: &Piece| match &piece.part {
            Part::Whole(Phrase::Ready("orders", asked), false) => *asked == Asked::Is(1.0),
            Part::Frame(frame) => {
                let quantity = frame.quantity.filter(|quantity| is_one(*quantity));
                frame.about == Some(About::Buying)
                    && frame.only
                    && frame.goods.is_empty()
                    && frame.window.is_none()
                    && quantity.is_some()
            }
            Part::Whole(..) => false,
        };
        frame.about.is_none()
            && frame.is_only_timed()
            && !frame.negated
            && self.denial.is_none()
            && matches!(
                frame.window,
                Some(Window::Within(_) | Window::Since(_) | Window::In(_) | Window::Until(_))
            )
            && self.pieces.last().is_some_and(one)
    }

    /// Whether a frame only says more of the piece before it, which then takes it.
    fn says_more(&mut self, frame: &Frame, phrases: &[usize], join: Option<Join>) -> bool {
        // "visited but did not order, in the last 30 days": the time is that of what stands before.
        let only_window = frame.about.is_none()
            && frame.window.is_some()
            && frame.goods.is_empty()
            && frame.quantity.is_none()
            && self.denial.is_none();
        if only_window
            && matches!(join, None | Some(Join::Mark))
            && let Some(last) = self.pieces.last_mut()
            && let Part::Frame(before) = &mut last.part
            && before.about.is_some()
            && before.window.is_none()
            && !before.total
        {
            before.window = frame.window;
            last.phrases.extend(phrases);
            return true;
        }
        if only_window
            && let Some(last) = self.pieces.last_mut()
            && let Part::Frame(before) = &mut last.part
            && let (Some(first), Some(second)) = (before.window, frame.window)
        {
            // "Last Christmas, by which I mean 1 to 25 December": the time before more exactly.
            let exact = matches!(join, None | Some(Join::Mark)) && explains(first, second);
            // "After August but before November".
            let whole = bounded(first, second).or_else(|| exact.then_some(second));
            if whole.is_some() {
                before.window = whole;
                last.phrases.extend(phrases);
                return true;
            }
        }
        // "bought from Pets in the last 45 days, twice at least".
        let only_times = frame.about.is_none()
            && frame.window.is_none()
            && frame.goods.is_empty()
            && self.denial.is_none()
            && frame
                .quantity
                .is_some_and(|quantity| quantity.kind == Kind::Times);
        if only_times
            && matches!(join, None | Some(Join::Mark))
            && let Some(last) = self.pieces.last_mut()
            && let Part::Frame(before) = &mut last.part
            && before.bought()
            && !before.goods.is_empty()
            && before.quantity.is_none()
        {
            before.quantity = frame.quantity;
            last.phrases.extend(phrases);
            return true;
        }
        false
    }

    /// Finds what a frame is about whose number says it itself.
    fn tells_itself(&mut self, frame: &mut Frame, phrases: &mut Vec<usize>) {
        // Years of age, and more points than a score has, say themselves what they are of.
        if frame.about.is_none()
            && let Some(quantity) = frame.quantity
        {
            frame.about = match quantity.kind {
                Kind::Age => Some(About::Age),
                Kind::Balance => Some(About::Points),
                // "More than 30 items in total".
                Kind::Pieces if frame.goods.is_empty() => Some(About::Items),
                Kind::Points if quantity.value > BEST_SCORE => Some(About::Points),
                // 打9分或10分.
                Kind::Points if self.before.is_none() => Some(About::Survey),
                _ => None,
            };
            if frame.about.is_some() {
                self.denies(frame, phrases);
            }
        }
    }

    /// Gives a frame the denial that waits.
    fn denies(&mut self, frame: &mut Frame, phrases: &mut Vec<usize>) {
        if let Some(denied) = self.denial.take() {
            frame.negated = true;
            phrases.push(denied);
            phrases.sort_unstable();
        }
    }

    /// Puts the goods that were bought before to a verb that has none of its own.
    fn takes_the_same(&self, frame: &mut Frame, phrases: &[usize]) {
        // 近180天没买过零食、之前买过的.
        if frame.total
            && !frame.negated
            && frame.about == Some(About::Buying)
            && frame.goods.is_empty()
            && frame.quantity.is_none()
            && frame.window.is_none()
            && let Some(Part::Frame(last)) = self.pieces.last().map(|piece| &piece.part)
            && last.about == Some(About::Buying)
            && last.negated
        {
            (frame.goods, frame.any_goods) = (last.goods.clone(), last.any_goods);
        }
        // 上半年买过茶，之后没再买: the same again.
        let takes = phrases.iter().any(|phrase| self.takes.contains(phrase));
        if takes
            && frame.negated
            && (!frame.never || matches!(frame.window, Some(Window::In(_) | Window::Since(_))))
            && frame.about == Some(About::Buying)
            && frame.goods.is_empty()
            && frame.quantity.is_none()
            && frame.window.is_some()
            && let Some(Part::Frame(last)) = self.pieces.last().map(|piece| &piece.part)
            && last.about == Some(About::Buying)
            && !last.negated
        {
            (frame.goods, frame.any_goods) = (last.goods.clone(), last.any_goods);
        }
    }

    /// Finds what a frame without a verb is about: "spent over 500 but less than 1000".
    fn inherit(&self, frame: &mut Frame, join: Option<Join>) {
        let buying = [About::Buying, About::Liking, About::Favourite, About::Often];
        let through = frame.goods.iter().any(|(kind, _)| *kind == "channel");
        let before = self.before.filter(|before| {
            let goods = frame.goods.is_empty() || buying.contains(&before.about);
            goods && continues(before, frame, join)
        });
        match (before, join) {
            // "One order, and it was more than 200 days ago".
            (before, _)
                if frame.quantity.is_none()
                    && frame.goods.is_empty()
                    && matches!(frame.window, Some(Window::Ago(Some(_), _)))
                    && before.is_none_or(|before| {
                        matches!(before.about, About::Buying | About::Spending | About::Often)
                    }) =>
            {
                frame.about = Some(About::LastOrder);
            }
            (Some(before), Some(join)) => {
                // "bought tea before but not in the last 90 days": none of it.
                if matches!(join, Join::But | Join::Mark | Join::And)
                    && frame.negated
                    && frame.goods.is_empty()
                    && frame.quantity.is_none()
                    && let Some(Part::Frame(last)) = self.pieces.last().map(|piece| &piece.part)
                    && last.about == Some(About::Buying)
                {
                    (frame.goods, frame.any_goods) = (last.goods.clone(), last.any_goods);
                }
                frame.about = Some(before.about);
                frame.inherits = true;
                // "No order since June, more than £500 in 2025" does not deny the second.
                let of_its_own = frame.quantity.is_some_and(|own| own.compare.is_some())
                    && before.quantity.is_none()
                    && matches!(join, Join::Mark | Join::And);
                frame.negated |= before.negated && join != Join::But && !of_its_own;
            }
            // "an order every 30 days, at least 4 in the past year".
            _ if frame.goods.is_empty()
                && frame.window.is_some()
                && self
                    .before
                    .is_some_and(|before| before.about == About::Interval)
                && frame
                    .quantity
                    .is_some_and(|quantity| matches!(quantity.kind, Kind::Plain | Kind::Times)) =>
            {
                frame.about = Some(About::Buying);
            }
            // An app is not bought.
            // "Nothing since Christmas".
            (None, _)
                if frame.negated
                    && frame.quantity.is_none()
                    && frame.goods.is_empty()
                    && self.left.is_empty() =>
            {
                frame.about = Some(About::Buying);
            }
            _ if !frame.goods.is_empty() && !through => {
                frame.about = Some(About::Buying);
                frame.inherits = true;
            }
            _ if frame.quantity.is_some_and(Quantity::is_money) => {
                frame.about = Some(About::Spending);
            }
            (Some(before), None) if frame.quantity.is_none() => {
                frame.about = Some(before.about);
                frame.negated |= before.negated;
            }
            _ => {}
        }
    }
}

/// Whether two phrases ask the same of the same column.
pub(super) fn alike(one: &Phrase, other: &Phrase) -> bool {
    match (one, other) {
        (Phrase::Named(Named::Word(one, _)), Phrase::Named(Named::Word(other, _))) => one == other,
        (Phrase::Named(Named::Tag(_)), Phrase::Named(Named::Tag(_)))
        | (Phrase::Consent(..), Phrase::Consent(..)) => true,
        _ => false,
    }
}
