import { expect, test } from 'vitest';
import { daysBefore, editedText, sinceOf } from './words';

test('a movement begins a week back unless the address names an earlier day', () => {
  expect(daysBefore('2026-03-01', 1)).toBe('2026-02-28');
  expect(sinceOf(undefined, '2026-11-22')).toBe('2026-11-15');
  expect(sinceOf('2026-01-31', '2026-11-22')).toBe('2026-01-31');
  expect(sinceOf('2026-11-22', '2026-11-22')).toBe('2026-11-15');
  expect(sinceOf('soon', '2026-11-22')).toBe('2026-11-15');
});

test('what was written anew is told field by field', () => {
  const edited = [
    { field: 'amount', before: '5,000', after: '4,500' },
    { field: 'lead_source', before: '', after: 'Fair' },
  ];
  expect(editedText({ edited })).toBe('amount 5,000 → 4,500; lead source none → Fair');
});
