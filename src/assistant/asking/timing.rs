//! Which frame a time belongs to.

use super::frames::Framing;
use super::phrase::{Kind, Phrase, Quantity, Window};
use super::pieces::Frame;
use super::senses::{About, Compare};
use super::windows::{bounded, exactly};

impl Framing {
    /// Takes a word for one order as a number of orders, where a time stands beside it.
    pub(super) fn once_in_a_time(&mut self, number: usize, next: Option<&Phrase>) -> bool {
        let timed = |frame: &mut Frame| {
            frame.about.is_none() && frame.window.is_some() && frame.is_only_timed()
        };
        let leads = self.frame().is_some_and(timed);
        if !leads && !matches!(next, Some(Phrase::Window(_))) {
            return false;
        }
        if !leads {
            self.close();
        }
        let frame = self.opened(number);
        frame.about = Some(About::Buying);
        frame.quantity = Some(Quantity {
            compare: Some(Compare::Exactly),
            value: 1.0,
            to: None,
            kind: Kind::Times,
        });
        true
    }

    /// Closes the frame before a time behind those who are asked for, where the time is of the verb that follows:
    /// 花了五千以上的大客户里谁最近没动静. In Chinese alone, where the time goes before its verb.
    pub(super) fn time_of_the_next(&mut self, next: Option<&Phrase>) {
        let of_verb = matches!(next, Some(Phrase::About(_) | Phrase::Not | Phrase::Never));
        let complete = |frame: &mut Frame| frame.about.is_some() && frame.window.is_none();
        if !self.english && of_verb && self.frame().is_some_and(complete) {
            self.close();
        }
    }

    /// Takes a time. One behind a word for people is the time for which they have been such.
    pub(super) fn time(
        &mut self,
        number: usize,
        window: Window,
        next: Option<&Phrase>,
        people: bool,
    ) {
        // 至少来过15天.
        let window = match (window, self.ahead) {
            (Window::Lasting(None, days), Some((waited, compare))) => {
                self.ahead = None;
                self.opened(waited);
                Window::Lasting(Some(compare), days)
            }
            (window, _) => window,
        };
        // 价值前5%里有谁30天没来过: a part of all is of no time but the year that its worth is of.
        let ahead = matches!(window, Window::Next(_) | Window::Coming(_));
        if !ahead && self.frame().is_some_and(|frame| frame.part.is_some()) {
            self.close();
        }
        // Neither an age nor points are of a time.
        let timeless = [Some(About::Age), Some(About::Points)];
        if self
            .frame()
            .is_some_and(|frame| timeless.contains(&frame.about))
        {
            self.close();
        }
        // 近90天有不少于20天来逛过: on so many of these days.
        if let Some(frame) = self.frame()
            && frame.about.is_none()
            && frame.is_only_timed()
            && matches!(frame.window, Some(Window::Within(_)))
            && matches!(window, Window::Lasting(Some(_), _))
            && matches!(next, Some(Phrase::About(About::Visiting)))
        {
            frame.about = Some(About::Visiting);
        }
        if self.days_of_visits(number, window) {
            return;
        }
        // 近半年（180天）.
        let again = |frame: &mut Frame| match (frame.window, window) {
            (
                Some(Window::Within(first) | Window::Lasting(None, first)),
                Window::Lasting(None, days) | Window::Within(days),
            ) => first.to_bits() == days.to_bits(),
            (first, _) => first == Some(window),
        };
        if self.frame().is_some_and(again) {
            self.opened(number);
            return;
        }
        // 今年夏天（6-8月）: the same more exactly.
        if let Some(frame) = self.frame()
            && frame.about.is_none()
            && let Some(exact) = frame.window.and_then(|first| exactly(first, window))
        {
            self.opened(number).window = Some(exact);
            return;
        }
        // 一季度二季度都下过单: a list without a word between.
        if let Window::In(second) = window
            && self.denial.is_none()
            && let Some(frame) = self.frame()
            && let Some(first @ Window::In(period)) = frame.window
            && frame.about.is_none()
            && frame.is_only_timed()
            && period.to == second.from
        {
            let frame = self.opened(number);
            frame.others.push((first, false));
            frame.window = Some(window);
            return;
        }
        // 8月以后11月以前.
        if let Some(frame) = self.frame()
            && let Some(whole) = frame.window.and_then(|first| bounded(first, window))
        {
            self.opened(number).window = Some(whole);
            return;
        }
        // 本月来逛过6天: days within a time in which they are not counted.
        let uncounted = |frame: &mut Frame| {
            frame.about == Some(About::Visiting)
                && frame.quantity.is_none()
                && matches!(frame.window, Some(Window::In(_) | Window::Since(_)))
                && matches!(window, Window::Lasting(..))
        };
        if self.frame().is_some_and(uncounted) {
            self.opened(number).doubtful = true;
            return;
        }
        if self.frame().is_some_and(|frame| frame.window.is_some()) {
            self.close();
        }
        let long = matches!(
            window,
            Window::Lasting(Some(Compare::Above | Compare::AtLeast), _)
        );
        let alone = self.open.is_none() && self.denial.is_none();
        // 谁超过60天没下单.
        let of_next = matches!(next, Some(Phrase::About(_) | Phrase::Not | Phrase::Never));
        let tenure = people && alone && long && !of_next;
        let frame = self.opened(number);
        frame.window = Some(window);
        frame.window_leads = frame.about.is_none() && frame.goods.is_empty();
        if tenure {
            frame.about = Some(About::Tenure);
        }
    }

    /// "Visited on more than 5 days in the last 30 days": of two times one may be a number of days on which they came.
    fn days_of_visits(&mut self, number: usize, window: Window) -> bool {
        let visits = |frame: &mut Frame| {
            let first = frame.window?;
            let visits = [Some(About::Visiting), Some(About::VisitDays)];
            let plain = visits.contains(&frame.about) && frame.quantity.is_none();
            let (days, whole) = match (first, window) {
                (Window::Within(_), Window::Lasting(compare, days)) => ((compare, days), first),
                (Window::Lasting(compare, days), Window::Within(_)) => ((compare, days), window),
                // 90天里来逛了20天以上.
                (Window::Lasting(None, whole), Window::Lasting(Some(compare), days))
                    if days < whole =>
                {
                    ((Some(compare), days), Window::Within(whole))
                }
                _ => return None,
            };
            plain.then_some((days, whole))
        };
        let Some(((compare, value), whole)) = self.frame().and_then(visits) else {
            return false;
        };
        let frame = self.opened(number);
        frame.window = Some(whole);
        frame.quantity = Some(Quantity {
            compare,
            value,
            to: None,
            kind: Kind::Times,
        });
        true
    }
}
