import { describe, expect, it } from 'vitest';
import { ApiError, apiUrl } from './client';

describe('addresses of the interface', () => {
  it('leaves out what is not asked for', () => {
    expect(apiUrl('/attainment', { by: 'person', q: '', under: undefined, direct: true })).toBe(
      '/api/v1/attainment?by=person&direct=true',
    );
    expect(apiUrl('/metrics')).toBe('/api/v1/metrics');
  });
});

describe('a problem', () => {
  const error = new ApiError(
    422,
    {
      title: 'Not valid',
      detail: 'The target was not accepted.',
      status: 422,
      errors: [{ location: 'body.value', message: 'must be above zero' }],
    },
    null,
  );

  it('gives each field its message', () => {
    expect(error.fieldErrors()).toEqual({ value: 'must be above zero' });
  });

  it('is one text with all details', () => {
    expect(error.explain()).toBe('The target was not accepted. must be above zero');
  });
});
