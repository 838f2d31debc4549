import { describe, expect, it } from 'vitest';
import type { Figures, Status } from '../api/types';
import { helpOf, inOrderOfChance } from './help';

const row = (name: string, status: Status | null, chance: string | null, over = false) =>
  ({
    node: { id: name, name },
    target: '100',
    direction: 'higher',
    period: { status: over ? 'closed' : 'open' },
    outlook: status === null ? null : { status, chance },
  }) as unknown as Figures;

const rows = [
  row('Anna', 'behind', '0.05'),
  row('Ben', 'ahead', '0.9'),
  row('Cleo', null, null),
  row('Dora', 'at_risk', '0.4'),
  row('Abel', 'behind', '0.05'),
  row('Emil', 'unknown', null),
];
const names = (list: Figures[]) => list.map((item) => item.node.name).join(' ');

describe('who needs help first', () => {
  it('is told by the chance, and by the name where it is equal', () => {
    const { needed, among } = helpOf(rows);
    expect(names(needed)).toBe('Abel Anna Dora');
    expect(among).toBe(4);
  });

  it('keeps those without a chance at the end, in both orders', () => {
    expect(names(inOrderOfChance(rows, 'asc'))).toBe('Abel Anna Dora Ben Cleo Emil');
    expect(names(inOrderOfChance(rows, 'desc'))).toBe('Ben Dora Abel Anna Cleo Emil');
  });

  it('takes no chance of what is over', () => {
    expect(names(inOrderOfChance([row('Old', 'missed', '0', true), row('New', 'ahead', '0.9')], 'asc'))).toBe(
      'New Old',
    );
  });
});
