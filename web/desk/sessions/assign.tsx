/** Who shall have it: operators with their status and load, groups to whose queue it returns. */
import { Modal, TextInput } from "@mantine/core";
import IconUsers from "@tabler/icons-react/dist/esm/icons/IconUsers.mjs";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useMemo, useState } from "react";
import type { Assignee, Assignees, Named, SessionDetail } from "../../wire/rest";
import { api } from "../api";
import { Avatar } from "../ui/avatar";
import { notify } from "../ui/notify";
import { EmptyState, RowsSkeleton } from "../ui/states";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { assign } from "./deeds";

type Choice = { kind: "operator"; person: Assignee } | { kind: "group"; group: Named };

export function AssignDialog({
  session,
  opened,
  onClose,
}: {
  session: SessionDetail;
  opened: boolean;
  onClose: () => void;
}) {
  const t = useWords();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("sessions.assign_title")}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <Chooser session={session} onClose={onClose} />
    </Modal>
  );
}

const order = { online: 0, away: 1, offline: 2 };

function Chooser({ session, onClose }: { session: SessionDetail; onClose: () => void }) {
  const t = useWords();
  const [asked, setAsked] = useState("");
  const [at, setAt] = useState(0);
  const assignees = useQuery({
    queryKey: ["assignees", session.id],
    queryFn: ({ signal }) => api.get<Assignees>(`sessions/${session.id}/assignees`, { signal }),
    staleTime: 0,
  });

  const choices = useMemo<Choice[]>(() => {
    const wanted = asked.toLocaleLowerCase().trim();
    const fits = ({ name }: Named) => name.toLocaleLowerCase().includes(wanted);
    const operators = (assignees.data?.operators ?? [])
      .filter((person) => fits(person) && person.id !== session.operator?.id)
      .sort(
        (a, b) =>
          order[a.status] - order[b.status] || a.open_sessions - b.open_sessions || a.name.localeCompare(b.name),
      );
    const groups = (assignees.data?.groups ?? []).filter(fits);
    return [
      ...operators.map((person) => ({ kind: "operator" as const, person })),
      ...groups.map((group) => ({ kind: "group" as const, group })),
    ];
  }, [assignees.data, asked, session.operator?.id]);

  const choose = async (choice: Choice | undefined) => {
    if (!choice) return;
    const to = choice.kind === "operator" ? { operator_id: choice.person.id } : { group_id: choice.group.id };
    const name = choice.kind === "operator" ? choice.person.name : choice.group.name;
    onClose();
    if (await assign(session.id, to)) notify.ok(t("sessions.assigned_toast", { name }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      setAt((now) => Math.min(choices.length - 1, Math.max(0, now + by)));
    }
    if (event.key === "Enter") {
      event.preventDefault();
      void choose(choices[at]);
    }
  };

  return (
    <div className="ss-assign">
      <TextInput
        data-autofocus
        value={asked}
        placeholder={t("sessions.assign_find")}
        aria-label={t("sessions.assign_find")}
        role="combobox"
        aria-expanded="true"
        aria-controls="ss-assignees"
        aria-activedescendant={choices[at] ? `ss-assignee-${at}` : undefined}
        onChange={(event) => {
          setAsked(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {assignees.isPending ? (
        <RowsSkeleton rows={3} />
      ) : assignees.isError ? (
        <EmptyState compact sign="broken" title={errorWords(assignees.error)} />
      ) : choices.length === 0 ? (
        <EmptyState compact sign="people" title={t("sessions.assign_nobody")} hint={t("sessions.assign_nobody_hint")} />
      ) : (
        <div id="ss-assignees" role="listbox" aria-label={t("sessions.assign_title")} className="ss-assignees">
          {choices.map((choice, place) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's above
            <div
              key={choice.kind === "operator" ? choice.person.id : choice.group.id}
              id={`ss-assignee-${place}`}
              role="option"
              aria-selected={place === at}
              tabIndex={-1}
              className="ss-assignee"
              onMouseMove={() => setAt(place)}
              onClick={() => choose(choice)}
            >
              {choice.kind === "operator" ? (
                <>
                  <Avatar name={choice.person.name} status={choice.person.status} />
                  <span>
                    <b>{choice.person.name}</b>
                    <small>
                      {t(`status.${choice.person.status}`)}
                      {choice.person.status !== "offline" && !choice.person.reachable
                        ? ` · ${t("sessions.not_reachable")}`
                        : ""}
                      {" · "}
                      {t("sessions.open_sessions", { n: choice.person.open_sessions })}
                    </small>
                  </span>
                </>
              ) : (
                <>
                  <span className="ss-group-sign" aria-hidden="true">
                    <IconUsers size={18} stroke={1.6} />
                  </span>
                  <span>
                    <b>{choice.group.name}</b>
                    <small>{t("sessions.assign_group_hint")}</small>
                  </span>
                </>
              )}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
