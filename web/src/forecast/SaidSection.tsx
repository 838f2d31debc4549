import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useOrganisation } from '../access/session';
import type { Call } from '../api/types';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { type Place, saidQuery } from './queries';

const KINDS: Record<Call['kind'], string> = {
  submission: 'Call',
  override: 'Override',
  reset: 'Override taken back',
};

/** Nothing that was said is overwritten. */
export function SaidSection({ place, currency }: { place: Place; currency: string | null }) {
  const query = useQuery(saidQuery(place));
  const { time_zone: timeZone } = useOrganisation();
  const columns = useMemo(() => columnsOf(currency, timeZone), [currency, timeZone]);
  return (
    <Section title="What was said?" hint="Each call with what was computed at that moment, the latest first.">
      <Loaded query={query} height={160}>
        {(page) =>
          page.items.length === 0 ? (
            <p className="word">Nobody committed to a number for this period yet.</p>
          ) : (
            <DataTable
              caption="What was said of the forecast"
              columns={columns}
              rows={page.items}
              rowKey={(call) => call.id}
            />
          )
        }
      </Loaded>
    </Section>
  );
}

function columnsOf(currency: string | null, timeZone: string): Column<Call>[] {
  const amount = (value: string) => format.amount(value, 'money', currency);
  return [
    { id: 'at', header: 'When', className: 'nowrap', cell: (call) => format.instant(call.at, timeZone) },
    { id: 'kind', header: 'What', cell: (call) => KINDS[call.kind] },
    { id: 'by', header: 'By', cell: (call) => call.by },
    {
      id: 'value',
      header: 'Number',
      numeric: true,
      cell: (call) =>
        call.kind === 'reset' ? <NoData reason="back to what was there" /> : amount(call.value),
    },
    {
      id: 'best',
      header: 'Best case',
      numeric: true,
      cell: (call) => (call.best === null ? <NoData reason="not said" /> : amount(call.best)),
    },
    {
      id: 'was',
      header: 'Commit forecast then',
      numeric: true,
      cell: (call) => amount(call.commit_forecast),
    },
    { id: 'note', header: 'Note', cell: (call) => call.note && `“${call.note}”` },
  ];
}
