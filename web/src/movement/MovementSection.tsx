import { Button, Group, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useOrganisation } from '../access/session';
import type { Movement, MovementChange, MovementPart } from '../api/types';
import { useSearchState } from '../app/search';
import type { View } from '../app/view';
import { format } from '../format';
import { NoData } from '../ui/NoData';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { TableScroll } from '../ui/TableScroll';
import { movementQuery } from './queries';
import { visit } from './visit';
import { causeText, daysBefore, editedText, sinceOf } from './words';

/** What made a number another than it was at the end of an earlier day; the pieces sum to the difference. */
export function MovementSection({ nodeId, view }: { nodeId: string; view: View }) {
  const [search, change] = useSearchState();
  const { today } = useOrganisation();
  const [last] = useState(() => visit(nodeId, today));
  const since = sinceOf(search.since, view.asOf);
  const query = useQuery(movementQuery(nodeId, view, since));
  const choose = (day: string) => change({ since: day === daysBefore(view.asOf, 7) ? undefined : day });
  const choices = [
    { label: '1 day', day: daysBefore(view.asOf, 1) },
    { label: '7 days', day: daysBefore(view.asOf, 7) },
    { label: '30 days', day: daysBefore(view.asOf, 30) },
    ...(last && last < view.asOf ? [{ label: 'Your last visit', day: last }] : []),
  ];
  return (
    <div id="changed">
      <Section
        title="What changed?"
        hint={`What was known at the end of ${format.day(view.asOf)}, against what was known at the end of ${format.day(since)}.`}
        actions={
          <Group gap="xs" align="end">
            {choices.map(({ label, day }) => (
              <Button
                key={label}
                size="xs"
                variant={day === since ? 'light' : 'default'}
                aria-pressed={day === since}
                onClick={() => choose(day)}
              >
                {label}
              </Button>
            ))}
            <TextInput
              type="date"
              size="xs"
              aria-label="Changed since the end of"
              value={since}
              max={daysBefore(view.asOf, 1)}
              onChange={(event) => event.currentTarget.value && choose(event.currentTarget.value)}
            />
          </Group>
        }
      >
        <Loaded query={query} height={320}>
          {(movement) => (
            <>
              <Part movement={movement} part={movement.actual} name={movement.metric.name} />
              {(movement.target.before !== null || movement.target.after !== null) && (
                <Part movement={movement} part={movement.target} name="Target" />
              )}
            </>
          )}
        </Loaded>
      </Section>
    </div>
  );
}

function Part({ movement, part, name }: { movement: Movement; part: MovementPart; name: string }) {
  const { currency, metric, since, as_of } = movement;
  const amount = (value: string, signed = false) =>
    format.amount(value, metric.unit, currency, { signed, exact: false });
  const value = (at: string | null) =>
    at === null ? <NoData reason="there was none on that day" /> : amount(at);
  if (part.difference !== null && Number(part.difference) === 0 && part.pieces.length === 0) {
    return (
      <Empty title={`${name} has not changed`}>
        It was {part.after === null ? 'none' : amount(part.after)} on both days, and nothing moved it.
      </Empty>
    );
  }
  return (
    <>
      <TableScroll label={`What moved ${name.toLowerCase()}`}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="sticky">
                {name}
              </th>
              <th scope="col" className="numeric">
                Amount
              </th>
              <th scope="col" className="numeric">
                Entries
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row" className="sticky">
                On {format.day(since)}
              </th>
              <td className="numeric">{value(part.before)}</td>
              <td />
            </tr>
            {part.pieces.map((piece) => (
              <tr key={piece.cause}>
                <th scope="row" className="sticky">
                  {causeText(piece.cause)}
                </th>
                <td className="numeric">{amount(piece.value, true)}</td>
                <td className="numeric">{format.count(piece.count)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr className="total">
              <th scope="row" className="sticky">
                On {format.day(as_of)}
              </th>
              <td className="numeric">{value(part.after)}</td>
              <td />
            </tr>
          </tfoot>
        </table>
      </TableScroll>
      {part.note && <p className="card-hint">{part.note}</p>}
      {part.changes.length > 0 && <Changes part={part} amount={amount} name={name} />}
    </>
  );
}

interface ChangesProps {
  part: MovementPart;
  amount: (value: string, signed?: boolean) => string;
  name: string;
}

function Changes({ part, amount, name }: ChangesProps) {
  return (
    <details className="changes">
      <summary>
        The largest {part.changes.length === 1 ? 'change' : `${format.count(part.changes.length)} changes`}
        {part.left > 0 && `, of ${format.count(part.left + part.changes.length)}`}
      </summary>
      <TableScroll label={`Largest changes of ${name.toLowerCase()}`}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="sticky">
                What
              </th>
              <th scope="col" className="numeric">
                Effect
              </th>
              <th scope="col">Why</th>
              <th scope="col">Known on</th>
            </tr>
          </thead>
          <tbody>
            {part.changes.map((change) => (
              <tr key={`${change.cause} ${change.kind} ${change.id} ${change.day} ${change.value}`}>
                <th scope="row" className="sticky">
                  {whatText(change)}
                </th>
                <td className="numeric">{amount(change.value, true)}</td>
                <td>
                  {causeText(change.cause)}
                  {change.edited.length > 0 && `: ${editedText(change)}`}
                  {change.why && `: ${change.why}`}
                  <Owner change={change} />
                </td>
                <td>
                  {change.known ? (
                    format.day(change.known)
                  ) : (
                    <NoData reason="the entry itself is as it was" />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </details>
  );
}

function Owner({ change }: { change: MovementChange }) {
  if (!change.owner || change.kind === 'target') return null;
  return (
    <>
      {' · '}
      <Link to="/n/$nodeId" params={{ nodeId: change.owner.id }} className="link">
        {change.owner.name}
      </Link>
    </>
  );
}

/** "Order 1042 · Acme": a source's own name before the id says nothing to a reader. */
function whatText(change: MovementChange): string {
  if (change.kind === 'target') return `Target of ${change.owner?.name ?? change.id}`;
  const id = change.id.slice(change.id.indexOf('/') + 1);
  const kind = `${change.kind.charAt(0).toUpperCase()}${change.kind.slice(1)}`;
  const whom = change.customer?.name ?? change.product?.name;
  return whom ? `${kind} ${id} · ${whom}` : `${kind} ${id}`;
}
