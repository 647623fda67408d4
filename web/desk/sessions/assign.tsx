/** Who shall have it: operators with their status and load, groups to whose queue it returns. */
import { Modal, TextInput } from "@mantine/core";
import IconMessages from "@tabler/icons-react/dist/esm/icons/IconMessages.mjs";
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
import { useMarked } from "./marked";

export type Choice = { kind: "operator"; person: Assignee } | { kind: "group"; group: Named };
export type Anywhere = Choice | { kind: "liveChat"; liveChat: Named };

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
      <Chooser
        sessions={[session.id]}
        {...(session.operator ? { except: session.operator.id } : {})}
        onChoose={async (choice) => {
          const { to, name } = assignment(choice);
          onClose();
          if (await assign(session.id, to)) notify.ok(t("sessions.assigned_toast", { name }));
        }}
      />
    </Modal>
  );
}

export function assignment(choice: Choice): { to: { operator_id: string } | { group_id: string }; name: string } {
  if (choice.kind === "operator") return { to: { operator_id: choice.person.id }, name: choice.person.name };
  return { to: { group_id: choice.group.id }, name: choice.group.name };
}

/** Of sessions of several live chats: those who could have any of them. */
async function assigneesOf(sessions: string[], signal: AbortSignal): Promise<Assignees> {
  const all = await Promise.all(sessions.map((id) => api.get<Assignees>(`sessions/${id}/assignees`, { signal })));
  const everywhere = <T extends Named>(lists: T[][]) =>
    (lists[0] ?? []).filter((one) => lists.every((list) => list.some((other) => other.id === one.id)));
  return {
    operators: everywhere(all.map((each) => each.operators)),
    groups: everywhere(all.map((each) => each.groups)),
    live_chats: everywhere(all.map((each) => each.live_chats)),
  };
}

const idOf = (choice: Anywhere) =>
  choice.kind === "operator" ? choice.person.id : choice.kind === "group" ? choice.group.id : choice.liveChat.id;

const order = { online: 0, away: 1, offline: 2 };

type ChooserProps = {
  /** One of each live chat. */
  sessions: string[];
  /** Other live chats too. */
  onElsewhere?: (liveChat: Named) => void;
  /** Who has it already. */
  except?: string;
  onChoose: (choice: Choice) => void;
};

export function Chooser({ sessions, except, onElsewhere, onChoose }: ChooserProps) {
  const t = useWords();
  const [asked, setAsked] = useState("");
  const assignees = useQuery({
    queryKey: ["assignees", ...sessions],
    queryFn: ({ signal }) => assigneesOf(sessions, signal),
    staleTime: 0,
  });

  const elsewhere = onElsewhere !== undefined;
  const choices = useMemo<Anywhere[]>(() => {
    const wanted = asked.toLocaleLowerCase().trim();
    const fits = ({ name }: Named) => name.toLocaleLowerCase().includes(wanted);
    const operators = (assignees.data?.operators ?? [])
      .filter((person) => fits(person) && person.id !== except)
      .sort(
        (a, b) =>
          order[a.status] - order[b.status] || a.open_sessions - b.open_sessions || a.name.localeCompare(b.name),
      );
    const groups = (assignees.data?.groups ?? []).filter(fits);
    return [
      ...operators.map((person) => ({ kind: "operator" as const, person })),
      ...groups.map((group) => ({ kind: "group" as const, group })),
      ...(elsewhere ? (assignees.data?.live_chats ?? []) : [])
        .filter(fits)
        .map((liveChat) => ({ kind: "liveChat" as const, liveChat })),
    ];
  }, [assignees.data, asked, except, elsewhere]);
  const { place: at, mark } = useMarked(choices.map(idOf));

  const choose = (choice: Anywhere) => {
    if (choice.kind === "liveChat") onElsewhere?.(choice.liveChat);
    else onChoose(choice);
  };
  const find = t(elsewhere ? "colleagues.transfer_find" : "sessions.assign_find");
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      const next = choices[at + by];
      if (next) mark(idOf(next));
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (choices[at]) choose(choices[at]);
    }
  };

  return (
    <div className="ss-assign">
      <TextInput
        data-autofocus
        value={asked}
        placeholder={find}
        aria-label={find}
        role="combobox"
        aria-expanded="true"
        aria-controls="ss-assignees"
        aria-activedescendant={choices[at] ? `ss-assignee-${at}` : undefined}
        onChange={(event) => {
          setAsked(event.currentTarget.value);
          mark(null);
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
        <div
          id="ss-assignees"
          role="listbox"
          aria-label={t(elsewhere ? "colleagues.transfer_title" : "sessions.assign_title")}
          className="ss-assignees"
        >
          {choices.map((choice, place) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's above
            <div
              key={idOf(choice)}
              id={`ss-assignee-${place}`}
              role="option"
              aria-selected={place === at}
              tabIndex={-1}
              className="ss-assignee"
              onMouseMove={() => mark(idOf(choice))}
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
                    {choice.kind === "group" ? (
                      <IconUsers size={18} stroke={1.6} />
                    ) : (
                      <IconMessages size={18} stroke={1.6} />
                    )}
                  </span>
                  <span>
                    <b>{choice.kind === "group" ? choice.group.name : choice.liveChat.name}</b>
                    <small>
                      {t(choice.kind === "group" ? "sessions.assign_group_hint" : "colleagues.live_chat_hint")}
                    </small>
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
