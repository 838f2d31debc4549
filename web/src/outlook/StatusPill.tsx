import type { Status } from '../api/types';
import { Pill } from '../ui/Pill';
import { statusLook } from './words';

/** How something stands, in one word with its own shape. */
export function StatusPill({ status, over }: { status: Status; over: boolean }) {
  const { word, tone, icon } = statusLook(status, over);
  return (
    <Pill tone={tone} icon={icon}>
      {word}
    </Pill>
  );
}
