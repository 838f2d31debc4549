import type { Figures } from '../api/types';
import { bulletOf } from './bullet';

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

/** Solid bar: actual. Marker: expected today. Thin line: 100 % of the target. The number beside it says it in text. */
export function BulletBar({ figures, scale }: { figures: Figures; scale: number }) {
  const bullet = bulletOf(figures, scale);
  if (!bullet) return <span className="bullet empty" aria-hidden="true" />;
  return (
    <span className="bullet" aria-hidden="true">
      <span className="bullet-bar" style={{ width: percent(bullet.bar) }} />
      {bullet.full !== null && <span className="bullet-full" style={{ left: percent(bullet.full) }} />}
      {bullet.marker !== null && <span className="bullet-marker" style={{ left: percent(bullet.marker) }} />}
    </span>
  );
}
