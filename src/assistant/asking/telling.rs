//! A reading of the conditions that were found, and what of the question they are.

use std::ops::Range;

use serde_json::json;

use super::joining::{self, Joined, joined};
use super::lacking::lacking;
use super::phrase::{Join, Phrase};
use super::senses::Sense;
use super::tokens::Meaning;
use super::{Answer, Reading, Understood, Wanted};
use crate::ids::Language;
use crate::insights::segment::Filter;

impl Answer<'_> {
    /// From the first word of some phrases to the last.
    pub(super) fn span(&self, phrases: &[usize]) -> Range<usize> {
        let phrases = phrases.iter().map(|number| &self.phrases[*number]);
        let tokens = phrases.flat_map(|phrase| &self.tokens[phrase.from..phrase.to]);
        let (mut start, mut end) = (self.question.len(), 0);
        for token in tokens {
            (start, end) = (start.min(token.start), end.max(token.end));
        }
        start.min(end)..end
    }

    pub(super) fn finish(mut self) -> Reading {
        if joining::doubtful_or(&self.conditions) {
            let or = |number: &usize| self.phrases[*number].phrase == Phrase::Join(Join::Or);
            self.left.extend((0..self.phrases.len()).filter(or));
        }
        self.reading.left = self.words();
        self.reading.lacking = lacking(&self.reading.left);
        self.reading.understood = self.understood();
        let wished = self.reading.order.is_some()
            || self.reading.limit.is_some()
            || self.reading.wanted != Wanted::List
            || self
                .phrases
                .iter()
                .any(|phrase| phrase.phrase == Phrase::People);
        // Nobody is asked for without a condition that was understood, but everybody where none was given.
        let asked = !self.conditions.is_empty() || self.reading.left.is_empty() && wished;
        if !asked {
            return self.reading;
        }
        let json = if self.conditions.is_empty() {
            json!({ "all": [] })
        } else {
            joined(std::mem::take(&mut self.conditions))
        };
        // Nobody lives in two cities: which condition belongs to which city was not understood.
        let impossible = joining::impossible(&json);
        match Filter::read(&self.vocabulary.spelt(json)) {
            Ok(filter) if !impossible => {
                self.reading.json = filter.to_json();
                self.reading.filter = Some(filter);
                self.reading
            }
            _ => Reading::refused(self.question),
        }
    }

    /// The conditions in words, those of one exception together.
    fn understood(&self) -> Vec<Understood> {
        let language = Language::of(self.question);
        let conditions = self.conditions.iter().zip(&self.spans).collect::<Vec<_>>();
        let together = |one: &(&Joined, &Range<usize>), other: &(&Joined, &Range<usize>)| {
            one.0.exception.is_some() && one.0.exception == other.0.exception
        };
        let groups = conditions.chunk_by(together).map(|group| {
            let first = group.first().map_or(0, |(_, span)| span.start);
            let end = group
                .iter()
                .map(|(_, span)| span.end)
                .max()
                .unwrap_or(first);
            let conditions = group.iter().map(|(joined, _)| (*joined).clone()).collect();
            let filter = Filter::read(&joined(conditions)).ok()?;
            Some(Understood {
                span: first..end,
                condition: filter.sentence(language, &self.vocabulary.currency),
            })
        });
        groups.flatten().collect()
    }

    /// What was not understood, in the question's own words, those that stand side by side together.
    fn words(&self) -> Vec<String> {
        let mut left = vec![false; self.tokens.len()];
        for number in &self.left {
            let phrase = &self.phrases[*number];
            left[phrase.from..phrase.to].fill(true);
        }
        let mut words: Vec<Range<usize>> = Vec::new();
        let mut joins = false;
        for (token, left) in self.tokens.iter().zip(left) {
            let filler = matches!(token.meaning, Meaning::Sense(Sense::Filler));
            if left {
                match words.last_mut() {
                    Some(last) if joins => last.end = token.end,
                    _ => words.push(token.start..token.end),
                }
            }
            joins = left || joins && filler;
        }
        words
            .into_iter()
            .map(|words| self.question[words].trim().to_owned())
            .filter(|words| !words.is_empty())
            .collect()
    }
}
