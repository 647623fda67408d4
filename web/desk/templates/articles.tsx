/** Response templates → Articles: folders, search, list, and the editor. */
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import IconArchive from "@tabler/icons-react/dist/esm/icons/IconArchive.mjs";
import IconRestore from "@tabler/icons-react/dist/esm/icons/IconRestore.mjs";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Article } from "../../wire/rest";
import { notify } from "../ui/notify";
import { Page } from "../ui/page";
import { useWords } from "../words";
import { ArticleForm } from "./article-form";
import { putAway } from "./index";
import { firstFolder, KeptList, mayAdd } from "./kept";
import { articlesQuery, foldersQuery } from "./queries";
import { useShown } from "./shown";
import "./templates.css";

export function ArticlesPage() {
  const t = useWords();
  const { shown, show, typed, type } = useShown("/articles");
  const folders = useQuery(foldersQuery("article"));
  const found = useInfiniteQuery(articlesQuery(shown));
  const [adding, setAdding] = useState(false);
  if (folders.error && !folders.data) throw folders.error;
  const adds = mayAdd(folders.data);
  const button = <Button onClick={() => setAdding(true)}>{t("templates.article_new")}</Button>;
  return (
    <Page wide title={t("templates.articles")} hint={t("templates.articles_hint")} action={adds ? button : null}>
      <KeptList
        kind="article"
        {...{ shown, show, typed, type, found }}
        searchWords={t("templates.articles_search")}
        none={{
          title: t("templates.articles_none"),
          hint: t(adds ? "templates.articles_none_hint" : "templates.articles_hint"),
        }}
        row={(article) => <Row key={article.id} article={article} />}
      />
      <ArticleForm
        opened={adding}
        article={null}
        folder={firstFolder(folders.data, shown.folder)}
        close={() => setAdding(false)}
      />
    </Page>
  );
}

function Row({ article }: { article: Article }) {
  const t = useWords();
  const { title, archived_at } = article;
  const put = async (archived: boolean) => {
    try {
      await putAway(`articles/${article.id}`, archived);
      const words = t(archived ? "templates.archived" : "templates.restored", { name: title });
      notify.undo(words, () => void put(!archived));
    } catch (refused) {
      notify.error(refused);
    }
  };
  const words = t(archived_at ? "do.restore" : "do.archive");
  return (
    <li className="pg-row">
      <div className="pg-row-words">
        <span className="pg-row-title">
          <Link to="/articles/$articleId" params={{ articleId: article.id }} className="pg-row-open tp-row-link">
            {title}
          </Link>
          {article.tags.map((tag) => (
            <span key={tag} className="pg-tag">
              {tag}
            </span>
          ))}
        </span>
        <span className="pg-row-hint tp-row-text">{article.summary || article.link}</span>
      </div>
      {article.may_change ? (
        <Tooltip label={words}>
          <ActionIcon aria-label={`${words}: ${title}`} onClick={() => put(!archived_at)}>
            {archived_at ? <IconRestore size={18} stroke={1.7} /> : <IconArchive size={18} stroke={1.7} />}
          </ActionIcon>
        </Tooltip>
      ) : null}
    </li>
  );
}
