import { Button } from '@mantine/core';
import { useState } from 'react';
import { messageOf } from '../api/client';
import type { Commitment } from '../api/types';
import { format } from '../format';
import { Pill } from '../ui/Pill';
import { ReasonDialog } from '../ui/ReasonDialog';
import { notify } from '../ui/toast';
import { useSettle } from './queries';
import { openFirst, progressOf, stateOf } from './words';

interface CommitmentsProps {
  list: Commitment[];
  currency: string;
  /** Say with whom: where the commitments of several pairs stand together. */
  withOther?: boolean;
  readOnly?: boolean;
}

export function Commitments({ list, currency, withOther, readOnly }: CommitmentsProps) {
  const [dropping, setDropping] = useState<Commitment | null>(null);
  const settle = useSettle();
  const say = (c: Commitment, state: string) =>
    settle.mutate(
      { id: c.id, revision: c.revision, state, reason: '' },
      { onSuccess: () => notify(`“${c.text}” is ${state}.`), onError: (error) => notify(messageOf(error)) },
    );
  return (
    <ul className="agenda">
      {openFirst(list).map((c) => {
        const { word, tone } = stateOf(c);
        const progress = progressOf(c, currency);
        const isOpen = c.state === 'open' || c.state === 'overdue';
        return (
          <li key={c.id}>
            <div>
              {c.text}
              <span className="word block">
                {c.owner.name}
                {withOther && `, with ${c.mine ? c.with.name : 'you'}`} · by {format.day(c.due)}
                {progress && ` · ${progress}`}
                {c.reason && ` · “${c.reason}”`}
              </span>
            </div>
            <div className="agenda-links">
              <Pill tone={tone}>{word}</Pill>
              {isOpen && !readOnly && (
                <>
                  {!c.metric && (
                    <Button size="compact-sm" variant="default" onClick={() => say(c, 'done')}>
                      Done<span className="sr-only">: {c.text}</span>
                    </Button>
                  )}
                  <Button size="compact-sm" variant="default" onClick={() => setDropping(c)}>
                    Drop<span className="sr-only">: {c.text}</span>
                  </Button>
                </>
              )}
            </div>
          </li>
        );
      })}
      {dropping && <DropDialog commitment={dropping} onClose={() => setDropping(null)} />}
    </ul>
  );
}

function DropDialog({ commitment, onClose }: { commitment: Commitment; onClose: () => void }) {
  const settle = useSettle();
  return (
    <ReasonDialog
      title="Drop a commitment"
      readers="Both of you read it"
      failed="Nothing was dropped"
      label="Drop"
      done={`“${commitment.text}” is dropped.`}
      save={settle}
      onReason={(reason, onSuccess) =>
        settle.mutate(
          { id: commitment.id, revision: commitment.revision, state: 'dropped', reason },
          { onSuccess },
        )
      }
      onClose={onClose}
    >
      “{commitment.text}” will not be done.
    </ReasonDialog>
  );
}
