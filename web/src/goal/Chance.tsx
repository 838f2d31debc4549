import type { Achievable } from '../api/types';
import { sentence } from '../format';
import { chanceText } from '../outlook/words';
import { BANDS } from './words';

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

/** How likely the goal is if nothing changes: in words, and as a place on a scale of named bands. */
export function Chance({ achievable }: { achievable: Achievable }) {
  const { probability, label, basis } = achievable;
  if (probability === null) return <p className="chance-text">{sentence(label || basis)}</p>;
  return (
    <div className="chance">
      <p className="chance-text">
        A chance of <strong>{chanceText(probability)}</strong> if nothing changes:{' '}
        <strong>{label.toLowerCase()}</strong>
      </p>
      <Scale achievable={achievable} />
    </div>
  );
}

function Scale({ achievable }: { achievable: Achievable }) {
  const { probability, low, high, band } = achievable;
  const at = Number(probability);
  return (
    <div className="chance-scale" aria-hidden="true">
      {BANDS.map((item, index) => (
        <span
          key={item.band}
          className="chance-band"
          data-step={index}
          data-active={item.band === band || undefined}
          style={{ left: percent(item.from), width: percent((BANDS[index + 1]?.from ?? 1) - item.from) }}
        />
      ))}
      {low !== null && high !== null && (
        <span
          className="chance-range"
          style={{ left: percent(Number(low)), width: percent(Number(high) - Number(low)) }}
        />
      )}
      <span className="chance-mark" style={{ left: percent(at) }} />
      <span className="chance-end">0%</span>
      <span className="chance-end last">100%</span>
    </div>
  );
}
