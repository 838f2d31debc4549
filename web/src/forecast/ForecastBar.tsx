import type { BoardLine } from '../api/types';
import { format } from '../format';
import { NoData } from '../ui/NoData';
import { Tile } from '../ui/Tile';
import { intervalText, PART_WORDS, PARTS } from './words';

interface ForecastBarProps {
  line: BoardLine;
  currency: string | null;
}

/** The forecast of one node: what is sure, what is hoped for, what somebody commits to, and what should be. */
export function ForecastBar({ line, currency }: ForecastBarProps) {
  const compact = (value: string) => format.amount(value, 'money', currency, { compact: true });
  const { figures, target } = line;
  return (
    <>
      <ul className="tiles" aria-label="Key figures">
        <Tile label="Forecast" value={compact(line.value)}>
          <Basis line={line} amount={compact} />
        </Tile>
        <Tile label="Closed" value={compact(figures.closed)}>
          {share(figures.closed, target) ?? 'won so far'}
        </Tile>
        <Tile label="Commit forecast" value={compact(line.commit_forecast)}>
          with {compact(figures.commit)} committed
        </Tile>
        <Tile label="Best forecast" value={compact(line.best_forecast)}>
          with {compact(figures.best_case)} best case
        </Tile>
        <Tile label="Target" value={target ? compact(target) : <NoData reason="there is no target" />}>
          {target ? gapText(line.value, target, compact) : 'No target for this period'}
        </Tile>
      </ul>
      <Bar line={line} amount={compact} />
    </>
  );
}

/** Where the forecast comes from, and how far calls like it can be trusted. */
function Basis({ line, amount }: { line: BoardLine; amount: (value: string) => string }) {
  const { call, override, interval } = line;
  const text = interval && intervalText(interval, amount);
  return (
    <>
      {override && `overridden by ${override.by}; `}
      {call
        ? `call of ${call.by}${override ? `: ${amount(call.value)}` : ''}`
        : 'computed, with the calls below'}
      {call?.best && `, best case ${amount(call.best)}`}
      {call && line.below !== line.commit_forecast && `; those below make ${amount(line.below)}`}
      {call && (
        <span className="word block">
          {text ? `The call likely ends at ${text.range}: ${text.basis}` : `Likely range ${interval?.why}`}
        </span>
      )}
    </>
  );
}

function share(value: string, target: string | null): string | null {
  if (target === null || Number(target) <= 0) return null;
  return `${format.percent(String(Number(value) / Number(target)))} of the target`;
}

function gapText(value: string, target: string, amount: (value: string) => string): string {
  const gap = Number(target) - Number(value);
  return gap > 0 ? `${amount(String(gap))} above the forecast` : `${amount(String(-gap))} below the forecast`;
}

/** One bar from what is sure to what is hoped for, with marks for the forecast and the target. */
function Bar({ line, amount }: { line: BoardLine; amount: (value: string) => string }) {
  const parts = PARTS.map((part) => ({ part, value: Math.max(0, Number(line.figures[part])) }));
  const all = parts.reduce((sum, { value }) => sum + value, 0);
  const end = Math.max(all, Number(line.target ?? 0), Number(line.value), 1) * 1.02;
  const at = (value: string) => `${((Number(value) / end) * 100).toFixed(2)}%`;
  return (
    <div className="forecast-bar">
      <div className="forecast-track" aria-hidden="true">
        {parts.map(({ part, value }) => (
          <span key={part} data-part={part} style={{ width: `${((value / end) * 100).toFixed(2)}%` }} />
        ))}
        <span className="forecast-mark" data-mark="value" style={{ left: at(line.value) }} />
        {line.target && (
          <span className="forecast-mark" data-mark="target" style={{ left: at(line.target) }} />
        )}
      </div>
      <ul className="forecast-key">
        {PARTS.map((part) => (
          <li key={part}>
            <span className="forecast-swatch" data-part={part} aria-hidden="true" />
            {PART_WORDS[part]} {amount(line.figures[part])}
          </li>
        ))}
        <li>
          <span className="forecast-line" data-mark="value" aria-hidden="true" />
          Forecast {amount(line.value)}
        </li>
        {line.target && (
          <li>
            <span className="forecast-line" data-mark="target" aria-hidden="true" />
            Target {amount(line.target)}
          </li>
        )}
      </ul>
    </div>
  );
}
