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

type Participant = {
  id: string;
  name: string | null;
  address: string;
  refused_at: string | null;
  refused: string | null;
};

/** `after`: how far the session is known; a letter may have come back since. */
export const participantsQuery = (session: string, after: number) =>
  queryOptions({
    queryKey: ["participants", session, after],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<{ items: Participant[] }>(`sessions/${session}/participants`, { signal }),
  });
