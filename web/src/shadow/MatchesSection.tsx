import { Button, Select } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { ShadowMatch, ShadowView } from '../api/types';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { Section } from '../ui/Section';
import { Empty } from '../ui/states';
import { shown } from './words';

interface MatchesSectionProps {
  result: ShadowView;
  busy: boolean;
  onDownload: () => void;
}

function columns(result: ShadowView): Column<ShadowMatch>[] {
  const says = new Map(result.sums.map((s) => [s.reason, s.says]));
  const exact = (value: string, difference = false) =>
    format.amount(value, 'money', result.currency, { exact: true, difference, signed: difference });
  return [
    {
      id: 'deal',
      header: 'Deal',
      className: 'sticky',
      cell: (m) => {
        const name = m.deal?.customer || m.line?.customer || '';
        const order = m.deal?.order || m.line?.ref || '';
        return (
          <>
            {name || order || `line ${m.line?.number}`}
            <span className="word block">
              {[name && order, m.line ? `line ${m.line.number}` : 'not in the sheet']
                .filter(Boolean)
                .join(' · ')}
            </span>
          </>
        );
      },
    },
    {
      id: 'sheet',
      header: 'Sheet',
      numeric: true,
      cell: (m) =>
        m.line?.amount ? exact(m.line.amount) : <NoData reason="The sheet has no line for it." />,
    },
    {
      id: 'attain',
      header: 'Attain',
      numeric: true,
      cell: (m) =>
        m.deal?.credited ? exact(m.deal.credited) : <NoData reason="It does not count in this number." />,
    },
    { id: 'difference', header: 'Difference', numeric: true, cell: (m) => exact(m.difference, true) },
    {
      id: 'why',
      header: 'Why',
      className: 'shadow-why',
      cell: (m) => (
        <>
          <strong>{says.get(m.reason)}</strong>
          {m.why && <span className="word block">{m.why}</span>}
        </>
      ),
    },
  ];
}

/** Line by line: what the sheet says, what Attain counts, and why they differ. */
export function MatchesSection({ result, busy, onDownload }: MatchesSectionProps) {
  const [reason, setReason] = useState('');
  const shape = useMemo(() => columns(result), [result]);
  const rows = shown(result.matches, reason);
  const choices = [
    { value: '', label: 'What differs' },
    { value: 'all', label: 'Everything' },
    ...result.sums.map((s) => ({ value: s.reason, label: `${s.says} (${s.count})` })),
  ];
  return (
    <Section
      title="Which deals differ, and why?"
      hint={
        result.matches_total > result.matches.length
          ? `The first ${result.matches.length} of ${result.matches_total} are shown; the file has all.`
          : undefined
      }
      actions={
        <>
          <Select
            w={190}
            aria-label="Which deals are shown"
            size="xs"
            data={choices}
            value={reason}
            onChange={(value) => setReason(value ?? '')}
          />
          <Button
            size="xs"
            variant="default"
            loading={busy}
            leftSection={<IconDownload size={16} />}
            onClick={onDownload}
          >
            CSV
          </Button>
        </>
      }
    >
      {rows.length === 0 ? (
        <Empty title="Nothing differs">Every line of the sheet is a deal that Attain counts alike.</Empty>
      ) : (
        <DataTable
          caption="Lines of the sheet and deals"
          columns={shape}
          rows={rows}
          rowKey={(m) => `${m.line?.number ?? ''}/${m.deal?.source ?? ''}/${m.deal?.order ?? ''}`}
        />
      )}
    </Section>
  );
}
