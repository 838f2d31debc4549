import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Figures, Home } from '../api/types';
import { format } from '../format';
import { heldOf } from '../outlook/held';
import { StatusMark } from '../outlook/StatusMark';
import { rangeText } from '../outlook/words';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { Section } from '../ui/Section';
import { type Landing, landingsOf } from './words';

interface Row {
  figures: Figures;
  landing: Landing | null;
}

/** Where each of those below lands, against the own target: which branch causes the miss. */
export function BelowSection({ home, figures }: { home: Home; figures: Figures }) {
  const rows = useMemo<Row[]>(() => {
    const all = [figures, ...home.below];
    const landings = landingsOf(all);
    return all.map((of, at) => ({ figures: of, landing: landings[at] ?? null }));
  }, [figures, home.below]);
  if (home.below.length === 0) return null;
  return (
    <Section
      title="Where does each land?"
      hint="Bar: 8 of 10 cases, as a part of the own target. Dot: on average. Line: the target."
      actions={
        home.below_all > home.below.length && (
          <Link to="/n/$nodeId" params={{ nodeId: figures.node.id }} className="link">
            All {format.count(home.below_all)}
          </Link>
        )
      }
    >
      <DataTable
        caption="Where each lands, the lowest chance first"
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => row.figures.node.id}
      />
    </Section>
  );
}

const NO_TARGET = 'there is no target';

const COLUMNS: Column<Row>[] = [
  {
    id: 'name',
    header: 'Name',
    className: 'sticky',
    cell: ({ figures }) => (
      <Link to="/n/$nodeId" params={{ nodeId: figures.node.id }}>
        {figures.node.name}
      </Link>
    ),
  },
  {
    id: 'chance',
    header: 'Chance',
    cell: ({ figures }) =>
      figures.outlook === null ? (
        <NoData reason={NO_TARGET} />
      ) : (
        <StatusMark brief={figures.outlook} held={heldOf(figures)} of={figures.node.name} />
      ),
  },
  {
    id: 'lands',
    header: 'Lands',
    className: 'desk-lands',
    cell: ({ figures, landing }) => <Lands figures={figures} landing={landing} />,
  },
  {
    id: 'mean',
    header: 'On average',
    numeric: true,
    cell: ({ figures }) =>
      figures.outlook?.mean ? (
        format.amount(figures.outlook.mean, figures.unit, figures.currency, { compact: true })
      ) : (
        <NoData reason="nothing was foreseen for it yet" />
      ),
  },
  {
    id: 'target',
    header: 'Target',
    numeric: true,
    cell: ({ figures }) =>
      figures.target === null ? (
        <NoData reason={NO_TARGET} />
      ) : (
        format.amount(figures.target, figures.unit, figures.currency, { compact: true })
      ),
  },
];

const percent = (part: number) => `${(part * 100).toFixed(2)}%`;

function Lands({ figures, landing }: Row) {
  if (landing === null) return <NoData reason="nothing was foreseen for it yet" />;
  const range = figures.outlook ? rangeText(figures.outlook, heldOf(figures)) : null;
  return (
    <span className="range" title={range ?? undefined}>
      <span className="range-track" aria-hidden="true">
        <span
          className="range-band"
          style={{ left: percent(landing.low), width: percent(landing.high - landing.low) }}
        />
        <span className="range-target" style={{ left: percent(landing.target) }} />
        <span className="range-mean" style={{ left: percent(landing.mean) }} />
      </span>
      <span className="sr-only">{range ?? 'its range is not known'}</span>
    </span>
  );
}
