// By which schedule a live chat works, and what it says by itself.
import { NumberInput, SegmentedControl, Select, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import type { Language, LiveChat } from "../../wire/rest";
import type { AutomaticWords, LiveChatHours, Occasion, Schedule } from "../../wire/rest-administration";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { type Form, useForm } from "../ui/form";
import { notify } from "../ui/notify";
import { Card } from "../ui/page";
import { Problem } from "../ui/problem";
import { SaveBar } from "../ui/save-bar";
import { LoadingPage } from "../ui/states";
import { spoken, useWords } from "../words";
import { hoursQuery, schedulesQuery } from "./administration-queries";
import { numberField, outside } from "./live-chat-part";
import { stateWords } from "./schedule-state";

const occasions: readonly Occasion[] = ["greeting", "outside_hours", "waiting", "closed"];
/** Minutes; the server counts seconds. */
const minutes = [1, 1440] as const;

type Values = { schedule_id: string | null; minutes: number | string; words: AutomaticWords };

const valuesOf = (hours: LiveChatHours): Values => ({
  schedule_id: hours.schedule_id,
  minutes: hours.waiting_after === null ? "" : Math.max(1, Math.round(hours.waiting_after / 60)),
  words: hours.words,
});

const saysSomething = (words: AutomaticWords, occasion: Occasion) =>
  Object.values(words[occasion] ?? {}).some((text) => text.trim());

const VARIABLES = ["client", "live_chat", "next_opening"];

/** Whether a name stands in double braces that nothing takes the place of. */
const namesUnknown = (text: string) =>
  [...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].some(([, name]) => !VARIABLES.includes(name ?? ""));

export function LiveChatHoursTab({ liveChat }: { liveChat: LiveChat }) {
  const hours = useQuery(hoursQuery(liveChat.id));
  const schedules = useQuery(schedulesQuery);
  if (hours.error) throw hours.error;
  if (schedules.error) throw schedules.error;
  if (!hours.data || !schedules.data) return <LoadingPage />;
  return <HoursForm liveChat={liveChat} stored={valuesOf(hours.data)} schedules={schedules.data} />;
}

function HoursForm({ liveChat, stored, schedules }: { liveChat: LiveChat; stored: Values; schedules: Schedule[] }) {
  const t = useWords();
  const [language, setLanguage] = useState<Language>(spoken());
  const form = useForm<Values>({
    initial: stored,
    check: (values) => ({
      words: Object.values(values.words).some((texts) => Object.values(texts ?? {}).some(namesUnknown))
        ? t("field.unknown_name")
        : "",
      minutes: saysSomething(values.words, "waiting")
        ? values.minutes === ""
          ? t("hours.waiting_after_missing")
          : outside(values.minutes, minutes, (range) => t("field.range", range))
        : "",
    }),
    fieldOf: {},
    send: async (values) => {
      const waits = values.minutes !== "" && saysSomething(values.words, "waiting");
      const kept = await api.put<LiveChatHours>(`live-chats/${liveChat.id}/hours`, {
        schedule_id: values.schedule_id,
        waiting_after: waits ? Number(values.minutes) * 60 : null,
        words: values.words,
      });
      form.reset(valuesOf(kept));
      notify.ok(t("saved"));
      await refreshSettings();
    },
  });
  const { values, set } = form;
  const schedule = schedules.find((one) => one.id === values.schedule_id);
  return (
    <form onSubmit={form.submit} noValidate>
      <Problem words={form.problem} />
      <Card title={t("hours.title")} hint={t("hours.hint")}>
        <div className="hw-schedule">
          <Select
            label={t("hours.schedule")}
            name="schedule_id"
            data={[
              { value: "", label: t("hours.always") },
              ...schedules.map((one) => ({ value: one.id, label: one.name })),
            ]}
            allowDeselect={false}
            value={values.schedule_id ?? ""}
            error={form.errors.schedule_id}
            onChange={(value) => set("schedule_id", value || null)}
          />
          <Link to="/settings/schedules" className="lc-link">
            {t("hours.keep")}
          </Link>
        </div>
        {schedule ? <p className="pg-hint">{[stateWords(schedule), schedule.time_zone].join(" · ")}</p> : null}
      </Card>
      <Card
        title={t("hours.words")}
        hint={t("hours.words_hint")}
        action={
          <SegmentedControl
            aria-label={t("hours.language")}
            data={[
              { value: "en", label: "English" },
              { value: "ru", label: "Русский" },
            ]}
            value={language}
            onChange={(value) => setLanguage(value as Language)}
          />
        }
      >
        {occasions.map((occasion) => (
          <OccasionWords key={occasion} form={form} occasion={occasion} language={language} />
        ))}
      </Card>
      <SaveBar form={form} discard={() => form.reset(stored)} />
    </form>
  );
}

type OccasionProps = { form: Form<Values>; occasion: Occasion; language: Language };

function OccasionWords({ form, occasion, language }: OccasionProps) {
  const t = useWords();
  const field = useRef<HTMLTextAreaElement>(null);
  const { words } = form.values;
  const text = words[occasion]?.[language] ?? "";
  const write = (next: string) => form.set("words", { ...words, [occasion]: { ...words[occasion], [language]: next } });
  const insert = (name: string) => {
    const at = field.current?.selectionStart ?? text.length;
    const end = field.current?.selectionEnd ?? at;
    write(`${text.slice(0, at)}{{${name}}}${text.slice(end)}`);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at + name.length + 4, at + name.length + 4);
    });
  };
  const variables = occasion === "outside_hours" ? ["client", "live_chat", "next_opening"] : ["client", "live_chat"];
  return (
    <div className="hw-occasion">
      <Textarea
        ref={field}
        label={t(`hours.${occasion}`)}
        description={t(`hours.${occasion}_hint`)}
        lang={language}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={text}
        error={form.errors.words && Object.values(words[occasion] ?? {}).some(namesUnknown) ? form.errors.words : null}
        onChange={(event) => write(event.currentTarget.value)}
      />
      <div className="hw-inserts">
        {t("hours.insert")}
        {variables.map((name) => (
          <button key={name} type="button" className="hw-insert" onClick={() => insert(name)}>
            {t(`hours.variable.${name as "client" | "live_chat" | "next_opening"}`)}
          </button>
        ))}
        {!text.trim() && saysSomething(words, occasion) ? (
          <span className="hw-note">{t("hours.other_language")}</span>
        ) : null}
      </div>
      {occasion === "waiting" ? (
        <NumberInput label={t("hours.waiting_after")} w={240} {...numberField(form, "minutes", minutes)} />
      ) : null}
    </div>
  );
}
