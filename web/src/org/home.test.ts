import { describe, expect, it } from 'vitest';
import type { Role, Session } from '../api/types';
import { homeNodeId } from './home';

const session = (role: Role, personId: string | null) =>
  ({ user: { role, person_id: personId }, organisation: { node_id: 'company:acme' } }) as Session;

describe('the first page', () => {
  it('shows reps themselves and managers their team', () => {
    expect(homeNodeId(session('rep', '275'))).toBe('person:275');
    expect(homeNodeId(session('rep', 'person:275'))).toBe('person:275');
    expect(homeNodeId(session('manager', '274'))).toBe('team:274');
  });

  it('shows everybody else the company', () => {
    expect(homeNodeId(session('rep', null))).toBe('company:acme');
    expect(homeNodeId(session('admin', '275'))).toBe('company:acme');
  });
});
