import type { CSSProperties, ReactNode } from 'react';

interface TableScrollProps {
  label: string;
  style?: CSSProperties;
  children: ReactNode;
}

/** A wide table scrolls in here, never the page. */
export function TableScroll({ label, style, children }: TableScrollProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="table-scroll" style={style} aria-label={`${label} (table)`} tabIndex={0}>
      {children}
    </section>
  );
}
