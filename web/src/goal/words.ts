/** How the page says what the server knows about goals; one place, so that list, detail and home say the same. */
import type { Aim, Band, Each, GoalInput, GoalState, Metric, Result, Unit, Verdict } from '../api/types';
import { addDays, format } from '../format';

export const AIMS: { value: Exclude<Aim, ''>; label: string }[] = [
  { value: 'at_least', label: 'At least' },
  { value: 'at_most', label: 'At most' },
  { value: 'between', label: 'Between' },
];

export const EACH: { value: Each; label: string }[] = [
  { value: '', label: 'The whole time together' },
  { value: 'day', label: 'Each working day' },
  { value: 'week', label: 'Each week' },
  { value: 'month', label: 'Each month' },
  { value: 'quarter', label: 'Each quarter' },
  { value: 'half', label: 'Each half-year' },
  { value: 'year', label: 'Each year' },
];

export const RATES: { value: string; label: string }[] = [
  { value: '', label: 'As the organisation does' },
  { value: 'deal_date', label: 'The rate of the deal’s day' },
  { value: 'plan', label: 'The plan rate: constant currency' },
  { value: 'period_average', label: 'The average rate of the period' },
  { value: 'latest', label: 'The latest rate' },
];

export const DENOMINATORS: { value: string; label: string }[] = [
  { value: '', label: 'As the organisation does' },
  { value: 'latest', label: 'The latest version' },
  { value: 'credit_date', label: 'The version in force when it counted' },
  { value: 'day_weighted', label: 'Each version for its days' },
];

export const STATES: Record<GoalState, string> = {
  draft: 'Draft',
  proposed: 'Proposed',
  accepted: 'Accepted',
  active: 'Active',
  closed: 'Closed',
  withdrawn: 'Withdrawn',
};

export const RESULTS: Record<Result, string> = {
  not_started: 'Not started',
  open: 'Open',
  reached: 'Reached so far',
  achieved: 'Achieved',
  missed: 'Missed',
  met_with_breach: 'Met with breach',
  unknown: 'No data',
};

/** Only closed goals carry a verdict; an open one is neutral, however it stands. */
export const RESULT_TONES: Record<Result, 'neutral' | 'good' | 'warn' | 'bad'> = {
  not_started: 'neutral',
  open: 'neutral',
  reached: 'neutral',
  achieved: 'good',
  missed: 'bad',
  met_with_breach: 'warn',
  unknown: 'neutral',
};

export const VERDICTS: Record<Verdict, string> = { pass: 'Pass', warn: 'Look again', fail: 'Fails' };

/** From surely to hardly, with the lower end of each; the server names the band of a goal. */
export const BANDS: { band: Band; label: string; from: number }[] = [
  { band: 'unrealistic', label: 'Unrealistic', from: 0 },
  { band: 'very_unlikely', label: 'Very unlikely', from: 0.05 },
  { band: 'stretch', label: 'Stretch', from: 0.2 },
  { band: 'challenging', label: 'Challenging', from: 0.4 },
  { band: 'comfortable', label: 'Comfortable', from: 0.6 },
  { band: 'too_easy', label: 'Too easy', from: 0.85 },
];

const EACH_WORDS: Record<Each, string> = {
  '': '',
  day: ' each working day',
  week: ' each week',
  month: ' each month',
  quarter: ' each quarter',
  half: ' each half-year',
  year: ' each year',
};

/** For what a goal's value holds, to stand behind it: " each month by each person"; nothing for the whole. */
export function perText({ each, each_owner }: Pick<GoalInput, 'each' | 'each_owner'>): string {
  return EACH_WORDS[each] + (each_owner ? ' by each person' : '');
}

interface Demand {
  aim: Exclude<Aim, ''>;
  value: string | null;
  upper: string | null;
}

/** Nobody says whether a value is to be reached or kept to: the metric's good direction says it. */
export function aimOf(aim: Aim, metric: Pick<Metric, 'direction'> | undefined): Exclude<Aim, ''> {
  if (aim !== '') return aim;
  return metric?.direction === 'lower' ? 'at_most' : 'at_least';
}

/** "at least $500,000", "at most 8%", "between 35% and 40%". */
export function demandText(demand: Demand, unit: Unit, currency: string | null): string {
  if (demand.value === null) return 'no value yet';
  const say = (value: string) => format.amount(value, unit, currency);
  if (demand.aim === 'between')
    return `between ${say(demand.value)} and ${say(demand.upper ?? demand.value)}`;
  return `${demand.aim === 'at_most' ? 'at most' : 'at least'} ${say(demand.value)}`;
}

export function goalDemand(goal: GoalInput, metric: Metric, currency: string | null): string {
  return demandText({ ...goal, aim: aimOf(goal.aim, metric) }, metric.unit, currency) + EACH_WORDS[goal.each];
}

/** The last day that counts. */
export function lastDay(end: string): string {
  return end === '' ? '' : addDays(end, -1);
}
