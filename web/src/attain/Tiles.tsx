import type { ReactNode } from 'react';
import type { Curve, Figures } from '../api/types';
import { type AmountOptions, format, NO_DATA } from '../format';
import { useMetric } from '../metric/queries';
import { OutlookTile } from '../outlook/OutlookTile';
import { NoData } from '../ui/NoData';
import { Tile } from '../ui/Tile';
import { isCumulative } from './burnup';
import { amountText, NoActual, NumberButton, noActualReason, noTargetReason } from './numbers';
import { policyNote } from './policy';
import type { Question } from './queries';

const CURVE_DAYS: Record<Curve, string> = { calendar: 'day', working_days: 'working day' };

interface TilesProps {
  figures: Figures;
  view: Question;
  curve: Curve;
}

/**
 * The first tile alone has a verdict, and it comes from the chance; pace is a number. A rate does not grow by the
 * day, so it has no pace at all.
 */
export function Tiles({ figures, view, curve }: TilesProps) {
  const hasPace = isCumulative(useMetric(figures.metric));
  const number = numberOf(figures);
  const reason = noTargetReason(figures);
  const gap = figures.gap === null ? null : Number(figures.gap);
  const compact = compactOf(figures);
  return (
    <ul className={hasPace ? 'tiles' : 'tiles four'} aria-label="Key figures">
      <OutlookTile figures={figures} view={view} none={reason} />
      <Tile
        label="Attainment"
        value={
          figures.attainment === null ? (
            <NoData reason={reason} />
          ) : (
            number('Attainment', format.percent(figures.attainment))
          )
        }
      >
        {figures.attainment === null ? reason : (policyNote(figures.policy) ?? 'of the target is reached')}
      </Tile>
      <Tile
        label={figures.closed ? 'Actual, closed' : 'Actual'}
        value={
          figures.actual === null ? <NoActual figures={figures} /> : number('Actual', compact(figures.actual))
        }
      >
        {figures.actual === null ? noActualReason(figures) : actualNote(figures, compact)}
      </Tile>
      <Tile
        label={gap !== null && gap < 0 ? 'Cushion' : 'Gap'}
        value={
          gap === null ? (
            <NoData reason={reason} />
          ) : (
            number(gap < 0 ? 'Cushion' : 'Gap', compact(String(Math.abs(gap)), { difference: true }))
          )
        }
      >
        {gap === null ? reason : gapNote(gap, figures.direction)}
        {hasPace && gap !== null && gap > 0 && <Required figures={figures} curve={curve} />}
      </Tile>
      {hasPace && <PaceTile figures={figures} curve={curve} />}
    </ul>
  );
}

type PaceProps = Pick<TilesProps, 'figures' | 'curve'>;

function PaceTile({ figures, curve }: PaceProps) {
  const pace = figures.pace.find((item) => item.curve === curve);
  const compact = compactOf(figures);
  const noPace =
    figures.target === null
      ? noTargetReason(figures)
      : 'the period has no end yet, so nothing says how much is due today';
  return (
    <Tile
      label="Expected to date"
      value={
        pace ? numberOf(figures)('Expected to date', compact(pace.expected)) : <NoData reason={noPace} />
      }
    >
      {pace ? (
        <>
          pace index {pace.pace_index === null ? NO_DATA : format.index(pace.pace_index)} ·{' '}
          <span className="nowrap">{compact(pace.gap_to_pace, { signed: true })}</span> against plan
        </>
      ) : (
        noPace
      )}
    </Tile>
  );
}

/** What each day that is left has to bring, and what the days so far did. */
function Required({ figures, curve }: PaceProps) {
  const pace = figures.pace.find((item) => item.curve === curve);
  if (!pace?.required_run_rate) return pace && pace.remaining <= 0 ? '; the period is over' : null;
  const compact = compactOf(figures);
  return (
    <>
      ;{' '}
      <span className="nowrap">
        {numberOf(figures)('Required run rate', compact(pace.required_run_rate))} a {CURVE_DAYS[curve]}
      </span>{' '}
      for the {format.count(pace.remaining)} left
      {pace.run_rate && <>, {compact(pace.run_rate)} so far</>}
    </>
  );
}

type Compact = (value: string, options?: AmountOptions) => string;

function compactOf(figures: Figures): Compact {
  return (value, options = {}) => amountText(figures, value, { compact: true, ...options });
}

/** A number of these figures that opens its receipt. */
function numberOf(figures: Figures): (name: string, text: string) => ReactNode {
  return (name, text) => (
    <NumberButton
      nodeId={figures.node.id}
      metric={figures.metric}
      label={`${name} of ${figures.node.name}`}
      text={text}
    />
  );
}

function gapNote(gap: number, direction: Figures['direction']): string {
  if (direction === 'lower') return gap < 0 ? 'below what is allowed' : 'above what is allowed';
  return gap < 0 ? 'more than the target asks for' : 'still missing to the target';
}

/** Sales that nobody is credited for are in the actual of the company, but not in what its target is for. */
function actualNote(figures: Figures, compact: Compact): string {
  if (figures.target === null) return 'no target to compare with';
  if (figures.direction === 'lower') return `of at most ${compact(figures.target)}`;
  if (figures.covered === null) return `of ${compact(figures.target)} target`;
  return `${compact(figures.covered)} of it counts for the ${compact(figures.target)} target`;
}
