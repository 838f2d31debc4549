import type { Batch, BatchState } from '../api/types';
import { format } from '../format';

const STATE_WORDS: Record<BatchState, string> = {
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  undone: 'Undone',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};

export function stateWord(batch: Batch): string {
  const word = STATE_WORDS[batch.state];
  return batch.dry_run ? `${word} (dry run)` : word;
}

/** How far it is, 0 to 1, by rows or else by bytes; null while nobody knows how much there is. */
export function progressOf(batch: Batch): number | null {
  if (batch.rows_total) return Math.min(1, batch.rows_read / batch.rows_total);
  if (batch.bytes_total) return Math.min(1, batch.bytes_read / batch.bytes_total);
  return null;
}

export function progressText(batch: Batch): string {
  const read = format.count(batch.rows_read);
  const rows =
    batch.rows_total === null ? `${read} rows` : `${read} of ${format.count(batch.rows_total)} rows`;
  return batch.rate > 0 ? `${rows}, ${format.count(batch.rate)} a second` : rows;
}

export function tookText(batch: Batch): string | null {
  if (!batch.finished_at) return null;
  return format.duration(Date.parse(batch.finished_at) - Date.parse(batch.started_at));
}
