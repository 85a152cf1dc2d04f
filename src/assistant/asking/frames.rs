//! Phrases as frames: what is asked about, with its number, its time and its goods.
//!
//! The two languages put these around the verb in different orders, so that a frame takes whatever stands near it and
//! is closed by what can only begin another: a join, a second verb, a second number.

use super::conditions::whole;
use super::phrase::{End, Join, Phrase, Quantity, Spanned};
use super::pieces::{Before, Frame, Part, Piece, continues, share_windows};
use super::senses::{About, Asked, Compare};
use super::vocabulary::Named;

/// What was found so far.
#[derive(Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says by itself what stood before"
)]
pub(super) struct Framing {
    pub(super) pieces: Vec<Piece>,
    /// Phrases that belong to nothing.
    pub(super) left: Vec<usize>,
    pub(super) open: Option<Open>,
    /// A word of denial that waits for what it denies.
    pub(super) denial: Option<usize>,
    /// A denial stood before what was not understood.
    pub(super) doubt: bool,
    pub(super) join: Option<Join>,
    pub(super) exception: Option<usize>,
    pub(super) exceptions: usize,
    /// The last phrase of the open frame that is no filler named goods.
    pub(super) after_goods: bool,
    /// A denied verb and "or" stood before: "have not visited or ordered" denies both. In English alone, where one "not"
    /// is enough.
    pub(super) denied_both: bool,
    pub(super) english: bool,
    /// What the frame before was about, and whether its opposite was asked for.
    pub(super) before: Option<Before>,
    /// The last piece is a vague word, and nothing that says something stands behind it.
    pub(super) vague: bool,
    /// Nothing that says something stands behind a word for people.
    pub(super) people: bool,
    /// A comparison that waits for its number.
    pub(super) ahead: Option<(usize, Compare)>,
}

/// A frame that takes what follows, with what its piece will have.
pub(super) struct Open {
    pub(super) frame: Frame,
    pub(super) phrases: Vec<usize>,
    pub(super) join: Option<Join>,
    pub(super) exception: Option<usize>,
}

/// The pieces in their order, and the phrases that belong to nothing.
pub(super) fn pieces(phrases: &[Spanned], english: bool) -> (Vec<Piece>, Vec<usize>) {
    let mut framing = Framing {
        english,
        ..Framing::default()
    };
    for (number, spanned) in phrases.iter().enumerate() {
        let next = phrases[number + 1..].iter().map(|spanned| &spanned.phrase);
        let mut next = next.filter(|phrase| !matches!(phrase, Phrase::Filler | Phrase::People));
        framing.phrase(number, &spanned.phrase, next.next());
    }
    framing.close();
    framing.left.extend(framing.denial);
    framing.left.extend(framing.ahead.map(|(number, _)| number));
    let mut pieces = framing.pieces;
    pieces.sort_by_key(|piece| piece.phrases.first().copied());
    share_windows(&mut pieces);
    (pieces, framing.left)
}

impl Framing {
    fn phrase(&mut self, number: usize, phrase: &Phrase, next: Option<&Phrase>) {
        let after_goods = std::mem::take(&mut self.after_goods);
        let doubt = std::mem::take(&mut self.doubt);
        let (vague, people) = (self.vague, self.people);
        (self.vague, self.people) = (false, false);
        match phrase {
            Phrase::Filler | Phrase::People => {
                (self.after_goods, self.doubt, self.vague) = (after_goods, doubt, vague);
                self.people = people || *phrase == Phrase::People;
            }
            Phrase::Unknown => {
                self.left.push(number);
                let denied = self.denial.take();
                self.doubt = doubt || denied.is_some();
                self.left.extend(denied);
            }
            Phrase::Join(join) => {
                self.vague = vague && matches!(join, Join::Mark | Join::Who);
                self.joined(*join, next, after_goods);
            }
            Phrase::Not if self.denies_what_stands(next) => {
                self.opened(number).negated = true;
            }
            Phrase::Not => {
                if self.frame().is_some_and(|frame| frame.about.is_some()) {
                    self.close();
                }
                // Two of them in a row may say the opposite, or the same again.
                if let Some(first) = self.denial.replace(number) {
                    self.left.push(first);
                }
            }
            Phrase::Except => {
                self.close();
                self.exceptions += 1;
                self.exception = Some(self.exceptions);
            }
            Phrase::ExceptEnd => self.excepted(number),
            Phrase::About(about) => self.about(number, *about, doubt),
            Phrase::Named(Named::Goods(kind, name)) => {
                self.goods(number, (kind, name.clone()), next, after_goods);
            }
            Phrase::Ready(..)
            | Phrase::Consent(..)
            | Phrase::Named(_)
            | Phrase::Ranked(_)
            | Phrase::Limit(..)
            | Phrase::Breakdown(_)
            | Phrase::HowMany
            | Phrase::WhichShare => self.whole(number, phrase),
            Phrase::Quantity(quantity) => self.number(number, *quantity, next, vague),
            Phrase::Behind(compare) => {
                let quantity = self.frame().and_then(|frame| frame.quantity.as_mut());
                match quantity.filter(|quantity| quantity.compare.is_none()) {
                    Some(quantity) => quantity.compare = Some(*compare),
                    None => self.left.push(number),
                }
            }
            Phrase::Ahead(compare) => {
                if let Some((other, _)) = self.ahead.replace((number, *compare)) {
                    self.left.push(other);
                }
            }
            Phrase::Window(window) => self.time(number, *window, next, people),
            Phrase::Total => self.opened(number).total = true,
            Phrase::Same if self.means_the_same(next) => self.same_goods(number),
            Phrase::Same => (self.after_goods, self.doubt) = (after_goods, doubt),
            // "only gold members" asks for no more than "gold members", nor does "gold members only".
            Phrase::Only if next.is_none() && self.open.is_none() && !self.pieces.is_empty() => {}
            Phrase::Only => {
                let goods = matches!(next, Some(Phrase::Named(Named::Goods(..))));
                if goods || next.is_none_or(|next| whole(next).is_none()) {
                    self.opened(number).only = true;
                }
            }
            Phrase::High | Phrase::Low => {
                if self.frame().is_some_and(|frame| frame.level.is_some()) {
                    self.close();
                }
                self.opened(number).level = Some(*phrase == Phrase::High);
            }
            Phrase::Most | Phrase::Least => {
                self.opened(number).ranked = Some(*phrase == Phrase::Most);
            }
            Phrase::Part(share, end) => {
                // 消费前10%: of what stands before, if that says no more.
                if self.frame().is_some_and(|frame| !frame.is_bare()) {
                    self.close();
                }
                self.opened(number).part = Some((*share, *end));
            }
            Phrase::By => {
                // "top 10 % by value" is one thing.
                let share = |frame: &mut Frame| frame.part.is_some() && frame.about.is_none();
                if !self.frame().is_some_and(share) {
                    self.close();
                    self.opened(number).by = true;
                }
            }
        }
    }

    pub(super) fn frame(&mut self) -> Option<&mut Frame> {
        self.open.as_mut().map(|open| &mut open.frame)
    }

    /// The open frame with one more phrase, or a new one.
    pub(super) fn opened(&mut self, number: usize) -> &mut Frame {
        let (join, exception) = (self.join, self.exception);
        if self.open.is_none() {
            self.join = None;
        }
        let open = self.open.get_or_insert_with(|| Open {
            frame: Frame::default(),
            phrases: Vec::new(),
            join,
            exception,
        });
        open.phrases.push(number);
        &mut open.frame
    }

    fn joined(&mut self, join: Join, next: Option<&Phrase>, after_goods: bool) {
        let goods = matches!(next, Some(Phrase::Named(Named::Goods(..))));
        if after_goods && goods && matches!(join, Join::And | Join::Or | Join::Mark) {
            self.after_goods = true;
            if let (Join::Or, Some(frame)) = (join, self.frame()) {
                frame.any_goods = true;
            }
            return;
        }
        // "in the last 90 days, and spent": the time waits for what it is the time of.
        let waits = self.frame().is_some_and(|frame| {
            frame.about.is_none() && frame.goods.is_empty() && frame.quantity.is_none() && !frame.by
        });
        if !(waits && matches!(join, Join::Mark | Join::Who)) {
            self.close();
        }
        let denied = self.pieces.last().is_some_and(|last| match &last.part {
            Part::Frame(frame) => frame.negated,
            Part::Whole(..) => false,
        });
        self.denied_both = self.english && join == Join::Or && denied;
        if join == Join::Who {
            return;
        }
        if self.join.is_none() || join != Join::Mark {
            self.join = Some(join);
        }
        match (self.exception, join) {
            // "except champions and VIPs": each is an exception of its own.
            (Some(_), Join::And | Join::Or) => {
                self.exceptions += 1;
                self.exception = Some(self.exceptions);
            }
            (Some(own), _) if self.pieces.iter().any(|piece| piece.exception == Some(own)) => {
                self.exception = None;
            }
            _ => {}
        }
    }

    /// An exception ends here: one that began, or else the last piece is it.
    fn excepted(&mut self, number: usize) {
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

    /// A phrase that is a condition by itself. The open frame stays open: "bought in Leeds in the last 30 days".
    fn whole(&mut self, number: usize, phrase: &Phrase) {
        let condition = whole(phrase).is_some();
        // 三个月一单都没下: not in that time.
        let timed = |frame: &Frame| frame.about.is_none() && frame.goods.is_empty();
        if *phrase == Phrase::Ready("orders", Asked::Is(0.0))
            && let Some(frame) = self.frame()
            && frame.window.is_some()
            && frame.quantity.is_none()
            && timed(frame)
        {
            let frame = self.opened(number);
            (frame.about, frame.negated) = (Some(About::Buying), true);
            return;
        }
        // 价值排前20名: by what the twenty are the first.
        if let (Phrase::Limit(_, end), Some(frame)) = (phrase, self.frame()) {
            let worth = [
                About::Value,
                About::Spending,
                About::Leaving,
                About::MeanOrder,
            ];
            let ranks = frame.about.is_some_and(|about| worth.contains(&about));
            if ranks && frame.is_bare() && !frame.negated && frame.ranked.is_none() {
                frame.ranked = Some(*end == End::Top);
            }
        }
        let denied = if condition { self.denial.take() } else { None };
        let mut phrases = vec![number];
        phrases.extend(denied);
        phrases.sort_unstable();
        let join = if condition { self.join.take() } else { None };
        // "not in Leeds or London" denies both.
        let follows = matches!(join, Some(Join::And | Join::Or | Join::Mark));
        let same = self.pieces.last().is_some_and(|last| match &last.part {
            Part::Whole(other, true) => alike(other, phrase),
            _ => false,
        });
        let both = denied.is_none() && follows && same && self.exception.is_none();
        let negated = denied.is_some() || both;
        let join = if both { Some(Join::And) } else { join };
        self.vague = matches!(phrase, Phrase::Ready(..)) && !negated;
        self.pieces.push(Piece {
            part: Part::Whole(phrase.clone(), negated),
            phrases,
            join,
            exception: self.exception,
        });
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
        let before = self.before.filter(|before| {
            let goods = frame.goods.is_empty() || buying.contains(&before.about);
            goods && continues(before, frame, join)
        });
        match (before, join) {
            (Some(before), Some(join)) => {
                frame.about = Some(before.about);
                frame.inherits = true;
                frame.negated |= before.negated && join != Join::But;
            }
            _ if !frame.goods.is_empty() => {
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
fn alike(one: &Phrase, other: &Phrase) -> bool {
    match (one, other) {
        (Phrase::Named(Named::Word(one, _)), Phrase::Named(Named::Word(other, _))) => one == other,
        (Phrase::Named(Named::Tag(_)), Phrase::Named(Named::Tag(_)))
        | (Phrase::Consent(..), Phrase::Consent(..)) => true,
        _ => false,
    }
}
