import { describe, expect, it } from 'vitest';
import type { Role, Session } from '../api/types';
import { seesInside } from './inside';

const session = (role: Role, personId: string | null) => ({ user: { role, person_id: personId } }) as Session;

describe('what a number is made of', () => {
  it('is open to those who see everything', () => {
    expect(seesInside(session('admin', null), 'company:acme')).toBe(true);
    expect(seesInside(session('revops', null), 'person:275')).toBe(true);
  });

  it('is open to a sales person for his own number only', () => {
    expect(seesInside(session('rep', '275'), 'person:275')).toBe(true);
    expect(seesInside(session('rep', 'person:275'), 'person:275')).toBe(true);
    expect(seesInside(session('rep', '275'), 'team:274')).toBe(false);
    expect(seesInside(session('rep', null), 'person:275')).toBe(false);
  });

  it('is open to a manager below the company', () => {
    expect(seesInside(session('manager', '274'), 'team:274')).toBe(true);
    expect(seesInside(session('manager', '274'), 'company:acme')).toBe(false);
  });

  it('is closed to a viewer', () => {
    expect(seesInside(session('viewer', '275'), 'person:275')).toBe(false);
  });
});
