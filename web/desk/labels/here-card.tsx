// Which parameters a live chat has, in which order, and which must be filled in before closing. Each change is kept.
import { ActionIcon, Checkbox, Switch } from "@mantine/core";
import IconArrowUp from "@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Labels } from "../../wire/rest";
import { api } from "../api";
import { notify } from "../ui/notify";
import { Card } from "../ui/page";
import { EmptyState } from "../ui/states";
import { useWords, worded } from "../words";
import { inUse, keepLabels, parametersOf, useLabels } from "./queries";

type Place = { parameter_id: string; required: boolean };

export function ParametersHere({ liveChat }: { liveChat: string }) {
  const t = useWords();
  const labels = useLabels();
  const [busy, setBusy] = useState(false);
  const here = parametersOf(labels, liveChat);
  const rest = inUse(labels.parameters).filter((one) => !here.some((each) => each.id === one.id));
  const places: Place[] = here.map((one) => ({ parameter_id: one.id, required: one.required }));

  const put = async (parameters: Place[]) => {
    setBusy(true);
    try {
      keepLabels(await api.put<Labels>(`live-chats/${liveChat}/parameters`, { parameters }));
    } catch (refused) {
      notify.error(refused);
    } finally {
      setBusy(false);
    }
  };
  const raise = (place: number) => {
    const next = [...places];
    const [moved] = next.splice(place, 1);
    if (moved) next.splice(place - 1, 0, moved);
    void put(next);
  };

  return (
    <Card title={t("labels.here")} hint={t("labels.here_hint")} flush>
      {here.length + rest.length === 0 ? (
        <EmptyState
          compact
          sign="live-chat"
          title={t("labels.here_none")}
          action={<Link to="/settings/labels">{t("labels.here_define")}</Link>}
        />
      ) : (
        <ul className="pg-list">
          {[...here, ...rest].map((one, place) => {
            const on = place < here.length;
            const name = worded(one.names);
            return (
              <li key={one.id} className="pg-row">
                <Switch
                  aria-label={t("labels.on", { name })}
                  checked={on}
                  disabled={busy}
                  onChange={() =>
                    put(
                      on
                        ? places.filter((each) => each.parameter_id !== one.id)
                        : [...places, { parameter_id: one.id, required: false }],
                    )
                  }
                />
                <div className="pg-row-words">
                  <span className="pg-row-title">{name}</span>
                  <span className="pg-row-hint">{t(`labels.kind_${one.kind}`)}</span>
                </div>
                {on ? (
                  <Checkbox
                    label={t("labels.required")}
                    checked={places[place]?.required ?? false}
                    disabled={busy}
                    onChange={(event) => {
                      const required = event.currentTarget.checked;
                      void put(places.map((each) => (each.parameter_id === one.id ? { ...each, required } : each)));
                    }}
                  />
                ) : null}
                {on && place > 0 ? (
                  <ActionIcon aria-label={t("labels.up", { name })} disabled={busy} onClick={() => raise(place)}>
                    <IconArrowUp size={18} stroke={1.7} />
                  </ActionIcon>
                ) : null}
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
