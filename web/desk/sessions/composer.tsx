/** The composer. A lost connection never locks it; only rights do, and then it says so and offers the one next step. */
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import IconNote from "@tabler/icons-react/dist/esm/icons/IconNote.mjs";
import IconPaperclip from "@tabler/icons-react/dist/esm/icons/IconPaperclip.mjs";
import IconSend from "@tabler/icons-react/dist/esm/icons/IconSend.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { SessionPage } from "../../wire/rest";
import { useMe } from "../app/me";
import { sayTyping, sendMessage } from "../store/desk";
import { draftOf, dropDraft, saveDraft, useDraft } from "../store/drafts";
import { setStatus } from "../store/hooks";
import { holeAfter } from "../templates/holes";
import { useSlash } from "../templates/slash";
import { useWords } from "../words";
import { codeWords } from "../words/errors";
import { upload, uploadsOf, useUploads } from "./attachments";
import { Attachments } from "./attachments-row";
import { ComposingNote, countWords, useComposing, usePlan } from "./composing";
import { cursorWanted } from "./cursor";
import { tellRefusal } from "./deeds";
import { EmojiButton } from "./emoji";
import { COUNT_FROM } from "./lengths";
import { stillCalled, useMention } from "./mention";
import { nameOf } from "./names";
import type { Deeds } from "./session-view";

const TYPING_EVERY_MS = 3000;

/** `coming`: the right to reply has been asked for, and is not yet answered. */
export function Composer({ page, deeds, coming }: { page: SessionPage; deeds: Deeds; coming: boolean }) {
  const t = useWords();
  const noting = useDraft(page.session.id).note !== null;
  if (page.may.reply || coming) return <Writer page={page} coming={!page.may.reply} />;
  return (
    <>
      <Barred page={page} deeds={deeds} />
      {page.may.note && noting ? <Writer page={page} coming={false} /> : null}
      {page.may.note && !noting ? (
        <Button
          className="ss-note-open"
          size="compact-sm"
          variant="subtle"
          leftSection={<IconNote size={16} stroke={1.8} />}
          onClick={() => writeNote(page.session.id)}
        >
          {t("colleagues.note_open")}
        </Button>
      ) : null}
    </>
  );
}

/** Turns the composer to a reply and goes there. */
export function writeReply(session: string): void {
  turnTo(session, null);
}

/** Turns the composer to a note and goes there. */
export function writeNote(session: string): void {
  turnTo(session, []);
}

// At once: the next key may follow within the same frame, and belongs to what is written.
function turnTo(session: string, note: [] | null): void {
  if ((draftOf(session).note === null) !== (note === null)) flushSync(() => saveDraft(session, { note }));
  const go = () => document.getElementById("ss-composer")?.focus();
  go();
  // Once more for a menu, which gives the focus back as it closes.
  requestAnimationFrame(go);
}

function Writer({ page, coming }: { page: SessionPage; coming: boolean }) {
  const { session } = page;
  const may = { ...page.may, reply: page.may.reply || coming };
  const t = useWords();
  const { person } = useMe();
  const draft = useDraft(session.id);
  const uploads = useUploads(uploadsOf(session.id));
  const [text, setText] = useState(draft.text);
  const [holed, setHoled] = useState<string | null>(null);
  const [goes, setGoes] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const noting = may.note && (draft.note !== null || !may.reply);
  const sayTypes = useTyping(session.id);
  // Of a note the client shall not even hear that it is being written.
  const typing = (on: boolean) => sayTypes(on && !noting);
  // A phone's keyboard has no Shift+Enter: there the key breaks the line and the button sends.
  const withEnter = person.settings.send_with !== "ctrl_enter" && !matchMedia("(pointer: coarse)").matches;
  const limit = session.live_chat.message_limit;
  const length = [...text].length;
  const uploading = uploads.some((each) => each.code === null);
  const empty = text.trim() === "" && draft.files.length === 0;
  const composing = useComposing(page);
  const written = { text, files: draft.files, quotes: draft.quote !== null };
  const plan = usePlan(session.id, noting ? null : composing, written);
  const refused = plan?.refused ?? [];
  const waits = uploading || coming;
  const blocked = empty || waits || length > limit || refused.length > 0;

  // Before the field is seen: who sees it types.
  useLayoutEffect(() => {
    // A draft is gone on with where it ends.
    field.current?.setSelectionRange(-1, -1);
    if (cursorWanted(session.id)) field.current?.focus();
  }, [session.id]);

  // The draft changes from elsewhere too: another tab, a refused message taken back.
  useEffect(() => setText((now) => (now === draft.text ? now : draft.text)), [draft.text]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "0";
    element.style.height = `${Math.min(240, Math.max(40, element.scrollHeight))}px`;
  }, [text]);

  const write = (next: string) => {
    setGoes(false);
    setText(next);
    saveDraft(session.id, { text: next });
    typing(next.trim() !== "");
  };

  const slash = useSlash(session, text, field, write);
  const mention = useMention(session, noting, text, field, write);
  const setMode = (note: boolean) => {
    typing(false);
    saveDraft(session.id, { note: note ? (draft.note ?? []) : null });
    field.current?.focus();
  };
  const hole = holeAfter(text, 0);

  const send = async () => {
    const { quote, files, note } = draftOf(session.id);
    // Sent once its files are up and it is mine to send, unless something is written or taken off meanwhile.
    if (waits && length <= limit && refused.length === 0) setGoes(true);
    if (blocked) return;
    // What a template left open is not sent by the way: the second press means it.
    if (hole && holed !== text) {
      setHoled(text);
      field.current?.focus();
      field.current?.setSelectionRange(hole.start, hole.end);
      return;
    }
    const words = text.trim();
    const called = noting ? stillCalled(note ?? [], words) : null;
    typing(false);
    setText("");
    dropDraft(session.id);
    field.current?.focus();
    try {
      await sendMessage(session.id, words, quote, files, called);
    } catch (error) {
      saveDraft(session.id, { text: words, quote, files, note: called });
      tellRefusal(error);
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: only the end of what it waits for asks for it
  useEffect(() => {
    if (!goes || waits) return;
    setGoes(false);
    // A file that failed is looked at first.
    if (uploads.length === 0) void send();
  }, [goes, waits]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || mention.onKeyDown(event) || slash.onKeyDown(event)) return;
    if (event.key === "Escape") {
      if (draft.quote) saveDraft(session.id, { quote: null });
      else field.current?.blur();
    }
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    const chord = event.ctrlKey || event.metaKey;
    if (withEnter || chord) {
      event.preventDefault();
      void send();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    upload(session, [...event.clipboardData.files]);
  };
  const insert = (sign: string) => {
    const element = field.current;
    const [from, to] = [element?.selectionStart ?? text.length, element?.selectionEnd ?? text.length];
    write(text.slice(0, from) + sign + text.slice(to));
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(from + sign.length, from + sign.length);
    });
  };

  const why = uploading
    ? t("sessions.send_uploading")
    : length > limit
      ? codeWords("message_too_long", { limit })
      : refused.length > 0
        ? t("composing.refused", { names: refused.join(", ") })
        : t(noting ? "colleagues.note_send" : "sessions.send");
  const label = noting ? t("colleagues.note_write") : t("sessions.write", { name: nameOf(session.client.name) });
  return (
    <div className="ss-composer" data-note={noting || undefined}>
      {mention.menu}
      {slash.menu}
      {may.note ? (
        <fieldset className="ss-modes">
          <legend className="dk-hidden">{t("colleagues.mode")}</legend>
          {may.reply ? (
            <button type="button" aria-pressed={!noting} onClick={() => setMode(false)}>
              {t("colleagues.reply")}
            </button>
          ) : null}
          <button type="button" aria-pressed={noting} onClick={() => setMode(true)}>
            <IconNote size={14} stroke={1.8} aria-hidden="true" />
            {t("colleagues.note")}
          </button>
          {may.reply ? null : (
            <ActionIcon size={24} ml="auto" aria-label={t("do.close")} onClick={() => setMode(false)}>
              <IconX size={14} stroke={2} />
            </ActionIcon>
          )}
        </fieldset>
      ) : null}
      {draft.quote ? (
        <div className="ss-composer-quote">
          <span>
            <b>{draft.quote.author_name || nameOf(session.client.name)}</b>
            <span>{draft.quote.text}</span>
          </span>
          <ActionIcon
            size={24}
            aria-label={t("sessions.quote_remove")}
            onClick={() => saveDraft(session.id, { quote: null })}
          >
            <IconX size={14} stroke={2} />
          </ActionIcon>
        </div>
      ) : null}
      <Attachments session={session} files={draft.files} />
      <ComposingNote composing={composing} plan={plan} noting={noting} />
      <textarea
        id="ss-composer"
        ref={field}
        className="ss-field"
        rows={1}
        value={text}
        dir="auto"
        placeholder={label}
        aria-label={label}
        aria-describedby="ss-composer-hint"
        aria-invalid={length > limit || undefined}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={() => typing(false)}
        {...slash.said}
        {...mention.said}
        onInput={() => {
          slash.said.onInput();
          mention.look();
        }}
        onSelect={() => {
          slash.said.onSelect();
          mention.look();
        }}
      />
      <div className="ss-composer-bar">
        <Tooltip label={t("sessions.attach")}>
          <ActionIcon aria-label={t("sessions.attach")} onClick={() => picker.current?.click()}>
            <IconPaperclip size={18} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
        <EmojiButton onPick={insert} />
        {slash.button}
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            upload(session, [...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
            field.current?.focus();
          }}
        />
        <span
          className="ss-composer-hint"
          id="ss-composer-hint"
          role="status"
          data-over={length > limit || (hole && holed === text) || undefined}
        >
          {goes
            ? t(coming ? "sessions.send_taken" : "sessions.send_goes")
            : hole && holed === text
              ? t("templates.hole_left", { hole: hole.words })
              : length > limit * COUNT_FROM
                ? `${length.toLocaleString()} / ${limit.toLocaleString()}`
                : (!noting && countWords(composing, text)) ||
                  t(withEnter ? "sessions.hint_enter" : "sessions.hint_ctrl_enter")}
        </span>
        <Tooltip label={why} disabled={empty && !uploading}>
          <Button
            size="sm"
            className="ss-send"
            data-note={noting || undefined}
            aria-disabled={blocked || undefined}
            data-disabled={blocked}
            leftSection={<IconSend size={16} stroke={2} />}
            onClick={send}
          >
            {t(noting ? "colleagues.note_send" : "sessions.send")}
          </Button>
        </Tooltip>
      </div>
    </div>
  );
}

/** Says "typing" at most every three seconds, and "no more" once. */
function useTyping(session: string): (on: boolean) => void {
  const said = useRef(0);
  useEffect(
    () => () => {
      if (said.current) sayTyping(session, false);
    },
    [session],
  );
  return (on) => {
    if (!on) {
      if (said.current) sayTyping(session, false);
      said.current = 0;
    } else if (Date.now() - said.current > TYPING_EVERY_MS) {
      said.current = Date.now();
      sayTyping(session, true);
    }
  };
}

/** Why I may not write here, and what to do about it. */
function Barred({ page, deeds }: { page: SessionPage; deeds: Deeds }) {
  const t = useWords();
  const me = useMe();
  const { session, may } = page;
  const [busy, setBusy] = useState(false);
  const drafted = useDraft(session.id).text.trim() !== "";
  const offline = me.person.status === "offline";
  const name = session.operator?.name ?? "";
  const mine = session.operator?.id === me.person.id;

  const say = (): [string, string | null, (() => unknown) | null] => {
    const online = () => setStatus("online").catch(tellRefusal);
    if (offline && (mine || session.state === "waiting"))
      return [t("sessions.barred_offline"), t("sessions.go_online"), online];
    if (session.state === "closed") {
      return may.reopen
        ? [t("sessions.barred_closed"), t("sessions.reopen"), deeds.reopen]
        : [t("sessions.barred_closed_for_me"), null, null];
    }
    if (session.state === "spam") return [t("sessions.barred_spam"), null, null];
    if (may.take) return [t("sessions.barred_waiting"), t("sessions.take"), deeds.take];
    if (session.state === "waiting" && may.assign) {
      return [t("sessions.barred_waiting_assign"), t("sessions.assign"), deeds.assign];
    }
    if (session.state === "waiting") return [t("sessions.barred_waiting_for_me"), null, null];
    if (may.join) return [t("sessions.barred_other", { name }), t("colleagues.join"), deeds.join];
    if (may.take_over) return [t("sessions.barred_other", { name }), t("sessions.take_over"), deeds.takeOver];
    return [t("sessions.barred_other", { name }), null, null];
  };
  const [words, label, deed] = say();
  return (
    <div className="ss-barred">
      <p>
        {words}
        {drafted ? <span className="ss-barred-draft">{t("sessions.draft_kept")}</span> : null}
      </p>
      {label && deed ? (
        <Button
          size="sm"
          loading={busy}
          onClick={async () => {
            setBusy(true);
            await deed();
            setBusy(false);
          }}
        >
          {label}
        </Button>
      ) : null}
    </div>
  );
}
