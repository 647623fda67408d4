/** The kinds of channel there are, what each one's form asks, and their words, which come only where they are read. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { ChannelKindInfo, Page } from "../../../wire/rest";
import { api } from "../../api";
import { type Entry, filled, type Params, spoken, useWords } from "../../words";

export const channelKindsQuery = queryOptions({
  queryKey: ["channel-kinds"],
  queryFn: ({ signal }) => api.get<Page<ChannelKindInfo>>("channel-kinds", { signal }).then((page) => page.items),
  staleTime: Number.POSITIVE_INFINITY,
});

const files = {
  en: () => import("./words.en").then((file) => file.words),
  ru: () => import("./words.ru").then((file) => file.words),
};

const kindWordsQuery = (language: "en" | "ru") =>
  queryOptions({
    queryKey: ["kind-words", language],
    queryFn: () => files[language](),
    staleTime: Number.POSITIVE_INFINITY,
  });

export type KindWords = (key: string, params?: Params) => string | null;

/** The words of a key, null where a kind has none; undefined until they have come. */
export function useKindWords(): KindWords | undefined {
  useWords();
  const { data } = useQuery(kindWordsQuery(spoken()));
  if (!data) return undefined;
  return (key, params) => {
    const entry: Entry | undefined = data[key];
    return entry === undefined ? null : filled(entry, params);
  };
}

/** What a kind is called. */
export function kindName(say: KindWords | undefined, t: ReturnType<typeof useWords>, kind: string): string {
  if (kind === "widget" || kind === "internal") return t(`channel.kind.${kind}`);
  return say?.(`channel.${kind}`) ?? kind;
}
