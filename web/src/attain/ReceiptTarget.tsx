import { Link } from '@tanstack/react-router';
import type { Receipt } from '../api/types';
import { format, sentence } from '../format';
import { NoData } from '../ui/NoData';
import { TableScroll } from '../ui/TableScroll';
import { policyNote } from './policy';

/** The versions that the target is made of, and what they mean where one changed within its period. */
export function ReceiptTarget({ receipt, asked }: { receipt: Receipt; asked?: string }) {
  const { metric, organisation, target, portions } = receipt;
  const currency = metric.unit === 'money' ? organisation.currency : null;
  const exact = (value: string) => format.amount(value, metric.unit, currency, { exact: true });
  const policy = policyNote(target.policy);
  return (
    <section>
      <h3>Where the target comes from</h3>
      <p>
        {target.source === 'none' && asked
          ? asked
          : sentence(target.rule || 'no target was set for this period')}
        {policy && ` The number is ${policy}.`}
      </p>
      {target.parts.length > 0 && (
        <ul className="parts">
          {target.parts.map((part) => (
            <li key={`${part.node.id}-${part.start}-${part.version}`}>
              <span className="parts-value">{exact(part.value)}</span>
              <div>
                <strong>{part.node.name}</strong>, {format.dayRange(part.start, part.end)}: version{' '}
                {part.version}, set by {part.author}, {format.knownOn(part.known_on)}
                {part.reason && <> · “{part.reason}”</>}
                {part.goal !== null && (
                  <>
                    {' · '}
                    <Link to="/goals/$goalId" params={{ goalId: part.goal }} search={{}} className="link">
                      the goal
                    </Link>
                  </>
                )}
                {part.stretches.length > 0 && (
                  <ul className="stretches">
                    {part.stretches.map((stretch) => (
                      <li key={stretch.start}>
                        {exact(stretch.value)} {format.dayRange(stretch.start, stretch.end)}, version{' '}
                        {stretch.version}: {format.amount(String(stretch.days), 'days', null)}
                      </li>
                    ))}
                  </ul>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {portions.length > 0 && <Portions receipt={receipt} exact={exact} />}
    </section>
  );
}

interface PortionsProps {
  receipt: Receipt;
  exact: (value: string) => string;
}

/** What counted under each version; the attainment is the sum of the last column. */
function Portions({ receipt, exact }: PortionsProps) {
  const { portions, figures } = receipt;
  return (
    <>
      <h4>What counted under each version</h4>
      <TableScroll label="What counted under each version">
        <table className="table compact">
          <thead>
            <tr>
              <th scope="col">In force</th>
              <th scope="col" className="numeric">
                Counted
              </th>
              <th scope="col" className="numeric">
                Target
              </th>
              <th scope="col" className="numeric">
                Attainment
              </th>
            </tr>
          </thead>
          <tbody>
            {portions.map((portion) => (
              <tr key={portion.start}>
                <td className="nowrap">{format.dayRange(portion.start, portion.end)}</td>
                <td className="numeric">{exact(portion.actual)}</td>
                <td className="numeric">{exact(portion.target)}</td>
                <td className="numeric">
                  {portion.attainment === null ? (
                    <NoData reason="the target was 0" />
                  ) : (
                    format.percent(portion.attainment, 2)
                  )}
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr className="total">
              <th scope="row" colSpan={3}>
                Sum = attainment
              </th>
              <td className="numeric">
                {figures.attainment === null ? '' : format.percent(figures.attainment, 2)}
              </td>
            </tr>
          </tfoot>
        </table>
      </TableScroll>
    </>
  );
}
