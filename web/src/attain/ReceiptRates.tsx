import type { Receipt } from '../api/types';
import { format } from '../format';
import { NoData } from '../ui/NoData';
import { TableScroll } from '../ui/TableScroll';

type Rates = NonNullable<Receipt['rates']>;

const POLICIES: Record<Rates['policy'], string> = {
  deal_date: 'the rate of each day',
  plan: 'the rates of the plan: constant currency',
  period_average: 'the average rate of the period',
  latest: 'the latest rate',
};

/** What other rates than those of each day did to the number, currency by currency. */
export function ReceiptRates({ receipt, rates }: { receipt: Receipt; rates: Rates }) {
  const home = receipt.organisation.currency;
  const say = (value: string, currency = home) => format.amount(value, 'money', currency, { exact: true });
  return (
    <section>
      <h3>What exchange rates did</h3>
      <p>
        Money of other currencies counts at {POLICIES[rates.policy]}.
        {rates.at_deal_rates !== null && ` At the rate of each day it would be ${say(rates.at_deal_rates)}`}
        {rates.effect !== null && (
          <>
            ; the currency effect is{' '}
            <strong>{format.amount(rates.effect, 'money', home, { exact: true, signed: true })}</strong>
          </>
        )}
        .
      </p>
      {rates.currencies.length > 0 && (
        <TableScroll label="Currencies">
          <table className="table compact">
            <thead>
              <tr>
                <th scope="col">Days</th>
                <th scope="col" className="numeric">
                  In its currency
                </th>
                <th scope="col" className="numeric">
                  Rate
                </th>
                <th scope="col" className="numeric">
                  Counts for
                </th>
                <th scope="col" className="numeric">
                  At each day’s rate
                </th>
              </tr>
            </thead>
            <tbody>
              {rates.currencies.map((part) => (
                <tr key={`${part.currency}-${part.start}`}>
                  <td className="nowrap">{format.dayRange(part.start, part.end)}</td>
                  <td className="numeric">{say(part.own, part.currency)}</td>
                  <td className="numeric">
                    {part.rate === null ? (
                      <NoData reason="there is no rate, so nothing of it counts" />
                    ) : (
                      format.decimal(Number(part.rate.numerator) / Number(part.rate.denominator), 6)
                    )}
                  </td>
                  <td className="numeric">{say(part.value)}</td>
                  <td className="numeric">{say(part.converted)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </section>
  );
}
