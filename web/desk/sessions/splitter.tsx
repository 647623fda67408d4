import { type KeyboardEvent, type PointerEvent, useRef } from "react";

type SplitterProps = {
  label: string;
  width: number;
  least: number;
  most: number;
  /** +1 when dragging to the right widens the panel, -1 when it narrows it. */
  side: 1 | -1;
  usual: number;
  onChange: (width: number) => void;
};

/** The edge between two panels: dragged, or moved by arrows; Home and End to its limits, Enter or a double click back. */
export function Splitter({ label, width, least, most, side, usual, onChange }: SplitterProps) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const set = (next: number) => onChange(Math.round(Math.min(most, Math.max(least, next))));

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 64 : 16;
    const by: Record<string, number> = { ArrowLeft: width - step * side, ArrowRight: width + step * side };
    const to: Record<string, number> = { ...by, Home: least, End: most, Enter: usual };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (start.current) set(start.current.width + (event.clientX - start.current.x) * side);
  };
  const end = () => {
    start.current = null;
  };

  return (
    <div
      className="ss-splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={end}
      onPointerCancel={end}
      onDoubleClick={() => set(usual)}
    />
  );
}
