import { Button, Group } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Finding, Patterns } from '../api/types';
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
import { chanceWords, changeModel, costWords, lifeWord, moveWords } from './model';
import { patternsQuery } from './queries';

/** What is going wrong without anyone saying so? */
export function PatternsPage() {
  const view = useView();
  const query = useQuery(patternsQuery(view.asOfParameter));
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="What is going wrong without anyone saying so?" />
          <p className="page-sub">
            Territories, products, channels, segments and sources of leads that have left the way of the rest.
          </p>
        </div>
        <AsOfPicker />
      </div>
      <Loaded query={query} height={700} level={2}>
        {(patterns) => <Findings patterns={patterns} asOf={view.asOfParameter} />}
      </Loaded>
    </>
  );
}

function Findings({ patterns, asOf }: { patterns: Patterns; asOf: string | undefined }) {
  const { findings } = patterns;
  const bad = findings.filter(({ good }) => !good);
  const good = findings.filter((finding) => finding.good);
  const file = `/api/v1/patterns.csv${asOf ? `?as_of=${asOf}` : ''}`;
  return (
    <>
      <Section
        title="In short"
        hint={patterns.rule}
        actions={
          findings.length > 0 && (
            <Button
              component="a"
              href={file}
              variant="subtle"
              size="compact-sm"
              leftSection={<IconDownload size={16} />}
            >
              CSV
            </Button>
          )
        }
      >
        {findings.length === 0 ? (
          <Empty title="Nothing was found">
            {patterns.why ||
              `${format.count(patterns.tried)} were looked at. What moved is within normal variation.`}
          </Empty>
        ) : (
          <p className="help-line">
            <strong>{format.count(bad.length)}</strong> {bad.length === 1 ? 'thing goes' : 'things go'} wrong
            {good.length > 0 && (
              <>
                , <strong>{format.count(good.length)}</strong> better than the rest
              </>
            )}
            ; {format.count(patterns.tried)} were looked at.
          </p>
        )}
      </Section>
      {bad.map((finding) => (
        <FindingSection key={keyOf(finding)} finding={finding} currency={patterns.currency} />
      ))}
      {good.map((finding) => (
        <FindingSection key={keyOf(finding)} finding={finding} currency={patterns.currency} />
      ))}
    </>
  );
}

const keyOf = ({ topic, node }: Finding) => `${topic} ${node?.id ?? ''}`;

function FindingSection({ finding, currency }: { finding: Finding; currency: string }) {
  const cost = costWords(finding, currency);
  const life = lifeWord(finding.life);
  return (
    <Section
      title={finding.node?.name ?? 'Discount and orders that come back'}
      hint={`Chance alone does this ${chanceWords(finding.chance)} times.`}
      actions={
        <Group gap="sm">
          <Pill tone={finding.good ? 'good' : 'bad'}>{life || (finding.good ? 'Better' : 'Worse')}</Pill>
          {finding.node && (
            <Link to="/funnel/$nodeId" params={{ nodeId: finding.node.id }} className="link">
              Its funnel
            </Link>
          )}
          {finding.node && (
            <Link to="/n/$nodeId" params={{ nodeId: finding.node.id }} className="link">
              Its numbers
            </Link>
          )}
        </Group>
      }
    >
      <p className="help-line">
        {finding.text} {cost && <strong>That is {cost}.</strong>}
      </p>
      {finding.points.length > 0 && <Months finding={finding} currency={currency} />}
      {finding.drivers.length > 0 && <Drivers finding={finding} currency={currency} />}
    </Section>
  );
}

function Months({ finding, currency }: { finding: Finding; currency: string }) {
  const model = useMemo(() => changeModel(finding, currency), [finding, currency]);
  return (
    <Chart
      label={`${finding.node?.name ?? ''}: revenue beside its earlier share`}
      fileName="pattern"
      model={model}
      height={240}
      legend={
        <>
          <span className="key">
            <span className="key-line" /> Revenue
          </span>
          <span className="key">
            <span className="key-line dashed" /> What its earlier share of the rest would bring
          </span>
        </>
      }
    />
  );
}

type Driver = Finding['drivers'][number];

function figure({ unit }: Driver, value: string | null, currency: string) {
  if (value === null) return <NoData reason="there is nothing to compare with" />;
  return unit === 'count' ? format.decimal(value, 1) : format.amount(value, unit, currency);
}

const driverColumns = (currency: string): Column<Driver>[] => [
  { id: 'name', header: 'What moved', className: 'sticky', cell: (driver) => driver.name },
  {
    id: 'before',
    header: 'Before',
    numeric: true,
    cell: (driver) => figure(driver, driver.before, currency),
  },
  { id: 'after', header: 'Since', numeric: true, cell: (driver) => figure(driver, driver.after, currency) },
  {
    id: 'move',
    header: 'Against the rest',
    numeric: true,
    cell: (driver) =>
      driver.move === null ? <NoData reason="there is nothing to compare with" /> : moveWords(driver.move),
  },
];

/** What the columns of a finding are called; one without a name is left out. */
const HEADERS: Record<Finding['topic'], Record<string, string>> = {
  change: { name: 'What moved', before: 'Before', after: 'Since', move: 'Against the rest' },
  source: { name: 'What differs', before: 'Others', after: 'Here', move: 'Against the rest' },
  returns: { name: 'Orders with', after: 'Came back' },
};

function Drivers({ finding, currency }: { finding: Finding; currency: string }) {
  const headers = HEADERS[finding.topic];
  const columns = driverColumns(currency).flatMap((column) => {
    const header = headers[column.id];
    return header ? [{ ...column, header }] : [];
  });
  return (
    <DataTable
      caption={`What moved: ${finding.node?.name ?? 'discount'}`}
      columns={columns}
      rows={finding.drivers}
      rowKey={(driver) => driver.name}
    />
  );
}
