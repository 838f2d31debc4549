import { useOrganisation } from '../../access/session';
import type { Goal } from '../../api/types';
import { useView } from '../../app/view';
import { ReceiptButton } from '../../attain/numbers';
import { goalReceiptKey } from '../../attain/receiptKey';
import { format, sentence } from '../../format';
import { Filling } from '../../ui/Filling';
import { NoData } from '../../ui/NoData';
import { Tile } from '../../ui/Tile';
import { goalBar } from '../bar';
import { ProgressBar, progressNote, progressText } from '../GoalStatus';
import { goalDemand, lastDay } from '../words';

const DAY_MS = 86_400_000;

/** Where it stands, in at most four numbers; what it means is said in words below each. */
export function GoalTiles({ goal }: { goal: Goal }) {
  const view = useView();
  const { standing, metric_view } = goal;
  const compact = (value: string) =>
    format.amount(value, standing.unit, standing.currency, { compact: true });
  const none = standing.text || 'there is nothing to measure it by yet';
  const bar = goalBar(goal, view.asOf);
  const hasReceipt = isOneNumber(goal, useOrganisation().currency);
  return (
    <ul className="tiles four" aria-label="Key figures">
      <Tile label="Progress" value={bar === null ? <NoData reason={none} /> : progressText(bar)}>
        {bar === null ? (
          sentence(none)
        ) : (
          <>
            <ProgressBar bar={bar} />
            {progressNote(bar)}
          </>
        )}
      </Tile>
      <Tile
        label="Actual"
        value={
          standing.actual === null && standing.filling !== null ? (
            <Filling share={standing.filling} />
          ) : standing.actual === null ? (
            <NoData reason={none} />
          ) : hasReceipt ? (
            <ReceiptButton
              nodeId={goal.goal.owner}
              receipt={goalReceiptKey(goal.id)}
              label="Actual of this goal"
              text={compact(standing.actual)}
            />
          ) : (
            compact(standing.actual)
          )
        }
      >
        {metric_view.name}
        {standing.currency_effect !== null && Number(standing.currency_effect) !== 0 && (
          <>
            , of it{' '}
            {format.amount(standing.currency_effect, standing.unit, standing.currency, {
              compact: true,
              signed: true,
            })}{' '}
            by exchange rates
          </>
        )}
      </Tile>
      <Tile
        label="Goal"
        value={standing.target === null ? <NoData reason="it has no value yet" /> : compact(standing.target)}
      >
        {goalDemand(goal.goal, metric_view, standing.currency)}
      </Tile>
      <Tile label={timeLabel(goal, view.asOf)} value={timeValue(goal, view.asOf)}>
        {goal.goal.end === '' ? 'no deadline yet' : format.dayRange(goal.goal.start, goal.goal.end)}
      </Tile>
    </ul>
  );
}

/** A goal for each person or each month is many numbers, and one in another currency is counted otherwise. */
function isOneNumber({ goal }: Goal, home: string): boolean {
  return goal.each === '' && !goal.each_owner && goal.end !== '' && (goal.currency ?? home) === home;
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

function timeLabel({ goal }: Goal, asOf: string): string {
  if (goal.start > asOf) return 'Begins in';
  return asOf >= lastDay(goal.end) ? 'Ended' : 'Time left';
}

function timeValue({ goal }: Goal, asOf: string): string {
  if (goal.end === '') return '–';
  if (goal.start > asOf) return days(daysBetween(asOf, goal.start));
  const left = daysBetween(asOf, lastDay(goal.end));
  if (left > 0) return days(left);
  return left === 0 ? 'today' : `${days(-left)} ago`;
}

function days(count: number): string {
  return format.amount(count, 'days', null);
}
