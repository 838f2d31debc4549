import type { ReactNode } from 'react';

interface TileProps {
  label: string;
  value: ReactNode;
  /** What the number stands against, or why there is none. */
  children: ReactNode;
}

/** One number with its name; tiles stand in a list of class "tiles". */
export function Tile({ label, value, children }: TileProps) {
  return (
    <li className="tile">
      <span className="tile-label">{label}</span>
      <span className="tile-value">{value}</span>
      <span className="tile-note">{children}</span>
    </li>
  );
}
