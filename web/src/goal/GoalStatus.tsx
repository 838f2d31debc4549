import type { Goal } from '../api/types';
import { format } from '../format';
import { goalHeld } from '../outlook/held';
import { StatusMark } from '../outlook/StatusMark';
import { Filling } from '../ui/Filling';
import { NoData } from '../ui/NoData';
import { Pill } from '../ui/Pill';
import type { GoalBar } from './bar';
import { STATES } from './words';

/** How a goal stands by its chance, or how it ended. What is not agreed yet says where it is in its life instead. */
export function GoalStatus({ goal, of }: { goal: Goal; of: string }) {
  const isInForce = goal.state === 'active' || goal.state === 'closed';
  if (!isInForce) return <Pill>{STATES[goal.state]}</Pill>;
  const { result, filling } = goal.standing;
  if (filling !== null && result !== 'not_started') return <Pill>Being counted</Pill>;
  return <StatusMark brief={goal.standing.outlook} held={goalHeld(goal)} of={of} />;
}

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

/** Solid bar: how far it is. Marker: where an even way would stand today. Thin line: the whole of it. */
export function ProgressBar({ bar }: { bar: Pick<GoalBar, 'bar' | 'marker' | 'full'> | null }) {
  if (bar === null) return <span className="bullet empty" aria-hidden="true" />;
  return (
    <span className="bullet" aria-hidden="true">
      <span className="bullet-bar" style={{ width: percent(bar.bar) }} />
      {bar.full !== null && <span className="bullet-full" style={{ left: percent(bar.full) }} />}
      {bar.marker !== null && <span className="bullet-marker" style={{ left: percent(bar.marker) }} />}
    </span>
  );
}

/** The same in a number, and of what it is a share. */
export function ProgressNumber({ goal, bar }: { goal: Goal; bar: GoalBar | null }) {
  if (bar === null && goal.standing.filling !== null) return <Filling share={goal.standing.filling} />;
  if (bar === null) return <NoData reason={noProgress(goal)} />;
  return <span>{progressText(bar)}</span>;
}

export function progressText(bar: GoalBar): string {
  if (bar.of === 'periods' || bar.of === 'people')
    return `${format.count(bar.met)} of ${format.count(bar.due)}`;
  // Less than nothing of a way is the other direction.
  return bar.of === 'way' && bar.share < 0 ? 'backward' : format.percent(bar.share);
}

const OF: Record<GoalBar['of'], string> = {
  goal: 'of the goal',
  way: 'of the way from the start',
  limit: 'of the limit is used',
  periods: 'periods were met',
  people: 'people have reached it',
};

export function progressNote(bar: GoalBar): string {
  return bar.of === 'way' && bar.share < 0 ? 'it is worse than at the start' : OF[bar.of];
}

function noProgress({ standing, goal }: Goal): string {
  if (standing.result === 'not_started') return 'it has not begun';
  if (goal.each !== '') return 'none of its periods is over yet';
  return standing.notes[0] ?? (standing.text || 'there is nothing to measure it by yet');
}
