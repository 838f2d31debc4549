import type { ReactNode } from 'react';
import logo from '../app/favicon.svg';
import { OVERLAYS_ID } from '../app/theme';

/** The frame of the pages before the sign-in. */
export function OutsidePage({ children }: { children: ReactNode }) {
  return (
    <main className="outside">
      <div className="card outside-card">
        <p className="brand">
          <img src={logo} alt="" width={30} height={30} />
          <span className="brand-name">Attain</span>
        </p>
        {children}
      </div>
      <div id={OVERLAYS_ID} />
    </main>
  );
}
