// For how long, and where: the two questions both forms ask.
import { MultiSelect, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMe } from "../app/me";
import { liveChatsQuery } from "../app/queries";
import { useWords } from "../words";
import { type Span, spans } from "./span";

type SpanFieldProps = {
  span: Span;
  until: string;
  error: string | undefined;
  setSpan: (span: Span) => void;
  setUntil: (until: string) => void;
};

export function SpanField({ span, until, error, setSpan, setUntil }: SpanFieldProps) {
  const t = useWords();
  return (
    <>
      <Select
        label={t("blocklist.span")}
        name="valid_until"
        allowDeselect={false}
        data={spans.map((each) => ({ value: each, label: t(`blocklist.span_${each}`) }))}
        value={span}
        {...(span === "until" ? {} : { error })}
        onChange={(value) => setSpan((value ?? "forever") as Span)}
      />
      {span === "until" ? (
        <TextInput
          type="datetime-local"
          label={t("blocklist.until")}
          value={until}
          error={error}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      ) : null}
    </>
  );
}

/** The live chats whose entries this person keeps. */
export function useKept(): { places: { value: string; label: string }[]; all: boolean } {
  const me = useMe();
  const all = me.person.administrator;
  const every = useQuery({ ...liveChatsQuery, enabled: all }).data;
  const works = (roles: string[]) => roles.includes("operator") || roles.includes("supervisor");
  const chats = all ? (every ?? []) : me.live_chats.filter((chat) => works(chat.roles));
  return { places: chats.map((chat) => ({ value: chat.id, label: chat.name })), all };
}

type PlacesFieldProps = {
  places: string[];
  error: string | undefined;
  set: (places: string[]) => void;
  more?: { value: string; label: string }[];
};

/** None chosen means all of them, which only administrators may. */
export function PlacesField({ places, error, set, more = [] }: PlacesFieldProps) {
  const t = useWords();
  const kept = useKept();
  const known = new Set(kept.places.map((place) => place.value));
  return (
    <MultiSelect
      label={t("blocklist.places")}
      description={kept.all ? t("blocklist.places_all_hint") : undefined}
      name="live_chat_ids"
      data={[...kept.places, ...more.filter((place) => !known.has(place.value))]}
      value={places}
      error={error}
      {...(places.length === 0 && kept.all ? { placeholder: t("blocklist.everywhere") } : {})}
      onChange={set}
      clearable
    />
  );
}
