import type { Close } from '../api/types';
import { ReasonDialog } from '../ui/ReasonDialog';
import { useReopen } from './queries';

/** Opening a closed period again changes numbers that people rely on: everybody can read why. */
export function ReopenDialog({ close, onClose }: { close: Close; onClose: () => void }) {
  const save = useReopen(close.id);
  return (
    <ReasonDialog
      title={`Open ${close.period.label} again?`}
      readers="Everybody can read it"
      failed="Nothing was changed"
      label="Open it again"
      done={`${close.period.label} is open again.`}
      save={save}
      onReason={(reason, onSuccess) => save.mutate(reason, { onSuccess })}
      onClose={onClose}
    >
      What became known late counts on its own days again, from today on. What was answered before can still
      be seen with an earlier “as of” date.
    </ReasonDialog>
  );
}
