import { describe, expect, it } from 'vitest';
import { goalReceiptKey, parseReceiptKey, receiptKey } from './receiptKey';

describe('the name of a receipt', () => {
  it('survives the way into the address and back', () => {
    for (const nodeId of ['person:275', 'product:a~b', 'region:North America']) {
      expect(parseReceiptKey(receiptKey(nodeId, 'revenue'))).toEqual({ nodeId, metric: 'revenue' });
    }
  });

  it('can be that of a goal, whatever its id', () => {
    for (const goalId of ['win-rate', 'a~b']) {
      expect(parseReceiptKey(goalReceiptKey(goalId))).toEqual({ goalId });
    }
    expect(parseReceiptKey('goal~')).toBeNull();
  });

  it('is refused when a part is missing', () => {
    for (const key of ['', 'person:275', '~revenue', 'person:275~']) {
      expect(parseReceiptKey(key)).toBeNull();
    }
  });
});
