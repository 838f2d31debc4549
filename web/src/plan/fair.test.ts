import { describe, expect, it } from 'vitest';
import type { FairRow } from './contract';
import { chanceBands, chanceSpread, hardestFirst } from './fair';

const row = (name: string, chance: string | null): FairRow => ({
  node: { id: `person:${name}`, name },
  parent: null,
  attainment: null,
  chance,
  quota_to_potential: null,
});
const rows = [row('Ana', '0.9'), row('Ben', '0.3'), row('Cem', null), row('Dee', '0.1'), row('Eve', '0.85')];

describe('how hard a plan is', () => {
  it('counts people by their chance, each once', () => {
    expect(chanceBands(rows).map((band) => band.count)).toEqual([2, 0, 1, 1]);
    expect(chanceBands([row('Cem', null)])).toEqual([]);
  });
  it('names the hardest first and the unknown last', () => {
    expect(hardestFirst(rows).map((r) => r.node.name)).toEqual(['Dee', 'Ben', 'Eve', 'Ana', 'Cem']);
  });
  it('knows how far the chances are apart', () => {
    expect(chanceSpread([row('a', '0.2'), row('b', '0.6')])).toBeCloseTo(0.2);
    expect(chanceSpread([row('a', '0.2')])).toBeNull();
  });
});
