/** Search inside the session: hits of the whole thread from the server, one after the other; Esc ends it. */
import { ActionIcon, CloseButton, TextInput } from "@mantine/core";
import IconChevronDown from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import IconChevronUp from "@tabler/icons-react/dist/esm/icons/IconChevronUp.mjs";
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import { api, withQuery } from "../api";
import { useWords } from "../words";
import "./find-bar.css";

type Inside = { by: "words" | "parts"; items: { seq: number }[] };
type FindProps = {
  session: string;
  within: RefObject<HTMLElement | null>;
  goTo: (seq: number) => void;
  close: () => void;
};

export function FindBar({ session, within, goTo, close }: FindProps) {
  const t = useWords();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  const [at, setAt] = useState(0);
  const go = useRef(goTo);
  go.current = goTo;
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 250);
    return () => clearTimeout(timer);
  }, [text]);
  const ready = asked.length >= 2;
  const found = useQuery({
    queryKey: ["find", session, asked],
    queryFn: ({ signal }) => api.get<Inside>(withQuery(`sessions/${session}/search`, { q: asked }), { signal }),
    enabled: ready,
    staleTime: 5_000,
    gcTime: 60_000,
  }).data;
  const hits = ready ? (found?.items ?? []) : [];
  const seq = hits[at]?.seq;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text begins at its newest hit
  useEffect(() => setAt(0), [asked]);
  useEffect(() => {
    if (seq !== undefined) go.current(seq);
  }, [seq]);
  useHighlight(within, ready ? asked : "");

  const step = (by: 1 | -1) => hits.length > 0 && setAt((now) => (now + by + hits.length) % hits.length);
  return (
    <div className="ss-find" role="search">
      <TextInput
        size="xs"
        value={text}
        placeholder={t("sessions.find")}
        aria-label={t("sessions.find")}
        maxLength={200}
        autoFocus
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") close();
          else if (event.key === "Enter") {
            event.preventDefault();
            step(event.shiftKey ? -1 : 1);
          }
        }}
      />
      <span className="ss-find-count" role="status">
        {!ready || !found ? "" : hits.length === 0 ? t("sessions.find_none") : `${at + 1} / ${hits.length}`}
      </span>
      <ActionIcon aria-label={t("sessions.find_older")} disabled={hits.length === 0} onClick={() => step(1)}>
        <IconChevronUp size={16} stroke={1.8} />
      </ActionIcon>
      <ActionIcon aria-label={t("sessions.find_newer")} disabled={hits.length === 0} onClick={() => step(-1)}>
        <IconChevronDown size={16} stroke={1.8} />
      </ActionIcon>
      <CloseButton size="sm" aria-label={t("sessions.find_close")} onClick={close} />
    </div>
  );
}

/** Marks the words in what is drawn, without touching it; words are marked from where a form of them begins. */
function useHighlight(within: RefObject<HTMLElement | null>, asked: string): void {
  useEffect(() => {
    const place = within.current;
    if (!place || !asked || !("highlights" in CSS)) return;
    const stems = asked
      .toLowerCase()
      .replaceAll("ё", "е")
      .split(/\s+/)
      .filter((word) => word.length > 1)
      .map((word) => (word.length > 5 ? word.slice(0, -2) : word));
    const mark = () => {
      const ranges: Range[] = [];
      const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const words = (node.textContent ?? "").toLowerCase().replaceAll("ё", "е");
        for (const stem of stems) {
          for (let start = words.indexOf(stem); start >= 0; start = words.indexOf(stem, start + stem.length)) {
            const range = new Range();
            range.setStart(node, start);
            range.setEnd(node, start + stem.length);
            ranges.push(range);
          }
        }
      }
      CSS.highlights.set("dk-found", new Highlight(...ranges));
    };
    mark();
    const watch = new MutationObserver(mark);
    watch.observe(place, { childList: true, subtree: true, characterData: true });
    return () => {
      watch.disconnect();
      CSS.highlights.delete("dk-found");
    };
  }, [within, asked]);
}
