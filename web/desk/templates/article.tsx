/** One article as it reads, with its link and tags. */
import { Button } from "@mantine/core";
import IconExternalLink from "@tabler/icons-react/dist/esm/icons/IconExternalLink.mjs";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError } from "../api";
import { BackLink } from "../ui/back-link";
import { Card, Page } from "../ui/page";
import { EmptyState, LoadingPage } from "../ui/states";
import { useWords } from "../words";
import { ArticleForm } from "./article-form";
import { Nodes } from "./nodes";
import { articleQuery } from "./queries";
import "./templates.css";

export function ArticlePage() {
  const t = useWords();
  const { articleId = "" } = useParams({ strict: false });
  const { data: article, error } = useQuery(articleQuery(articleId));
  const [editing, setEditing] = useState(false);
  const back = <BackLink to="/articles">{t("templates.article_back")}</BackLink>;
  if (error instanceof ApiError && error.status === 404) {
    return (
      <Page title={t("templates.articles")} above={back}>
        <EmptyState sign="missing" title={t("templates.nothing_found")} />
      </Page>
    );
  }
  if (error && !article) throw error;
  if (!article) return <LoadingPage />;
  const changes = article.may_change && !article.archived_at;
  return (
    <Page
      title={article.title}
      hint={article.summary || null}
      above={back}
      action={changes ? <Button onClick={() => setEditing(true)}>{t("do.edit")}</Button> : null}
    >
      <div className="tp-article-facts">
        {article.link ? (
          <a href={article.link} target="_blank" rel="noopener noreferrer nofollow">
            <IconExternalLink size={16} stroke={1.8} aria-hidden="true" />
            {t("templates.article_open")}
          </a>
        ) : null}
        {article.tags.map((tag) => (
          <span key={tag} className="pg-tag">
            {tag}
          </span>
        ))}
      </div>
      <Card>
        {article.nodes.length > 0 ? (
          <Nodes nodes={article.nodes} />
        ) : (
          <p className="pg-hint">{t("templates.article_body_none")}</p>
        )}
      </Card>
      <ArticleForm opened={editing} article={article} folder="" close={() => setEditing(false)} />
    </Page>
  );
}
