import { useOrganisation } from '../access/session';
import type { MetricTrial } from '../api/types';
import { format, sentence } from '../format';
import { NoData } from '../ui/NoData';
import { TableScroll } from '../ui/TableScroll';

/** What a definition would give, with some of the facts that it counts, before anything is kept. */
export function Trial({ trial, busy }: { trial: MetricTrial | undefined; busy: boolean }) {
  const { currency } = useOrganisation();
  return (
    <div role="status" aria-busy={busy} className="trial">
      {trial && trial.problems.length > 0 && (
        <ul className="notes" aria-label="Problems">
          {trial.problems.map((problem) => (
            <li key={problem}>{sentence(problem)}</li>
          ))}
        </ul>
      )}
      {trial && trial.problems.length === 0 && <Sample trial={trial} currency={currency} />}
    </div>
  );
}

function Sample({ trial, currency }: { trial: MetricTrial; currency: string }) {
  const { metric, sample } = trial;
  const say = (value: string) =>
    format.amount(value, metric.unit, metric.unit === 'money' ? currency : null, { exact: true });
  return (
    <>
      <p className="trial-result">
        {format.count(sample.matched)} of {format.count(sample.facts_seen)} facts count
        {sample.left_out > 0 &&
          `, ${format.count(sample.left_out)} of them cannot be computed and are left out`}
        . Together:{' '}
        <strong>
          {sample.value === null ? <NoData reason="nothing to divide by" /> : say(sample.value)}
        </strong>
      </p>
      {sample.rows.length > 0 && (
        <TableScroll label="Some of the facts that count">
          <table className="table compact">
            <thead>
              <tr>
                <th scope="col">Fact</th>
                <th scope="col">Counted on</th>
                <th scope="col">What</th>
                <th scope="col" className="numeric">
                  Adds
                </th>
              </tr>
            </thead>
            <tbody>
              {sample.rows.map((row) => (
                <tr key={row.key}>
                  <th scope="row">{row.key}</th>
                  <td className="nowrap">{format.day(row.day)}</td>
                  <td>{row.text}</td>
                  <td className="numeric">{format.decimal(row.value, 4)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </>
  );
}
