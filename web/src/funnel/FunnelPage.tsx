import { Button, Group, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Funnel, FunnelRate, FunnelStep, FunnelVerdict, NodeRef } from '../api/types';
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
import { stepsModel } from './chart';
import { funnelFile, funnelQuery } from './queries';
import { answer, daysWords, mixWords, rateNote, speedName, stepName, verdictWords } from './words';

const MONTHS = [
  { value: '3', label: '3 months' },
  { value: '12', label: '12 months' },
  { value: '24', label: '24 months' },
];

/** Where do leads and deals get stuck, what does it cost, and which ones can be moved today? */
export function FunnelPage() {
  const { nodeId } = useParams({ from: '/app/funnel/$nodeId' });
  const view = useView();
  const [months, setMonths] = useState('12');
  const query = useQuery(funnelQuery(nodeId, view.asOfParameter, Number(months)));
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="Where do deals get stuck?" />
          <p className="page-sub">
            {query.data
              ? `${query.data.node.name}, ${format.dayRange(query.data.start, null)} to ${format.day(query.data.as_of)}`
              : 'Leads and deals, step by step'}
          </p>
        </div>
        <Group gap="sm">
          <SegmentedControl aria-label="How far back" data={MONTHS} value={months} onChange={setMonths} />
          <AsOfPicker />
        </Group>
      </div>
      <Loaded query={query} height={900} level={2}>
        {(funnel) => (
          <Answers
            funnel={funnel}
            file={(table) => funnelFile(nodeId, view.asOfParameter, Number(months), table)}
          />
        )}
      </Loaded>
    </>
  );
}

type FileOf = (table: string) => string;

function Answers({ funnel, file }: { funnel: Funnel; file: FileOf }) {
  return (
    <>
      <Steps funnel={funnel} file={file} />
      <StuckDeals funnel={funnel} file={file} />
      <Sources funnel={funnel} file={file} />
      <Speed funnel={funnel} />
      <HandOver funnel={funnel} file={file} />
    </>
  );
}

function Save({ href }: { href: string }) {
  return (
    <Button
      component="a"
      href={href}
      variant="subtle"
      size="compact-sm"
      leftSection={<IconDownload size={16} />}
    >
      CSV
    </Button>
  );
}

function RateCell({ rate }: { rate: FunnelRate }) {
  if (rate.value === null) return <NoData reason="nobody came to this point early enough to be judged" />;
  return <span title={rateNote(rate)}>{format.percent(rate.value)}</span>;
}

function VerdictPill({ verdict }: { verdict: FunnelVerdict }) {
  const { text, tone } = verdictWords(verdict);
  return <Pill tone={tone}>{text}</Pill>;
}

const TOO_FEW_PEERS = 'there are too few others of its kind to compare with';

const STEP_COLUMNS: Column<FunnelStep>[] = [
  { id: 'step', header: 'Step', className: 'sticky', cell: stepName },
  { id: 'rate', header: 'Come through', numeric: true, cell: (step) => <RateCell rate={step.rate} /> },
  {
    id: 'cases',
    header: 'Cases',
    numeric: true,
    cell: (step) => `${format.count(step.rate.some)} of ${format.count(step.rate.all)}`,
  },
  { id: 'before', header: 'A year before', numeric: true, cell: (step) => <RateCell rate={step.before} /> },
  {
    id: 'against_before',
    header: 'Against that',
    cell: (step) => <VerdictPill verdict={step.against_before} />,
  },
  {
    id: 'peers',
    header: 'Others',
    numeric: true,
    cell: (step) => (step.peers === null ? <NoData reason={TOO_FEW_PEERS} /> : format.percent(step.peers)),
  },
  {
    id: 'against_peers',
    header: 'Against others',
    cell: (step) =>
      step.peers === null ? <NoData reason={TOO_FEW_PEERS} /> : <VerdictPill verdict={step.against_peers} />,
  },
  { id: 'days', header: 'Takes', numeric: true, cell: (step) => daysWords(step.median) },
  { id: 'time', header: 'Time, a year before', cell: (step) => <TimePill verdict={step.before_time} /> },
  { id: 'young', header: 'Too new', numeric: true, cell: (step) => format.count(step.young) },
];

function TimePill({ verdict }: { verdict: FunnelVerdict }) {
  if (verdict === 'worse') return <Pill tone="bad">Slower</Pill>;
  if (verdict === 'better') return <Pill tone="good">Faster</Pill>;
  return <VerdictPill verdict={verdict} />;
}

function Steps({ funnel, file }: { funnel: Funnel; file: FileOf }) {
  const model = useMemo(() => stepsModel(funnel.steps), [funnel.steps]);
  const mix = mixWords(funnel.won);
  return (
    <Section
      title="Which step loses most?"
      hint="Of those that came to a step early enough to be judged, how many took the next one in time. Who is too new is in neither number."
      actions={<Save href={file('steps')} />}
    >
      <p className="help-line">
        <strong>{answer(funnel)}</strong> {mix}
      </p>
      <Chart
        label="Which step loses most?"
        fileName="funnel"
        model={model}
        height={300}
        legend={<StepsKey />}
      />
      <DataTable
        caption="The steps"
        columns={STEP_COLUMNS}
        rows={funnel.steps}
        rowKey={(step) => step.of + step.from}
      />
      {funnel.why_no_peers && <p className="card-hint">{funnel.why_no_peers}</p>}
    </Section>
  );
}

function StepsKey() {
  return (
    <>
      <span className="key">
        <span className="key-dot" /> Now, with its 95 % interval
      </span>
      <span className="key">
        <span className="key-diamond" /> A year before
      </span>
      <span className="key">
        <span className="key-line dashed" /> Others of its kind
      </span>
    </>
  );
}

function Owner({ owner }: { owner: NodeRef | null }) {
  if (owner === null) return <NoData reason="nobody has it" />;
  return (
    <Link to="/n/$nodeId" params={{ nodeId: owner.id }} className="link">
      {owner.name}
    </Link>
  );
}

type StuckDeal = Funnel['stuck']['items'][number];

function stuckColumns(currency: string): Column<StuckDeal>[] {
  return [
    { id: 'name', header: 'Deal', className: 'sticky', cell: (deal) => deal.name || deal.id },
    { id: 'owner', header: 'Owner', cell: (deal) => <Owner owner={deal.owner} /> },
    { id: 'stage', header: 'Stage', cell: (deal) => deal.stage },
    { id: 'days', header: 'Days there', numeric: true, cell: (deal) => format.count(deal.days) },
    { id: 'usual', header: 'Usual', numeric: true, cell: (deal) => format.decimal(deal.usual, 1) },
    {
      id: 'amount',
      header: 'Amount',
      numeric: true,
      cell: (deal) =>
        deal.amount === null ? (
          <NoData reason="nobody has said what it is worth" />
        ) : (
          format.amount(deal.amount, 'money', currency)
        ),
    },
    {
      id: 'expected',
      header: 'Expected',
      cell: (deal) =>
        deal.expected === null ? <NoData reason="nobody has said when" /> : format.day(deal.expected),
    },
  ];
}

function StuckDeals({ funnel, file }: { funnel: Funnel; file: FileOf }) {
  const { stuck, currency } = funnel;
  return (
    <Section
      title="Which deals stand still?"
      hint="Open deals that stand at their stage for more than twice as long as those that were won usually did, and for more than a week."
      actions={stuck.count > 0 && <Save href={file('stuck')} />}
    >
      {stuck.count === 0 ? (
        <Empty title="None">
          {funnel.open === 0
            ? 'No deal is open here.'
            : `All ${format.count(funnel.open)} open deals move as usual, or their stage has too few won ones to tell.`}
        </Empty>
      ) : (
        <>
          <p className="help-line">
            <strong>
              {format.count(stuck.count)} of {format.count(funnel.open)} open deals
            </strong>
            , worth {format.amount(stuck.worth, 'money', currency, { compact: true })}. Ask for the next step,
            or close them.
          </p>
          <DataTable
            caption="Deals that stand still"
            columns={stuckColumns(currency)}
            rows={stuck.items}
            rowKey={(deal) => deal.id}
          />
        </>
      )}
    </Section>
  );
}

type Source = Funnel['sources'][number];

function sourceColumns(currency: string): Column<Source>[] {
  return [
    {
      id: 'source',
      header: 'Source',
      className: 'sticky',
      cell: (row) => row.source?.name ?? 'Without a source',
    },
    { id: 'leads', header: 'Leads', numeric: true, cell: (row) => format.count(row.leads) },
    { id: 'qualified', header: 'Qualified', numeric: true, cell: (row) => <RateCell rate={row.qualified} /> },
    { id: 'against', header: 'Against the others', cell: (row) => <VerdictPill verdict={row.against} /> },
    { id: 'won', header: 'Won', numeric: true, cell: (row) => <WonCell rate={row.won} /> },
    {
      id: 'value',
      header: 'Won per lead',
      numeric: true,
      cell: (row) =>
        row.per_lead === null ? (
          <NoData reason="its leads are too new to be judged" />
        ) : (
          format.amount(row.per_lead, 'money', currency)
        ),
    },
    { id: 'days', header: 'Lead to win', numeric: true, cell: (row) => daysWords(row.median) },
    {
      id: 'cost',
      header: 'Cost',
      numeric: true,
      cell: () => <NoData reason="cost unknown: nothing that is imported tells what leads cost" />,
    },
  ];
}

function WonCell({ rate }: { rate: FunnelRate }) {
  if (rate.value === null) return <NoData reason="its leads are too new to be judged" />;
  return <span title={rateNote(rate)}>{format.percent(rate.value, 1)}</span>;
}

function Sources({ funnel, file }: { funnel: Funnel; file: FileOf }) {
  if (funnel.sources.length === 0) return null;
  return (
    <Section
      title="Which leads are worth it?"
      hint={`Qualified and won count within the time that nine of ten need; won within ${format.count(funnel.won.window)} days.`}
      actions={<Save href={file('sources')} />}
    >
      <DataTable
        caption="Leads by source"
        columns={sourceColumns(funnel.currency)}
        rows={funnel.sources}
        rowKey={(row) => row.source?.id ?? ''}
      />
    </Section>
  );
}

const SPEED_COLUMNS: Column<Funnel['speeds'][number]>[] = [
  { id: 'speed', header: 'First answer', className: 'sticky', cell: speedName },
  { id: 'cases', header: 'Leads', numeric: true, cell: (row) => format.count(row.rate.all) },
  { id: 'rate', header: 'Became opportunities', numeric: true, cell: (row) => <RateCell rate={row.rate} /> },
  {
    id: 'range',
    header: 'Surely between',
    numeric: true,
    cell: (row) =>
      row.rate.low === null || row.rate.high === null ? (
        <NoData reason="there are no such leads" />
      ) : (
        `${format.percent(row.rate.low)} and ${format.percent(row.rate.high)}`
      ),
  },
];

function Speed({ funnel }: { funnel: Funnel }) {
  return (
    <Section
      title="Does a fast answer pay?"
      hint="An association: those that look promising may be answered first."
    >
      {funnel.why_speed ? (
        <Empty title="Not known">{funnel.why_speed}</Empty>
      ) : (
        <DataTable
          caption="Leads by the time to the first answer"
          columns={SPEED_COLUMNS}
          rows={funnel.speeds}
          rowKey={speedName}
        />
      )}
    </Section>
  );
}

const WAITING_COLUMNS: Column<Funnel['handover']['items'][number]>[] = [
  { id: 'name', header: 'Lead', className: 'sticky', cell: (lead) => lead.name || lead.id },
  { id: 'owner', header: 'Owner', cell: (lead) => <Owner owner={lead.owner} /> },
  { id: 'since', header: 'Qualified on', cell: (lead) => format.day(lead.since) },
  { id: 'days', header: 'Waits for days', numeric: true, cell: (lead) => format.count(lead.days) },
];

function HandOver({ funnel, file }: { funnel: Funnel; file: FileOf }) {
  const { handover } = funnel;
  if (handover.qualified === 0 && handover.waiting === 0) return null;
  const part = handover.qualified === 0 ? null : handover.touched / handover.qualified;
  return (
    <Section
      title="What leaks between marketing and sales?"
      hint="Qualified leads that became neither an opportunity nor were given up."
      actions={handover.waiting > 0 && <Save href={file('waiting')} />}
    >
      <p className="help-line">
        {part !== null && (
          <>
            <strong>{format.percent(part)}</strong> of {format.count(handover.qualified)} qualified leads were
            taken up within {handover.within} days, in the middle after {daysWords(handover.median)}.{' '}
          </>
        )}
        <strong>{format.count(handover.waiting)}</strong> wait for more than {handover.within} days.
      </p>
      {handover.items.length > 0 && (
        <DataTable
          caption="Leads that wait"
          columns={WAITING_COLUMNS}
          rows={handover.items.slice(0, 25)}
          rowKey={(lead) => lead.id}
        />
      )}
      {handover.waiting > 25 && (
        <p className="card-hint">The 25 that wait longest; the others are in the CSV.</p>
      )}
    </Section>
  );
}
