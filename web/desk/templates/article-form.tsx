/** The editor of an article; the server renders the preview, as it renders what is kept. */
import { Modal, TagsInput, Textarea, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Article, RenderedArticle } from "../../wire/rest";
import { api } from "../api";
import { useForm } from "../ui/form";
import { FormBody } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { useSettled } from "../ui/settled";
import { useWords } from "../words";
import { PlaceFields } from "./kept";
import { Nodes } from "./nodes";
import { templatesChanged } from "./queries";

type Props = { opened: boolean; article: Article | null; folder: string; close: () => void };

export function ArticleForm({ opened, article, folder, close }: Props) {
  const t = useWords();
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="64rem"
      title={article?.title ?? t("templates.article_new")}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <Fields article={article} folder={folder} close={close} />
    </Modal>
  );
}

function Fields({ article, folder, close }: Omit<Props, "opened">) {
  const t = useWords();
  const form = useForm({
    initial: {
      title: article?.title ?? "",
      link: article?.link ?? "",
      summary: article?.summary ?? "",
      markdown: article?.markdown ?? "",
      tags: article?.tags ?? [],
      folder_id: article ? (article.folder_id ?? "") : folder,
      live_chat_ids: article?.live_chat_ids ?? [],
      group_ids: article?.group_ids ?? [],
    },
    check: ({ title, link }) => ({
      title: title.trim() ? "" : t("field.required"),
      link: !link.trim() || /^https?:\/\/\S+$/.test(link.trim()) ? "" : t("templates.article_link_hint"),
    }),
    send: async ({ link, folder_id, ...rest }) => {
      const body = { ...rest, link: link.trim() || null, folder_id: folder_id || null };
      if (article) await api.put(`articles/${article.id}`, body);
      else await api.post("articles", body);
      await templatesChanged();
      notify.ok(t("saved"));
      close();
    },
  });
  const { values, errors, set } = form;
  return (
    <FormBody form={form} action={t("do.save")} close={close}>
      <div className="tp-editor">
        <div className="pg-form">
          <TextInput
            label={t("templates.article_title")}
            name="title"
            data-autofocus
            maxLength={200}
            value={values.title}
            error={errors.title}
            onChange={(event) => set("title", event.currentTarget.value)}
          />
          <TextInput
            label={t("templates.article_link")}
            name="link"
            type="url"
            placeholder="https://"
            maxLength={2000}
            value={values.link}
            error={errors.link}
            onChange={(event) => set("link", event.currentTarget.value)}
          />
          <Textarea
            label={t("templates.article_summary")}
            description={t("templates.article_summary_hint")}
            name="summary"
            autosize
            minRows={2}
            maxLength={1000}
            value={values.summary}
            error={errors.summary}
            onChange={(event) => set("summary", event.currentTarget.value)}
          />
          <TagsInput
            label={t("templates.article_tags")}
            description={t("templates.article_tags_hint")}
            name="tags"
            maxTags={10}
            value={values.tags}
            error={errors.tags}
            onChange={(tags) => set("tags", tags)}
          />
          <Textarea
            label={t("templates.article_body")}
            description={t("templates.article_body_hint")}
            name="markdown"
            autosize
            minRows={8}
            maxRows={18}
            maxLength={100_000}
            value={values.markdown}
            error={errors.markdown}
            onChange={(event) => set("markdown", event.currentTarget.value)}
          />
          <PlaceFields form={form} kind="article" />
        </div>
        <Preview title={values.title} summary={values.summary} markdown={values.markdown} />
      </div>
    </FormBody>
  );
}

function Preview({ title, summary, markdown }: { title: string; summary: string; markdown: string }) {
  const t = useWords();
  const words = useSettled(markdown, 400);
  const { data } = useQuery({
    queryKey: ["article-preview", words],
    queryFn: ({ signal }) => api.post<RenderedArticle>("article-previews", { markdown: words }, { signal }),
    enabled: words.trim() !== "",
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  const nothing = !title.trim() && !summary.trim() && !words.trim();
  return (
    <section className="tp-preview" aria-label={t("templates.preview")}>
      <h3>{t("templates.preview")}</h3>
      {nothing ? <p className="pg-hint">{t("templates.preview_empty")}</p> : null}
      {title.trim() ? <p className="tp-preview-title">{title}</p> : null}
      {summary.trim() ? <p className="pg-hint">{summary}</p> : null}
      {words.trim() && data ? <Nodes nodes={data.nodes} /> : null}
    </section>
  );
}
