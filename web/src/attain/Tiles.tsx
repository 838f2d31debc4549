import type { ReactNode } from 'react';
import type { Curve, Figures } from '../api/types';
import { format, NO_DATA } from '../format';
import { NoData } from '../ui/NoData';
import { amountText, NumberButton, noTargetReason } from './numbers';

interface TileProps {
  label: string;
  value: ReactNode;
  children: ReactNode;
}

function Tile({ label, value, children }: TileProps) {
  return (
    <li className="tile">
      <span className="tile-label">{label}</span>
      <span className="tile-value">{value}</span>
      <span className="tile-note">{children}</span>
    </li>
  );
}

const CURVE_DAYS: Record<Curve, string> = { calendar: 'day', working_days: 'working day' };

/** Five numbers without a verdict: pace is a number, and what it means for the finish is not said here. */
export function Tiles({ figures, curve }: { figures: Figures; curve: Curve }) {
  const pace = figures.pace.find((item) => item.curve === curve);
  const compact = (value: string, signed = false) => amountText(figures, value, { compact: true, signed });
  const number = (name: string, text: string) => (
    <NumberButton
      nodeId={figures.node.id}
      metric={figures.metric}
      label={`${name} of ${figures.node.name}`}
      text={text}
    />
  );
  const reason = noTargetReason(figures);
  const noPace =
    figures.target === null ? reason : 'the period has no end yet, so nothing says how much is due today';
  const gap = figures.gap === null ? null : Number(figures.gap);
  const dayWord = CURVE_DAYS[curve];

  return (
    <ul className="tiles" aria-label="Key figures">
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
        {figures.attainment === null ? reason : 'of the target is reached'}
      </Tile>
      <Tile
        label="Actual"
        value={
          figures.actual === null ? <NoData reason={reason} /> : number('Actual', compact(figures.actual))
        }
      >
        {actualNote(figures, compact)}
      </Tile>
      <Tile
        label={gap !== null && gap < 0 ? 'Cushion' : 'Gap'}
        value={
          gap === null ? (
            <NoData reason={reason} />
          ) : (
            number(gap < 0 ? 'Cushion' : 'Gap', compact(String(Math.abs(gap))))
          )
        }
      >
        {gap === null ? reason : gap < 0 ? 'more than the target asks for' : 'still missing to the target'}
      </Tile>
      <Tile
        label="Expected to date"
        value={pace ? number('Expected to date', compact(pace.expected)) : <NoData reason={noPace} />}
      >
        {pace ? (
          <>
            pace index {pace.pace_index === null ? NO_DATA : format.index(pace.pace_index)} ·{' '}
            <span className="nowrap">{compact(pace.gap_to_pace, true)}</span> against plan
          </>
        ) : (
          noPace
        )}
      </Tile>
      <Tile
        label="Required run rate"
        value={
          pace?.required_run_rate && gap !== null && gap > 0 ? (
            number('Required run rate', compact(pace.required_run_rate))
          ) : (
            <NoData reason={pace ? requiredReason(pace.remaining, gap) : noPace} />
          )
        }
      >
        {pace
          ? pace.required_run_rate && gap !== null && gap > 0
            ? `a ${dayWord}, ${format.count(pace.remaining)} left${
                pace.run_rate ? ` · ${compact(pace.run_rate)} so far` : ''
              }`
            : requiredReason(pace.remaining, gap)
          : noPace}
      </Tile>
    </ul>
  );
}

function requiredReason(remaining: number, gap: number | null): string {
  if (remaining <= 0) return 'the period is over';
  return gap !== null && gap <= 0 ? 'the target is reached' : 'nothing is required';
}

/** Sales that nobody is credited for are in the actual of the company, but not in what its target is for. */
function actualNote(figures: Figures, compact: (value: string) => string): string {
  if (figures.target === null) return 'no target to compare with';
  if (figures.covered === null) return `of ${compact(figures.target)} target`;
  return `${compact(figures.covered)} of it counts for the ${compact(figures.target)} target`;
}
