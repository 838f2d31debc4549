import { Button, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { CallChange, CallMovement } from '../api/types';
import { addDays, format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { movementQuery, type Place } from './queries';
import { PART_WORDS, PARTS, reasonWord } from './words';

interface ChangesSectionProps {
  place: Place;
  asOf: string;
  /** First day of the period. */
  start: string;
  currency: string | null;
}

const SPANS = [
  { value: '7', label: 'a week' },
  { value: '28', label: 'four weeks' },
  { value: 'start', label: 'the start' },
];

/** The largest changes; the rest is a press away. */
const SHOWN = 12;

/** By opportunity, and it sums exactly. */
export function ChangesSection({ place, asOf, start, currency }: ChangesSectionProps) {
  const [span, setSpan] = useState('7');
  const since = span === 'start' ? addDays(start, -1) : addDays(asOf, -Number(span));
  const query = useQuery(movementQuery(place, since));
  return (
    <Section
      title="What changed?"
      hint={`Since the end of ${format.day(since)}. The parts sum exactly to the difference.`}
      actions={<SegmentedControl size="xs" aria-label="Since" value={span} onChange={setSpan} data={SPANS} />}
    >
      <Loaded query={query} height={240}>
        {(movement) =>
          movement.changes.length === 0 ? (
            <Empty title="Nothing changed">No opportunity moved, and nothing was sold.</Empty>
          ) : (
            <Changes movement={movement} currency={currency} />
          )
        }
      </Loaded>
    </Section>
  );
}

type Row = CallChange & { key: string };

function Changes({ movement, currency }: { movement: CallMovement; currency: string | null }) {
  const signed = (value: string) =>
    Number(value) === 0 ? '' : format.amount(value, 'money', currency, { signed: true });
  const columns = useMemo((): Column<Row>[] => {
    const change = (value: string) =>
      Number(value) === 0 ? '' : format.amount(value, 'money', currency, { signed: true });
    return [
      { id: 'deal', header: 'Opportunity', className: 'sticky', cell: (row) => <Deal change={row} /> },
      { id: 'reason', header: 'What', className: 'nowrap', cell: (row) => reasonWord(row.reason) },
      ...PARTS.map(
        (part): Column<Row> => ({
          id: part,
          header: PART_WORDS[part],
          numeric: true,
          cell: (row) => change(row.by[part]),
        }),
      ),
    ];
  }, [currency]);
  const [isWhole, setWhole] = useState(false);
  const all = movement.changes.map((change, at) => ({
    ...change,
    key: `${change.deal?.source}/${change.deal?.id}/${change.reason}/${at}`,
  }));
  const isLong = all.length > SHOWN + 1;
  const sales = all.filter((change) => change.deal === null);
  const rows =
    isLong && !isWhole ? [...all.slice(0, SHOWN), ...sales.filter((s) => all.indexOf(s) >= SHOWN)] : all;
  return (
    <>
      <ul className="forecast-key" aria-label="How many">
        {countsOf(movement.changes).map(([reason, count]) => (
          <li key={reason}>
            {reasonWord(reason)}: {format.count(count)}
          </li>
        ))}
      </ul>
      <DataTable
        caption={`What changed since ${format.day(movement.since)}`}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.key}
        foot={
          <tr>
            <th scope="row" className="sticky">
              Difference
            </th>
            <td />
            {PARTS.map((part) => (
              <td key={part} className="numeric">
                <strong>{signed(movement.difference[part])}</strong>
              </td>
            ))}
          </tr>
        }
      />
      {isLong && (
        <Button className="forecast-more" size="xs" variant="default" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show the largest' : `Show all ${format.count(all.length)}`}
        </Button>
      )}
    </>
  );
}

/** How often each reason applies, the most frequent first. */
function countsOf(changes: CallChange[]): [CallChange['reason'], number][] {
  const counts = new Map<CallChange['reason'], number>();
  for (const { reason, deal } of changes) if (deal) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function Deal({ change }: { change: CallChange }) {
  const { deal } = change;
  if (!deal) return <>Orders</>;
  return (
    <span className="name-cell forecast-deal">
      <span>{deal.name || deal.id}</span>
      <span className="word">
        {[deal.customer?.name, deal.owner?.name, deal.id].filter(Boolean).join(' · ')}
      </span>
    </span>
  );
}
