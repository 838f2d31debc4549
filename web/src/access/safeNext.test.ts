import { describe, expect, it } from 'vitest';
import { safeNext } from './safeNext';

describe('where the sign-in leads', () => {
  it('is a path of this page', () => {
    expect(safeNext('/ranking?sort=actual')).toBe('/ranking?sort=actual');
  });

  it.each([undefined, '', 'https://evil.example', '//evil.example', '/\\evil.example', 'ranking'])(
    'is the first page for %j',
    (next) => {
      expect(safeNext(next)).toBe('/');
    },
  );
});
