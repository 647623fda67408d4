import { Switch } from "@mantine/core";
import { type ReactNode, useId } from "react";

type LineProps = { label: string; hint?: string };

/** One setting: its words at the left, its control at the right. The control names itself by aria-label. */
export function Line({ label, hint, children }: LineProps & { children: ReactNode }) {
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

type SwitchLineProps = LineProps & {
  name?: string;
  checked: boolean;
  disabled?: boolean;
  turn: (on: boolean) => void;
};

/** A setting that is on or off: its words are pressed as the switch is. */
export function SwitchLine({ label, hint, name, checked, disabled, turn }: SwitchLineProps) {
  const id = useId();
  return (
    <div className="pg-line">
      <label className="pg-line-words" htmlFor={id}>
        {label}
        {hint ? <span className="pg-line-hint">{hint}</span> : null}
      </label>
      <Switch
        id={id}
        name={name}
        aria-label={label}
        disabled={disabled}
        checked={checked}
        onChange={(event) => turn(event.currentTarget.checked)}
      />
    </div>
  );
}
