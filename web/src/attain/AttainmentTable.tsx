import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { apiUrl } from '../api/client';
import { useSearchState } from '../app/search';
import type { View } from '../app/view';
import { format } from '../format';
import { HelpLine } from '../outlook/HelpLine';
import { inOrderOfChance } from '../outlook/help';
import { DataTable, type Sort } from '../ui/DataTable';
import { FilterInput } from '../ui/FilterInput';
import { Empty, Loaded } from '../ui/states';
import { bulletScale, largestActual } from './bullet';
import { attainmentColumns } from './columns';
import { policyNote } from './policy';
import { attainmentQuery, type ListFilter, listParameters } from './queries';
import { TotalRows } from './TotalRows';

interface AttainmentTableProps {
  view: View;
  filter: Pick<ListFilter, 'by' | 'under' | 'direct'>;
  caption: string;
  nameHeader: string;
  /** "Find a customer" */
  findLabel: string;
  withRank?: boolean;
  withKind?: boolean;
  /** Where usually nothing has a target, columns without a single number only take room. */
  plainWithoutTargets?: boolean;
  /** The order of the rows before the reader chooses one. */
  defaultSort?: Sort;
  emptyText: string;
  /** Says above the table who is at risk, and who first. */
  withHelp?: boolean;
}

/** Attainment of many nodes: filtered and sorted by the server, with both in the address. */
export function AttainmentTable(props: AttainmentTableProps) {
  const { view, caption, nameHeader, findLabel, withRank, withKind, emptyText, withHelp } = props;
  const [search, change] = useSearchState();
  const fallback: Sort = props.defaultSort ?? { by: 'attainment', order: 'desc' };
  const sort: Sort = search.sort
    ? { by: search.sort, order: search.order === 'asc' ? 'asc' : 'desc' }
    : fallback;
  const byChance = sort.by === 'chance';
  // The server keeps its own order; of the chance, only who has all rows can tell the first.
  const served = byChance ? fallback : sort;
  const filter: ListFilter = { ...props.filter, q: search.q, sort: served.by, order: served.order };
  const query = useInfiniteQuery(attainmentQuery(view, filter));
  const rows = useMemo(() => {
    const all = query.data?.pages.flatMap((page) => page.items) ?? [];
    return byChance ? inOrderOfChance(all, sort.order) : all;
  }, [query.data, byChance, sort.order]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (byChance && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [byChance, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const plain = props.plainWithoutTargets === true && rows.every((row) => row.target === null);
  const scale = plain ? largestActual(rows) : bulletScale(rows);
  const columns = useMemo(
    () => attainmentColumns({ nameHeader, scale, withRank, withKind, plain }),
    [nameHeader, scale, withRank, withKind, plain],
  );
  const first = query.data?.pages[0];
  const held = rows.map((row) => policyNote(row.policy)).find((note) => note !== null);

  return (
    <>
      {withHelp && !search.q && !query.hasNextPage && (
        <HelpLine
          rows={rows}
          isFirst={byChance && sort.order === 'asc'}
          onFirst={() => change({ sort: 'chance', order: 'asc' })}
        />
      )}
      <div className="table-bar">
        <FilterInput label={findLabel} placeholder={findLabel} />
        <span className="table-count" role="status">
          {first && !query.isPlaceholderData && countText(rows.length, query.hasNextPage)}
        </span>
        <Button
          component="a"
          href={apiUrl('/attainment.csv', listParameters(view, filter))}
          download
          variant="subtle"
          size="compact-sm"
          leftSection={<IconDownload size={16} />}
        >
          CSV
        </Button>
      </div>
      <Loaded query={query} height={320}>
        {() =>
          rows.length === 0 ? (
            <NoRows q={search.q} text={emptyText} onClear={() => change({ q: undefined })} />
          ) : (
            <DataTable
              caption={caption}
              columns={columns}
              rows={rows}
              rowKey={(row) => row.node.id}
              sort={sort}
              onSort={(next) => change({ sort: next.by, order: next.order })}
              busy={query.isPlaceholderData}
              foot={first && !search.q && <TotalRows page={first} columns={columns} sample={rows[0]} />}
            />
          )
        }
      </Loaded>
      {held && <p className="card-hint">Attainment is {held}.</p>}
      {query.hasNextPage && (
        <div className="more">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}

function countText(count: number, more: boolean): string {
  const rows = `${format.count(count)} ${count === 1 ? 'row' : 'rows'}`;
  return more ? `first ${rows}` : rows;
}

function NoRows({ q, text, onClear }: { q: string | undefined; text: string; onClear: () => void }) {
  if (!q) return <Empty title="Nothing here yet">{text}</Empty>;
  return (
    <Empty title={`Nothing matches “${q}”`} action={<Button onClick={onClear}>Clear the filter</Button>}>
      The filter looks at names and source ids. Clear it, or try a part of the name.
    </Empty>
  );
}
