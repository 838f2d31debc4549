import { format } from '../format';

/** What stands where a number will be, while all that ever happened is counted for it. */
export function Filling({ share }: { share: string }) {
  return (
    <span className="filling" title="All that ever happened is being counted for this number.">
      counting, {format.percent(share)}
    </span>
  );
}
