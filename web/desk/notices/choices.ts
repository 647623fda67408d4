/** What each kind of notice does for a person: chosen in My settings, usual where nothing was chosen. Pure. */
import type { NoticeChoice, NoticeKind, PersonSettings } from "../../wire/rest";

export const kinds: readonly NoticeKind[] = [
  "session_waiting",
  "session_escalated",
  "client_wrote",
  "session_assigned",
  "mentioned",
];

export const soundNames = ["bell", "rise", "drop", "chime", "knock", "alarm", "none"] as const;
export type SoundName = (typeof soundNames)[number];

export type Choice = { sound: SoundName; volume: number; repeat: boolean; desktop: boolean; push: boolean };

const usual: Record<NoticeKind, Pick<Choice, "sound" | "repeat">> = {
  session_waiting: { sound: "rise", repeat: true },
  session_escalated: { sound: "alarm", repeat: true },
  client_wrote: { sound: "drop", repeat: false },
  session_assigned: { sound: "chime", repeat: false },
  mentioned: { sound: "knock", repeat: false },
};

/** Volume from 0 to 1: the kind's own, else the person's. Sounds switched off are 0 for every kind. */
export function choiceOf(settings: PersonSettings, kind: NoticeKind): Choice {
  const own: NoticeChoice = settings.notices?.[kind] ?? {};
  const sound = soundNames.find((name) => name === own.sound) ?? usual[kind].sound;
  const loud = settings.sounds === false || sound === "none" ? 0 : bounded(own.volume ?? settings.sound_volume ?? 0.7);
  return {
    sound,
    // Who waits too long has been rung for in the usual way, without success.
    volume: kind === "session_escalated" ? Math.min(1, loud * 1.4) : loud,
    repeat: own.repeat ?? usual[kind].repeat,
    desktop: own.desktop ?? true,
    push: own.push ?? true,
  };
}

/** Older settings hold hundredths. */
const bounded = (volume: number) => Math.min(1, Math.max(0, volume > 1 ? volume / 100 : volume));

/** The settings after a change of one kind; what others chose stays. */
export function changed(settings: PersonSettings, kind: NoticeKind, change: NoticeChoice): PersonSettings {
  const notices = settings.notices ?? {};
  return { notices: { ...notices, [kind]: { ...notices[kind], ...change } } };
}

const forAll = new Set<NoticeKind>(["session_waiting", "session_escalated"]);
const spoken = new Set<NoticeKind>(["client_wrote", "mentioned"]);

export type Moment = { status: string; typing: boolean; looking: boolean };

/** Whether it is heard at this moment: nothing while Offline or before one's eyes; while Away only what is one's own;
 * while one types no word of somebody else. */
export function isHeard(kind: NoticeKind, { status, typing, looking }: Moment): boolean {
  if (status === "offline" || looking) return false;
  if (status === "away" && kind === "session_waiting") return false;
  return !(typing && spoken.has(kind));
}

/** Calls for whoever comes first end when nobody waits; the rest when its session was looked at. */
export const waitsForAnybody = (kind: NoticeKind) => forAll.has(kind);
