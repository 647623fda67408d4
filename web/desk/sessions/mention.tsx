/** Calling colleagues in a note: `@` and the beginning of a name, arrows and Enter, or the mouse. */
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useState } from "react";
import type { Colleague, Named, SessionDetail } from "../../wire/rest";
import { api } from "../api";
import { draftOf, saveDraft } from "../store/drafts";
import { Avatar } from "../ui/avatar";
import { useWords } from "../words";
import { useMarked } from "./marked";

const SHOWN_MOST = 8;

export function useColleagues(session: string, enabled = true) {
  return useQuery({
    queryKey: ["colleagues", session],
    queryFn: ({ signal }) => api.get<{ items: Colleague[] }>(`sessions/${session}/colleagues`, { signal }),
    staleTime: 60_000,
    enabled,
  });
}

/** The `@word` that ends at the caret; an address like eva@fjell is none. */
export function mentionAt(text: string, caret: number): { from: number; words: string } | null {
  const found = /(?:^|\s)@([^\s@]*(?: [^\s@]*)?)$/u.exec(text.slice(0, caret));
  if (!found) return null;
  const words = found[1] ?? "";
  return { from: caret - words.length - 1, words };
}

/** Those called whose names still stand in the text. */
export const stillCalled = (called: Named[], text: string) => called.filter((one) => text.includes(`@${one.name}`));

type Field = RefObject<HTMLTextAreaElement | null>;

export function useMention(
  session: SessionDetail,
  on: boolean,
  text: string,
  field: Field,
  write: (text: string) => void,
) {
  const t = useWords();
  const [caret, setCaret] = useState(0);
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const begun = on ? mentionAt(text, Math.min(caret, text.length)) : null;
  const { data } = useColleagues(session.id, on);
  const wanted = begun?.words.toLocaleLowerCase() ?? "";
  const found = (data?.items ?? []).filter(({ name }) =>
    name
      .toLocaleLowerCase()
      .split(/\s+/)
      .some((_, place, all) => all.slice(place).join(" ").startsWith(wanted)),
  );
  const choices = found.slice(0, SHOWN_MOST);
  const open = begun !== null && begun.from !== closedAt && (choices.length > 0 || !wanted.includes(" "));
  const { place, mark } = useMarked(open ? choices.map(({ id }) => id) : []);

  const pick = (person: Colleague) => {
    if (!begun) return;
    const added = `@${person.name} `;
    const end = begun.from + added.length;
    const called = (draftOf(session.id).note ?? []).filter((one) => one.id !== person.id);
    saveDraft(session.id, { note: [...called, { id: person.id, name: person.name }] });
    write(text.slice(0, begun.from) + added + text.slice(begun.from + 1 + begun.words.length));
    setCaret(end);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(end, end);
    });
  };

  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = choices[place];
    const next = by && choices[(place + by + choices.length) % choices.length];
    if (next) mark(next.id);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && chosen) pick(chosen);
    else if (event.key === "Escape") setClosedAt(begun.from);
    else return false;
    event.preventDefault();
    return true;
  };

  const look = () => setCaret(field.current?.selectionEnd ?? 0);
  const menu = open ? (
    <div className="ss-mentions" id="ss-mentions" role="listbox" aria-label={t("colleagues.call")}>
      {choices.length === 0 ? <p>{t("colleagues.call_none")}</p> : null}
      {choices.map((person, index) => (
        <div
          key={person.id}
          id={`ss-mention-${person.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === place}
          className="ss-assignee"
          onMouseMove={() => mark(person.id)}
          onMouseDown={(event) => {
            event.preventDefault();
            pick(person);
          }}
        >
          <Avatar name={person.name} status={person.status} />
          <span>
            <b>{person.name}</b>
            <small>{person.sees ? t(`status.${person.status}`) : t("colleagues.call_shares")}</small>
          </span>
        </div>
      ))}
    </div>
  ) : null;
  const said =
    open && choices[place]
      ? { "aria-controls": "ss-mentions", "aria-activedescendant": `ss-mention-${choices[place].id}` }
      : {};
  return { menu, said, look, onKeyDown };
}
