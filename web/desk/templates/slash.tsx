/** The composer's `/` menu: type to look, arrows and Enter, or the mouse; beside the list stands what would be inserted. */
import { ActionIcon, Tooltip } from "@mantine/core";
import IconTemplate from "@tabler/icons-react/dist/esm/icons/IconTemplate.mjs";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, lazy, type RefObject, Suspense, useEffect, useState } from "react";
import type { OfferedTemplate, SessionDetail, TakenTemplate } from "../../wire/rest";
import { api } from "../api";
import { bring } from "../sessions/attachments";
import { uuid7 } from "../store/keys";
import { useSettled } from "../ui/settled";
import { useWords } from "../words";
import { cardText, useInsertion } from "./card";
import { holeAfter, slashAt } from "./holes";
import { offersQuery } from "./queries";
import type { Choice } from "./slash-menu";

type Field = RefObject<HTMLTextAreaElement | null>;
const SlashMenu = lazy(() => import("./slash-menu").then((file) => ({ default: file.SlashMenu })));

/** What the composer needs of the menu. `onKeyDown` answers true where the key was the menu's. */
export function useSlash(session: SessionDetail, text: string, field: Field, write: (next: string) => void) {
  const t = useWords();
  const [caret, setCaret] = useState(0);
  // Closed by Esc: until another slash, or this one goes.
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const slash = slashAt(text, Math.min(caret, text.length));
  const open = slash !== null && slash.from !== closedAt;
  const words = useSettled(slash?.words ?? "", 80);
  const { data, isPlaceholderData } = useQuery({ ...offersQuery(session.id, words), enabled: open });
  // What is listed answers what was typed, not what stood there a moment ago.
  const fresh = open && words === slash.words && data !== undefined && !isPlaceholderData;
  // Enter came before the answer: the best one is inserted when it is there.
  const [wished, setWished] = useState<string | null>(null);
  const choices: Choice[] = [
    ...(data?.templates ?? []).map((template) => ({ key: template.id, text: template.text, template, card: null })),
    ...(data?.articles ?? []).map((card) => ({ key: card.id, text: cardText(card), template: null, card })),
  ];
  const place = Math.min(at, Math.max(0, choices.length - 1));
  const chosen = choices[place];

  // biome-ignore lint/correctness/useExhaustiveDependencies: another search begins at the top
  useEffect(() => setAt(0), [words]);
  useEffect(() => {
    if (slash === null && closedAt !== null) setClosedAt(null);
  }, [slash, closedAt]);

  /** Puts words in place of `from..to`; the first hole is selected, else the caret stands behind. */
  const put = (added: string, from: number, to: number) => {
    const next = text.slice(0, from) + added + text.slice(to);
    write(next);
    const hole = holeAfter(added, 0);
    const [start, end] = hole ? [from + hole.start, from + hole.end] : [from + added.length, from + added.length];
    setCaret(end);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(start, end);
    });
  };

  const insert = (choice: Choice) => {
    if (!slash) return;
    put(choice.text, slash.from, slash.from + 1 + slash.words.length);
    if (choice.template) take(session.id, choice.template);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer, or other words, decide
  useEffect(() => {
    if (wished === null) return;
    if (wished !== slash?.words) setWished(null);
    else if (fresh) {
      setWished(null);
      if (choices[0]) insert(choices[0]);
    }
  }, [wished, fresh, slash?.words]);

  useInsertion(session.id, (added) => {
    const before = text.slice(0, caret);
    const gap = before === "" || before.endsWith("\n") ? "" : "\n";
    put(gap + added, before.length, before.length);
  });

  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (open) {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by && choices.length > 0) {
        setAt((place + by + choices.length) % choices.length);
        event.preventDefault();
        return true;
      }
      if (event.key === "Enter" && !event.shiftKey && (chosen || !fresh)) {
        event.preventDefault();
        if (fresh && chosen) insert(chosen);
        else setWished(slash.words);
        return true;
      }
      if (event.key === "Escape") {
        event.preventDefault();
        setClosedAt(slash.from);
        return true;
      }
    }
    const hole = event.key === "Tab" && !event.shiftKey ? holeAfter(text, field.current?.selectionEnd ?? 0) : null;
    if (hole) {
      event.preventDefault();
      field.current?.setSelectionRange(hole.start, hole.end);
    }
    return hole !== null;
  };

  /** The button's way: a slash where the caret stands. */
  const begin = () => {
    const element = field.current;
    const where = element?.selectionEnd ?? text.length;
    const before = text.slice(0, where);
    setClosedAt(null);
    put(before === "" || /\s$/.test(before) ? "/" : " /", where, where);
  };

  const menu = open ? (
    <Suspense fallback={null}>
      <SlashMenu
        choices={choices}
        place={place}
        words={slash.words}
        loaded={data !== undefined}
        point={setAt}
        pick={insert}
        chosen={chosen}
      />
    </Suspense>
  ) : null;
  const button = (
    <Tooltip label={t("templates.menu_open")}>
      <ActionIcon aria-label={t("templates.menu_open")} onClick={begin}>
        <IconTemplate size={18} stroke={1.8} />
      </ActionIcon>
    </Tooltip>
  );
  const said = {
    "aria-autocomplete": "list" as const,
    ...(open && chosen ? { "aria-controls": "tp-menu", "aria-activedescendant": `tp-${chosen.key}` } : {}),
    onInput: () => setCaret(field.current?.selectionEnd ?? 0),
    onSelect: () => setCaret(field.current?.selectionEnd ?? 0),
  };
  return { menu, button, said, onKeyDown };
}

/** Counts the use and brings the files: copies of one's own, hung on the draft. */
function take(session: string, template: OfferedTemplate): void {
  // One key for all tries: counted, and copied, once.
  const key = uuid7();
  const path = `sessions/${session}/templates/${template.id}/take`;
  const copy = () => api.post<TakenTemplate>(path, { key }).then((taken) => taken.files);
  if (template.files.length > 0) void bring(session, template.files, copy);
  else copy().catch(() => undefined);
}
