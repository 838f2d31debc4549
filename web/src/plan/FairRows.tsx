import { Link } from '@tanstack/react-router';
import { format } from '../format';
import { chanceShort } from '../outlook/words';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import type { FairRow } from './contract';
import { chanceBands, chanceSpread, hardestFirst } from './fair';

const part = (value: string | null, why: string) =>
  value === null ? <NoData reason={why} /> : format.percent(value);

const COLUMNS: Column<FairRow>[] = [
  {
    id: 'name',
    header: 'Who carries it',
    className: 'sticky',
    cell: (row) => (
      <Link to="/n/$nodeId" params={{ nodeId: row.node.id }}>
        {row.node.name}
      </Link>
    ),
  },
  {
    id: 'chance',
    header: 'Chance to reach it',
    numeric: true,
    cell: (row) =>
      row.chance === null ? <NoData reason="there is too little history to say" /> : chanceShort(row.chance),
  },
  {
    id: 'attainment',
    header: 'Attainment',
    numeric: true,
    cell: (row) => part(row.attainment, 'there is nothing to hold against it'),
  },
  {
    id: 'load',
    header: 'Target ÷ potential',
    numeric: true,
    cell: (row) => part(row.quota_to_potential, 'no potential is entered'),
  },
];

/** How the chances are spread over those who carry a plan, and each of them. */
export function FairRows({ rows }: { rows: FairRow[] }) {
  const bands = chanceBands(rows);
  const spread = chanceSpread(rows);
  if (rows.length === 0) return null;
  return (
    <>
      {bands.length > 0 && (
        <>
          <h3 className="fair-title">How many have which chance?</h3>
          <ul className="fair-bands">
            {bands.map((band) => (
              <li key={band.name}>
                <span>{band.name}</span>
                <span className="fair-track" aria-hidden="true">
                  <span className="fair-bar" style={{ width: `${(100 * band.count) / rows.length}%` }} />
                </span>
                <strong>{band.count}</strong>
              </li>
            ))}
          </ul>
          {spread !== null && (
            <p className="muted">
              The chances differ by {Math.round(100 * spread)} points (standard deviation). Dividing by equal
              difficulty gives everybody the same.
            </p>
          )}
        </>
      )}
      <details>
        <summary>Everybody, the hardest first</summary>
        <DataTable
          caption="How hard the plan is for each of those who carry it, the hardest first"
          columns={COLUMNS}
          rows={hardestFirst(rows)}
          rowKey={(row) => `${row.node.id} ${row.parent ?? ''}`}
        />
      </details>
    </>
  );
}
