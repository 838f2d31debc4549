import type { Figures, Goal } from '../api/types';
import { aimOf, perText } from '../goal/words';
import type { Held } from './words';

/** What figures are held to: their target, on the side that the metric calls good. */
export function heldOf(figures: Figures): Held {
  return {
    unit: figures.unit,
    currency: figures.currency,
    aim: figures.direction === 'lower' ? 'at_most' : 'at_least',
    target: figures.target,
    over: figures.period.status === 'closed',
  };
}

const ENDED: readonly Goal['standing']['result'][] = ['achieved', 'missed', 'met_with_breach'];

/** What a goal is held to; its standing says whether it is decided. */
export function goalHeld({
  goal,
  standing,
  metric_view,
}: Pick<Goal, 'goal' | 'standing' | 'metric_view'>): Held {
  return {
    unit: standing.unit,
    currency: standing.currency,
    aim: aimOf(goal.aim, metric_view),
    target: standing.target ?? goal.value,
    upper: goal.upper,
    per: perText(goal),
    over: ENDED.includes(standing.result),
  };
}
