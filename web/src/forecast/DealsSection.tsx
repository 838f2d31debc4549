import { Button, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Prospect } from '../api/types';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { Section } from '../ui/Section';
import { Empty, Failure } from '../ui/states';
import { dealsQuery, type Place } from './queries';
import { PART_WORDS } from './words';

interface DealsSectionProps {
  place: Place;
  currency: string | null;
}

const CATEGORIES = (['commit', 'best_case', 'pipeline', 'omitted', 'closed'] as const).map((value) => ({
  value,
  label: value === 'closed' ? 'Won' : PART_WORDS[value],
}));

/** The opportunities behind a figure. */
export function DealsSection({ place, currency }: DealsSectionProps) {
  const [category, setCategory] = useState<string>('commit');
  const query = useInfiniteQuery(dealsQuery(place, category));
  const columns = useMemo(() => columnsOf(currency, category === 'closed'), [currency, category]);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section
      title="Which opportunities?"
      hint="The largest first."
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Category"
          value={category}
          onChange={setCategory}
          data={CATEGORIES}
        />
      }
    >
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => query.refetch()} />
      ) : rows.length === 0 && query.data ? (
        <Empty title="None">No opportunity of this category is expected in the period.</Empty>
      ) : (
        <DataTable
          caption="Opportunities"
          columns={columns}
          rows={rows}
          rowKey={(deal) => `${deal.source}/${deal.id}`}
          busy={query.isFetching}
        />
      )}
      {query.hasNextPage && (
        <Button
          className="forecast-more"
          size="xs"
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => query.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Section>
  );
}

function columnsOf(currency: string | null, isWon: boolean): Column<Prospect>[] {
  return [
    {
      id: 'name',
      header: 'Opportunity',
      className: 'sticky',
      cell: (deal) => (
        <span className="name-cell forecast-deal">
          <span>{deal.name || deal.id}</span>
          <span className="word">{[deal.customer?.name, deal.id].filter(Boolean).join(' · ')}</span>
        </span>
      ),
    },
    { id: 'owner', header: 'Owner', cell: (deal) => deal.owner?.name ?? <NoData reason="it has no owner" /> },
    {
      id: 'stage',
      header: 'Stage',
      cell: (deal) => (
        <>
          {deal.stage}
          {!deal.categorised && !isWon && <span className="word block">in no category</span>}
        </>
      ),
    },
    {
      id: 'day',
      header: isWon ? 'Won' : 'Expected',
      className: 'nowrap',
      cell: (deal) => {
        const day = isWon ? deal.closed_on : deal.expected_close;
        return day ? format.day(day) : <NoData reason="nobody says when" />;
      },
    },
    {
      id: 'amount',
      header: 'Amount',
      numeric: true,
      cell: (deal) =>
        deal.amount === null ? (
          <NoData reason="it is not known" />
        ) : (
          format.amount(deal.amount, 'money', currency)
        ),
    },
  ];
}
