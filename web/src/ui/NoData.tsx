import { VisuallyHidden } from '@mantine/core';
import { NO_DATA } from '../format';

/** There is no number, which is not the number 0: a dash, with the reason for eyes and ears. */
export function NoData({ reason }: { reason: string }) {
  return (
    <span className="no-data" title={reason}>
      <span aria-hidden="true">{NO_DATA}</span>
      <VisuallyHidden>No data: {reason}</VisuallyHidden>
    </span>
  );
}
