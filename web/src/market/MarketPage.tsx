import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { AdminTabs } from '../access/AdminTabs';
import { canManage, useSession } from '../access/session';
import { messageOf } from '../api/client';
import type { MarketMonth } from '../api/types';
import { AsOfPicker } from '../app/AsOf';
import { useView } from '../app/view';
import { Chart } from '../chart/Chart';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { changeText, type IndexRow, indexModel, indexRows } from './model';
import { marketQuery, useSayMarket } from './queries';

/** How does the market around us move? What that does to a forecast stands beside the forecast. */
export function MarketPage() {
  const view = useView();
  const { user } = useSession();
  const query = useQuery(marketQuery(view.asOfParameter));
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="Market index" />
          <p className="page-sub">
            One number a month for how the market moves. Forecasts measure how far they follow it, and say so.
          </p>
        </div>
        <AsOfPicker />
      </div>
      <AdminTabs />
      <Loaded query={query} height={420} level={2}>
        {({ items }) => <Index months={items} />}
      </Loaded>
      {canManage(user.role) && view.isToday && <Say />}
    </>
  );
}

const COLUMNS: Column<IndexRow>[] = [
  { id: 'month', header: 'Month', className: 'sticky', cell: (row) => format.month(row.month) },
  { id: 'value', header: 'Index', numeric: true, cell: (row) => format.decimal(String(row.value), 1) },
  {
    id: 'change',
    header: 'Against a year before',
    numeric: true,
    cell: (row) =>
      row.change === null ? <NoData reason="the month a year before is not known" /> : changeText(row.change),
  },
  { id: 'known', header: 'Known since', cell: (row) => format.day(row.knownOn) },
];

function Index({ months }: { months: MarketMonth[] }) {
  const model = useMemo(() => indexModel(months), [months]);
  const title = 'How does the market move?';
  if (months.length === 0) {
    return (
      <Section title={title}>
        <Empty title="There is no index">
          Forecasts do without. With three years of an index of your industry they can say what part of a
          change the market makes.
        </Empty>
      </Section>
    );
  }
  return (
    <Section title={title} hint="As known on the day above. Later corrections do not change what was known.">
      <Chart label={title} fileName="market-index" model={model} height={240} />
      <DataTable
        caption="The market index by month, the latest first"
        columns={COLUMNS}
        rows={indexRows(months)}
        rowKey={(row) => row.month}
      />
    </Section>
  );
}

function Say() {
  const [text, setText] = useState('');
  const save = useSayMarket();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    save.mutate(text, {
      onSuccess: ({ changed }) => {
        notify(
          changed === 0
            ? 'Nothing is new: the index was like that before.'
            : changed === 1
              ? 'One month is another than before.'
              : `${format.count(changed)} months are another than before.`,
        );
        setText('');
      },
    });
  };
  return (
    <Section
      title="What is new?"
      hint="Paste lines of month and value. Months that are not among them stay as they are; an empty value withdraws a month’s."
    >
      <form onSubmit={submit} noValidate>
        <Textarea
          label="Month, value"
          description="Such as 2026-01,104.2. A coming month is your expectation of it; without one the last value holds."
          autosize
          minRows={4}
          maxRows={14}
          value={text}
          error={save.error ? messageOf(save.error) : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" mt="sm" loading={save.isPending} disabled={text.trim() === ''}>
          Save
        </Button>
      </form>
    </Section>
  );
}
