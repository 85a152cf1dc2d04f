//! Phrases as frames: what is asked about, with its number, its time and its goods.
//!
//! The two languages put these around the verb in different orders, so that a frame takes whatever stands near it and
//! is closed by what can only begin another: a join, a second verb, a second number.

use super::conditions::whole;
use super::phrase::{End, Join, Kind, Phrase, Spanned, Window};
use super::pieces::{Before, Frame, Part, Piece, repeat, share_windows};
use super::senses::{About, Compare};
use super::vocabulary::Named;
use super::windows::explains;

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
    /// It denies at any time.
    pub(super) never: bool,
    /// A denial stood before what was not understood.
    pub(super) doubt: bool,
    pub(super) join: Option<Join>,
    pub(super) exception: Option<usize>,
    pub(super) exceptions: usize,
    /// What stands behind the next phrase that says something.
    pub(super) then: Option<Phrase>,
    /// The time of the frame before that the next one has, too.
    pub(super) lent: Option<Window>,
    /// The alternative that what follows belongs to.
    pub(super) alternative: Option<usize>,
    /// How many there were.
    pub(super) alternatives: usize,
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
    /// Verbs with what is bought as their object.
    pub(super) takes: Vec<usize>,
    /// Words of denial that say that there is none: "no orders".
    pub(super) none: Vec<usize>,
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
///
/// `takes` are the phrases that are a verb with what is bought as its object, whether it stands there or not: 买; `none`
/// those that deny a noun.
pub(super) fn pieces(
    phrases: &[Spanned],
    english: bool,
    takes: Vec<usize>,
    none: Vec<usize>,
) -> (Vec<Piece>, Vec<usize>) {
    let mut framing = Framing {
        english,
        takes,
        none,
        ..Framing::default()
    };
    for (number, spanned) in phrases.iter().enumerate() {
        let next = phrases[number + 1..].iter().map(|spanned| &spanned.phrase);
        let mut next = next.filter(|phrase| !matches!(phrase, Phrase::Filler | Phrase::People));
        let (first, then) = (next.next(), next.next());
        framing.then = then.cloned();
        let next = first;
        // 打八折, "over 40 widgets": what is not understood is what the number counts.
        let counts_unknown = match &spanned.phrase {
            Phrase::Quantity(quantity) => {
                let unknown = phrases.get(number + 1).map(|next| &next.phrase);
                quantity.kind == Kind::Plain
                    && unknown == Some(&Phrase::Unknown)
                    && framing.counts_orders()
            }
            _ => false,
        };
        let phrase = if counts_unknown {
            &Phrase::Unknown
        } else {
            &spanned.phrase
        };
        framing.phrase(number, phrase, next);
    }
    framing.close();
    framing.left.extend(framing.denial);
    framing.left.extend(framing.ahead.map(|(number, _)| number));
    let mut pieces = framing.pieces;
    pieces.sort_by_key(|piece| piece.phrases.first().copied());
    let empty = |number: &usize| matches!(phrases[*number].phrase, Phrase::Filler | Phrase::People);
    repeat(&mut pieces, |last, next| {
        (last + 1..next).all(|number| empty(&number))
    });
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
                self.people_of_a_channel(phrase);
                (self.after_goods, self.doubt, self.vague) = (after_goods, doubt, vague);
                self.people = people || *phrase == Phrase::People;
            }
            Phrase::Unknown => {
                // 利兹或者某地，下过两单: what is not understood was the other of the two.
                if self.open.is_none() && self.join == Some(Join::Or) {
                    self.join = None;
                }
                self.left.push(number);
                let denied = self.denial.take();
                self.doubt = doubt || denied.is_some();
                self.left.extend(denied);
            }
            Phrase::Either | Phrase::Alternative => self.begins_alternative(),
            Phrase::Looks => self.looks(number, next),
            Phrase::BoughtAny => self.buys_any(number, doubt),
            Phrase::Not | Phrase::Never
                if self.denies_favourite(next) || self.denies_the_same(next) =>
            {
                self.opened(number).negated = true;
            }
            // "Neither VIP nor gold"; what else is denied so is as with "or".
            Phrase::Nor if !self.denied_alone() => self.joined(Join::Or, next, after_goods),
            Phrase::Nor => {
                self.joined(Join::And, next, after_goods);
                self.denial = Some(number);
            }
            Phrase::Join(join) => {
                self.ends_alternatives(*join, next);
                self.vague = vague && matches!(join, Join::Mark | Join::Who);
                self.joined(*join, next, after_goods);
            }
            // 连一次问卷都没答过: the one that stands before is denied.
            Phrase::Not | Phrase::Never if self.denies_one(next) => {
                let frame = self.opened(number);
                (frame.negated, frame.quantity) = (true, None);
            }
            Phrase::Not | Phrase::Never
                if self.denies_noun(next) || self.denies_what_stands(next) =>
            {
                self.denies_the_frame(number);
            }
            Phrase::Not | Phrase::Never => self.denies_what_follows(number, phrase),
            Phrase::Except => {
                self.close();
                self.exceptions += 1;
                self.exception = Some(self.exceptions);
            }
            Phrase::ExceptEnd => self.excepted(number),
            Phrase::About(about) => {
                self.begins_again(*about, next);
                self.about(number, *about, doubt);
                self.takes_lent_time();
            }
            Phrase::Named(Named::Campaign(key)) => self.campaign(number, key, doubt),
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
            | Phrase::WhichShare => self.whole(number, phrase, next),
            Phrase::Quantity(quantity) => self.number(number, *quantity, next, vague),
            Phrase::Behind(compare) => {
                let quantity = self.frame().and_then(|frame| frame.quantity.as_mut());
                match quantity.filter(|quantity| quantity.compare.is_none()) {
                    Some(quantity) => quantity.compare = Some(*compare),
                    None => self.left.push(number),
                }
            }
            Phrase::Ahead(compare) => {
                let other = self.ahead.replace((number, *compare));
                self.left.extend(other.map(|(other, _)| other));
            }
            Phrase::Window(window) => {
                self.doubt = doubt;
                if people || vague {
                    self.time_of_the_next(next);
                }
                self.time(number, *window, next, people);
            }
            Phrase::Total => self.opened(number).total = true,
            Phrase::Same if self.means_the_same(next) => self.same_goods(number),
            Phrase::Same => (self.after_goods, self.doubt) = (after_goods, doubt),
            Phrase::Only => self.only(number, next),
            Phrase::High | Phrase::Low => self.level(number, *phrase == Phrase::High),
            Phrase::Most | Phrase::Least => {
                self.opened(number).ranked = Some(*phrase == Phrase::Most);
            }
            Phrase::Part(share, end) => self.part(number, *share, *end),
            Phrase::By => self.by(number),
        }
    }

    /// Takes a campaign by its key.
    fn campaign(&mut self, number: usize, key: &str, doubt: bool) {
        self.about(number, About::Campaigns, doubt);
        if let Some(frame) = self.frame() {
            frame.campaign = Some(key.to_owned());
        }
    }

    /// Takes much or little: of what follows, where what stands before has its number.
    fn level(&mut self, number: usize, high: bool) {
        let complete = |frame: &mut Frame| frame.level.is_some() || frame.quantity.is_some();
        if self.frame().is_some_and(complete) {
            self.close();
        }
        self.opened(number).level = Some(high);
    }

    /// "App users" order through the app.
    fn people_of_a_channel(&mut self, phrase: &Phrase) {
        if *phrase != Phrase::People {
            return;
        }
        if let Some(frame) = self.frame() {
            let through = frame.goods.iter().all(|(kind, _)| *kind == "channel");
            let alone = frame.about.is_none() && frame.quantity.is_none() && frame.window.is_none();
            if through && alone && !frame.goods.is_empty() {
                frame.about = Some(About::ChannelShare);
            }
        }
    }

    /// "only gold members" asks for no more than "gold members", nor does "gold members only".
    fn only(&mut self, number: usize, next: Option<&Phrase>) {
        if next.is_none() && self.open.is_none() && !self.pieces.is_empty() {
            return;
        }
        let goods = matches!(next, Some(Phrase::Named(Named::Goods(..))));
        let category = matches!(next, Some(Phrase::Named(Named::Goods("category", _))));
        if goods || next.is_none_or(|next| whole(next).is_none()) {
            let frame = self.opened(number);
            frame.only = true;
            frame.nothing_else = category && frame.about == Some(About::Buying);
        }
    }

    /// 消费前10%: of what stands before, if that says no more.
    fn part(&mut self, number: usize, share: f64, end: End) {
        if self.frame().is_some_and(|frame| !frame.is_bare()) {
            self.close();
        }
        self.opened(number).part = Some((share, end));
    }

    /// "top 10 % by value" is one thing.
    fn by(&mut self, number: usize) {
        let share = |frame: &mut Frame| frame.part.is_some() && frame.about.is_none();
        if !self.frame().is_some_and(share) {
            self.close();
            self.opened(number).by = true;
        }
    }

    pub(super) fn frame(&mut self) -> Option<&mut Frame> {
        self.open.as_mut().map(|open| &mut open.frame)
    }

    /// Whether a number would be taken for one of orders.
    fn counts_orders(&self) -> bool {
        let about = self.open.as_ref().map(|open| open.frame.about);
        matches!(about, None | Some(None | Some(About::Buying)))
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
        let same_kind = self.lists_its_kind(next);
        if after_goods && goods && same_kind && matches!(join, Join::And | Join::Or | Join::Mark) {
            self.after_goods = true;
            if let (Join::Or, Some(frame)) = (join, self.frame()) {
                frame.any_goods = true;
            }
            return;
        }
        // "basket adds: three or more": a noun and what says how many.
        let of_next = self.times_what_follows(next);
        let says_how = !of_next
            && matches!(
                next,
                Some(Phrase::Quantity(_) | Phrase::Window(_) | Phrase::Ahead(_))
            );
        let vague = [Some(About::Lapsed), Some(About::Active)];
        let noun = self.frame().is_some_and(|frame| {
            let noun = frame.about.is_some() && !vague.contains(&frame.about);
            // "Orders expected in the next 90 days: 1.5 or more".
            let expected = frame.about == Some(About::Expected) && frame.quantity.is_none();
            noun && frame.part.is_none()
                && (frame.is_bare() || expected)
                && !frame.negated
                && !frame.only
        });
        let shares = [
            About::Favourite,
            About::CategoryShare,
            About::BrandShare,
            About::ChannelShare,
        ];
        let named = goods
            && self
                .frame()
                .is_some_and(|frame| frame.about.is_some_and(|about| shares.contains(&about)));
        if join == Join::Mark && ((says_how || named) && noun || self.level_explained(next)) {
            return;
        }
        // "snacks or toys, bought in the past week": the verb that follows has the goods.
        let goods_alone = self.frame().is_some_and(|frame| {
            frame.about.is_none()
                && !frame.goods.is_empty()
                && frame.quantity.is_none()
                && frame.window.is_none()
        });
        let bought = matches!(next, Some(Phrase::About(About::Buying) | Phrase::Window(_)));
        if join == Join::Mark && goods_alone && bought && self.denial.is_none() {
            return;
        }
        // 5月和6月都下过单: several times of which the same is asked.
        let lists = matches!(join, Join::And | Join::Or | Join::Mark);
        if lists
            && self.denial.is_none()
            && let Some(Phrase::Window(behind)) = next
            && let Some(frame) = self.frame()
            && frame.about.is_none()
            && frame.goods.is_empty()
            && frame.quantity.is_none()
            && let Some(window @ Window::In(_)) = frame.window
            // "Last Christmas, by which I mean 1 to 25 December" is one.
            && !explains(window, *behind)
        {
            frame.window = None;
            frame.others.push((window, join == Join::Or));
            return;
        }
        // "in the last 90 days, and spent": the time waits for what it is the time of.
        let waits = self.frame().is_some_and(|frame| {
            frame.about.is_none() && frame.goods.is_empty() && frame.quantity.is_none() && !frame.by
        });
        // 近90天却没再买过: the time is of what follows.
        let denies = matches!(next, Some(Phrase::Not | Phrase::Never));
        let own = self.open.as_ref().is_some_and(|open| open.join.is_some());
        let goes_on = own || !denies && !matches!(next, Some(Phrase::Window(_)));
        if waits && join == Join::But && goes_on && !self.english {
            return;
        }
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
}
