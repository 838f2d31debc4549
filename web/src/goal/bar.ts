import type { Goal } from '../api/types';
import { aimOf } from './words';

export interface GoalBar {
  /** Shares of the track's width, 0 to 1. */
  bar: number;
  /** Where a goal that grows evenly would stand today; null where that means nothing. */
  marker: number | null;
  /** Where the whole of the goal lies, when the bar goes beyond it. */
  full: number | null;
  /** What the bar says, in words. */
  share: number;
}

const DAY_MS = 86_400_000;

/** The share of a goal's time that has passed by the end of the day. */
export function elapsedShare(start: string, end: string, asOf: string): number | null {
  const [from, to, now] = [Date.parse(start), Date.parse(end), Date.parse(asOf) + DAY_MS];
  if (Number.isNaN(from) || Number.isNaN(to) || to <= from) return null;
  return Math.min(1, Math.max(0, (now - from) / (to - from)));
}

/**
 * How far a goal is: periods met of those it has, the way from the baseline, or the attainment. Only a sum that
 * is to grow has a place where it should stand today.
 */
export function goalBar(
  { goal, standing, metric_view }: Pick<Goal, 'goal' | 'standing' | 'metric_view'>,
  asOf: string,
): GoalBar | null {
  const isSteps = goal.each !== '' && standing.due_steps > 0;
  const given = standing.progress ?? standing.attainment;
  const share = isSteps ? standing.met_steps / standing.due_steps : given === null ? null : Number(given);
  if (share === null || (goal.each !== '' && !isSteps)) return null;
  const scale = Math.min(2, Math.max(1, share));
  const isGrowing =
    metric_view.shape === 'sum' && goal.each === '' && aimOf(goal.aim, metric_view) === 'at_least';
  const elapsed = isGrowing ? elapsedShare(goal.start, goal.end, asOf) : null;
  return {
    share,
    bar: Math.min(1, Math.max(0, share / scale)),
    marker: elapsed === null || elapsed >= 1 ? null : elapsed / scale,
    full: scale > 1 ? 1 / scale : null,
  };
}
