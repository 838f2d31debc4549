import { Link } from '@tanstack/react-router';
import type { DealOutlook } from '../api/types';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { chanceShort, decidedBy, type Held } from './words';

const NO_CHANCE = 'the chance of the target is not known';

function columns(held: Held): Column<DealOutlook>[] {
  const chance = (value: string | null) =>
    value === null || held.target === null ? <NoData reason={NO_CHANCE} /> : chanceShort(value);
  return [
    {
      id: 'name',
      header: 'Opportunity',
      className: 'sticky',
      cell: (row) => (
        <>
          {row.name}
          <span className="word block">
            {row.stage}
            {row.owner && (
              <>
                ,{' '}
                <Link to="/n/$nodeId" params={{ nodeId: row.owner.id }}>
                  {row.owner.name}
                </Link>
              </>
            )}
          </span>
        </>
      ),
    },
    {
      id: 'amount',
      header: 'Amount',
      numeric: true,
      cell: (row) => format.amount(row.amount, 'money', held.currency),
    },
    { id: 'chance', header: 'Won in time', numeric: true, cell: (row) => chanceShort(row.chance) },
    { id: 'with', header: 'Target if won', numeric: true, cell: (row) => chance(row.with) },
    { id: 'without', header: 'If not', numeric: true, cell: (row) => chance(row.without) },
  ];
}

/** The largest open opportunities, and the chance of the target with and without each. */
export function DealsTable({ deals, held }: { deals: DealOutlook[]; held: Held }) {
  const decided = held.target === null ? null : decidedBy(deals);
  return (
    <>
      {decided && <p>{decided}</p>}
      <DataTable
        caption="The largest open opportunities, and what they decide"
        columns={columns(held)}
        rows={deals}
        rowKey={(row) => row.id}
        stacked
      />
    </>
  );
}
