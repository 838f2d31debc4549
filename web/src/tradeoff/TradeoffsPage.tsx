import { Button, Group } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Guardrail, Trade, Tradeoffs } from '../api/types';
import { AsOfPicker } from '../app/AsOf';
import { useView } from '../app/view';
import { Chart } from '../chart/Chart';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Pill } from '../ui/Pill';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { bandName, frontierModel, guardWords, question } from './model';
import { tradeoffsQuery } from './queries';

/** What is given up for what, by the organisation's own data, and who stands at the edge? */
export function TradeoffsPage() {
  const { nodeId } = useParams({ from: '/app/tradeoffs/$nodeId' });
  const view = useView();
  const query = useQuery(tradeoffsQuery(nodeId, view.asOfParameter));
  const file = `/api/v1/nodes/${encodeURIComponent(nodeId)}/tradeoffs.csv${view.asOfParameter ? `?as_of=${view.asOfParameter}` : ''}`;
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="What is given up for what?" />
          <p className="page-sub">
            {query.data ? `${query.data.node.name}. ` : ''}What goes with what, measured in its own months and
            orders. It is not what comes of what.
          </p>
        </div>
        <Group gap="sm">
          <Button
            component="a"
            href={file}
            variant="subtle"
            size="compact-sm"
            leftSection={<IconDownload size={16} />}
          >
            CSV
          </Button>
          <AsOfPicker />
        </Group>
      </div>
      <Loaded query={query} height={900} level={2}>
        {(tradeoffs) => <Answers tradeoffs={tradeoffs} />}
      </Loaded>
    </>
  );
}

function Answers({ tradeoffs }: { tradeoffs: Tradeoffs }) {
  return (
    <>
      <Guards guards={tradeoffs.guards} />
      {tradeoffs.why ? (
        <Section title="Trade-offs">
          <Empty title="Not measured here">{tradeoffs.why}</Empty>
        </Section>
      ) : (
        tradeoffs.trades.map((trade) => <TradeSection key={trade.kind} trade={trade} />)
      )}
    </>
  );
}

function TradeSection({ trade }: { trade: Trade }) {
  const model = useMemo(() => frontierModel(trade), [trade]);
  return (
    <Section
      title={question(trade)}
      hint={`${trade.x}, against: ${trade.y.toLowerCase()}.`}
      actions={
        <Pill tone={trade.clear ? 'warn' : 'neutral'}>
          {trade.clear ? 'Goes together' : trade.enough ? 'No clear relation' : 'Not enough data'}
        </Pill>
      }
    >
      <p className="help-line">{trade.answer}</p>
      {trade.points.length > 1 && (
        <Chart
          label={question(trade)}
          fileName={trade.kind}
          model={model}
          height={300}
          legend={
            <>
              <span className="key">
                <span className="key-dot" /> {trade.by_month ? 'A month' : 'A person, by the last year'}
              </span>
              <span className="key">
                <span className="key-diamond" /> Best reached: nobody has as much of both, and more of one
              </span>
            </>
          }
        />
      )}
      {trade.bands.length > 0 && (
        <DataTable
          caption="Orders that came back, by discount"
          columns={BANDS}
          rows={trade.bands}
          rowKey={bandName}
        />
      )}
    </Section>
  );
}

const BANDS: Column<Trade['bands'][number]>[] = [
  { id: 'band', header: 'Discount', className: 'sticky', cell: bandName },
  { id: 'all', header: 'Orders', numeric: true, cell: (band) => format.count(band.all) },
  { id: 'returned', header: 'Came back', numeric: true, cell: (band) => format.count(band.returned) },
  {
    id: 'share',
    header: 'Part',
    numeric: true,
    cell: (band) =>
      band.all === 0 ? (
        <NoData reason="there are no such orders" />
      ) : (
        format.percent(band.returned / band.all, 1)
      ),
  },
];

const GUARDS: Column<Guardrail>[] = [
  {
    id: 'goal',
    header: 'Goal',
    className: 'sticky',
    cell: (guard) => (
      <Link to="/goals/$goalId" params={{ goalId: guard.goal }} className="link">
        {guard.title}
      </Link>
    ),
  },
  { id: 'owner', header: 'Owner', cell: (guard) => guard.owner.name },
  { id: 'guard', header: 'Guardrail', cell: (guard) => guard.name },
  { id: 'text', header: 'How it holds', cell: (guard) => guard.text },
  {
    id: 'room',
    header: 'Left to the limit',
    numeric: true,
    cell: (guard) =>
      guard.room === null ? (
        <NoData reason="nothing has been measured, or the limit is 0" />
      ) : (
        format.percent(guard.room)
      ),
  },
  {
    id: 'state',
    header: 'State',
    cell: (guard) => {
      const { text, tone } = guardWords(guard.state);
      return <Pill tone={tone}>{text}</Pill>;
    },
  },
];

function Guards({ guards }: { guards: Guardrail[] }) {
  return (
    <Section
      title="Who stands at a guardrail?"
      hint="Guardrails of the goals that run here and below. At the edge: less than a tenth of the limit is left."
    >
      {guards.length === 0 ? (
        <Empty title="No guardrails">
          No running goal here has one. A goal that can be met at the cost of something else should say what
          must not break.
        </Empty>
      ) : (
        <DataTable
          caption="Guardrails"
          columns={GUARDS}
          rows={guards}
          rowKey={(guard) => `${guard.goal} ${guard.owner.id} ${guard.metric}`}
        />
      )}
    </Section>
  );
}
