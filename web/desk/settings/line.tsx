import type { ReactNode } from "react";

/** One setting: its words at the left, its control at the right. The control names itself by aria-label. */
export function Line({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="pg-line">
      <div className="pg-line-words">
        <div>{label}</div>
        {hint ? <div className="pg-line-hint">{hint}</div> : null}
      </div>
      {children}
    </div>
  );
}
