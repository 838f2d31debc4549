import type { ShadowView } from '../api/types';
import { format } from '../format';
import { Section } from '../ui/Section';
import { TableScroll } from '../ui/TableScroll';
import { verdict } from './words';

/** From the total of the sheet to the number, by reasons: the lines sum exactly. */
export function BridgeSection({ result }: { result: ShadowView }) {
  const exact = (value: string, difference = false) =>
    format.amount(value, 'money', result.currency, { exact: true, difference, signed: difference });
  const left = result.left.length;
  return (
    <Section title="Do the two totals agree?" hint={verdict(result.sums)}>
      <TableScroll label="From the sheet to Attain">
        <table className="table">
          <caption className="sr-only">From the sheet to Attain</caption>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col" className="numeric">
                Deals
              </th>
              <th scope="col" className="numeric">
                Amount
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Your sheet</th>
              <td className="numeric">{format.count(String(result.matches.filter((m) => m.line).length))}</td>
              <td className="numeric">{exact(result.sheet)}</td>
            </tr>
            {result.sums
              .filter((s) => s.reason !== 'same')
              .map((s) => (
                <tr key={s.reason}>
                  <th scope="row">{s.says}</th>
                  <td className="numeric">{format.count(String(s.count))}</td>
                  <td className="numeric">{exact(s.difference, true)}</td>
                </tr>
              ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Attain counts</th>
              <td className="numeric">
                {format.count(String(result.matches.filter((m) => m.deal?.credited).length))}
              </td>
              <td className="numeric">{exact(result.attain)}</td>
            </tr>
          </tfoot>
        </table>
      </TableScroll>
      {left > 0 && (
        <p className="card-hint">
          Left out:{' '}
          {result.left
            .slice(0, 5)
            .map((l) => `line ${l.line} (${l.why})`)
            .join(', ')}
          {left > 5 && ` and ${left - 5} more`}.
        </p>
      )}
    </Section>
  );
}
