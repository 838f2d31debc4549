import type { Board } from '../api/types';
import { ReasonDialog } from '../ui/ReasonDialog';
import { useSay } from './queries';

interface LockDialogProps {
  board: Board;
  onClose: () => void;
}

export function LockDialog({ board, onClose }: LockDialogProps) {
  const save = useSay('locks');
  const { node } = board.total;
  return (
    <ReasonDialog
      title="Lock a forecast"
      readers="Everybody whom it concerns can read it"
      failed="Nothing was locked"
      label="Lock"
      done={`The forecast of ${board.period.label} is locked.`}
      save={save}
      onReason={(reason, onSuccess) =>
        save.mutate({ node: node.id, period: board.period.id, reason }, { onSuccess })
      }
      onClose={onClose}
    >
      Nobody submits or overrides for <strong>{node.name}</strong>, and everybody below, in{' '}
      {board.period.label} until it is unlocked. What is computed goes on.
    </ReasonDialog>
  );
}
