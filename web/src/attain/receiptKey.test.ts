import { describe, expect, it } from 'vitest';
import { parseReceiptKey, receiptKey } from './receiptKey';

describe('the name of a receipt', () => {
  it('survives the way into the address and back', () => {
    for (const nodeId of ['person:275', 'product:a~b', 'region:North America']) {
      expect(parseReceiptKey(receiptKey(nodeId, 'revenue'))).toEqual({ nodeId, metric: 'revenue' });
    }
  });

  it('is refused when a part is missing', () => {
    for (const key of ['', 'person:275', '~revenue', 'person:275~']) {
      expect(parseReceiptKey(key)).toBeNull();
    }
  });
});
