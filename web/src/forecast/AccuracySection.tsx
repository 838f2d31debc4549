import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CallAccuracy } from '../api/types';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { accuracyQuery, type Place } from './queries';
import { habit, PART_WORDS } from './words';

interface AccuracyProps {
  place: Place;
  currency: string | null;
}

/** How far calls and categories can be trusted, by what became of them. */
export function AccuracySection({ place, currency }: AccuracyProps) {
  const query = useQuery(accuracyQuery(place));
  return (
    <>
      <Section
        title="How right were the calls?"
        hint="Of periods that are over, of each third the last call. Accuracy is 1 − error ÷ actual; who has left stays."
      >
        <Loaded query={query} height={240}>
          {(accuracy) =>
            accuracy.nodes.length === 0 ? (
              <Empty title="Nothing to judge by yet">
                It needs calls of a period that is over. Submit one for this period, and it will be judged.
              </Empty>
            ) : (
              <People accuracy={accuracy} currency={currency} />
            )
          }
        </Loaded>
      </Section>
      <Section
        title="What became of each category?"
        hint="Of the amount that stood in it when earlier periods were as far gone as this one: what was won in its period."
      >
        <Loaded query={query} height={160}>
          {(accuracy) => <Yields accuracy={accuracy} currency={currency} />}
        </Loaded>
      </Section>
    </>
  );
}

interface TableProps {
  accuracy: CallAccuracy;
  currency: string | null;
}

type Learned = CallAccuracy['nodes'][number];

const noPart = <NoData reason="there was no call then" />;

function People({ accuracy, currency }: TableProps) {
  const columns = useMemo(
    (): Column<Learned>[] => [
      {
        id: 'name',
        header: 'Who',
        className: 'sticky',
        cell: (row) => (
          <>
            {row.node.name}
            {row.gone && <span className="word block">has left</span>}
          </>
        ),
      },
      { id: 'calls', header: 'Calls', numeric: true, cell: (row) => format.count(row.all.calls) },
      ...(['early', 'middle', 'late', 'all'] as const).map(
        (part): Column<Learned> => ({
          id: part,
          header: { early: 'Accuracy, first third', middle: 'second', late: 'last', all: 'overall' }[part],
          numeric: true,
          cell: (row) => (row[part].accuracy === null ? noPart : format.percent(row[part].accuracy)),
        }),
      ),
      {
        id: 'bias',
        header: 'Bias',
        numeric: true,
        cell: (row) =>
          row.all.bias === null
            ? noPart
            : format.amount(row.all.bias, 'money', currency, { signed: true, compact: true }),
      },
      {
        id: 'lean',
        header: 'Leans',
        className: 'nowrap',
        cell: (row) => (
          <>
            {habit(row.all.lean)}
            {row.all.lean !== null && ` (${format.points(row.all.lean).replace(' pp', ' %')})`}
          </>
        ),
      },
    ],
    [currency],
  );
  return (
    <DataTable
      caption="How right calls were"
      columns={columns}
      rows={accuracy.nodes}
      rowKey={(row) => row.node.id}
    />
  );
}

type Yield = CallAccuracy['yields'][number];

function Yields({ accuracy, currency }: TableProps) {
  const columns = useMemo((): Column<Yield>[] => {
    const amount = (value: string) => format.amount(value, 'money', currency, { compact: true });
    return [
      {
        id: 'category',
        header: 'Category',
        className: 'sticky',
        cell: (row) => PART_WORDS[row.category],
      },
      { id: 'deals', header: 'Opportunities', numeric: true, cell: (row) => format.count(row.deals) },
      { id: 'won', header: 'Won', numeric: true, cell: (row) => format.count(row.deals_won) },
      { id: 'stood', header: 'Amount', numeric: true, cell: (row) => amount(row.stood) },
      { id: 'came', header: 'Won amount', numeric: true, cell: (row) => amount(row.won) },
      {
        id: 'share',
        header: 'Share won',
        numeric: true,
        cell: (row) =>
          row.share === null ? <NoData reason="fewer than four opportunities" /> : format.percent(row.share),
      },
    ];
  }, [currency]);
  return (
    <>
      <p className="word">
        {accuracy.periods === 0
          ? 'No earlier period is over yet.'
          : `From the last ${format.count(accuracy.periods)} periods.`}
      </p>
      <DataTable
        caption="What became of each category"
        columns={columns}
        rows={accuracy.yields}
        rowKey={(row) => row.category}
      />
    </>
  );
}
