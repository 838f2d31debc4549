import { describe, expect, it } from 'vitest';
import type { BriefOutlook } from '../api/types';
import { saidDays, saidPoints } from './said';

const day = (as_of: string | null, chance: string | null) => ({ as_of, chance }) as BriefOutlook;

describe('what was said on earlier days', () => {
  it('leaves out days without a chance', () => {
    expect(saidDays([day('2026-11-20', '0.5'), day('2026-11-21', null), day(null, '0.5')])).toEqual([
      { day: '2026-11-20', chance: '0.5' },
    ]);
  });

  it('is a line by days and not by entries', () => {
    const days = saidDays([day('2026-11-20', '0'), day('2026-11-21', '0.25'), day('2026-11-24', '1')]);
    expect(saidPoints(days, 160, 40)).toEqual([
      { x: 0, y: 40 },
      { x: 40, y: 30 },
      { x: 160, y: 0 },
    ]);
    expect(saidPoints(days.slice(0, 1), 160, 40)).toEqual([{ x: 0, y: 40 }]);
  });
});
