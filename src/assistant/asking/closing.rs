//! How an open frame is closed: what it is about if it does not say so, and what it belongs to.

use super::frames::{Framing, Open};
use super::phrase::{Join, Kind, Phrase, Quantity, Window};
use super::pieces::{Before, Frame, Part, Piece, continues};
use super::senses::About;
use super::vocabulary::Named;

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
            return;
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
            return;
        }
        let asks = frame.quantity.is_some() || frame.window.is_some() || !frame.goods.is_empty();
        if frame.about.is_none() && asks {
            if let Some(denied) = self.denial.take() {
                frame.negated = true;
                phrases.push(denied);
                phrases.sort_unstable();
            }
            self.inherit(&mut frame, join);
        }
        if let Some(about) = frame.about {
            self.before = Some(Before {
                about,
                negated: frame.negated,
                quantity: frame.quantity,
            });
        }
        self.pieces.push(Piece {
            part: Part::Frame(frame),
            phrases,
            join,
            exception,
        });
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
                frame.negated |= before.negated && join != Join::But;
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
