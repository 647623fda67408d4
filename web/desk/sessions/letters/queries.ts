import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Letter, LetterLine, LetterList, SessionDetail } from "../../../wire/rest";
import { api, withQuery } from "../../api";

/** All letters of a session: there are few, and why each stands here is shown beside it. */
export const lettersQuery = (session: Pick<SessionDetail, "id" | "client_count">) =>
  queryOptions({
    queryKey: ["letters", session.id, session.client_count],
    queryFn: async ({ signal }): Promise<LetterList> => {
      const items: LetterLine[] = [];
      let page: LetterList;
      do {
        page = await api.get<LetterList>(
          withQuery(`sessions/${session.id}/letters`, { after: items.at(-1)?.seq ?? 0 }),
          { signal },
        );
        items.push(...page.items);
      } while (page.more && page.items.length > 0);
      return { ...page, items };
    },
    placeholderData: keepPreviousData,
  });

export const letterQuery = (session: string, seq: number) =>
  queryOptions({
    queryKey: ["letter", session, seq],
    queryFn: ({ signal }) => api.get<Letter>(`sessions/${session}/letters/${seq}`, { signal }),
  });

export const participantsQuery = (session: string) =>
  queryOptions({
    queryKey: ["participants", session],
    queryFn: ({ signal }) =>
      api.get<{ items: { id: string; name: string | null; address: string }[] }>(`sessions/${session}/participants`, {
        signal,
      }),
  });
