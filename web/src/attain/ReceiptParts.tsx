import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Receipt, ReceiptHistory, ReceiptTerm, Unit } from '../api/types';
import { addDays, format, sentence } from '../format';
import { NoData } from '../ui/NoData';
import { TableScroll } from '../ui/TableScroll';

type Say = (value: string, unit: Unit) => string;

/** What a number is made of that is no plain sum of sales: a rate's two sides, a count's facts, what customers did. */
export function ReceiptParts({ receipt }: { receipt: Receipt }) {
  const { metric, numerator, denominator, histories, organisation } = receipt;
  const say: Say = (value, unit) =>
    format.amount(value, unit, unit === 'money' ? organisation.currency : null, { exact: true });
  const isRate = denominator !== null;
  const above = receipt.terms.filter((term) => term.side === 'numerator');
  const below = receipt.terms.filter((term) => term.side === 'denominator');
  return (
    <>
      <section>
        <h3>{isRate ? 'What is divided by what' : 'What counts'}</h3>
        <p>{sentence(receipt.rule.text)}</p>
        {isRate && <Quotient receipt={receipt} say={say} />}
      </section>
      {numerator !== null && above.length > 0 && (
        <Side
          title={isRate ? `Numerator: ${numerator.name}` : numerator.name}
          sum={say(numerator.sum, numerator.unit)}
          terms={above}
          say={say}
        />
      )}
      {denominator !== null && below.length > 0 && (
        <Side
          title={`Denominator: ${denominator.name}`}
          sum={say(denominator.sum, denominator.unit)}
          terms={below}
          say={say}
        />
      )}
      {histories.length > 0 && (
        <section>
          <h3>What customers did</h3>
          <p>
            {metric.name} follows from the history of each customer.
            {receipt.window > 0 &&
              ` An order makes a customer active for the ${format.count(receipt.window)} days after it, a contract for as long as it is in force.`}{' '}
            The file below holds every day of it.
          </p>
          <ul className="histories">
            {histories.map((history) => (
              <li key={`${history.series}/${history.node.id}/${history.start}`}>{historyText(history)}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function historyText({ name, node, start, end, count, customers }: ReceiptHistory): string {
  const upTo = end === null ? '' : `, up to ${format.day(addDays(end, -1))}`;
  const what = `${name} of ${node.name}${start === null ? upTo : `, ${format.dayRange(start, end)}`}`;
  if (count === 0) return `${what}: none`;
  const entries = `${format.count(count)} ${count === 1 ? 'entry' : 'entries'}`;
  return `${what}: ${entries} of ${format.count(customers)} ${customers === 1 ? 'customer' : 'customers'}`;
}

/** The division itself, with the numbers that it is made with. */
function Quotient({ receipt, say }: { receipt: Receipt; say: Say }) {
  const { numerator, denominator, figures, metric } = receipt;
  if (numerator === null || denominator === null) return null;
  return (
    <div className="quotient">
      <Part name={numerator.name} text={say(numerator.sum, numerator.unit)} />
      <Part sign="÷" name={denominator.name} text={say(denominator.sum, denominator.unit)} />
      <Part
        sign={metric.unit === 'points' ? '× 100 =' : '='}
        name={metric.name}
        text={
          figures.actual === null ? (
            <NoData reason="nothing can be divided by 0" />
          ) : (
            say(figures.actual, metric.unit)
          )
        }
      />
    </div>
  );
}

function Part({ sign, name, text }: { sign?: string; name: string; text: ReactNode }) {
  return (
    <div className="quotient-part">
      {sign && <span className="quotient-sign">{sign}</span>}
      <div className="quotient-box">
        {name}
        <strong>{text}</strong>
      </div>
    </div>
  );
}

interface SideProps {
  title: string;
  sum: string;
  terms: ReceiptTerm[];
  say: Say;
}

function Side({ title, sum, terms, say }: SideProps) {
  return (
    <section>
      <div className="side-head">
        <h3>{title}</h3>
        <strong>{sum}</strong>
      </div>
      {terms.map((term) => (
        <Term key={`${term.series}/${term.sign}`} term={term} say={say} />
      ))}
    </section>
  );
}

/** Few enough to be read at a glance stand open. */
const OPEN_ITEMS = 8;

function Term({ term, say }: { term: ReceiptTerm; say: Say }) {
  const { item_count: count, items, unit } = term;
  const sum = (term.sign < 0 ? '− ' : '') + say(term.sum, unit);
  const name = (
    <>
      <span className="term-name">
        {term.name}{' '}
        <span className="word">
          {term.given ? 'set as a target' : count === 1 ? '1 item' : `${format.count(count)} items`}
        </span>
      </span>
      <span className="term-sum">{sum}</span>
    </>
  );
  if (count === 0) return <div className="term term-given">{name}</div>;
  return (
    <details className="term" open={count <= OPEN_ITEMS || undefined}>
      <summary>
        <IconChevronRight size={16} className="term-chevron" aria-hidden="true" />
        {name}
      </summary>
      <TableScroll label={`Items of ${term.name}`}>
        <table className="table compact">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">What</th>
              <th scope="col" className="numeric">
                Adds
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={`${item.kind}/${item.id}/${item.day}`}>
                <td className="nowrap">{format.day(item.day)}</td>
                <td>
                  <ItemName kind={item.kind} id={item.id} />
                </td>
                <td className="numeric">{say(item.value, unit)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      <p className="word">
        {items.length < count &&
          `The first ${format.count(items.length)} of ${format.count(count)}; the file below holds all of them. `}
        {items.some((item) => item.kind === 'lead') &&
          'A lead stands for its whole story, with the opportunities that came of it.'}
      </p>
    </details>
  );
}

const KINDS: Record<string, string> = {
  order: 'Order',
  lead: 'Lead',
  opportunity: 'Opportunity',
  activity: 'Activity',
  feedback: 'Answer',
  contract: 'Contract',
  training: 'Course',
  market: 'Market figure',
};

/** Of facts the id begins with the source that they came from; only a customer has a page of its own. */
function ItemName({ kind, id }: { kind: string; id: string }) {
  if (kind === 'customer') {
    return (
      <>
        Customer{' '}
        <Link to="/n/$nodeId" params={{ nodeId: `customer:${id}` }} className="link">
          {id}
        </Link>
      </>
    );
  }
  return (
    <>
      {KINDS[kind] ?? sentence(kind).replace(/\.$/, '')} {id.slice(id.indexOf('/') + 1)}
    </>
  );
}
