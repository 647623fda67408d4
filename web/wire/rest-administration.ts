// What administrators read and write: schedules, automatic words, lists of people, the trail's proof.
import type { Language } from "./rest";

/** `HH:MM` by the clocks of the schedule's zone; `until` may be 24:00. */
export type Span = { from: string; until: string };
export type WeekSpan = Span & { weekday: number };
export type ScheduleException = { name: string; first: string; last: string; yearly: boolean; spans: Span[] };
export type ScheduleBody = {
  name: string;
  time_zone: string;
  hours: WeekSpan[];
  exceptions: ScheduleException[];
};
export type Schedule = ScheduleBody & {
  id: string;
  state: "open" | "closed";
  closes_at: string | null;
  opens_at: string | null;
  live_chats: string[];
};

export type Occasion = "greeting" | "outside_hours" | "waiting" | "closed";
export type AutomaticWords = Partial<Record<Occasion, Partial<Record<Language, string>>>>;
export type LiveChatHours = {
  schedule_id: string | null;
  /** Seconds; null: never. */
  waiting_after: number | null;
  words: AutomaticWords;
};

export type ImportState = "new" | "known" | "invited" | "archived" | "wrong";
export type ImportRow = {
  line: number;
  name: string;
  email: string;
  groups: { id: string | null; name: string }[];
  language: Language | null;
  state: ImportState;
  problems: Record<string, string>;
  link: string | null;
};
export type PeopleList = {
  encoding: string;
  delimiter: string;
  columns: { heading: string; field: string | null }[];
  rows: ImportRow[];
};

export type AuditGuard = { tamper_proof: boolean; sign_in_apart: boolean };
export type AuditVerdict = {
  entries: number;
  links: number;
  broken_upto: string | null;
  hash: string;
  waiting: number;
};

/** Without its token. `live_chat_ids`: where it may; none is everywhere. */
export type Program = {
  id: string;
  name: string;
  scopes: string[];
  live_chat_ids: string[];
  created_at: string;
  used_at: string | null;
  ended_at: string | null;
};
/** `token` is shown this once. */
export type ProgramMade = { program: Program; token: string };
