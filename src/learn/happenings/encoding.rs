//! What happened with a person, as numbers.

use super::{Happenings, Step};

/// Numbers of a step besides its kind.
pub const NUMBERS: usize = 3;
/// Numbers of a person besides the steps.
pub const BESIDES: usize = 3;
/// A number further than so many spreads from its mean counts as this far.
const FARTHEST: f32 = 5.0;

/// The place among the kinds of what is no kind: where it was filled up, and of a kind that is not known.
const NOTHING: u32 = 0;
/// That of the cut, read as a last step, so that the time since then is read like the times before.
const CUT: u32 = 1;

/// How happenings become numbers; learnt from the people that a network is fitted to.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoding {
    /// The kinds that are known, in order.
    known: Vec<u32>,
    /// Steps that are read, the newest.
    steps: usize,
    gap: Scale,
    amount: Scale,
    besides: [Scale; BESIDES],
}

/// What happened with a person, as numbers, the cut at the end.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoded {
    /// Places among the kinds.
    pub kinds: Vec<u32>,
    /// The time since the step before and the amount, scaled; and 1, since something is there.
    pub numbers: Vec<[f32; NUMBERS]>,
    /// The time from the last step to the cut, the number of all steps, and the time from the first to the last, scaled.
    pub besides: [f32; BESIDES],
}

/// Numbers less their mean, divided by their spread.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scale {
    mean: f32,
    spread: f32,
}

impl Scale {
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "numbers are counted exactly up to 2^53; scales need no more than single precision"
    )]
    fn of(numbers: &[f32]) -> Self {
        let count = numbers.len().max(1) as f64;
        let mean = numbers.iter().map(|&x| f64::from(x)).sum::<f64>() / count;
        let square = |&x: &f32| (f64::from(x) - mean).powi(2);
        let spread = (numbers.iter().map(square).sum::<f64>() / count).sqrt();
        Self {
            mean: mean as f32,
            spread: if spread > 1e-6 { spread as f32 } else { 1.0 },
        }
    }

    fn apply(self, number: f32) -> f32 {
        ((number - self.mean) / self.spread).clamp(-FARTHEST, FARTHEST)
    }
}

impl Encoding {
    /// Learns kinds, means and spreads.
    pub fn fit(people: &[&Happenings], steps: usize) -> Self {
        let all = || people.iter().flat_map(|person| &person.steps);
        let mut known: Vec<u32> = all().map(|step| step.kind).collect();
        known.sort_unstable();
        known.dedup();
        // The time before the cut is one of the gaps.
        let mut gaps: Vec<f32> = all().map(|step| size(step.gap)).collect();
        gaps.extend(people.iter().map(|person| size(person.gap)));
        let amounts: Vec<f32> = all().map(|step| size(step.amount)).collect();
        let besides: Vec<[f32; BESIDES]> = people.iter().map(|person| besides(person)).collect();
        let scale = |which: usize| {
            let numbers: Vec<f32> = besides.iter().map(|of| of[which]).collect();
            Scale::of(&numbers)
        };
        Self {
            known,
            steps,
            gap: Scale::of(&gaps),
            amount: Scale::of(&amounts),
            besides: [scale(0), scale(1), scale(2)],
        }
    }

    /// How many places among the kinds are something: the cut and those that are known.
    pub fn kinds(&self) -> usize {
        self.known.len() + 1
    }

    /// What happened with a person, as numbers.
    pub fn encode(&self, person: &Happenings) -> Encoded {
        let newest = &person.steps[person.steps.len().saturating_sub(self.steps)..];
        let place = |step: &Step| match self.known.binary_search(&step.kind) {
            Ok(place) => CUT + 1 + u32::try_from(place).unwrap_or(0),
            Err(_) => NOTHING,
        };
        let mut kinds: Vec<u32> = newest.iter().map(place).collect();
        kinds.push(CUT);
        let number = |gap: f32, amount: f32| {
            let (gap, amount) = (size(gap), size(amount));
            [self.gap.apply(gap), self.amount.apply(amount), 1.0]
        };
        let steps = newest.iter().map(|step| number(step.gap, step.amount));
        let mut numbers: Vec<[f32; NUMBERS]> = steps.collect();
        numbers.push([self.gap.apply(size(person.gap)), 0.0, 1.0]);
        let mut beside = besides(person);
        for (number, scale) in beside.iter_mut().zip(self.besides) {
            *number = scale.apply(*number);
        }
        Encoded {
            kinds,
            numbers,
            besides: beside,
        }
    }
}

/// People side by side, filled up before their first step: the kinds, the numbers, and how many places each has.
pub fn filled(people: &[&Encoded]) -> (Vec<u32>, Vec<f32>, usize) {
    let lengths = people.iter().map(|person| person.kinds.len());
    let places = lengths.max().unwrap_or(0);
    let mut kinds = Vec::with_capacity(people.len() * places);
    let mut numbers = Vec::with_capacity(people.len() * places * NUMBERS);
    for person in people {
        let lacking = places - person.kinds.len();
        kinds.extend(std::iter::repeat_n(NOTHING, lacking));
        kinds.extend_from_slice(&person.kinds);
        numbers.extend(std::iter::repeat_n(0.0, lacking * NUMBERS));
        numbers.extend(person.numbers.iter().flatten());
    }
    (kinds, numbers, places)
}

/// The logarithm of a number and one, with its sign; 0 of what is no number.
fn size(number: f32) -> f32 {
    if number.is_finite() {
        number.signum() * libm::log1pf(number.abs())
    } else {
        0.0
    }
}

#[allow(clippy::cast_precision_loss, reason = "steps are counted")]
fn besides(person: &Happenings) -> [f32; BESIDES] {
    let after_first = person.steps.iter().skip(1);
    let span = after_first
        .map(|step| step.gap)
        .filter(|gap| gap.is_finite());
    [
        size(person.gap),
        size(person.steps.len() as f32),
        size(span.sum()),
    ]
}
