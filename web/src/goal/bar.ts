import type { Goal } from '../api/types';
import { aimOf } from './words';

export interface GoalBar {
  /** Shares of the track's width, 0 to 1. */
  bar: number;
  /** Where a goal that grows evenly would stand today; null where that means nothing. */
  marker: number | null;
  /** Where the whole of the goal lies, when the bar goes beyond it. */
  full: number | null;
  /** What the bar says: so many of so many, or a share of what. */
  share: number;
  of: 'goal' | 'way' | 'limit' | 'periods' | 'people';
  /** Of periods and people: how many did it, of how many. */
  met: number;
  due: number;
}

type Part = Pick<Goal, 'goal' | 'standing' | 'metric_view'>;

const DAY_MS = 86_400_000;

/** The share of a goal's time that has passed by the end of the day. */
export function elapsedShare(start: string, end: string, asOf: string): number | null {
  const [from, to, now] = [Date.parse(start), Date.parse(end), Date.parse(asOf) + DAY_MS];
  if (Number.isNaN(from) || Number.isNaN(to) || to <= from) return null;
  return Math.min(1, Math.max(0, (now - from) / (to - from)));
}

/** What a goal's bar counts; null where nothing can be said yet, or where between two values there is no way. */
function measure({
  goal,
  standing,
  metric_view,
}: Part): Pick<GoalBar, 'share' | 'of' | 'met' | 'due'> | null {
  const counted = (of: 'periods' | 'people', met: number, due: number) =>
    due > 0 ? { of, met, due, share: met / due } : null;
  if (standing.filling !== null) return null;
  if (standing.owners.length > 0) {
    // Of a goal that each person has, the attainment is the share of people who have reached it.
    const people = standing.owners.length;
    return counted('people', Math.round(Number(standing.attainment ?? 0) * people), people);
  }
  if (goal.each !== '') return counted('periods', standing.met_steps, standing.due_steps);
  const aim = aimOf(goal.aim, metric_view);
  const share = (of: 'goal' | 'way' | 'limit', value: number) => ({ of, share: value, met: 0, due: 0 });
  if (aim === 'between') return null;
  if (aim === 'at_most') {
    const limit = Number(standing.target);
    return standing.actual === null || limit <= 0 ? null : share('limit', Number(standing.actual) / limit);
  }
  // A sum begins at 0 anew, whatever it was before; a rate moves from where it was.
  if (standing.progress !== null && metric_view.shape !== 'sum')
    return share('way', Number(standing.progress));
  return standing.attainment === null ? null : share('goal', Number(standing.attainment));
}

/** How far a goal is. Only a sum that is to grow has a place where it should stand today. */
export function goalBar(part: Part, asOf: string): GoalBar | null {
  const measured = measure(part);
  if (measured === null) return null;
  const { share, of } = measured;
  const scale = Math.min(2, Math.max(1, share));
  const isGrowing = of === 'goal' && part.metric_view.shape === 'sum';
  const elapsed = isGrowing ? elapsedShare(part.goal.start, part.goal.end, asOf) : null;
  return {
    ...measured,
    bar: Math.min(1, Math.max(0, share / scale)),
    marker: elapsed === null || elapsed >= 1 ? null : elapsed / scale,
    full: scale > 1 ? 1 / scale : null,
  };
}
