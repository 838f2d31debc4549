/** The plan curves in words. */
import type { PlanCurve } from '../api/types';

export const CURVE_WORDS: Record<PlanCurve, { name: string; text: string }> = {
  automatic: {
    name: 'Chosen from the history',
    text: 'As earlier periods of its kind filled up where there are four or more, else by working days and season, else by working days.',
  },
  historic: {
    name: 'As earlier periods filled up',
    text: 'As earlier periods of its kind filled up; as long as there are fewer than four, as if it were chosen from the history.',
  },
  seasonal: {
    name: 'Working days and season',
    text: 'Each working day by the season of its month; with less than two years of history, as if it were chosen from the history.',
  },
  working_days: { name: 'Working days', text: 'Each working day the same.' },
  calendar: { name: 'Calendar days', text: 'Each day the same, weekends and holidays too.' },
};

export const curveOptions = () =>
  (Object.keys(CURVE_WORDS) as PlanCurve[]).map((value) => ({ value, label: CURVE_WORDS[value].name }));
