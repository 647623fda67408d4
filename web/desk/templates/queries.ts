// Response templates and articles, their folders, and what a session is offered of them.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type {
  Article,
  Offered,
  Page,
  SuggestedArticles,
  Template,
  TemplateChoices,
  TemplateFolders,
  TemplateKind,
} from "../../wire/rest";
import { api, withQuery } from "../api";
import { queryClient } from "../query";

export const foldersQuery = (kind: TemplateKind) =>
  queryOptions({
    queryKey: ["templates", "folders", kind],
    queryFn: ({ signal }) => api.get<TemplateFolders>(withQuery("template-folders", { kind }), { signal }),
  });

export const choicesQuery = queryOptions({
  queryKey: ["templates", "choices"],
  queryFn: ({ signal }) => api.get<TemplateChoices>("template-choices", { signal }),
});

/** Which part of the list: a folder, the archive, or all that is in use. */
export type Shown = { folder: string | null; archived: boolean; search: string };

function pages<T>(path: "templates" | "articles", shown: Shown) {
  return infiniteQueryOptions({
    queryKey: ["templates", path, shown],
    queryFn: ({ signal, pageParam }) =>
      api.get<Page<T>>(withQuery(path, { ...shown, search: shown.search || null, cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
}

export const templatesQuery = (shown: Shown) => pages<Template>("templates", shown);
export const articlesQuery = (shown: Shown) => pages<Article>("articles", shown);

export const articleQuery = (id: string) =>
  queryOptions({
    queryKey: ["templates", "article", id],
    queryFn: ({ signal }) => api.get<Article>(`articles/${id}`, { signal }),
  });

export const offersQuery = (session: string, search: string) =>
  queryOptions({
    queryKey: ["templates", "offers", session, search],
    queryFn: ({ signal }) =>
      api.get<Offered>(withQuery(`sessions/${session}/templates`, { search: search || null }), { signal }),
    placeholderData: keepPreviousData,
  });

/** Asked anew with each message: `last` is the thread's last number. */
export const suggestedQuery = (session: string, last: number) =>
  queryOptions({
    queryKey: ["templates", "suggested", session, last],
    queryFn: ({ signal }) => api.get<SuggestedArticles>(`sessions/${session}/suggestions`, { signal }),
    placeholderData: keepPreviousData,
  });

export const templatesChanged = () => queryClient.invalidateQueries({ queryKey: ["templates"] });
