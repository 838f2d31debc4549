import type { Receipt } from '../api/types';
import { format } from '../format';
import { TableScroll } from '../ui/TableScroll';

/** What happened in closed periods and became known later: it is a part of the actual, under its own heading. */
export function ReceiptLate({ receipt }: { receipt: Receipt }) {
  const { metric, organisation, late } = receipt;
  if (late.length === 0) return null;
  const currency = metric.unit === 'money' ? organisation.currency : null;
  const exact = (value: string) => format.amount(value, metric.unit, currency, { exact: true, signed: true });
  return (
    <section>
      <h3>Late changes from closed periods</h3>
      {late.map((part) => (
        <TableScroll
          key={`${part.from.start}-${part.side}-${part.series}`}
          label={`Late changes from ${part.from.label}`}
        >
          <table className="table compact">
            <caption className="card-hint">
              From {part.from.label}, known after it was closed as known on {format.day(part.as_of)}
              {part.side === 'denominator' && ' (denominator)'}
            </caption>
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">Of</th>
                <th scope="col">Known on</th>
                <th scope="col" className="numeric">
                  Changes by
                </th>
              </tr>
            </thead>
            <tbody>
              {part.items.map((item) => (
                <tr key={`${item.kind}-${item.id}-${item.day}-${item.known_on}`}>
                  <td className="nowrap">{format.day(item.day)}</td>
                  <td>
                    {item.kind} {item.id}
                  </td>
                  <td className="nowrap">{format.day(item.known_on)}</td>
                  <td className="numeric">{exact(item.value)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr className="total">
                <th scope="row" colSpan={3}>
                  Late from {part.from.label}
                </th>
                <td className="numeric">{exact(part.sum)}</td>
              </tr>
            </tfoot>
          </table>
        </TableScroll>
      ))}
    </section>
  );
}
