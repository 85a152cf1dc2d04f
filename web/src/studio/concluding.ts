import type { Axis, Plot } from '../shared/plots/plot.js';
import { type DayOutcome, digitsOf, type Group, grounds, liftOf, measured, type Outcome } from './outcome.js';
import { words } from './running-texts.js';
import { plainPoints } from './showing.js';

/** What may be concluded, in plain words. */
export function conclusion(outcome: Outcome): string {
  const { verdict, all, metric } = outcome;
  const lift = (value: number) => liftOf(value, outcome);
  const interval = grounds(outcome);
  const arm = (value: number) => measured(value, outcome);
  const ends = interval ? fromTo(interval, outcome) : '–';
  switch (verdict) {
    case 'better':
    case 'worse': {
      const values = {
        treated: arm(all.treated.metric),
        held: arm(all.held_out.metric),
        lift: lift(all.difference?.lift ?? 0),
        ends,
      };
      return words(metric.what === 'ordered' ? verdict : `${verdict}Spent`, values);
    }
    case 'no_difference_seen':
      return words('no_difference_seen', { ends });
    case 'too_early':
      return all.difference ? words('too_early', { lift: lift(all.difference.lift) }) : words('tooEarlyNone');
    case 'not_compared':
      return words('not_compared');
  }
}

/** Two lifts that something lies between, as a sentence goes on with them. */
function fromTo({ low, high }: { low: number; high: number }, outcome: Outcome): string {
  const ordered = outcome.metric.what === 'ordered';
  const end = (value: number) => (ordered ? plainPoints(value) : liftOf(value, outcome));
  return words(ordered ? 'pointsFromTo' : 'fromTo', { low: end(low), high: end(high) });
}

/** The axis of lifts, and what a lift comes to on it. */
function lifts({ metric, currency }: Outcome): { axis: Axis; at: (lift: number | null) => number | null } {
  const ordered = metric.what === 'ordered';
  const axis: Axis = { label: words('lift'), unit: ordered ? words('pointsUnit') : currency, form: 'number' };
  const scale = ordered ? 100 : 1 / 10 ** digitsOf(currency);
  return { axis, at: (lift) => (lift === null ? null : Number((lift * scale).toFixed(3))) };
}

const plotWords = () => ({
  no_data: words('noData'),
  from: words('from'),
  to: words('to'),
  lower: words('low'),
  upper: words('high'),
});

/** The lift with its interval as it became known, day by day; none before there are two days. */
export function plotOfDays(outcome: Outcome): { plot: Plot; summary: string } | null {
  const days = outcome.days ?? [];
  const last = days.findLast((each) => each.lift !== null);
  if (days.length < 2 || !last) return null;
  const { axis, at } = lifts(outcome);
  const series = (label: string, of: (day: DayOutcome) => number | null) => ({
    label,
    values: days.map((each) => at(of(each))),
  });
  const lift = (value: number | null) => (value === null ? '–' : liftOf(value, outcome));
  const between = last.low !== null && last.high !== null;
  return {
    plot: {
      title: words('byDay'),
      content: {
        kind: 'lines',
        time: { label: words('dayLabel'), unit: '', form: 'number' },
        value: axis,
        positions: { scale: 'dates', at: days.map(({ day }) => day) },
        series: [
          series(words('lift'), (each) => each.lift),
          series(words('low'), (each) => each.low),
          series(words('high'), (each) => each.high),
          // While it is too early for an interval, none is promised.
        ].filter(({ values }) => values.some((value) => value !== null)),
      },
      words: plotWords(),
    },
    summary: words(between ? 'summaryDay' : 'summaryDayAlone', {
      lift: lift(last.lift),
      low: lift(last.low),
      high: lift(last.high),
    }),
  };
}

/** The lift of each group beside the ends of its interval. */
export function plotOfGroups(
  outcome: Outcome,
  groups: readonly Group[],
  nameOf: (name: string | null) => string,
): Plot | null {
  const known = groups.filter(({ compared }) => compared.difference);
  if (known.length < 2) return null;
  const { axis, at } = lifts(outcome);
  return {
    title: words('liftBySegment'),
    content: {
      kind: 'bars',
      names: { label: words('group'), names: known.map(({ name }) => nameOf(name)) },
      value: axis,
      series: [
        { label: words('lift'), values: known.map(({ compared }) => at(compared.difference?.lift ?? null)) },
      ],
    },
    words: plotWords(),
  };
}
