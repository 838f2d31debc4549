import type { BriefOutlook } from '../api/types';
import { saidDays, saidSentence } from './sentences';

const WIDTH = 160;
const HEIGHT = 36;

/** The ways of the points of a small line from 0 to 1, left to right by their days. */
export function saidPoints(days: { day: string; chance: string }[]): { x: number; y: number }[] {
  const [first, last] = [Date.parse(days[0]?.day ?? ''), Date.parse(days.at(-1)?.day ?? '')];
  const span = last - first || 1;
  return days.map(({ day, chance }) => ({
    x: ((Date.parse(day) - first) / span) * WIDTH,
    y: (1 - Number(chance)) * HEIGHT,
  }));
}

/** How the chance moved over the last days; nothing before there are three. */
export function SaidLine({ said }: { said: BriefOutlook[] }) {
  const text = saidSentence(said);
  if (text === null) return null;
  const points = saidPoints(saidDays(said));
  const last = points.at(-1);
  return (
    <div>
      <dt>How did the chance move?</dt>
      <dd>
        <span className="said">
          <svg className="said-line" width={WIDTH} height={HEIGHT} aria-hidden="true">
            <line x1={0} x2={WIDTH} y1={0} y2={0} />
            <line x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
            <polyline points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')} />
            {last && <circle cx={last.x} cy={last.y} r={3.5} />}
          </svg>
          {text}
        </span>
      </dd>
    </div>
  );
}
