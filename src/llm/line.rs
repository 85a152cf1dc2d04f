//! Where a line that has a form is over.
//!
//! A line ends with a line end, but some lines are over before it: after `order` nothing may follow that
//! the form allows. The line end is a token, and a token takes a tenth of a second on two cores.

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::{Anchored, util::start};

/// Reads a line byte by byte and knows when nothing may follow.
pub(super) struct LineForm {
    dfa: dense::DFA<Vec<u32>>,
    state: Option<StateID>,
}

impl LineForm {
    /// A form without text so far; `None` for a pattern that is none, which then ends nothing.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        let config = dense::Config::new().start_kind(StartKind::Anchored);
        let dfa = dense::Builder::new()
            .configure(config)
            .build(pattern)
            .ok()?;
        let begin = start::Config::new().anchored(Anchored::Yes);
        let state = dfa.start_state(&begin).ok();
        Some(Self { dfa, state })
    }

    /// Whether the line is over with `text`: it has the form, and with one more byte it would not.
    pub(super) fn over(&mut self, text: &str) -> bool {
        let Some(mut state) = self.state else {
            return false;
        };
        for &byte in text.as_bytes() {
            state = self.dfa.next_state(state, byte);
        }
        self.state = Some(state);
        let matches = self.dfa.is_match_state(self.dfa.next_eoi_state(state));
        // A match is reported one byte late: a state that reports it and leads nowhere is an end too.
        let leads_nowhere = |state: StateID| {
            (0..=255).all(|byte| self.dfa.is_dead_state(self.dfa.next_state(state, byte)))
        };
        let goes_on = |byte: u8| {
            let next = self.dfa.next_state(state, byte);
            let over = self.dfa.is_dead_state(next)
                || (self.dfa.is_match_state(next) && leads_nowhere(next));
            !over
        };
        matches && !(0..=255).any(goes_on)
    }
}
